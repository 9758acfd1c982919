//! The whole program but its window, against a Practice HubSpot of its own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keeper_api::{Api, HubSpotTarget, Options, SystemClock, WorldEvent};
use keeper_core::needs::{Answer, Browser, Clock};
use keeper_core::secret::Passphrase;
use keeper_practice::{AppListing, Approval, Practice};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::broadcast;

use crate::desktop::{self, RecordingOutside};
use crate::elsewhere;

/// How long anything may take.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// A client that takes no proxy and follows nothing.
pub fn http() -> reqwest::Client {
    // A second installation of the provider is refused and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(DEADLINE)
        .build()
        .expect("the client is built")
}

/// Below what operating systems give to outgoing connections, so that no
/// connection of another test takes the port between two flows; and above the
/// default of HubSpot's templates.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// A port that is free on every loopback family, and that this process hands
/// out once.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let width = u32::from(PORTS.end - PORTS.start);
    // Processes that run at the same time begin at different places.
    let first = std::process::id().wrapping_mul(397);
    for _ in 0..width {
        let place = first.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % width;
        let port = PORTS.start + u16::try_from(place).expect("it is less than the width");
        if is_free(port) {
            return port;
        }
    }
    panic!("no port from {PORTS:?} is free")
}

/// A family that the machine lacks stands in nobody's way.
fn is_free(port: u16) -> bool {
    let addresses: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    addresses.into_iter().all(|address| {
        let bound = TcpListener::bind((address, port));
        bound.is_ok() || TcpListener::bind((address, 0)).is_err()
    })
}

/// Remembers what it was asked to open, and opens nothing; links of our own
/// scheme go nowhere where there is no desktop.
#[derive(Default)]
pub struct RecordingBrowser(pub Mutex<Vec<String>>);

impl Browser for RecordingBrowser {
    fn open<'a>(&'a self, url: &'a str) -> Answer<'a, ()> {
        self.0.lock().unwrap().push(url.to_owned());
        let is_link = url.starts_with(keeper_api::SCHEME);
        Box::pin(async move {
            match is_link {
                true => Err(keeper_core::Code::BrowserFailed.into()),
                false => Ok(()),
            }
        })
    }
}

/// A program with a Practice HubSpot, in a directory of its own.
pub struct TestDesk {
    /// Practice HubSpot.
    pub practice: Practice,
    /// The program.
    pub api: Api,
    /// What the browser was asked to open.
    pub browser: Arc<RecordingBrowser>,
    /// The desktop around the window.
    pub outside: Arc<RecordingOutside>,
    /// The redirect URL that every app has.
    pub redirect_url: String,
    /// Where the data lives.
    pub directory: TempDir,
    events: broadcast::Receiver<WorldEvent>,
    http: reqwest::Client,
}

impl TestDesk {
    /// The passphrase of every vault of these tests.
    pub fn passphrase() -> Passphrase {
        Passphrase::new("correct horse battery staple")
    }

