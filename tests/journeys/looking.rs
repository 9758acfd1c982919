use keeper_tests::database::damage_tokens;
use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

/// Everything that could be changed while looking.
const CHANGES: &[&str] = &[
    "app_remove",
    "install_start",
    "installation_refresh",
    "installation_copy_token",
    "installation_call",
    "installation_revoke",
    "installation_forget",
    "account_add",
];

/// A desk with one healthy and one dead installation, its status as a file
/// has it, and their names.
struct Written {
    desk: TestDesk,
    text: String,
    app: Value,
    id: Value,
    hub_id: u64,
    dead: u64,
}

impl Written {
    async fn new() -> Self {
        let desk = TestDesk::start().await;
        let app = desk.save_app(0).await;
        let (hub_id, dead) = (desk.account("STANDARD", 0), desk.account("STANDARD", 1));
        let id = desk.install(&app, hub_id).await;
        let gone = desk.install(&app, dead).await;
        let client_id = desk.practice.apps()[0].client_id.clone();
        let order = json!({"client_id": client_id, "hub_id": dead});
        desk.control("uninstall", order).await;
        desk.refresh(&[&gone]).await;
        let notes = json!({"id": id, "notes": "CANARY", "tags": ["pilot"], "keep_alive": "daily"});
        desk.call("installation_annotate", notes).await;
        let shared = desk.call("status_share", json!({})).await;
        let text = std::fs::read_to_string(shared["path"].as_str().unwrap()).unwrap();
        Self {
            desk,
            text,
            app,
            id,
            hub_id,
            dead,
        }
    }
}

#[tokio::test]
async fn a_status_is_written_without_secrets_and_notes() {
    let written = Written::new().await;
    assert!(!written.text.contains("CANARY"), "notes stay here");
    let secret = &written.desk.practice.apps()[0].client_secret;
    assert!(
        !written.text.contains(secret.as_str()),
        "no secret is in it"
    );
    let row = written.desk.row(&written.id).await;
    let print = row["tokens"]["refresh"].as_str().unwrap().replace(' ', "");
    assert!(!written.text.contains(&print), "nor a fingerprint");
}

#[tokio::test]
async fn a_status_is_read_elsewhere_for_looking_only() {
    let written = Written::new().await;
    let other = TestDesk::start().await;
    other.lay_before("portalkeeper-status.json", &written.text);
    let session = other.call("status_open", json!({})).await["session"].clone();
    let told = (&session["world"], &session["view_only"]);
    assert_eq!(told, (&json!("shared"), &json!(true)));
    assert_eq!(
        session["vault"]["state"], "open",
        "no lock stands in the way"
    );
    assert!(session["shared"]["made_at"].is_number());
    shows_what_was_seen(&other, &written).await;
    refuses_changes(&other, &written.app, &written.id).await;

    let back = other
        .call("world_enter", json!({"world": "practice"}))
        .await;
    let told = (&back["world"], &back["view_only"]);
    assert_eq!(told, (&json!("practice"), &json!(false)));
    let left = other.directory.path().join("shared-status");
    assert!(!left.exists(), "nothing of it is left");
}

/// As the other computer saw it.
async fn shows_what_was_seen(desk: &TestDesk, written: &Written) {
    let page = desk.call("installation_query", json!({"limit": 10})).await;
    let told: Vec<_> = page["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["hub_id"].clone(),
                row["health"].clone(),
                row["code"].clone(),
            )
        })
        .collect();
    let expected = [
        (
            json!(written.dead),
            json!("needs_reauthorization"),
            json!("RefreshRejected"),
        ),
        (json!(written.hub_id), json!("healthy"), Value::Null),
    ];
    assert_eq!(told, expected);
    assert_eq!(desk.row(&written.id).await["tags"], json!(["pilot"]));
    let matrix = desk.call("matrix_query", json!({"limit": 10})).await;
    assert_eq!(matrix["has_token"], 1);
}

async fn refuses_changes(desk: &TestDesk, app: &Value, id: &Value) {
    for name in CHANGES {
        let args = json!({"id": id, "ids": [id], "app": app, "hub_id": 42, "account_type": "sandbox",
            "redirect_url": desk.redirect_url, "open_browser": false});
        let problem = desk.refused(name, args).await;
        assert_eq!(problem["code"], "ViewOnly", "{name}");
    }
}

