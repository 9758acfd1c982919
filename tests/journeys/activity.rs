use std::sync::Arc;
use std::time::Duration;

use keeper_tests::desk::TestDesk;
use keeper_tests::desktop::HandClock;
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The text of an exported file, and how many lines it claims.
async fn exported(desk: &TestDesk, name: &str, args: Value) -> (String, u64) {
    let answer = desk.call(name, args).await;
    let text = std::fs::read_to_string(answer["path"].as_str().unwrap()).unwrap();
    (text, answer["count"].as_u64().unwrap())
}

async fn count(desk: &TestDesk, question: Value) -> Value {
    desk.call("activity_query", question).await["total"].clone()
}

#[tokio::test]
async fn lines_are_found_by_words_and_times() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    let row = desk.row(&id).await;
    assert_eq!(count(&desk, json!({})).await, 2);
    assert_eq!(count(&desk, json!({"search": hub_id.to_string()})).await, 1);
    let account = row["account_name"].as_str().unwrap().to_uppercase();
    assert_eq!(count(&desk, json!({"search": account})).await, 1);
    let name = row["app_name"].as_str().unwrap();
    assert_eq!(count(&desk, json!({"search": name})).await, 2);
    assert_eq!(
        count(&desk, json!({"search": "nobody of this name"})).await,
        0
    );
    let newest = desk.call("activity_query", json!({})).await["rows"][0]["at"].clone();
    assert_eq!(count(&desk, json!({"since": newest})).await, 1);
    assert_eq!(count(&desk, json!({"until": newest})).await, 1);
}

#[tokio::test]
async fn a21_exported_activity_holds_no_formula_and_no_secret() {
    let desk = TestDesk::start().await;
    let mut fields = desk.app_fields(&desk.practice.apps()[0]);
    fields["name"] = json!("=HYPERLINK(\"https://example.com\",\"x\")");
    let app = desk.call("app_save", json!({"app": fields})).await["id"].clone();
    desk.install(&app, desk.account("STANDARD", 0)).await;
    let csv = json!({"question": {"limit": 1}, "format": "csv"});
    let (text, lines) = exported(&desk, "activity_export", csv).await;
    assert_eq!(lines, 2, "all that match, whatever the limit: {text}");
    assert!(
        text.starts_with("at,kind,app,"),
        "no mark of order before it"
    );
    assert!(text.contains("\"'=HYPERLINK(\"\"https"), "{text}");
    let json = json!({"question": {}, "format": "json"});
    let (text, lines) = exported(&desk, "activity_export", json).await;
    let read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read.as_array().unwrap().len() as u64, lines);
    assert_eq!(read[0]["kind"], "installed");
    assert!(read[0]["at"].as_str().unwrap().ends_with('Z'));
    let secret = &desk.practice.apps()[0].client_secret;
    assert!(!text.contains(secret.as_str()) && !text.contains("na1-"));

    let none = json!({"question": {"search": "nothing like it"}, "format": "json"});
    let (text, lines) = exported(&desk, "activity_export", none).await;
    assert_eq!(
        (serde_json::from_str::<Value>(&text).unwrap(), lines),
        (json!([]), 0)
    );
}

#[tokio::test]
async fn old_lines_go_by_themselves() {
    let clock = Arc::new(HandClock::default());
    let desk = TestDesk::start_by(Arc::clone(&clock) as _).await;
    desk.save_app(0).await;
    let mut settings = desk.call("session_get", json!({})).await["settings"].clone();
    assert_eq!(settings["activity_days"], 365);
    for (wanted, kept) in [(1, 30), (9999, 3650), (40, 40)] {
        settings["activity_days"] = json!(wanted);
        let saved = desk.call("settings_save", settings.clone()).await;
        assert_eq!(saved["activity_days"], kept);
    }
    clock.advance(DAY * 39);
    desk.save_app(1).await;
    assert_eq!(count(&desk, json!({})).await, 2);
    clock.advance(DAY * 2);
    let left = desk
        .until("activity_query", json!({}), |page| page["total"] == 1)
        .await;
    assert_eq!(left["rows"][0]["kind"], "app_saved");
}