    /// Starts both.
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap()).await
    }

    /// Starts both on data that is there.
    pub async fn start_in(directory: TempDir) -> Self {
        Self::start_with(directory, Arc::new(SystemClock)).await
    }

    /// Starts both; the program goes by this clock.
    pub async fn start_by(clock: Arc<dyn Clock>) -> Self {
        Self::start_with(tempfile::tempdir().unwrap(), clock).await
    }

    async fn start_with(directory: TempDir, clock: Arc<dyn Clock>) -> Self {
        let redirect_url = format!("http://localhost:{}/oauth-callback", free_port());
        let practice = Practice::start(keeper_practice::Options {
            redirect_urls: vec![redirect_url.clone()],
            ..keeper_practice::Options::default()
        });
        let practice = practice.await.expect("Practice HubSpot starts");
        let browser = Arc::new(RecordingBrowser::default());
        let outside = Arc::new(RecordingOutside::default());
        let parts = (Arc::clone(&browser), Arc::clone(&outside), clock);
        let api = try_open(directory.path(), &practice, parts).await;
        let api = api.expect("the data directory opens");
        Self {
            events: api.events(),
            practice,
            api,
            browser,
            outside,
            redirect_url,
            directory,
            http: http(),
        }
    }

    /// Ends the program and starts it anew on the same data.
    pub async fn restart(self) -> Self {
        self.api.close().await;
        drop(self.api);
        let around = (&self.browser, &self.outside);
        let api = reopen(self.directory.path(), &self.practice, around).await;
        Self {
            events: api.events(),
            api,
            ..self
        }
    }

    /// Calls a command that must succeed.
    pub async fn call(&self, name: &str, args: Value) -> Value {
        let answer = self.api.call(name, args).await;
        answer.unwrap_or_else(|problem| panic!("{name}: {problem} {:?}", problem.args))
    }

    /// Calls a command that must not succeed; its code.
    pub async fn refused(&self, name: &str, args: Value) -> Value {
        let answer = self.api.call(name, args).await;
        let problem = answer.expect_err("the command is refused");
        serde_json::to_value(problem).unwrap()
    }

    /// Fills in Practice HubSpot's app at `place`; its identifier here.
    pub async fn save_app(&self, place: usize) -> Value {
        let app = &self.practice.apps()[place];
        let saved = self.call("app_save", json!({"app": self.app_fields(app)}));
        saved.await["id"].clone()
    }

    /// An app's form, with the redirect URL that this desk can receive.
    pub fn app_fields(&self, app: &AppListing) -> Value {
        json!({
            "name": app.name,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "redirect_urls": [self.redirect_url],
            "required_scopes": app.required_scopes,
            "conditionally_required_scopes": app.conditionally_required_scopes,
            "optional_scopes": app.optional_scopes,
        })
    }

    /// The account at `place` among those of a type in HubSpot's spelling.
    pub fn account(&self, of_type: &str, place: usize) -> u64 {
        let is_of_type = |kind| serde_json::to_value(kind).unwrap() == json!(of_type);
        let accounts = self.practice.accounts();
        let mut found = accounts.iter().filter(|account| is_of_type(account.kind));
        found
            .nth(place)
            .expect("the world has such accounts")
            .hub_id
    }

    /// Starts a flow.
    pub async fn start_install(&self, app: &Value, hub_id: Option<u64>) -> Value {
        let args = json!({
            "app": app, "redirect_url": self.redirect_url, "hub_id": hub_id, "open_browser": false
        });
        self.call("install_start", args).await
    }

    /// What the browser would be sent to after consent; panics on a refusal.
    pub async fn consent(&self, started: &Value, hub_id: u64) -> String {
        let url = started["authorize_url"].as_str().unwrap();
        match self.practice.approve(url, hub_id).await {
            Ok(Approval::Redirect(redirect)) => redirect,
            other => panic!("consent was not given: {other:?}"),
        }
    }

    /// Goes where a browser would go; the status, and where it is sent on.
    pub async fn visit(&self, url: &str) -> (u16, Option<String>) {
        let answer = self.http.get(url).header("Sec-Fetch-Mode", "navigate");
        let answer = answer
            .header("Sec-Fetch-Dest", "document")
            .send()
            .await
            .unwrap();
        let location = answer.headers().get("location");
        let location = location.map(|value| value.to_str().unwrap().to_owned());
        (answer.status().as_u16(), location)
    }

    /// The text of a page.
    pub async fn page(&self, url: &str) -> String {
        let answer = self.http.get(url).send().await.unwrap();
        answer.text().await.unwrap()
    }

    /// Waits until a flow stands at one of `states`.
    pub async fn flow_at(&self, flow: &Value, states: &[&str]) -> Value {
        let wanted = |status: &Value| states.contains(&status["state"].as_str().unwrap());
        self.until("install_status", json!({"flow": flow}), wanted)
            .await
    }

    /// Asks again until the answer is as wanted.
    pub async fn until(
        &self,
        name: &str,
        args: Value,
        is_wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let asking = async {
            loop {
                let answer = self.call(name, args.clone()).await;
                if is_wanted(&answer) {
                    return answer;
                }
                self.something_happened().await;
            }
        };
        let answer = tokio::time::timeout(DEADLINE, asking).await;
        answer.unwrap_or_else(|_| panic!("{name} never answered as wanted"))
    }

    /// Waits for any event, or a moment: what is asked for may have changed
    /// between the question and the waiting.
    async fn something_happened(&self) {
        let mut events = self.events.resubscribe();
        let _ = tokio::time::timeout(Duration::from_millis(100), events.recv()).await;
    }

    /// Installs an app on an account, consent and all; the installation.
    pub async fn install(&self, app: &Value, hub_id: u64) -> Value {
        let started = self.start_install(app, Some(hub_id)).await;
        let redirect = self.consent(&started, hub_id).await;
        let (status, _) = self.visit(&redirect).await;
        assert_eq!(status, 303, "the code leaves the address bar");
        let done = self
            .flow_at(&started["flow"], &["done", "failed", "quarantined"])
            .await;
        assert_eq!(done["state"], "done", "{done}");
        done["installation"].clone()
    }

    /// A refresh token that another system has for Practice HubSpot's app at
    /// `place` on an account.
    pub async fn token_from_elsewhere(&self, place: usize, hub_id: u64) -> String {
        let app = &self.practice.apps()[place];
        elsewhere::refresh_token(&self.practice, app, &self.redirect_url, hub_id).await
    }

    /// Puts a file where the person of these tests looks for one to choose.
    pub fn lay_before(&self, name: &str, text: &str) {
        let folder = self.directory.path().join("imports");
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The next event of a name, from now on.
    pub fn told(&self, name: &str) -> impl Future<Output = Value> + use<> {
        let mut events = self.events.resubscribe();
        let name = name.to_owned();
        let waiting = async move {
            loop {
                let event = events.recv().await.expect("the program lives");
                let event = serde_json::to_value(event).unwrap();
                if event["event"] == name {
                    return event;
                }
            }
        };
        async {
            tokio::time::timeout(DEADLINE, waiting)
                .await
                .expect("it is told in time")
        }
    }

    /// One row of the list.
    pub async fn row(&self, id: &Value) -> Value {
        self.call("installation_get", json!({"id": id})).await
    }

    /// Refreshes these and waits for the end; the summary.
    pub async fn refresh(&self, ids: &[&Value]) -> Value {
        let started = self.call("installation_refresh", json!({"ids": ids})).await;
        let finished = |status: &Value| status["finished"] == json!(true);
        let batch = json!({"batch": started["batch"]});
        self.until("batch_status", batch, finished).await["summary"].clone()
    }

    /// Gives Practice HubSpot an order.
    pub async fn control(&self, order: &str, body: Value) -> Value {
        let control = self.practice.control().expect("the control is served");
        let sent = self
            .http
            .post(format!("{control}/{order}"))
            .json(&body)
            .send();
        let answer = sent.await.unwrap();
        assert!(answer.status().is_success(), "{order}: {}", answer.status());
        answer.json().await.unwrap_or(Value::Null)
    }

    /// What Practice HubSpot was asked, as `METHOD path status` lines.
    pub async fn log(&self) -> Vec<Value> {
        let control = self.practice.control().expect("the control is served");
        let answer = self
            .http
            .get(format!("{control}/log"))
            .send()
            .await
            .unwrap();
        let log: Value = answer.json().await.unwrap();
        log.as_array()
            .cloned()
            .unwrap_or_else(|| log["log"].as_array().cloned().expect("the log is a list"))
    }
}

/// What was dropped lets go of its lock when its last task has ended.
async fn reopen(
    directory: &Path,
    practice: &Practice,
    (browser, outside): (&Arc<RecordingBrowser>, &Arc<RecordingOutside>),
) -> Api {
    let trying = async {
        loop {
            let clock = Arc::new(SystemClock) as _;
            let parts = (Arc::clone(browser), Arc::clone(outside), clock);
            if let Ok(api) = try_open(directory, practice, parts).await {
                return api;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let opened = tokio::time::timeout(DEADLINE, trying).await;
    opened.expect("the data directory opens again")
}

async fn try_open(
    directory: &Path,
    practice: &Practice,
    (browser, outside, clock): (Arc<RecordingBrowser>, Arc<RecordingOutside>, Arc<dyn Clock>),
) -> Result<Api, keeper_core::Problem> {
    let target = HubSpotTarget {
        api: practice.api().to_owned(),
        pages: practice.pages().to_owned(),
    };
    Api::open(Options {
        browser,
        clock,
        outside,
        ..desktop::options(directory, Some(target))
    })
    .await
}
