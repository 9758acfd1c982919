use std::sync::Arc;

use keeper_api::{Api, Options};
use keeper_tests::desk::{DEADLINE, TestDesk};
use keeper_tests::desktop;
use keeper_tests::practice_host::InProcessPractice;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use crate::refresh::{hold_refreshes, installed, release, until_refreshes};

/// Events that concern the whole program.
const OF_PROGRAM: [&str; 7] = [
    "settings_changed",
    "unsaved_changed",
    "quit_asked",
    "clipboard_cleared",
    "place_chosen",
    "link_refused",
    "world_shown",
];

#[tokio::test]
async fn every_event_names_its_world_or_the_whole_program() {
    let desk = TestDesk::start().await;
    let mut events = desk.api.events();
    let ids = installed(&desk, 2).await;
    desk.refresh(&[&ids[0], &ids[1]]).await;
    let settings = desk.call("session_get", json!({})).await["settings"].clone();
    desk.call("settings_save", settings).await;
    desk.api.redirect_arrived("portalkeeper://x".into()).await;
    let (mut of_world, mut of_program) = (0, 0);
    while let Ok(event) = events.try_recv() {
        let event = serde_json::to_value(event).unwrap();
        let name = event["event"].as_str().expect("it has its name, as before");
        if OF_PROGRAM.contains(&name) {
            assert_eq!(event.get("world"), Some(&Value::Null), "{event}");
            of_program += 1;
        } else {
            assert_eq!(event["world"], "practice", "{event}");
            of_world += 1;
        }
    }
    assert!(of_world > 4 && of_program == 2, "{of_world} {of_program}");
}

/// Another computer's status is shown meanwhile: a world of its own.
async fn show_a_status(desk: &TestDesk) {
    let shared = desk.call("status_share", json!({})).await;
    let text = std::fs::read_to_string(shared["path"].as_str().unwrap()).unwrap();
    desk.lay_before("status.json", &text);
    let opened = desk.call("status_open", json!({})).await;
    assert_eq!(opened["session"]["world"], "shared");
}

#[tokio::test]
async fn a_batch_in_a_hidden_world_names_its_world_and_is_found_on_return() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 3).await;
    hold_refreshes(&desk).await;
    let started = desk.call("installation_refresh", json!({"ids": ids})).await;
    until_refreshes(&desk, 1).await;
    show_a_status(&desk).await;
    let running = desk.call("batch_list", json!({})).await;
    assert_eq!(running, json!([]), "the world shown has none");

    let back = json!({"world": "practice"});
    desk.call("world_enter", back.clone()).await;
    let running = desk.call("batch_list", json!({})).await;
    assert_eq!(running[0]["batch"], started["batch"], "{running}");
    assert_eq!(running[0]["total"], 3, "{running}");
    desk.call("batch_cancel", json!({"batch": running[0]["batch"]}))
        .await;
    show_a_status(&desk).await;
    let finished = desk.told("refresh_finished");
    release(&desk).await;
    assert_eq!(finished.await["world"], "practice");
    desk.call("world_enter", back).await;
    assert_eq!(desk.call("batch_list", json!({})).await, json!([]));
}

#[tokio::test]
async fn an_import_that_goes_on_is_found_with_its_app() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let token = desk.token_from_elsewhere(0, hub_id).await;
    desk.lay_before("tokens.csv", &format!("refresh_token\n{token}\n"));
    hold_refreshes(&desk).await;
    let started = desk.call("installation_import", json!({"app": app})).await;
    until_refreshes(&desk, 1).await;
    let running = desk.call("import_list", json!({})).await;
    assert_eq!(running[0]["import"], started["import"], "{running}");
    assert_eq!(running[0]["app"], app, "{running}");
    release(&desk).await;
    let status = json!({"import": started["import"]});
    let ended = desk.until("import_status", status, |status| {
        status["finished"] == json!(true)
    });
    assert_eq!(ended.await["added"], 1);
    assert_eq!(desk.call("import_list", json!({})).await, json!([]));
}

/// The whole program with both worlds; Practice HubSpot runs in this process,
/// as in the app.
struct BothWorlds {
    api: Api,
    practice: Arc<InProcessPractice>,
    _directory: TempDir,
}

