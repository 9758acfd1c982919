use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use keeper_core::account::{Account, AccountType};
use keeper_core::activity::{Activity, ActivityKind, ActivityQuestion, Actor};
use keeper_core::app::{App, AppDraft};
use keeper_core::engine::{BatchStatus, Engine, FlowStatus, InstallOrder, Needs, RefreshResult};
use keeper_core::event::Event;
use keeper_core::grant::{Grant, GrantState, Tokens};
use keeper_core::health::Condition;
use keeper_core::identifier::{AppId, BatchId, FlowId, HubId, InstallationId};
use keeper_core::installation::{Annotation, Installation};
use keeper_core::limiter::Priority;
use keeper_core::needs::{
    Answer, Arrival, Browser, Change, Clipboard, Clock, CopyNumber, Introspection, Listener,
    Listening, Receiver, Selection, Spawner, TokenChange, Vault as _,
};
use keeper_core::redirect_url::LoopbackTarget;
use keeper_core::scope::AppScopes;
use keeper_core::secret::{AccessToken, ClientSecret, RefreshToken};
use keeper_core::{Code, Instant, Timestamp};
use keeper_tests::desk::DEADLINE;
use keeper_vault::{KeyringChoice, Store, StoreOptions, World};
use tempfile::TempDir;
use tokio::sync::watch;
use uuid::Uuid;

use crate::scripted::Scripted;

const REDIRECT_URL: &str = "http://localhost:3917/oauth-callback";
/// What comes back as a code.
pub const CODE: &str = "code";

/// The account that rows are on, unless a test says otherwise.
pub const HUB: HubId = HubId(crate::stand::HUB);

/// A clock that only the test moves.
pub struct OwnClock {
    passed: watch::Sender<Duration>,
    /// How far the wall clock was set back.
    set_back: Mutex<Duration>,
}

impl OwnClock {
    fn new() -> Self {
        Self {
            passed: watch::Sender::new(Duration::ZERO),
            set_back: Mutex::default(),
        }
    }

    /// Lets time pass, and wakes who has slept enough.
    pub fn advance(&self, by: Duration) {
        self.passed.send_modify(|passed| *passed += by);
    }

    /// Sets the wall clock back, as a person does.
    pub fn set_back(&self, by: Duration) {
        *self.set_back.lock().unwrap() += by;
    }
}

impl Clock for OwnClock {
    fn now(&self) -> Timestamp {
        let began = Timestamp::from_millis(1_800_000_000_000);
        let set_back = *self.set_back.lock().unwrap();
        began.plus(*self.passed.borrow()).minus(set_back)
    }

    fn instant(&self) -> Instant {
        Instant::after_start(*self.passed.borrow())
    }

    fn sleep_until(&self, at: Instant) -> BoxFuture<'static, ()> {
        let mut passed = self.passed.subscribe();
        async move {
            let is_over = |passed: &Duration| Instant::after_start(*passed) >= at;
            if passed.wait_for(is_over).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
        .boxed()
    }
}

/// A clipboard that another program has for a while.
#[derive(Default)]
pub struct OwnClipboard(Mutex<Held>);

#[derive(Default)]
struct Held {
    copies: u64,
    text: Option<(CopyNumber, AccessToken)>,
    refuses: usize,
}

impl OwnClipboard {
    /// What it holds.
    pub fn text(&self) -> Option<String> {
        let held = self.0.lock().unwrap();
        let text = held.text.as_ref();
        text.map(|(_, text)| text.expose().to_owned())
    }

    /// It answers nobody so many times.
    pub fn refuses(&self, times: usize) {
        self.0.lock().unwrap().refuses = times;
    }
}

impl Clipboard for OwnClipboard {
    fn put(&self, text: AccessToken) -> Answer<'_, CopyNumber> {
        let mut held = self.0.lock().unwrap();
        held.copies += 1;
        let copy = CopyNumber(held.copies);
        held.text = Some((copy, text));
        Box::pin(async move { Ok(copy) })
    }

    fn clear(&self, copy: Option<CopyNumber>) -> Answer<'_, bool> {
        let mut held = self.0.lock().unwrap();
        if held.refuses > 0 {
            held.refuses -= 1;
            return Box::pin(async { Err(Code::ClipboardUnavailable.into()) });
        }
        let is_meant =
            |(newest, _): &(CopyNumber, AccessToken)| copy.is_none_or(|it| it == *newest);
        let is_ours = held.text.as_ref().is_some_and(is_meant);
        if is_ours {
            held.text = None;
        }
        Box::pin(async move { Ok(is_ours) })
    }

    fn put_plain(&self, _: String) -> Answer<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn look(&self) -> Answer<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

struct Spawn;

impl Spawner for Spawn {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        drop(tokio::spawn(task));
    }
}

/// A desktop where nothing can be opened.
struct NoDesktop;

impl Receiver for NoDesktop {
    fn open(&self, _: LoopbackTarget, _: Arc<dyn Arrival>) -> Answer<'_, Box<dyn Listening>> {
        Box::pin(async { Err(Code::RedirectPortBusy.into()) })
    }

    fn probe(&self, _: LoopbackTarget) -> Answer<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

