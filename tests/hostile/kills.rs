use keeper_practice::{Approval, Practice};
use keeper_tests::bridge::Bridge;
use keeper_tests::desk::{DEADLINE, free_port, http};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::siege::{Program, Siege, breath};
use crate::stand::{Call, JSON, Reply};

/// A program that is killed, and Practice HubSpot, which lives on.
struct Scene {
    practice: Practice,
    directory: TempDir,
    redirect_url: String,
}

impl Scene {
    async fn start() -> Self {
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

    async fn bridge(&self) -> Bridge {
        let (api, pages) = (self.practice.api(), self.practice.pages());
        Bridge::start(
            env!("CARGO_BIN_EXE_bridge"),
            self.directory.path(),
            api,
            pages,
        )
        .await
    }

    async fn save_app(&self, bridge: &Bridge) -> Value {
        let app = &self.practice.apps()[0];
        let fields = json!({"app": {
            "name": app.name, "client_id": app.client_id, "client_secret": app.client_secret,
            "redirect_urls": [self.redirect_url], "required_scopes": app.required_scopes,
            "conditionally_required_scopes": app.conditionally_required_scopes,
            "optional_scopes": app.optional_scopes,
        }});
        bridge.must("app_save", fields).await["id"].clone()
    }

    fn hub_id(&self) -> u64 {
        let accounts = self.practice.accounts();
        let standard = |kind| serde_json::to_value(kind).unwrap() == json!("STANDARD");
        accounts
            .iter()
            .find(|one| standard(one.kind))
            .unwrap()
            .hub_id
    }

    /// Starts a flow; where the browser comes back to.
    async fn consented(&self, bridge: &Bridge, app: &Value) -> (Value, String) {
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

    async fn install(&self, bridge: &Bridge, app: &Value) -> Value {
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

    async fn order(&self, fault: Value) {
        let control = self.practice.control().unwrap();
        let sent = http().post(format!("{control}/faults")).json(&fault).send();
        assert!(sent.await.unwrap().status().is_success(), "{fault}");
    }

    /// Waits until the fault that was ordered has met its call.
    async fn until_met(&self) {
        let control = self.practice.control().unwrap();
        let client = http();
        let looking = async {
            loop {
                let state = client.get(format!("{control}/state")).send().await.unwrap();
                let state: Value = state.json().await.unwrap();
                if state["faults"] == json!([]) {
                    return;
                }
                breath().await;
            }
        };
        tokio::time::timeout(DEADLINE, looking)
            .await
            .expect("the call is made");
    }
}

async fn rows(bridge: &Bridge) -> Vec<Value> {
    let page = bridge
        .must("installation_query", json!({"limit": 50}))
        .await;
    page["rows"].as_array().unwrap().clone()
}

async fn refresh(bridge: &Bridge, id: &Value) -> Value {
    let started = bridge
        .must("installation_refresh", json!({"ids": [id]}))
        .await;
    let batch = json!({"batch": started["batch"]});
    let is_over = |status: &Value| status["finished"] == json!(true);
    bridge.until("batch_status", batch, is_over).await["summary"].clone()
}

/// HubSpot never heard of it, or it did and the answer is lost.
const HEARD: [bool; 2] = [false, true];

#[tokio::test]
async fn a16_a_kill_during_the_exchange_doubles_nothing() {
    let scene = Scene::start().await;
    let mut bridge = scene.bridge().await;
    let app = scene.save_app(&bridge).await;
    for heard in HEARD {
        scene
            .order(json!({"endpoint": "exchange", "kind": "timeout", "takes_effect": heard}))
            .await;
        let (_, redirect) = scene.consented(&bridge, &app).await;
        let visit = tokio::spawn(http().get(redirect).send());
        scene.until_met().await;
        bridge.kill().await;
        visit.abort();
        bridge = scene.bridge().await;
        assert!(
            rows(&bridge).await.is_empty(),
            "no row without tokens, heard: {heard}"
        );
    }
    let id = scene.install(&bridge, &app).await;
    assert_eq!(rows(&bridge).await.len(), 1);
    assert_eq!(refresh(&bridge, &id).await["proven"], 1);
}

#[tokio::test]
async fn a16_a_kill_during_a_refresh_loses_no_token() {
    let scene = Scene::start().await;
    let mut bridge = scene.bridge().await;
    let app = scene.save_app(&bridge).await;
    let id = scene.install(&bridge, &app).await;
    for heard in HEARD {
        scene
            .order(json!({"endpoint": "refresh", "kind": "timeout", "takes_effect": heard}))
            .await;
        bridge
            .must("installation_refresh", json!({"ids": [id]}))
            .await;
        scene.until_met().await;
        bridge.kill().await;
        bridge = scene.bridge().await;
        assert_eq!(rows(&bridge).await.len(), 1, "heard: {heard}");
        assert_eq!(refresh(&bridge, &id).await["proven"], 1, "heard: {heard}");
        assert_eq!(
            rows(&bridge).await[0]["health"],
            "healthy",
            "heard: {heard}"
        );
    }
}

#[tokio::test]
async fn a16_a_kill_during_an_exit_leaves_the_truth_to_be_found_out() {
    for (endpoint, command) in [
        ("revoke", "installation_revoke"),
        ("uninstall", "installation_uninstall"),
    ] {
        let scene = Scene::start().await;
        let mut bridge = scene.bridge().await;
        let app = scene.save_app(&bridge).await;
        let id = scene.install(&bridge, &app).await;
        for heard in HEARD {
            scene
                .order(json!({"endpoint": endpoint, "kind": "timeout", "takes_effect": heard}))
                .await;
            {
                let leaving = bridge.call(command, json!({"id": id}));
                tokio::select! {
                    answer = leaving => panic!("{endpoint} hangs: {answer:?}"),
                    () = scene.until_met() => {}
                }
            }
            bridge.kill().await;
            bridge = scene.bridge().await;
            let row = &rows(&bridge).await[0];
            assert_ne!(
                row["health"], endpoint,
                "nobody claims what nobody knows: {row}"
            );
            let summary = refresh(&bridge, &id).await;
            let (found, health) = if heard {
                ("refused", "needs_reauthorization")
            } else {
                ("proven", "healthy")
            };
            assert_eq!(summary[found], 1, "{endpoint}, heard: {heard}: {summary}");
            assert_eq!(
                rows(&bridge).await[0]["health"],
                health,
                "{endpoint}, heard: {heard}"
            );
        }
        let again = scene.install(&bridge, &app).await;
        assert_eq!(again, id, "one click puts it right, on the same row");
    }
}

#[tokio::test]
async fn a16_a_new_token_is_on_disk_before_anything_else_is_asked() {
    let mut siege = Siege::start_apart("info").await;
    let app = siege.save_app().await;
    // Without its type the account is asked about again by the way.
    let unavailable = Reply::Plain(503, JSON, "{}".to_owned());
    siege.stand.next(Call::Account, unavailable);
    let id = siege.install(&app).await;
    siege.stand.next(Call::Account, Reply::Late(DEADLINE));
    let args = json!({"ids": [id]});
    siege.program.must("installation_refresh", args).await;
    siege.until_asked(Call::Account, 2).await;
    let newest = siege.stand.issued().last().unwrap().clone();
    siege = siege.kill_and_start().await;
    assert_eq!(siege.refresh(&id).await["proven"], 1);
    let asked = siege.stand.asked();
    let last = asked
        .iter()
        .rfind(|asked| asked.call == Call::Refresh)
        .unwrap();
    assert!(
        last.body.contains(&newest),
        "the token before was sent once more"
    );
}
