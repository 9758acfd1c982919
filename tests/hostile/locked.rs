use std::collections::BTreeMap;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use keeper_api::Api;
use keeper_tests::database::beside;
use keeper_tests::desktop::{HandClock, page_title};
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::arguments::{COMMANDS, Known, arguments};
use crate::siege::{Program, Siege, breath, visit};
use crate::stand::{Call, Reply};

/// What a locked window may do: look at the last known state, change how the
/// window looks, unlock, quit, start over. Everything else is refused.
const ALLOWED: &[&str] = &[
    "account_list",
    "activity_query",
    "answers_save",
    "app_check",
    "app_get",
    "app_list",
    "app_parse",
    "backup_list",
    "batch_list",
    "batch_status",
    "doctor_run",
    "import_list",
    "import_status",
    "install_list",
    "install_preflight",
    "install_status",
    "installation_get",
    "installation_query",
    "link_open",
    "matrix_query",
    "network_get",
    "page_explain",
    "project_compare",
    "redirect_probe",
    "scheme_status",
    "scope_catalogue",
    "scope_parse",
    "scope_search",
    "session_get",
    "session_note_use",
    "session_quit",
    "settings_save",
    "vault_judge_passphrase",
    "vault_lock",
    "vault_status",
    "world_enter",
];

/// Tried by themselves.
const WAYS_IN: &[&str] = &["vault_unlock", "vault_start_afresh"];

/// What looks whether HubSpot is there, with nothing in its hands.
const LOOKS: &[&str] = &["doctor_run"];

#[tokio::test]
async fn a24_no_command_opens_or_destroys_anything_while_locked() {
    let siege = Siege::start().await;
    let known = Known::prepare(&siege).await;
    siege.program.must("backup_make", json!({})).await;
    let cancel = json!({"flow": known.flow});
    siege.program.must("install_cancel", cancel).await;
    siege.program.must("vault_lock", json!({})).await;
    let before = Kept::read(siege.directory.path());
    assert!(before.0.len() > 3, "there is something to destroy");
    for name in COMMANDS.iter().filter(|name| !WAYS_IN.contains(name)) {
        let asked = siege.stand.asked().len();
        let answer = Program::call(&siege.program, name, arguments(name, &known)).await;
        if !ALLOWED.contains(name) {
            let code = answer.expect_err(name)["code"].clone();
            assert_eq!(code, "VaultLocked", "{name}");
        }
        let status = siege.program.must("vault_status", json!({})).await;
        assert_eq!(status["state"], "locked", "{name} opened the vault");
        let asked = siege.stand.asked().split_off(asked);
        let is_empty = |asked: &crate::stand::Asked| asked.body.is_empty();
        let is_look = LOOKS.contains(name) && asked.iter().all(is_empty);
        assert!(asked.is_empty() || is_look, "{name} asked HubSpot");
        Kept::read(siege.directory.path()).is_as(&before, name);
    }

    unlock(&siege.program, known.passphrase).await;
    assert_eq!(
        siege.refresh(&known.installation).await["proven"],
        1,
        "nothing was lost"
    );
}

/// Every file of a data directory, and every row of its vault.
struct Kept(BTreeMap<String, String>);

impl Kept {
    fn read(directory: &Path) -> Self {
        let mut kept = rows_of(directory);
        files_in(directory, &mut kept);
        Self(kept)
    }

    /// Settings may change in how the window looks.
    fn is_as(&self, before: &Self, name: &str) {
        let names = |kept: &Self| kept.0.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(self), names(before), "{name}");
        for (what, value) in &self.0 {
            let is_settings = what == "settings" || what == "a file, practice.db";
            assert!(
                is_settings || before.0[what] == *value,
                "{name} changed {what}"
            );
        }
    }
}

fn rows_of(directory: &Path) -> BTreeMap<String, String> {
    let vault = beside(directory);
    let mut tables = vault
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .unwrap();
    let tables = tables.query_map([], |row| row.get(0)).unwrap();
    let tables: Vec<String> = tables.map(Result::unwrap).collect();
    tables
        .into_iter()
        .map(|table| {
            let rows = all_rows(&vault, &table);
            (table, rows)
        })
        .collect()
}

fn all_rows(vault: &Connection, table: &str) -> String {
    let mut rows = vault.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let width = rows.column_count();
    let read = rows.query_map([], |row| {
        let values = (0..width).map(|place| row.get::<_, rusqlite::types::Value>(place).unwrap());
        Ok(format!("{:?}", values.collect::<Vec<_>>()))
    });
    read.unwrap().map(Result::unwrap).collect()
}

