use std::path::PathBuf;

use keeper_tests::desk::TestDesk;
use rusqlite::Connection;
use serde_json::{Value, json};

/// A copy of a vault with one installation, made before another one came.
async fn copied(desk: &TestDesk) -> (Value, Value, PathBuf) {
    let app = desk.save_app(0).await;
    let kept = desk.install(&app, desk.account("STANDARD", 0)).await;
    let copy = desk.call("backup_make", json!({})).await;
    desk.install(&app, desk.account("STANDARD", 1)).await;
    let folder = desk.directory.path().join("backups");
    let path = folder.join(copy["name"].as_str().unwrap());
    (kept, copy["name"].clone(), path)
}

async fn rows(desk: &TestDesk) -> Vec<Value> {
    let page = desk.call("installation_query", json!({"limit": 9})).await;
    page["rows"].as_array().unwrap().clone()
}

/// Once the copy is in place, whatever fails is no reason to say that it isn't.
#[tokio::test]
async fn what_fails_after_a_copy_is_in_place_is_no_refusal() {
    let harms = [
        // What was done can't be written into the activity.
        "CREATE TRIGGER jammed BEFORE INSERT ON activity BEGIN SELECT RAISE(FAIL, 'jammed'); END",
        // The settings can't be read.
        "INSERT OR REPLACE INTO settings (name, value) VALUES ('settings', '{')",
        // Nor what an earlier run was about to call.
        "DROP TABLE intents",
    ];
    for harm in harms {
        let desk = TestDesk::start().await;
        let (kept, name, path) = copied(&desk).await;
        Connection::open(path).unwrap().execute_batch(harm).unwrap();
        let restored = desk.call("backup_restore", json!({"name": name})).await;
        assert_eq!(restored["vault"]["state"], "open", "{harm}: {restored}");
        let rows = rows(&desk).await;
        assert_eq!(rows.len(), 1, "{harm}: the lists are the copy's: {rows:?}");
        assert_eq!(rows[0]["id"], kept, "{harm}");
    }
}

/// A copy is made ready in memory before anything takes the vault's place.
#[tokio::test]
async fn a_copy_without_its_tables_is_refused_and_changes_nothing() {
    for table in ["key_slots", "tokens", "installations"] {
        let desk = TestDesk::start().await;
        let (_, name, path) = copied(&desk).await;
        let harm = format!("DROP TABLE {table}");
        Connection::open(path)
            .unwrap()
            .execute_batch(&harm)
            .unwrap();
        let refused = desk.refused("backup_restore", json!({"name": name})).await;
        assert_eq!(refused["code"], "BackupDamaged", "{harm}: {refused}");
        let vault = desk.call("vault_status", json!({})).await;
        assert_eq!(vault["state"], "open", "{harm}: {vault}");
        assert_eq!(rows(&desk).await.len(), 2, "{harm}");
    }
}

/// HubSpot may have given out newer tokens since the copy was made.
#[tokio::test]
async fn nothing_restored_is_healthy_before_it_is_checked() {
    let desk = TestDesk::start().await;
    let (kept, name, _) = copied(&desk).await;
    assert_eq!(desk.row(&kept).await["health"], "healthy");
    desk.call("backup_restore", json!({"name": name})).await;
    let row = desk.row(&kept).await;
    assert_eq!(row["health"], "unproven", "{row}");
    assert_eq!(desk.refresh(&[&kept]).await["proven"], 1);
    assert_eq!(desk.row(&kept).await["health"], "healthy");
}
