use std::pin::pin;
use std::sync::Arc;

use keeper_api::Api;
use keeper_tests::desktop::page_title;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::arguments::{COMMANDS, Known, arguments};
use crate::siege::{Program, Siege, breath, visit};
use crate::stand::{Call, Reply};

/// What a locked vault must refuse: everything that a key is needed for.
const NEEDS_THE_KEY: &[&str] = &[
    "app_save",
    "backup_restore",
    "grant_keep",
    "grant_revoke",
    "account_keep_alive",
    "install_arm",
    "install_confirm",
    "install_start",
    "installation_add",
    "installation_call",
    "installation_copy_token",
    "installation_import",
    "installation_reauthorize",
    "installation_revoke",
    "installation_uninstall",
    "proxy_credentials_remove",
    "proxy_credentials_save",
    "vault_add_passphrase",
    "vault_make_recovery_code",
    "vault_renew_key",
    "vault_set_up",
];

/// What looks whether HubSpot is there, with nothing in its hands.
const LOOKS: &[&str] = &["doctor_run", "doctor_copy", "doctor_save"];

/// Ways in and out, which are tried by themselves.
const WAYS: &[&str] = &[
    "vault_unlock",
    "vault_lock",
    "vault_start_afresh",
    "world_enter",
];

#[tokio::test]
async fn a24_no_command_opens_anything_while_locked() {
    let siege = Siege::start().await;
    let known = Known::prepare(&siege).await;
    let cancel = json!({"flow": known.flow});
    siege.program.must("install_cancel", cancel).await;
    siege.program.must("vault_lock", json!({})).await;
    for name in COMMANDS.iter().filter(|name| !WAYS.contains(name)) {
        let asked = siege.stand.asked().len();
        let answer = Program::call(&siege.program, name, arguments(name, &known)).await;
        if NEEDS_THE_KEY.contains(name) {
            let code = answer.expect_err(name)["code"].clone();
            assert_eq!(code, "VaultLocked", "{name}");
        }
        let status = siege.program.must("vault_status", json!({})).await;
        assert_eq!(status["state"], "locked", "{name} opened the vault");
        let asked = siege.stand.asked().split_off(asked);
        let is_empty = |asked: &crate::stand::Asked| asked.body.is_empty();
        let is_look = LOOKS.contains(name) && asked.iter().all(is_empty);
        assert!(asked.is_empty() || is_look, "{name} asked HubSpot");
    }

    unlock(&siege.program, known.passphrase).await;
    assert_eq!(
        siege.refresh(&known.installation).await["proven"],
        1,
        "nothing was lost"
    );
}

#[tokio::test]
async fn a24_a_flow_that_meets_a_lock_is_no_success() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    siege.program.must("vault_lock", json!({})).await;
    let status = json!({"flow": started["flow"]});
    let status = siege.program.must("install_status", status).await;
    if status["state"] == "waiting" {
        let page = visit(&siege.consented(&started)).await;
        assert!(!page.contains(&page_title("done")), "{page}");
    }
    let ended = siege.end_of(&started["flow"]).await;
    assert_eq!(ended["state"], "failed", "{ended}");
    assert_eq!(siege.stand.count(Call::Exchange), 0, "no code was sent");
    assert!(siege.rows().await.is_empty());
}

#[tokio::test]
async fn a24_a_grant_that_meets_a_lock_is_held_and_taken_up_again() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let unavailable = Reply::Plain(503, crate::stand::JSON, "{}".to_owned());
    siege.stand.always(Call::Introspect, unavailable);
    let started = siege.start_flow(&app, None).await;
    visit(&siege.consented(&started)).await;
    siege.program.must("vault_lock", json!({})).await;
    let rows = siege.rows().await;
    assert_eq!(rows.len(), 1, "the grant is there");
    assert!(["held", "secret_unavailable"].contains(&rows[0]["health"].as_str().unwrap()));
    let status = json!({"flow": started["flow"]});
    let status = siege.program.must("install_status", status).await;
    assert_ne!(status["state"], "done", "{status}");

    siege.stand.relent();
    unlock(&siege.program, "correct horse battery staple").await;
    let is_healthy = |page: &Value| page["rows"][0]["health"] == "healthy";
    let query = json!({"limit": 9});
    let page = siege
        .program
        .until("installation_query", query, is_healthy)
        .await;
    assert_eq!(page["total"], 1, "nothing is doubled");
    let ended = siege.end_of(&started["flow"]).await;
    assert_eq!(ended["state"], "done", "the flow hears of it: {ended}");
}

#[tokio::test]
async fn a24_a_lock_waits_for_a_token_on_its_way() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    let before = siege.row(&id).await["tokens"].clone();
    let release = Arc::<Notify>::default();
    let held = Reply::Held(Arc::clone(&release));
    siege.stand.next(Call::Refresh, held);
    let args = json!({"ids": [id]});
    siege.program.must("installation_refresh", args).await;
    siege.until_asked(Call::Refresh, 1).await;
    let mut locking = pin!(siege.program.must("vault_lock", json!({})));
    // Longer than a lock takes that waits for nobody.
    let reading = async {
        for _ in 0..50 {
            siege.row(&id).await;
        }
    };
    tokio::select! {
        _ = &mut locking => panic!("the lock waits for nobody"),
        () = reading => release.notify_one(),
    }
    locking.await;
    unlock(&siege.program, "correct horse battery staple").await;
    let row = siege.row(&id).await;
    assert_ne!(
        row["tokens"], before,
        "the new token was sealed before the key went"
    );
    assert_eq!(row["health"], "healthy");
}

async fn unlock(program: &Api, passphrase: &str) {
    let opening = async {
        loop {
            let args = json!({"passphrase": passphrase});
            match Program::call(program, "vault_unlock", args).await {
                Ok(view) => return view,
                // Whoever tried a wrong one has to wait.
                Err(problem) => assert!(problem["retry_after"].is_u64(), "{problem}"),
            }
            breath().await;
        }
    };
    let opened = tokio::time::timeout(keeper_tests::desk::DEADLINE, opening).await;
    assert_eq!(opened.expect("it opens in time")["state"], "open");
}
