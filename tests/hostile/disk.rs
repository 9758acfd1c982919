use keeper_loopback::Texts;
use rusqlite::Connection;
use serde_json::json;

use crate::siege::{Program, Siege};

/// Another program that has the database to itself, as a backup tool might.
fn seize(siege: &Siege<keeper_api::Api>) -> Connection {
    let path = siege.directory.path().join("practice.db");
    let other = Connection::open(path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    other
}

#[tokio::test]
async fn a8_a_failed_commit_is_never_called_a_success() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    let other = seize(&siege);
    let ended = siege.come_back(&started).await;
    assert_eq!(ended.flow["state"], "failed", "{}", ended.flow);
    assert_eq!(ended.flow["problem"]["code"], "SaveFailed");
    let texts = Texts::default();
    assert!(!ended.page.contains(&texts.done.title), "{}", ended.page);
    other.execute_batch("ROLLBACK").unwrap();
    assert!(siege.rows().await.is_empty());
    let id = siege.install(&app).await;
    assert_eq!(
        siege.row(&id).await["health"],
        "healthy",
        "without a restart"
    );
}

#[tokio::test]
async fn a_disk_that_comes_back_in_time_costs_nothing() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    let before = siege.row(&id).await["tokens"].clone();
    let other = seize(&siege);
    let args = json!({"ids": [id]});
    let started = siege.program.must("installation_refresh", args).await;
    siege.until_asked(crate::stand::Call::Refresh, 1).await;
    other.execute_batch("ROLLBACK").unwrap();
    let is_over = |batch: &serde_json::Value| batch["finished"] == json!(true);
    let batch = json!({"batch": started["batch"]});
    let ended = siege.program.until("batch_status", batch, is_over).await;
    assert_eq!(ended["summary"]["proven"], 1, "{ended}");
    let row = siege.row(&id).await;
    assert_eq!(row["health"], "healthy");
    assert_ne!(row["tokens"], before, "the new tokens are kept");
}
