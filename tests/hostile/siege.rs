use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use keeper_api::{Api, HubSpotTarget, Options, SystemClock};
use keeper_core::needs::Clock;
use keeper_tests::bridge::{Bridge, Start};
use keeper_tests::desk::{DEADLINE, free_port, http};
use keeper_tests::desktop;
use keeper_tests::display::Display;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stand::{CLIENT_ID, Call, HUB, Stand};

/// The client secret of the one app.
pub const CLIENT_SECRET: &str = "CANARYsecretx4Jd8Wq2Ps6Vn9Fh3Kg7Ty";
/// What comes back as a code.
pub const CODE: &str = "CANARYcodex5Rb1Zm8Xu4Lc7Dp2Go9Ei";

/// The program, in this process or in another.
pub trait Program {
    /// Calls a command: its answer, or its problem.
    async fn call(&self, name: &str, args: Value) -> Result<Value, Value>;

    /// Calls a command that must succeed.
    async fn must(&self, name: &str, args: Value) -> Value {
        let answer = self.call(name, args).await;
        answer.unwrap_or_else(|problem| panic!("{name}: {problem}"))
    }

    /// Asks again until the answer is as wanted.
    async fn until(&self, name: &str, args: Value, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let asking = async {
            loop {
                let answer = self.must(name, args.clone()).await;
                if is_wanted(&answer) {
                    return answer;
                }
                breath().await;
            }
        };
        let answer = tokio::time::timeout(DEADLINE, asking).await;
        answer.unwrap_or_else(|_| panic!("{name} never answered as wanted"))
    }
}

impl Program for Api {
    async fn call(&self, name: &str, args: Value) -> Result<Value, Value> {
        let answer = Api::call(self, name, args).await;
        answer.map_err(|problem| json!(problem))
    }
}

impl Program for Bridge {
    async fn call(&self, name: &str, args: Value) -> Result<Value, Value> {
        Bridge::call(self, name, args).await
    }
}

/// Between two questions: what is asked about tells nobody that it changed.
pub async fn breath() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}

/// A program against a stand, and what its tests know of it.
pub struct Siege<P> {
    pub program: P,
    pub stand: Stand,
    pub redirect_url: String,
    pub directory: TempDir,
}

/// What a flow's end looks like from outside.
pub struct Ended {
    pub flow: Value,
    pub page: String,
}

impl Siege<Api> {
    /// In this process.
    pub async fn start() -> Self {
        Self::start_by(Arc::new(SystemClock)).await
    }

    /// In this process, by this clock.
    pub async fn start_by(clock: Arc<dyn Clock>) -> Self {
        let stand = Stand::start().await;
        let directory = tempfile::tempdir().unwrap();
        let options = Options {
            clock,
            ..desktop::options(directory.path(), Some(target(&stand.base)))
        };
        Self {
            program: Api::open(options).await.unwrap(),
            stand,
            redirect_url: format!("http://localhost:{}/oauth-callback", free_port()),
            directory,
        }
    }
}

impl Siege<Bridge> {
    /// In a process of its own.
    pub async fn start_apart(log: &str) -> Self {
        let stand = Stand::start().await;
        let directory = tempfile::tempdir().unwrap();
        let program = bridge(directory.path(), &stand.base, log).await;
        Self {
            program,
            stand,
            redirect_url: format!("http://localhost:{}/oauth-callback", free_port()),
            directory,
        }
    }
}

impl Siege<Bridge> {
    /// In a process of its own on a display, with a clock that the test moves.
    pub async fn start_on(display: &Display) -> Self {
        let stand = Stand::start().await;
        let directory = tempfile::tempdir().unwrap();
        let start = start(directory.path(), &stand.base, "info");
        let started = Bridge::try_start_on(display, start).await;
        Self {
            program: started.unwrap_or_else(|(status, output)| panic!("{status}: {output}")),
            stand,
            redirect_url: format!("http://localhost:{}/oauth-callback", free_port()),
            directory,
        }
    }

    /// The same data in a new process, after a power cut.
    pub async fn kill_and_start(self) -> Self {
        self.kill_and_start_after(|| {}).await
    }

    /// The same, after something is done to the data meanwhile.
    pub async fn kill_and_start_after(self, meanwhile: impl FnOnce()) -> Self {
        self.program.kill().await;
        meanwhile();
        Self {
            program: bridge(self.directory.path(), &self.stand.base, "info").await,
            ..self
        }
    }
}

async fn bridge(directory: &Path, base: &str, log: &str) -> Bridge {
    let started = Bridge::try_start(start(directory, base, log)).await;
    started.unwrap_or_else(|(status, output)| panic!("the bridge ended, {status}: {output}"))
}

fn start<'a>(data_dir: &'a Path, base: &'a str, log: &'a str) -> Start<'a> {
    Start {
        binary: env!("CARGO_BIN_EXE_bridge"),
        data_dir,
        hubspot: Some((base, base)),
        log,
        environment: &[],
    }
}

