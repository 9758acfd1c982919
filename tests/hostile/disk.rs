use std::sync::Arc;

use keeper_tests::database::{beside, free, jam};
use keeper_tests::desk::TestDesk;
use keeper_tests::desktop::page_title;
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::siege::{Program, Siege, visit};
use crate::stand::{Call, Reply};

/// As [`jam`], for what follows from an exit alone.
fn jam_exits(other: &Connection) {
    for change in ["INSERT", "UPDATE"] {
        let trigger = format!(
            "CREATE TRIGGER jam_{change} BEFORE {change} ON activity \
             WHEN NEW.kind IN ('revoked', 'uninstalled') \
             BEGIN SELECT RAISE(FAIL, 'jammed'); END"
        );
        other.execute_batch(&trigger).unwrap();
    }
}

#[tokio::test]
async fn a8_a_grant_that_cannot_be_saved_waits_and_is_never_called_a_success() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let other = beside(siege.directory.path());
    jam(&other, "grants");
    let started = siege.start_flow(&app, None).await;
    let page = visit(&siege.consented(&started)).await;
    assert!(page.contains(&page_title("working")), "{page}");
    let flow = json!({"flow": started["flow"]});
    let status = siege.program.must("install_status", flow).await;
    assert_eq!(status["state"], "exchanging", "{status}");
    assert_eq!(status["problem"]["code"], "AnswerUnsaved", "{status}");
    assert!(siege.rows().await.is_empty());
    assert_eq!(
        siege.stand.count(Call::Introspect),
        0,
        "nothing is asked before it is saved"
    );
    free(&other);
    let ended = siege.end_of(&started["flow"]).await;
    assert_eq!(ended["state"], "done", "without a restart: {ended}");
    assert_eq!(siege.stand.count(Call::Exchange), 1);
    let rows = siege.rows().await;
    assert_eq!(
        (rows.len(), &rows[0]["health"]),
        (1, &json!("healthy")),
        "{rows:?}"
    );
}

#[tokio::test]
async fn a8_an_installation_that_cannot_be_saved_is_held_and_saved_later() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let other = beside(siege.directory.path());
    jam(&other, "installations");
    let started = siege.start_flow(&app, None).await;
    let page = visit(&siege.consented(&started)).await;
    assert!(page.contains(&page_title("working")), "{page}");
    let rows = siege.rows().await;
    assert_eq!(
        (rows.len(), &rows[0]["health"]),
        (1, &json!("held")),
        "{rows:?}"
    );
    let flow = json!({"flow": started["flow"]});
    let status = siege.program.must("install_status", flow).await;
    assert_eq!(status["state"], "exchanging", "{status}");
    assert_eq!(status["problem"]["code"], "SaveFailed", "{status}");
    free(&other);
    let ended = siege.end_of(&started["flow"]).await;
    assert_eq!(ended["state"], "done", "without a restart: {ended}");
    let rows = siege.rows().await;
    assert_eq!(
        (rows.len(), &rows[0]["health"]),
        (1, &json!("healthy")),
        "{rows:?}"
    );
}

#[tokio::test]
async fn an_exit_that_cannot_be_saved_is_said_and_saved_later() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    let other = beside(desk.directory.path());
    for (command, health) in [
        ("installation_revoke", "revoked"),
        ("installation_uninstall", "uninstalled"),
    ] {
        // In the middle of an exit's own lines, after those of its refresh.
        jam_exits(&other);
        let problem = desk.refused(command, json!({"id": id})).await;
        assert_eq!(problem["code"], "AnswerUnsaved", "{command}");
        let row = desk.row(&id).await;
        assert_ne!(
            row["tokens"],
            Value::Null,
            "{command}: all of it, or nothing"
        );
        assert_eq!(row["code"], "AnswerUnsaved", "{command}: {row}");
        assert_eq!(
            desk.refresh(&[&id]).await["skipped"],
            1,
            "{command}: nothing is done with the row meanwhile"
        );
        free(&other);
        desk.until("installation_get", json!({"id": id}), |row| {
            row["health"] == health
        })
        .await;
        assert_eq!(desk.install(&app, hub_id).await, id);
    }
}

#[tokio::test]
async fn a_disk_that_comes_back_in_time_costs_nothing() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    let before = siege.row(&id).await["tokens"].clone();
    let other = beside(siege.directory.path());
    jam(&other, "tokens");
    let args = json!({"ids": [id]});
    let started = siege.program.must("installation_refresh", args).await;
    siege.until_asked(Call::Refresh, 1).await;
    free(&other);
    let is_over = |batch: &Value| batch["finished"] == json!(true);
    let batch = json!({"batch": started["batch"]});
    let ended = siege.program.until("batch_status", batch, is_over).await;
    assert_eq!(ended["summary"]["proven"], 1, "{ended}");
    let row = siege.row(&id).await;
    assert_eq!(row["health"], "healthy");
    assert_ne!(row["tokens"], before, "the new tokens are kept");
}

/// A backup tool that has the file to itself for a moment: before the call, so
/// that it isn't made yet, and before its answer is saved.
#[tokio::test]
async fn a_locked_database_is_waited_for() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    let other = beside(siege.directory.path());
    let answer = Arc::new(Notify::new());
    siege
        .stand
        .next(Call::Refresh, Reply::Held(Arc::clone(&answer)));
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let args = json!({"ids": [id]});
    let started = siege.program.must("installation_refresh", args).await;
    assert_eq!(siege.stand.count(Call::Refresh), 0);
    other.execute_batch("ROLLBACK").unwrap();
    siege.until_asked(Call::Refresh, 1).await;
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    answer.notify_one();
    other.execute_batch("ROLLBACK").unwrap();
    let is_over = |batch: &Value| batch["finished"] == json!(true);
    let batch = json!({"batch": started["batch"]});
    let ended = siege.program.until("batch_status", batch, is_over).await;
    assert_eq!(ended["summary"]["proven"], 1, "{ended}");
}
