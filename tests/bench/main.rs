//! The benchmark harness: ratios measured side by side in one run, since
//! machines are shared and noisy. `cargo run -p keeper-tests --bin bench`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a harness fails loudly, and what it prints is what it is for"
)]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use keeper_api::KeyringChoice;
use keeper_core::Timestamp;
use keeper_core::account::{Account, AccountType};
use keeper_core::app::{App, AppDraft};
use keeper_core::grant::Tokens;
use keeper_core::health::Condition;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::{Annotation, Installation};
use keeper_core::needs::{Change, TokenChange, TokenSealer, Vault as _};
use keeper_core::scope::AppScopes;
use keeper_core::secret::{AccessToken, RefreshToken};
use keeper_tests::desk::TestDesk;
use keeper_vault::{Store, StoreOptions, World};
use serde_json::{Value, json};

/// Rows of the long list, and of the short one it is held against.
const LONG: usize = 100_000;
const SHORT: usize = 50;
/// How often each question is asked.
const ROUNDS: usize = 15;
const QUERY: &str = "installation_query";

#[tokio::main]
async fn main() {
    lists().await;
    callback().await;
}

/// What a list of 100,000 costs against one of 50, question by question.
async fn lists() {
    let (short, long) = (filled(SHORT).await, filled(LONG).await);
    println!("{LONG} rows against {SHORT}, median of {ROUNDS}");
    for (name, command, args) in [
        (
            "a window of a kept order",
            QUERY,
            json!({"limit": 100, "offset": 20}),
        ),
        ("a list made anew", QUERY, json!({"limit": 100})),
        (
            "search as one types",
            QUERY,
            json!({"limit": 100, "filter": {"search": "account 77"}}),
        ),
        (
            "sorted by last proof",
            QUERY,
            json!({"limit": 100, "sort": {"by": "proven"}}),
        ),
        (
            "the whole list as a file",
            "installations_export",
            json!({}),
        ),
    ] {
        let is_window = name.starts_with("a window");
        let few = ask(&short, command, &args, is_window).await;
        let many = ask(&long, command, &args, is_window).await;
        println!(
            "  {name:<26} {few:>9.1?} {many:>9.1?}  x{:.1}",
            ratio(many, few)
        );
    }
}

async fn ask(desk: &TestDesk, command: &str, args: &Value, is_window: bool) -> Duration {
    let mut args = args.clone();
    if is_window {
        let first = desk.call(QUERY, json!({"limit": 1})).await;
        args["snapshot"] = first["snapshot"].clone();
    }
    let mut took = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        desk.call(command, args.clone()).await;
        took.push(started.elapsed());
    }
    median(took)
}

/// A desk whose vault holds so many installations.
async fn filled(rows: usize) -> TestDesk {
    let directory = tempfile::tempdir().unwrap();
    let options = StoreOptions::new(
        directory.path(),
        World::Practice,
        keeper_api::ANOTHER_TARGET,
        KeyringChoice::Passphrase(TestDesk::passphrase()),
    );
    let store = Store::open(options).await.unwrap();
    store.make_ready().await.unwrap();
    let app = app();
    let sealer = store.sealer().unwrap();
    let mut changes: VecDeque<Change> = VecDeque::from([Change::PutApp(app.clone())]);
    for number in 0..rows {
        changes.extend(row(&*sealer, app.id, i64::try_from(number).unwrap()));
    }
    while !changes.is_empty() {
        let some = changes.drain(..changes.len().min(2_000)).collect();
        store.commit(some).await.unwrap();
    }
    drop(store);
    TestDesk::start_in(directory).await
}

fn app() -> App {
    let now = Timestamp::from_millis(1_700_000_000_000);
    App {
        id: AppId::make_random(),
        draft: AppDraft {
            name: "Invoice Sync".into(),
            scopes: AppScopes {
                required: vec!["oauth".into(), "tickets".into()],
                ..AppScopes::default()
            },
            ..AppDraft::default()
        },
        secret_set_at: None,
        former_secret_set_at: None,
        fault: None,
        created_at: now,
        updated_at: now,
    }
}

fn row(sealer: &dyn TokenSealer, app: AppId, number: i64) -> [Change; 2] {
    let now = Timestamp::from_millis(1_700_000_000_000 + number);
    let hub_id = HubId(1_000_000 + number);
    let id = InstallationId::make_random();
    let installation = Installation {
        id,
        app,
        hub_id,
        user_id: None,
        condition: Condition::Working,
        proven_at: Some(now),
        requested: vec!["oauth".into(), "tickets".into()],
        granted: vec!["oauth".into(), "tickets".into()],
        installed_by: Some("ada@example.com".into()),
        installed_at: now,
        authorized_at: now,
        last_error: None,
        forgotten_at: None,
        prints: None,
        annotation: Annotation::default(),
    };
    let tokens = Tokens {
        access: AccessToken::new(format!("access-{number}")),
        access_expires_at: now,
        refresh: RefreshToken::new(format!("refresh-{number}")),
    };
    let account = Account {
        name: Some(format!("Account {number}")),
        account_type: AccountType::Standard,
        ..Account::with_hub_id(hub_id, now)
    };
    [
        Change::PutAccount(account),
        Change::PutInstallation {
            installation,
            tokens: TokenChange::Put(sealer.seal(id, &tokens).unwrap()),
        },
    ]
}

/// How long the browser's page takes, HubSpot's three answers included: what
/// comes after the last of them is less.
async fn callback() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let mut took = Vec::new();
    for _ in 0..ROUNDS {
        let started = desk.start_install(&app, Some(hub_id)).await;
        let redirect = desk.consent(&started, hub_id).await;
        let hit = Instant::now();
        desk.visit(&redirect).await;
        took.push(hit.elapsed());
        desk.flow_at(&started["flow"], &["done"]).await;
    }
    let took = median(took);
    println!("the callback page, exchange, introspection and account included: {took:.1?}");
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[took.len() / 2]
}

fn ratio(many: Duration, few: Duration) -> f64 {
    many.as_secs_f64() / few.as_secs_f64()
}
