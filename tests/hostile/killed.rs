use keeper_practice::{Approval, Practice};
use keeper_tests::bridge::Bridge;
use keeper_tests::desk::{DEADLINE, free_port, http};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::siege::Program;

/// A program that is killed, and Practice HubSpot, which lives on.
pub struct Scene {
    pub practice: Practice,
    pub directory: TempDir,
    pub redirect_url: String,
}

impl Scene {
    pub async fn start() -> Self {
        let redirect_url = format!("http://localhost:{}/oauth-callback", free_port());
        let practice = Practice::start(keeper_practice::Options {
            redirect_urls: vec![redirect_url.clone()],
            ..keeper_practice::Options::default()
        });
        Self {
            practice: practice.await.unwrap(),
            directory: tempfile::tempdir().unwrap(),
            redirect_url,
        }
    }

    pub async fn bridge(&self) -> Bridge {
        let (api, pages) = (self.practice.api(), self.practice.pages());
        Bridge::start(
            env!("CARGO_BIN_EXE_bridge"),
            self.directory.path(),
            api,
            pages,
        )
        .await
    }

    pub async fn save_app(&self, bridge: &Bridge) -> Value {
        let app = &self.practice.apps()[0];
        let fields = json!({"app": {
            "name": app.name, "client_id": app.client_id, "client_secret": app.client_secret,
            "redirect_urls": [self.redirect_url], "required_scopes": app.required_scopes,
            "conditionally_required_scopes": app.conditionally_required_scopes,
            "optional_scopes": app.optional_scopes,
        }});
        bridge.must("app_save", fields).await["id"].clone()
    }

    pub fn hub_id(&self) -> u64 {
        let accounts = self.practice.accounts();
        let standard = |kind| serde_json::to_value(kind).unwrap() == json!("STANDARD");
        accounts
            .iter()
            .find(|one| standard(one.kind))
            .unwrap()
            .hub_id
    }

    /// Starts a flow; where the browser comes back to.
    pub async fn consented(&self, bridge: &Bridge, app: &Value) -> (Value, String) {
        let args = json!({"app": app, "redirect_url": self.redirect_url,
            "hub_id": self.hub_id(), "open_browser": false});
        let started = bridge.must("install_start", args).await;
        let url = started["authorize_url"].as_str().unwrap();
        let Ok(Approval::Redirect(redirect)) = self.practice.approve(url, self.hub_id()).await
        else {
            panic!("consent was not given")
        };
        (started["flow"].clone(), redirect)
    }

    pub async fn install(&self, bridge: &Bridge, app: &Value) -> Value {
        let (flow, redirect) = self.consented(bridge, app).await;
        http().get(redirect).send().await.unwrap();
        let is_over =
            |status: &Value| status["state"] != "waiting" && status["state"] != "exchanging";
        let ended = bridge
            .until("install_status", json!({"flow": flow}), is_over)
            .await;
        assert_eq!(ended["state"], "done", "{ended}");
        ended["installation"].clone()
    }

    pub async fn order(&self, fault: Value) {
        let control = self.practice.control().unwrap();
        let sent = http().post(format!("{control}/faults")).json(&fault).send();
        assert!(sent.await.unwrap().status().is_success(), "{fault}");
    }

    /// Turns Practice HubSpot's switches.
    pub async fn switch(&self, switches: Value) {
        let control = self.practice.control().unwrap();
        let sent = http().post(format!("{control}/switch")).json(&switches);
        assert!(sent.send().await.unwrap().status().is_success());
    }

    /// Takes back the faults that have met no call.
    pub async fn order_nothing(&self) {
        let control = self.practice.control().unwrap();
        let sent = http().delete(format!("{control}/faults")).json(&json!({}));
        assert!(sent.send().await.unwrap().status().is_success());
    }

    /// What Practice HubSpot's control says of `state` or `log?after=N`.
    pub async fn ask(&self, what: &str) -> Value {
        let control = self.practice.control().unwrap();
        let asked = http().get(format!("{control}/{what}")).send().await;
        asked.unwrap().json().await.unwrap()
    }

    /// The number of the last request that Practice HubSpot had.
    pub async fn last_request(&self) -> u64 {
        let log = self.ask("log").await;
        let last = log.as_array().unwrap().last();
        last.map_or(0, |entry| entry["number"].as_u64().unwrap())
    }

    /// Waits until Practice HubSpot's control says of `what` something as wanted.
    pub async fn until_said(&self, what: &str, is_wanted: impl Fn(&Value) -> bool) {
        let mut requests = self.practice.requests();
        let looking = async {
            loop {
                requests.mark_unchanged();
                if is_wanted(&self.ask(what).await) {
                    return;
                }
                requests.changed().await.unwrap();
            }
        };
        let said = tokio::time::timeout(DEADLINE, looking).await;
        said.unwrap_or_else(|_| panic!("{what} never was as wanted"));
    }

    /// Waits until every fault that was ordered has met its call.
    pub async fn until_met(&self) {
        self.until_said("state", |state| state["faults"] == json!([]))
            .await;
    }
}

/// The whole list.
pub async fn rows(bridge: &impl Program) -> Vec<Value> {
    let page = bridge
        .must("installation_query", json!({"limit": 50}))
        .await;
    page["rows"].as_array().unwrap().clone()
}

/// Refreshes one and waits for the end; the summary.
pub async fn refresh(bridge: &Bridge, id: &Value) -> Value {
    let started = bridge
        .must("installation_refresh", json!({"ids": [id]}))
        .await;
    let batch = json!({"batch": started["batch"]});
    let is_over = |status: &Value| status["finished"] == json!(true);
    bridge.until("batch_status", batch, is_over).await["summary"].clone()
}
