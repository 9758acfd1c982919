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

/// The answer says how the vault stands, also where that can't be read.
#[tokio::test]
async fn a_copy_in_place_that_does_not_open_is_shown_locked_away() {
    let desk = TestDesk::start().await;
    let (kept, name, path) = copied(&desk).await;
    let harm = "DROP TABLE key_slots";
    Connection::open(path).unwrap().execute_batch(harm).unwrap();
    let restored = desk.call("backup_restore", json!({"name": name})).await;
    assert_eq!(restored["vault"]["state"], "unavailable", "{restored}");
    let rows = rows(&desk).await;
    assert_eq!((rows.len(), &rows[0]["id"]), (1, &kept), "{rows:?}");
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
