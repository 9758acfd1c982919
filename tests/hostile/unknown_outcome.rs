use std::sync::Arc;
use std::time::SystemTime;

use keeper_tests::bridge::Bridge;
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::siege::{Program as _, Siege, visit};
use crate::stand::{Call, Reply};

/// A table that takes no new row and no change, until it is freed.
struct Jammed(Connection, &'static str);

impl Jammed {
    fn new(siege: &Siege<Bridge>, table: &'static str) -> Self {
        let database = Connection::open(siege.directory.path().join("practice.db")).unwrap();
        for change in ["INSERT", "UPDATE"] {
            let trigger = format!(
                "CREATE TRIGGER {table}_{change} BEFORE {change} ON {table} \
                 BEGIN SELECT RAISE(FAIL, 'jammed'); END"
            );
            database.execute_batch(&trigger).unwrap();
        }
        Self(database, table)
    }

    fn free(self) {
        let Self(database, table) = self;
        let free = format!("DROP TRIGGER {table}_INSERT; DROP TRIGGER {table}_UPDATE");
        database.execute_batch(&free).unwrap();
    }
}

fn now() -> u128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap().as_millis()
}

async fn story(siege: &Siege<Bridge>) -> Value {
    let kinds = json!({"kinds": ["outcome_unknown"]});
    siege.program.must("activity_query", kinds).await
}

/// A row, once the vault of the new process is open.
async fn opened(siege: &Siege<Bridge>, id: &Value) -> Value {
    let is_open = |row: &Value| row["code"] != "VaultLocked";
    let args = json!({"id": id});
    siege.program.until("installation_get", args, is_open).await
}

/// HubSpot has answered, and may have rotated the token; the answer died with
/// the program.
#[tokio::test]
async fn a16_a_refresh_whose_answer_was_never_saved_is_never_called_healthy() {
    let siege = Siege::start_apart("info").await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    let release = Arc::<Notify>::default();
    siege
        .stand
        .next(Call::Refresh, Reply::Held(Arc::clone(&release)));
    let one = json!({"ids": [id]});
    siege.program.must("installation_refresh", one).await;
    siege.until_asked(Call::Refresh, 1).await;
    let jammed = Jammed::new(&siege, "tokens");
    release.notify_one();
    let is_unsaved = |row: &Value| row["code"] == "AnswerUnsaved";
    let args = json!({"id": id});
    let row = siege
        .program
        .until("installation_get", args, is_unsaved)
        .await;
    assert_ne!(row["health"], "healthy", "{row}");

    let siege = siege.kill_and_start_after(|| jammed.free()).await;
    let row = opened(&siege, &id).await;
    assert_eq!(row["code"], "OutcomeUnknown", "{row}");
    assert_ne!(row["health"], "healthy");
    let next_try_at = row["next_try_at"].as_u64().unwrap();
    assert!(u128::from(next_try_at) <= now(), "at the next look: {row}");
    let lines = story(&siege).await;
    assert_eq!(lines["total"], 1, "{lines}");
    assert_eq!(lines["rows"][0]["installation"], id, "{lines}");

    let siege = siege.kill_and_start().await;
    assert_eq!(story(&siege).await["total"], 1, "said once");
    assert_eq!(opened(&siege, &id).await["code"], "OutcomeUnknown");
    assert_eq!(siege.refresh(&id).await["proven"], 1);
    assert_eq!(siege.row(&id).await["health"], "healthy");
}

#[tokio::test]
async fn a16_an_exchange_whose_answer_was_never_saved_is_one_line_and_no_row() {
    let siege = Siege::start_apart("info").await;
    let app = siege.save_app().await;
    let jammed = Jammed::new(&siege, "grants");
    let started = siege.start_flow(&app, None).await;
    let redirect = siege.consented(&started);
    let page = tokio::spawn(async move { visit(&redirect).await });
    let is_unsaved = |flow: &Value| flow["problem"]["code"] == "AnswerUnsaved";
    let flow = json!({"flow": started["flow"]});
    let status = siege
        .program
        .until("install_status", flow, is_unsaved)
        .await;
    assert_eq!(status["state"], "exchanging", "{status}");

    let siege = siege.kill_and_start_after(|| jammed.free()).await;
    page.abort();
    assert_eq!(siege.rows().await, [] as [Value; 0]);
    assert_eq!(story(&siege).await["total"], 1);
    let siege = siege.kill_and_start().await;
    assert_eq!(story(&siege).await["total"], 1, "said once");
    let id = siege.install(&app).await;
    assert_eq!(siege.row(&id).await["health"], "healthy");
}
