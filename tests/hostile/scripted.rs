use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt as _;
use keeper_core::app::ApiVersion;
use keeper_core::health::DeathCause;
use keeper_core::identifier::HubId;
use keeper_core::needs::{
    AccountDetails, CallFailure, Called, Client, CodeExchange, HubSpot, Introspection, Receipt,
    TokenAnswer, Verdict,
};
use keeper_core::secret::{AccessToken, RefreshToken};
use keeper_core::{Code, Problem};
use tokio::sync::{Notify, watch};

use crate::stand::Call;

/// What HubSpot says instead of its good answer.
#[derive(Clone)]
pub enum Say {
    /// It fails so, and asks to wait.
    Fails(Verdict, Code, Option<Duration>),
    /// The good answer, once this is notified.
    Held(Arc<Notify>),
}

/// One call, with the secret and the token that came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub call: Call,
    pub client_id: String,
    pub secret: String,
    pub token: String,
}

#[derive(Default)]
struct Book {
    next: HashMap<Call, VecDeque<Say>>,
    always: HashMap<(String, Call), Say>,
    wrong_secrets: HashSet<String>,
    whose: HashMap<String, Introspection>,
    dead: HashSet<String>,
    asked: Vec<Asked>,
    issued: u32,
}

/// HubSpot as a test has it: every call is answered well unless it says otherwise.
#[derive(Default)]
pub struct Scripted {
    book: Mutex<Book>,
    changed: watch::Sender<()>,
}

fn failure(verdict: Verdict, code: Code, retry_after: Option<Duration>) -> CallFailure {
    CallFailure {
        verdict,
        problem: Problem::new(code).retry_after(retry_after),
        retry_after,
        hubspot_status: None,
        correlation_id: None,
    }
}

fn dead() -> CallFailure {
    let verdict = Verdict::TokenDead(DeathCause::TokenRefused);
    failure(verdict, Code::RefreshRejected, None)
}

impl Scripted {
    /// What the next such call is told, whoever makes it.
    pub fn next(&self, call: Call, say: Say) {
        let mut book = self.book.lock().unwrap();
        book.next.entry(call).or_default().push_back(say);
    }

    /// What a client's calls are told from now on.
    pub fn always(&self, client_id: &str, call: Call, say: Say) {
        let key = (client_id.to_owned(), call);
        self.book.lock().unwrap().always.insert(key, say);
    }

    /// Good answers to a client's calls again.
    pub fn relent(&self, client_id: &str) {
        let mut book = self.book.lock().unwrap();
        book.always.retain(|(client, _), _| client != client_id);
    }

    /// Whether HubSpot refuses this client secret.
    pub fn refuse_secret(&self, secret: &str, is_refused: bool) {
        let mut book = self.book.lock().unwrap();
        match is_refused {
            true => book.wrong_secrets.insert(secret.to_owned()),
            false => book.wrong_secrets.remove(secret),
        };
    }

    /// What introspection says of a token, and of those that take its place.
    pub fn belongs(&self, token: &str, who: Introspection) {
        let mut book = self.book.lock().unwrap();
        book.whose.insert(token.to_owned(), who);
    }

    /// The customer uninstalled the app, or somebody revoked the token.
    pub fn kill(&self, token: &str) {
        self.book.lock().unwrap().dead.insert(token.to_owned());
    }