impl BothWorlds {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let practice = Arc::<InProcessPractice>::default();
        let options = Options {
            practice_host: Some(Arc::clone(&practice) as _),
            ..desktop::options(directory.path(), None)
        };
        Self {
            api: Api::open(options).await.unwrap(),
            practice,
            _directory: directory,
        }
    }

    async fn call(&self, name: &str, args: Value) -> Value {
        let answer = self.api.call(name, args).await;
        answer.unwrap_or_else(|problem| panic!("{name}: {problem} {:?}", problem.args))
    }

    async fn enter(&self, world: &str) -> Value {
        self.call("world_enter", json!({"world": world})).await
    }

    /// Installs the first app on the first account; nothing listens for it.
    async fn install(&self) -> Value {
        let app = self.call("app_list", json!({})).await[0].clone();
        let account = self.call("account_list", json!({})).await[0].clone();
        let hub_id = account["hub_id"].as_u64().unwrap();
        let args = json!({
            "app": app["id"], "redirect_url": app["redirect_urls"][0], "hub_id": hub_id,
            "by_paste": true, "open_browser": false
        });
        let started = self.call("install_start", args).await;
        let url = started["authorize_url"].as_str().unwrap();
        let redirect = self.practice.consent(url, hub_id).await;
        let paste = json!({"flow": started["flow"], "text": redirect});
        self.call("install_paste", paste).await;
        let status = json!({"flow": started["flow"]});
        let done = self.until("install_status", status, |flow| flow["state"] == "done");
        done.await["installation"].clone()
    }

    async fn until(&self, name: &str, args: Value, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let mut events = self.api.events();
        let asking = async {
            loop {
                let answer = self.call(name, args.clone()).await;
                if is_wanted(&answer) {
                    return answer;
                }
                let moment = std::time::Duration::from_millis(100);
                let _ = tokio::time::timeout(moment, events.recv()).await;
            }
        };
        let answer = tokio::time::timeout(DEADLINE, asking).await;
        answer.unwrap_or_else(|_| panic!("{name} never answered as wanted"))
    }

    async fn refresh(&self, id: &Value) -> Value {
        let started = self
            .call("installation_refresh", json!({"ids": [id]}))
            .await;
        let batch = json!({"batch": started["batch"]});
        let ended = self.until("batch_status", batch, |status| {
            status["finished"] == json!(true)
        });
        ended.await["summary"].clone()
    }
}

/// Waits until the other side has closed it.
async fn closed(mut stream: TcpStream) {
    let mut buffer = [0; 64];
    let reading = async { while !matches!(stream.read(&mut buffer).await, Ok(0) | Err(_)) {} };
    let ended = tokio::time::timeout(DEADLINE, reading).await;
    ended.expect("the connection is closed");
}

#[tokio::test]
async fn a15_practice_hubspot_stops_when_its_world_is_left_and_comes_back_with_its_state() {
    let desk = BothWorlds::start().await;
    desk.enter("practice").await;
    let id = desk.install().await;
    let api = desk.practice.api().await.expect("it runs");
    let idle = TcpStream::connect(api.trim_start_matches("http://")).await;
    desk.enter("hubspot").await;
    closed(idle.unwrap()).await;
    assert_eq!(desk.practice.api().await, None, "it has stopped");
    let rows = desk.call("installation_query", json!({"limit": 9})).await;
    assert_eq!(rows["total"], 0, "the worlds don't meet: {rows}");

    for _ in 0..2 {
        desk.enter("practice").await;
        assert_eq!(
            desk.refresh(&id).await["proven"],
            1,
            "its tokens still work"
        );
        let row = desk.call("installation_get", json!({"id": id})).await;
        assert_eq!(row["health"], "healthy", "{row}");
        desk.enter("hubspot").await;
    }
    desk.enter("practice").await;
    desk.install().await;
    desk.api.close().await;
}

#[tokio::test]
async fn a_practice_world_that_was_locked_comes_back_locked() {
    let desk = BothWorlds::start().await;
    desk.enter("practice").await;
    desk.call("vault_lock", json!({})).await;
    desk.enter("hubspot").await;
    let session = desk.enter("practice").await;
    assert_eq!(session["vault"]["state"], "locked");
    desk.api.close().await;
}

#[tokio::test]
async fn a_flow_of_the_practice_world_ends_when_it_is_left() {
    let desk = BothWorlds::start().await;
    desk.enter("practice").await;
    let app = desk.call("app_list", json!({})).await[0].clone();
    let args = json!({
        "app": app["id"], "redirect_url": app["redirect_urls"][0], "by_paste": true,
        "open_browser": false
    });
    desk.call("install_start", args).await;
    let mut events = desk.api.events();
    desk.enter("hubspot").await;
    let mut failed = None;
    while let Ok(event) = events.try_recv() {
        let event = json!(event);
        if event["event"] == "install_failed" {
            failed = Some(event);
        }
    }
    let failed = failed.expect("it is told");
    assert_eq!(failed["world"], "practice", "{failed}");
    assert_eq!(failed["problem"]["code"], "FlowCancelled", "{failed}");
    desk.api.close().await;
}