impl Browser for NoDesktop {
    fn open<'a>(&'a self, _: &'a str) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<Event>>);

impl Listener for Told {
    fn happened(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

/// The engine with a real vault, a scripted HubSpot and a clock of its own.
pub struct LoneEngine {
    pub engine: Arc<Engine>,
    pub store: Arc<Store>,
    pub hubspot: Arc<Scripted>,
    pub clock: Arc<OwnClock>,
    pub clipboard: Arc<OwnClipboard>,
    told: Arc<Told>,
    pub directory: TempDir,
}

impl LoneEngine {
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap()).await
    }

    pub async fn start_in(directory: TempDir) -> Self {
        let target = "https://api.hubapi.com";
        let key = KeyringChoice::Memory;
        let options = StoreOptions::new(directory.path(), World::Hubspot, target, key);
        let store = Arc::new(Store::open(options).await.unwrap());
        store.make_ready().await.unwrap();
        let hubspot = Arc::new(Scripted::default());
        let clock = Arc::new(OwnClock::new());
        let told = Arc::new(Told::default());
        let clipboard = Arc::new(OwnClipboard::default());
        let needs = Needs {
            hubspot: Arc::clone(&hubspot) as _,
            vault: Arc::clone(&store) as _,
            receiver: Arc::new(NoDesktop),
            browser: Arc::new(NoDesktop),
            clipboard: Arc::clone(&clipboard) as _,
            clock: Arc::clone(&clock) as _,
            spawner: Arc::new(Spawn),
            listener: Arc::clone(&told) as _,
        };
        Self {
            engine: Engine::new(needs, None),
            store,
            hubspot,
            clock,
            clipboard,
            told,
            directory,
        }
    }