/// The program in this process, with its target at `base`.
pub async fn open(directory: &Path, base: &str) -> Result<Api, keeper_core::Problem> {
    Api::open(desktop::options(directory, Some(target(base)))).await
}

/// A stand in HubSpot's place.
fn target(base: &str) -> HubSpotTarget {
    HubSpotTarget {
        api: base.to_owned(),
        pages: base.to_owned(),
    }
}

impl<P: Program> Siege<P> {
    /// The app's form.
    pub fn fields(&self) -> Value {
        json!({
            "name": "Besieged", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
            "redirect_urls": [self.redirect_url], "required_scopes": ["oauth"], "pkce": true,
        })
    }

    /// Fills the app in.
    pub async fn save_app(&self) -> Value {
        let saved = self.program.must("app_save", json!({"app": self.fields()}));
        saved.await["id"].clone()
    }

    /// The app, filled in unless it is there already.
    pub async fn save_app_once(&self) -> Value {
        let apps = self.program.must("app_list", json!({})).await;
        match apps.get(0) {
            Some(app) => app["id"].clone(),
            None => self.save_app().await,
        }
    }

    /// Waits until the stand was asked something so often.
    pub async fn until_asked(&self, call: Call, times: usize) {
        let asked = tokio::time::timeout(DEADLINE, self.stand.until_count(call, times)).await;
        asked.unwrap_or_else(|_| panic!("{call:?} was never made"));
    }

    /// Starts a flow.
    pub async fn start_flow(&self, app: &Value, hub_id: Option<i64>) -> Value {
        let args = json!({
            "app": app, "redirect_url": self.redirect_url, "hub_id": hub_id, "open_browser": false
        });
        self.program.must("install_start", args).await
    }

    /// Where the browser would be sent after consent.
    pub fn consented(&self, started: &Value) -> String {
        let state = state_of(started);
        format!("{}?code={CODE}&state={state}", self.redirect_url)
    }

    /// Goes there as a browser would, on to the page at the end, and waits for
    /// the flow's own end.
    pub async fn come_back(&self, started: &Value) -> Ended {
        let page = visit(&self.consented(started)).await;
        let flow = self.end_of(&started["flow"]).await;
        Ended { flow, page }
    }

    /// The end of a flow.
    pub async fn end_of(&self, flow: &Value) -> Value {
        let has_ended = |status: &Value| {
            ["done", "failed", "quarantined"].contains(&status["state"].as_str().unwrap())
        };
        let args = json!({"flow": flow});
        self.program.until("install_status", args, has_ended).await
    }

    /// Installs the app; the installation.
    pub async fn install(&self, app: &Value) -> Value {
        let started = self.start_flow(app, Some(HUB)).await;
        let ended = self.come_back(&started).await;
        assert_eq!(ended.flow["state"], "done", "{}", ended.flow);
        ended.flow["installation"].clone()
    }

    /// Reauthorizes an installation; the flow's end.
    pub async fn reauthorize(&self, id: &Value) -> Ended {
        let args = json!({"id": id, "open_browser": false});
        let started = self.program.must("installation_reauthorize", args).await;
        self.come_back(&started).await
    }

    /// Refreshes one; the summary.
    pub async fn refresh(&self, id: &Value) -> Value {
        let args = json!({"ids": [id]});
        let started = self.program.must("installation_refresh", args).await;
        let is_over = |batch: &Value| batch["finished"] == json!(true);
        let batch = json!({"batch": started["batch"]});
        let ended = self.program.until("batch_status", batch, is_over).await;
        ended["summary"].clone()
    }

    /// One row.
    pub async fn row(&self, id: &Value) -> Value {
        self.program
            .must("installation_get", json!({"id": id}))
            .await
    }

    /// All rows.
    pub async fn rows(&self) -> Vec<Value> {
        let page = self
            .program
            .must("installation_query", json!({"limit": 50}));
        page.await["rows"].as_array().unwrap().clone()
    }
}

/// The state in an authorization URL.
pub fn state_of(started: &Value) -> String {
    let url = started["authorize_url"].as_str().unwrap();
    let (_, rest) = url.split_once("state=").expect("every URL has a state");
    rest.split('&').next().unwrap().to_owned()
}

/// Goes to an address as a browser does at top level, on to where it is sent;
/// the text of the page at the end.
pub async fn visit(url: &str) -> String {
    let mut url = url.to_owned();
    for _ in 0..3 {
        let asked = http().get(&url).header("Sec-Fetch-Mode", "navigate");
        let asked = asked.header("Sec-Fetch-Dest", "document").send();
        let answer = asked.await.unwrap();
        let Some(location) = answer.headers().get("location") else {
            return answer.text().await.unwrap();
        };
        let location = location.to_str().unwrap();
        assert!(!location.contains('?'), "the code leaves the address bar");
        let base: Vec<_> = url.splitn(4, '/').take(3).collect();
        url = format!("{}{location}", base.join("/"));
    }
    panic!("the listener sends a browser on and on")
}