    /// Every call so far, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.book.lock().unwrap().asked.clone()
    }

    /// How often a client has made a call.
    pub fn count(&self, client_id: &str, call: Call) -> usize {
        let asked = self.asked();
        let same = asked
            .iter()
            .filter(|one| one.client_id == client_id && one.call == call);
        same.count()
    }

    /// Waits until a call is made after the first so many of all.
    pub async fn until_asked(&self, call: Call, after: usize) {
        let mut changed = self.changed.subscribe();
        let is_made = |(): &()| {
            let asked = self.asked();
            asked.iter().skip(after).any(|one| one.call == call)
        };
        let waiting = changed.wait_for(is_made);
        let waited = tokio::time::timeout(keeper_tests::desk::DEADLINE, waiting).await;
        waited.expect("it is asked in time").unwrap();
    }

    fn note(&self, asked: Asked) -> Option<Say> {
        let mut book = self.book.lock().unwrap();
        let call = asked.call;
        let key = (asked.client_id.clone(), call);
        let is_wrong = book.wrong_secrets.contains(&asked.secret);
        book.asked.push(asked);
        self.changed.send_replace(());
        if is_wrong {
            let refused = Say::Fails(Verdict::ProfileWrong, Code::ClientSecretRefused, None);
            return Some(refused);
        }
        let queued = book.next.get_mut(&call).and_then(VecDeque::pop_front);
        queued.or_else(|| book.always.get(&key).cloned())
    }

    async fn said(&self, call: Call, client: &Client, token: &str) -> Result<(), CallFailure> {
        let say = self.note(Asked {
            call,
            client_id: client.client_id.clone(),
            secret: client.secret.expose().to_owned(),
            token: token.to_owned(),
        });
        Self::obey(say).await
    }

    /// A call with nothing but an access token.
    async fn said_to_bearer(&self, call: Call, token: &str) -> Result<(), CallFailure> {
        let say = self.note(Asked {
            call,
            client_id: String::new(),
            secret: String::new(),
            token: token.to_owned(),
        });
        Self::obey(say).await
    }

    async fn obey(say: Option<Say>) -> Result<(), CallFailure> {
        match say {
            None => Ok(()),
            Some(Say::Fails(verdict, code, wait)) => Err(failure(verdict, code, wait)),
            Some(Say::Held(release)) => {
                release.notified().await;
                Ok(())
            }
        }
    }

    /// New tokens, which belong to whom the old one did, and kill it; none of a
    /// dead one.
    fn renewed(&self, token: &str) -> Option<TokenAnswer> {
        let mut book = self.book.lock().unwrap();
        if book.dead.contains(token) {
            return None;
        }
        book.issued += 1;
        let (access, refresh) = (
            format!("access-{}", book.issued),
            format!("refresh-{}", book.issued),
        );
        let who = book.whose.get(token).cloned();
        for new in [&access, &refresh] {
            book.whose.extend(who.clone().map(|who| (new.clone(), who)));
        }
        book.dead.insert(token.to_owned());
        Some(TokenAnswer {
            access: AccessToken::new(access),
            expires_in: Duration::from_secs(1800),
            refresh: Some(RefreshToken::new(refresh)),
            hub_id: None,
            scopes: None,
            user_id: None,
        })
    }

    fn who(&self, token: &str) -> Introspection {
        let book = self.book.lock().unwrap();
        let who = book.whose.get(token).cloned().unwrap_or_default();
        Introspection {
            active: !book.dead.contains(token),
            ..who
        }
    }
}

impl HubSpot for Scripted {
    fn exchange<'a>(&'a self, client: &'a Client, code: CodeExchange) -> Called<'a, TokenAnswer> {
        async move {
            let code = code.code.expose().to_owned();
            self.said(Call::Exchange, client, &code).await?;
            self.renewed(&code).ok_or_else(dead)
        }
        .boxed()
    }

    fn refresh<'a>(
        &'a self,
        client: &'a Client,
        token: &'a RefreshToken,
    ) -> Called<'a, TokenAnswer> {
        async move {
            self.said(Call::Refresh, client, token.expose()).await?;
            self.renewed(token.expose()).ok_or_else(dead)
        }
        .boxed()
    }

    fn introspect<'a>(
        &'a self,
        client: &'a Client,
        token: &'a AccessToken,
    ) -> Called<'a, Introspection> {
        async move {
            self.said(Call::Introspect, client, token.expose()).await?;
            Ok(self.who(token.expose()))
        }
        .boxed()
    }

    fn introspect_refresh<'a>(
        &'a self,
        client: &'a Client,
        token: &'a RefreshToken,
    ) -> Called<'a, Introspection> {
        async move {
            self.said(Call::Introspect, client, token.expose()).await?;
            Ok(self.who(token.expose()))
        }
        .boxed()
    }

    fn account_details<'a>(
        &'a self,
        _: ApiVersion,
        token: &'a AccessToken,
    ) -> Called<'a, AccountDetails> {
        async move {
            self.said_to_bearer(Call::Account, token.expose()).await?;
            Ok(AccountDetails {
                hub_id: Some(HubId(crate::stand::HUB)),
                account_type: keeper_core::account::AccountType::Standard,
                ..AccountDetails::default()
            })
        }
        .boxed()
    }

    fn revoke<'a>(&'a self, client: &'a Client, token: &'a RefreshToken) -> Called<'a, Receipt> {
        async move {
            self.said(Call::Revoke, client, token.expose()).await?;
            self.kill(token.expose());
            Ok(Receipt::default())
        }
        .boxed()
    }

    fn uninstall<'a>(&'a self, _: ApiVersion, token: &'a AccessToken) -> Called<'a, Receipt> {
        async move {
            self.said_to_bearer(Call::Uninstall, token.expose()).await?;
            Ok(Receipt::default())
        }
        .boxed()
    }
}