    /// The database, beside the program's own connections.
    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.directory.path().join("vault.db")).unwrap()
    }

    /// How often `AppsChanged` was told.
    pub fn apps_changed(&self) -> usize {
        let told = self.told.0.lock().unwrap();
        let changed = told
            .iter()
            .filter(|event| matches!(event, Event::AppsChanged));
        changed.count()
    }

    /// An app with the client secret `secret-N`.
    pub async fn app(&self, number: u128) -> AppId {
        let id = AppId::from_uuid(Uuid::from_u128(number));
        let app = App {
            id,
            draft: AppDraft {
                name: format!("App {number}"),
                client_id: client_of(id),
                redirect_urls: vec![REDIRECT_URL.to_owned()],
                scopes: AppScopes {
                    required: vec!["oauth".to_owned()],
                    ..AppScopes::default()
                },
                ..AppDraft::default()
            },
            secret_set_at: None,
            former_secret_set_at: None,
            fault: None,
            created_at: self.clock.now(),
            updated_at: self.clock.now(),
        };
        self.store.commit(vec![Change::PutApp(app)]).await.unwrap();
        self.set_secret(id, &format!("secret-{number}"), false)
            .await;
        id
    }

    /// Sets a client secret; the one before stays beside it if it is to be kept.
    pub async fn set_secret(&self, app: AppId, secret: &str, keep_former: bool) {
        let change = Change::PutClientSecret {
            app,
            secret: ClientSecret::new(secret),
            keep_former,
            at: self.clock.now(),
        };
        self.store.commit(vec![change]).await.unwrap();
    }

    /// Tokens `access-NAME` and `refresh-NAME`, of an account.
    fn tokens(&self, app: AppId, hub_id: HubId, name: &str) -> Tokens {
        let tokens = Tokens {
            access: AccessToken::new(format!("access-{name}")),
            access_expires_at: self.clock.now().plus(Duration::from_secs(1800)),
            refresh: RefreshToken::new(format!("refresh-{name}")),
        };
        for token in [tokens.access.expose(), tokens.refresh.expose()] {
            self.hubspot.belongs(token, who(app, hub_id));
        }
        tokens
    }

    /// An installation on an account with the tokens `NAME`, long due.
    pub async fn install(&self, app: AppId, hub_id: HubId, name: &str) -> InstallationId {
        let account = Account {
            domain: Some("oldmill.example".to_owned()),
            account_type: AccountType::Standard,
            ..Account::with_hub_id(hub_id, self.clock.now())
        };
        let changes = vec![Change::PutAccount(account)];
        self.store.commit(changes).await.unwrap();
        self.install_as(app, hub_id, name, |_| {}).await
    }

    /// The same, changed before it is saved, on an account of which nothing is
    /// known.
    pub async fn install_as(
        &self,
        app: AppId,
        hub_id: HubId,
        name: &str,
        change: impl FnOnce(&mut Installation),
    ) -> InstallationId {
        let long_ago = self.clock.now().minus(Duration::from_secs(40 * 3600));
        let id = InstallationId::make_random();
        let mut installation = Installation {
            id,
            app,
            hub_id,
            user_id: None,
            condition: Condition::Working,
            proven_at: Some(long_ago),
            requested: Vec::new(),
            granted: Vec::new(),
            installed_by: Some("maya@oldmill.example".to_owned()),
            installed_at: long_ago,
            authorized_at: long_ago,
            last_error: None,
            forgotten_at: None,
            prints: None,
            annotation: Annotation::default(),
        };
        change(&mut installation);
        let tokens = self.tokens(app, hub_id, name);
        let sealed = self.store.sealer().unwrap().seal(id, &tokens).unwrap();
        let put = Change::PutInstallation {
            installation,
            tokens: TokenChange::Put(sealed),
        };
        self.store.commit(vec![put]).await.unwrap();
        id
    }

    /// A grant with the tokens `NAME` that waits in this state.
    pub async fn hold(&self, app: AppId, name: &str, state: GrantState) -> InstallationId {
        let id = InstallationId::make_random();
        let grant = Grant {
            id,
            app,
            expected: None,
            hub_id: Some(HUB),
            renews: None,
            requested: Vec::new(),
            granted: Vec::new(),
            from_elsewhere: false,
            state,
            made_at: self.clock.now(),
            prints: None,
        };
        let tokens = self.tokens(app, HUB, name);
        let tokens = self.store.sealer().unwrap().seal(id, &tokens).unwrap();
        let hold = Change::HoldGrant { grant, tokens };
        self.store.commit(vec![hold]).await.unwrap();
        id
    }

    /// A flow whose code, of the usual account, was just pasted.
    pub async fn start_flow(&self, app: AppId) -> FlowId {
        self.hubspot.belongs(CODE, who(app, HUB));
        let order = InstallOrder {
            by_paste: true,
            ..InstallOrder::by_browser(app, REDIRECT_URL)
        };
        let started = self.engine.install(order).await.unwrap();
        let url = started.authorize_url;
        let (_, state) = url.split_once("state=").expect("every URL has a state");
        let state = state.split('&').next().unwrap();
        let pasted = format!("{REDIRECT_URL}?code={CODE}&state={state}");
        self.engine.paste(started.flow, &pasted).unwrap();
        started.flow
    }

    /// Waits until a flow stands as wanted.
    pub async fn until_flow(
        &self,
        flow: FlowId,
        is_wanted: impl Fn(&FlowStatus) -> bool,
    ) -> FlowStatus {
        let status = || self.engine.flow(flow).unwrap();
        until(|| is_wanted(&status())).await;
        status()
    }

    /// Waits until a batch has ended.
    pub async fn until_ended(&self, batch: BatchId) -> BatchStatus {
        let status = || self.engine.batch(batch).unwrap();
        until(|| status().finished).await;
        status()
    }

    /// A refresh that a person waits for.
    pub async fn refresh(&self, id: InstallationId) -> RefreshResult {
        let priority = Priority::person();
        in_time(self.engine.refresh(id, Actor::Person, &priority)).await
    }

    /// A look of the background checks; whether the next one comes soon.
    pub async fn look(&self) -> bool {
        in_time(self.engine.prove_due()).await
    }

    /// What HubSpot has found wrong with an app, if anything is.
    pub async fn fault(&self, app: AppId) -> Option<Code> {
        let fault = self.store.app(app).await.unwrap().fault;
        fault.map(|fault| fault.code)
    }

    /// One installation.
    pub async fn row(&self, id: InstallationId) -> Installation {
        let ids = Selection::Ids(vec![id]);
        let rows = self.store.installations(ids).await.unwrap();
        rows.into_iter().next().expect("the row is there")
    }

    /// The refresh token that is kept of an installation or a grant.
    pub async fn refresh_token(&self, id: InstallationId) -> String {
        let tokens = self.store.tokens(id).await.unwrap();
        tokens.expect("it has tokens").refresh.expose().to_owned()
    }

    /// The lines of activity of a kind, newest first.
    pub async fn lines(&self, kind: ActivityKind) -> Vec<Activity> {
        let question = ActivityQuestion {
            kinds: vec![kind],
            limit: 1000,
            ..ActivityQuestion::default()
        };
        self.store.activity(question).await.unwrap().0
    }
}

/// What is done at once, or else in no time that a test would wait for.
pub async fn in_time<T>(task: impl Future<Output = T>) -> T {
    let ended = tokio::time::timeout(DEADLINE, task).await;
    ended.expect("it ends in time")
}

/// Waits until something is so that tells nobody.
pub async fn until(is_so: impl Fn() -> bool) {
    in_time(async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// What introspection says of an account's token.
pub fn who(app: AppId, hub_id: HubId) -> Introspection {
    Introspection {
        active: true,
        hub_id: Some(hub_id),
        hub_domain: Some("oldmill.example".to_owned()),
        client_id: Some(client_of(app)),
        user: Some("maya@oldmill.example".to_owned()),
        user_id: Some(5),
        ..Introspection::default()
    }
}

/// The client ID of an app.
pub fn client_of(app: AppId) -> String {
    app.to_string()
}

/// A grant for another account than was asked for.
pub fn set_aside() -> GrantState {
    GrantState::Quarantined {
        found: HUB,
        expected: Some(HubId(1)),
        other_app: false,
    }
}