#[tokio::test]
async fn why_an_app_is_in_trouble_crosses_with_its_status() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let client_id = desk.practice.apps()[0].client_id.clone();
    desk.control("rotate-secret", json!({"client_id": client_id}))
        .await;
    desk.refresh(&[&id]).await;
    let shared = desk.call("status_share", json!({})).await;
    let text = std::fs::read_to_string(shared["path"].as_str().unwrap()).unwrap();
    let other = TestDesk::start().await;
    other.lay_before("status.json", &text);
    other.call("status_open", json!({})).await;
    let row = other.row(&id).await;
    assert_eq!(row["health"], "app_problem");
    assert_eq!(row["code"], "ClientSecretRefused");
    let app = other.call("app_get", json!({"id": app})).await;
    assert_eq!(app["fault"]["code"], "ClientSecretRefused");
}

#[tokio::test]
async fn damaged_tokens_cross_with_a_status_that_older_programs_read() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    assert_eq!(damage_tokens(desk.directory.path()), 1);
    desk.refresh(&[&id]).await;
    let shared = desk.call("status_share", json!({})).await;
    let text = std::fs::read_to_string(shared["path"].as_str().unwrap()).unwrap();
    let status: Value = serde_json::from_str(&text).unwrap();
    let written = &status["installations"][0];
    assert_eq!(written["health"], "secret_unavailable", "{written}");
    assert_eq!(written["code"], "TokenUnreadable", "{written}");

    let other = TestDesk::start().await;
    other.lay_before("status.json", &text);
    other.call("status_open", json!({})).await;
    let row = other.row(&id).await;
    assert_eq!(row["health"], "token_unreadable", "{row}");
    assert_eq!(row["code"], "TokenUnreadable", "{row}");
}

#[tokio::test]
async fn view_only_refuses_every_change_until_it_is_turned_off() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let mut settings = desk.call("session_get", json!({})).await["settings"].clone();
    settings["view_only"] = json!(true);
    desk.call("settings_save", settings.clone()).await;
    refuses_changes(&desk, &app, &id).await;
    assert_eq!(desk.row(&id).await["health"], "healthy", "looking goes on");

    let desk = desk.restart().await;
    refuses_changes(&desk, &app, &id).await;
    settings["view_only"] = json!(false);
    desk.call("settings_save", settings).await;
    assert_eq!(desk.refresh(&[&id]).await["proven"], 1);
}

#[tokio::test]
async fn a_file_that_is_no_status_changes_nothing() {
    let bad = [
        ("", "StatusFileBroken"),
        ("{}", "StatusFileBroken"),
        ("[1]", "StatusFileBroken"),
        (
            r#"{"format":"portalkeeper-status","version":2}"#,
            "StatusFileTooNew",
        ),
        (r#"{"format":"something","version":1}"#, "StatusFileBroken"),
        (
            r#"{"format":"portalkeeper-status","version":1,"made_at":1}"#,
            "StatusFileBroken",
        ),
    ];
    let desk = TestDesk::start().await;
    for (text, code) in bad {
        desk.lay_before("status.json", text);
        let problem = desk.refused("status_open", json!({})).await;
        assert_eq!(problem["code"], code, "{text}");
        let session = desk.call("session_get", json!({})).await;
        assert_eq!(session["world"], "practice");
    }
}

#[tokio::test]
async fn a23_texts_of_a_status_are_made_one_visible_line() {
    let status = json!({
        "format": "portalkeeper-status", "version": 1, "made_at": 1_760_000_000_000i64,
        "world": "hubspot",
        "apps": [{"id": "00000000-0000-4000-8000-000000000001", "name": "A\u{202e}\nB",
            "environment": "production", "client_id": "x", "required_scopes": []}],
        "accounts": [{"hub_id": 7, "name": "<b>\u{0}x</b>", "account_type": "standard",
            "noted_at": 1}],
        "installations": [{"id": "00000000-0000-4000-8000-000000000002",
            "app": "00000000-0000-4000-8000-000000000001", "hub_id": 7, "health": "healthy",
            "code": "SomethingNew", "installed_at": 1, "authorized_at": 1}],
    });
    let desk = TestDesk::start().await;
    desk.lay_before("status.json", &status.to_string());
    desk.call("status_open", json!({})).await;
    let page = desk.call("installation_query", json!({"limit": 10})).await;
    let row = &page["rows"][0];
    for name in [&row["app_name"], &row["account_name"]] {
        let name = name.as_str().unwrap();
        assert!(!name.contains(['\u{202e}', '\n', '\u{0}']), "{name:?}");
    }
    assert_eq!(
        row["code"],
        Value::Null,
        "a code that isn't known here is none"
    );
}