/// The log beside a database is part of its rows.
fn files_in(folder: &Path, kept: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let (path, name) = (entry.path(), entry.file_name().display().to_string());
        if path.is_dir() {
            files_in(&path, kept);
        } else if !name.contains("-wal") && !name.contains("-shm") && !name.contains(".log") {
            let held = std::fs::read(&path).unwrap();
            kept.insert(format!("a file, {name}"), format!("{held:?}"));
        }
    }
}

#[tokio::test]
async fn a24_a_locked_window_changes_its_looks_and_no_other_setting() {
    let siege = Siege::start().await;
    siege.program.must("vault_lock", json!({})).await;
    for looks in [
        json!({"theme": "dark"}),
        json!({"compact": true}),
        json!({"language": "de"}),
    ] {
        siege.program.must("settings_save", looks).await;
    }
    let before = siege.program.must("session_get", json!({})).await["settings"].clone();
    for (field, value) in [
        ("proxy", json!("direct")),
        ("proxy_url", json!("http://127.0.0.1:9")),
        ("view_only", json!(true)),
        ("daily_proof", json!(false)),
        ("lock_after_minutes", json!(5)),
        ("clipboard_seconds", json!(300)),
        ("keep_in_tray", json!(true)),
        ("activity_days", json!(30)),
        ("notifications", json!("off")),
        ("env_name", json!("OTHER")),
        ("recovery_declined", json!(true)),
    ] {
        let patch = json!({field: value, "theme": "light"});
        let refused = Program::call(&siege.program, "settings_save", patch).await;
        assert_eq!(refused.expect_err(field)["code"], "VaultLocked", "{field}");
    }
    let after = siege.program.must("session_get", json!({})).await["settings"].clone();
    assert_eq!(after, before);
    unlock(&siege.program, "correct horse battery staple").await;
    let patch = json!({"proxy": "direct"});
    siege.program.must("settings_save", patch).await;
}

#[tokio::test]
async fn a24_starting_over_while_locked_keeps_what_was_sealed() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    siege.program.must("vault_lock", json!({})).await;
    let new = json!({"slot": "passphrase", "passphrase": "seven green otters sing"});
    let started = siege.program.must("vault_start_afresh", new).await;
    assert_eq!(started["state"], "open");
    let path = Path::new(started["set_aside"].as_str().unwrap());
    assert!(path.starts_with(siege.directory.path()) && path.is_file());
    let for_good = json!({"id": id, "for_good": true});
    siege.program.must("installation_forget", for_good).await;

    let listed = siege.program.must("backup_list", json!({})).await;
    let listed = listed.as_array().unwrap();
    let aside = listed.iter().find(|copy| copy["set_aside"] == true);
    let then = json!({"passphrase": "correct horse battery staple"});
    let args = json!({"name": aside.unwrap()["name"], "then": then});
    siege.program.must("backup_restore", args).await;
    assert_eq!(siege.refresh(&id).await["proven"], 1);
}

#[tokio::test]
async fn a24_a_link_does_nothing_while_locked() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    let args = json!({"app": app, "redirect_url": siege.redirect_url, "open_browser": false});
    let started = siege.program.must("install_start", args).await;
    let state = crate::siege::state_of(&started);
    siege.program.must("vault_lock", json!({})).await;
    let before = Kept::read(siege.directory.path());
    let link = format!("portalkeeper://oauth/callback?code=a-code&state={state}");
    siege.program.redirect_arrived(link).await;
    Kept::read(siege.directory.path()).is_as(&before, "a link");
    assert_eq!(siege.stand.count(Call::Exchange), 0);
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
    let clock = Arc::new(HandClock::default());
    let siege = Siege::start_by(Arc::clone(&clock) as _).await;
    let app = siege.save_app().await;
    let unavailable = Reply::Plain(503, crate::stand::JSON, "{}".to_owned());
    siege.stand.always(Call::Introspect, unavailable);
    let started = siege.start_flow(&app, None).await;
    visit(&siege.consented(&started)).await;
    siege.program.must("vault_lock", json!({})).await;
    let rows = siege.rows().await;
    assert_eq!(rows.len(), 1, "the grant is there");
    assert_eq!(rows[0]["health"], "held");
    let status = json!({"flow": started["flow"]});
    let status = siege.program.must("install_status", status).await;
    assert_ne!(status["state"], "done", "{status}");

    // By then the flow has asked again in vain, and ended its task.
    clock.advance(Duration::from_secs(3));
    for _ in 0..10 {
        breath().await;
    }
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

/// Opens the vault, however long it takes after wrong passphrases.
pub async fn unlock(program: &Api, passphrase: &str) {
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
