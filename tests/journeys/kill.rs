use keeper_practice::{Approval, Practice};
use keeper_tests::bridge::Bridge;
use keeper_tests::desk::{DEADLINE, free_port, http};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Practice HubSpot, and a data directory that outlives the program.
struct Machine {
    practice: Practice,
    redirect_url: String,
    directory: TempDir,
}

impl Machine {
    async fn start() -> Self {
        let redirect_url = format!("http://localhost:{}/oauth-callback", free_port());
        let practice = Practice::start(keeper_practice::Options {
            redirect_urls: vec![redirect_url.clone()],
            ..keeper_practice::Options::default()
        });
        Self {
            practice: practice.await.unwrap(),
            redirect_url,
            directory: tempfile::tempdir().unwrap(),
        }
    }

    async fn bridge(&self) -> Bridge {
        let binary = env!("CARGO_BIN_EXE_bridge");
        let practice = &self.practice;
        Bridge::start(
            binary,
            self.directory.path(),
            practice.api(),
            practice.pages(),
        )
        .await
    }

    async fn save_app(&self, bridge: &Bridge) -> Value {
        let app = &self.practice.apps()[0];
        let fields = json!({
            "name": app.name, "client_id": app.client_id, "client_secret": app.client_secret,
            "redirect_urls": [self.redirect_url], "required_scopes": app.required_scopes,
            "conditionally_required_scopes": app.conditionally_required_scopes,
            "optional_scopes": app.optional_scopes,
        });
        let saved = bridge.call("app_save", json!({"app": fields})).await;
        saved.unwrap()["id"].clone()
    }

    /// Introspection hangs once, so that a grant stays held.
    async fn hang_introspection(&self) {
        let fault = json!({"endpoint": "introspect", "kind": "timeout", "count": 1});
        let control = self.practice.control().unwrap();
        let sent = http().post(format!("{control}/faults")).json(&fault).send();
        assert!(sent.await.unwrap().status().is_success());
    }

    /// Waits until the one hang is used up: the next program's question is answered.
    async fn until_it_hangs(&self) {
        let control = self.practice.control().unwrap();
        let asking = async {
            loop {
                let asked = http().get(format!("{control}/log")).send().await.unwrap();
                if asked.text().await.unwrap().contains("/introspect") {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        let asked = tokio::time::timeout(DEADLINE, asking).await;
        asked.expect("introspection is asked for");
    }

    async fn consent(&self, bridge: &Bridge, app: &Value, hub_id: u64) -> String {
        let order = json!({"app": app, "redirect_url": self.redirect_url, "open_browser": false});
        let started = bridge.call("install_start", order).await.unwrap();
        let url = started["authorize_url"].as_str().unwrap();
        match self.practice.approve(url, hub_id).await {
            Ok(Approval::Redirect(redirect)) => redirect,
            refused => panic!("consent was not given: {refused:?}"),
        }
    }
}

/// The list, once its first row has this health.
async fn list_at(bridge: &Bridge, health: &str) -> Value {
    let asking = async {
        loop {
            let page = bridge.call("installation_query", json!({})).await.unwrap();
            if page["rows"][0]["health"] == health {
                return page;
            }
            tokio::task::yield_now().await;
        }
    };
    let page = tokio::time::timeout(DEADLINE, asking).await;
    page.unwrap_or_else(|_| panic!("no row became {health}"))
}

#[tokio::test]
async fn a16_a_kill_between_exchange_and_commit_loses_nothing() {
    let machine = Machine::start().await;
    let bridge = machine.bridge().await;
    let app = machine.save_app(&bridge).await;
    let hub_id = machine.practice.accounts()[0].hub_id;
    machine.hang_introspection().await;
    let redirect = machine.consent(&bridge, &app, hub_id).await;
    // The page is held while introspection hangs; nobody waits for it.
    let visit = tokio::spawn(http().get(redirect).send());
    list_at(&bridge, "held").await;
    machine.until_it_hangs().await;
    bridge.kill().await;
    visit.abort();

    let bridge = machine.bridge().await;
    let page = list_at(&bridge, "healthy").await;
    assert_eq!(page["total"], 1, "nothing is doubled");
    assert_eq!(page["rows"][0]["hub_id"], hub_id);
}
