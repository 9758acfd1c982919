use std::path::Path;
use std::sync::Arc;

use keeper_api::{Api, Options};
use keeper_tests::desktop;
use keeper_tests::practice_host::InProcessPractice;
use serde_json::{Value, json};

use crate::locked::unlock;
use crate::siege::Program;

const PASSPHRASE: &str = "correct horse battery staple";

/// Both worlds, HubSpot's shown.
async fn both(directory: &Path) -> Api {
    let options = Options {
        practice_host: Some(Arc::new(InProcessPractice::default())),
        ..desktop::options(directory, None)
    };
    Api::open(options).await.unwrap()
}

async fn enter(program: &Api, world: &str) -> Value {
    program.must("world_enter", json!({"world": world})).await["vault"].clone()
}

/// Practice HubSpot's vault, whose key is in memory only, shown.
async fn practice_in_memory(directory: &Path) -> Api {
    let program = both(directory).await;
    enter(&program, "practice").await;
    let memory = json!({"slot": "memory"});
    program.must("vault_start_afresh", memory).await;
    program
}

#[tokio::test]
async fn a24_locking_one_world_locks_the_other() {
    let directory = tempfile::tempdir().unwrap();
    let program = both(directory.path()).await;
    enter(&program, "practice").await;
    enter(&program, "hubspot").await;
    program.must("vault_lock", json!({})).await;
    assert_eq!(enter(&program, "practice").await["state"], "locked");
    unlock(&program, PASSPHRASE).await;
    let state = enter(&program, "hubspot").await["state"].clone();
    assert_eq!(state, "locked", "each has its own passphrase");
}

#[tokio::test]
async fn a24_a_world_that_no_person_can_unlock_is_locked_along() {
    let directory = tempfile::tempdir().unwrap();
    let program = practice_in_memory(directory.path()).await;
    // HubSpot's world has a passphrase; it may still be opening.
    let is_lockable = |session: &Value| session["lockable"] == true;
    program.until("session_get", json!({}), is_lockable).await;
    let app = program.must("app_list", json!({})).await[0]["id"].clone();
    let locked = program.must("vault_lock", json!({})).await;
    assert_eq!(
        (&locked["state"], &locked["opens_with"]),
        (&json!("locked"), &json!("hubspot"))
    );
    let refused = Program::call(&program, "app_remove", json!({"id": app})).await;
    assert_eq!(refused.unwrap_err()["code"], "VaultLocked");

    assert_eq!(enter(&program, "hubspot").await["state"], "locked");
    unlock(&program, PASSPHRASE).await;
    assert_eq!(enter(&program, "practice").await["state"], "open");
}

#[tokio::test]
async fn a24_no_world_is_opened_for_the_first_time_while_locked() {
    let directory = tempfile::tempdir().unwrap();
    let program = both(directory.path()).await;
    program.must("vault_lock", json!({})).await;
    let practice = json!({"world": "practice"});
    let refused = Program::call(&program, "world_enter", practice).await;
    assert_eq!(refused.unwrap_err()["code"], "VaultLocked");
    assert!(!directory.path().join("practice.db").exists());
}

/// The settings are those of both worlds.
#[tokio::test]
async fn a24_an_open_practice_world_changes_no_way_to_hubspot() {
    let directory = tempfile::tempdir().unwrap();
    let program = both(directory.path()).await;
    enter(&program, "practice").await;
    program.must("vault_lock", json!({})).await;
    unlock(&program, PASSPHRASE).await;
    for (name, args) in [
        ("settings_save", json!({"proxy": "direct"})),
        ("settings_reset", json!({})),
    ] {
        let refused = Program::call(&program, name, args).await;
        assert_eq!(refused.unwrap_err()["code"], "VaultLocked", "{name}");
    }
}
