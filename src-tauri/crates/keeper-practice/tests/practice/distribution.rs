use keeper_practice::{AppListing, Options};
use serde_json::{Value, json};

use crate::bench::{Bench, Link};

/// The first of the accounts that a test makes.
const FIRST: u64 = 6_000_000;

async fn accounts(bench: &Bench, count: u64) {
    for hub_id in FIRST..FIRST + count {
        bench.post("account", json!({"hub_id": hub_id})).await;
    }
}

async fn approve(bench: &Bench, app: &AppListing, hub_id: u64) -> Value {
    bench
        .approve(&Link::of(app).url(bench.practice.pages()), hub_id)
        .await
}

fn says(answer: &Value, words: &str) {
    assert_eq!(answer["refused"]["status"], 403, "{answer}");
    let text = answer["refused"]["text"].as_str().unwrap();
    assert!(text.contains(words), "{text}");
}

#[tokio::test]
async fn an_unlisted_app_of_the_marketplace_has_25_installs() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    accounts(&bench, 26).await;
    for hub_id in FIRST..FIRST + 25 {
        bench.install(&app, hub_id).await;
    }
    says(
        &approve(&bench, &app, FIRST + 25).await,
        "limit of 25 installs",
    );
    bench.install(&app, FIRST + 3).await;
    let url = Link::of(&app)
        .for_hub(FIRST + 25)
        .url(bench.practice.pages());
    let page = bench.client.get(url).send().await.unwrap();
    assert_eq!(
        page.status(),
        403,
        "the page says so before anyone consents"
    );
    let gone = json!({"client_id": app.client_id, "hub_id": FIRST});
    bench.post("uninstall", gone).await;
    bench.install(&app, FIRST + 25).await;
}

#[tokio::test]
async fn a_listed_app_has_no_end_and_a_switch_takes_it_from_the_others() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    accounts(&bench, 27).await;
    for hub_id in FIRST..FIRST + 25 {
        bench.install(&app, hub_id).await;
    }
    bench.post("switch", json!({"install_quotas": false})).await;
    bench.install(&app, FIRST + 25).await;
    bench.post("switch", json!({"install_quotas": true})).await;
    says(&approve(&bench, &app, FIRST + 26).await, "limit of 25");
    bench
        .post(
            "app",
            json!({"client_id": app.client_id, "review": "listed"}),
        )
        .await;
    bench.install(&app, FIRST + 26).await;
}

#[tokio::test]
async fn a_private_app_is_installed_on_the_accounts_of_its_list() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let private = json!({"client_id": app.client_id, "is_private_distribution": true, "allowed_accounts": [FIRST]});
    bench.post("app", private).await;
    accounts(&bench, 2).await;
    bench.install(&app, FIRST).await;
    says(
        &approve(&bench, &app, FIRST + 1).await,
        "not on the app's allow list",
    );
}

#[tokio::test]
async fn an_allow_list_holds_ten_accounts_and_a_partners_a_hundred() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let order = |more: Value| {
        let mut order = json!({"client_id": app.client_id, "is_private_distribution": true});
        let fields = more.as_object().unwrap().clone();
        order.as_object_mut().unwrap().extend(fields);
        order
    };
    bench.post("app", order(json!({}))).await;
    accounts(&bench, 11).await;
    for hub_id in FIRST..FIRST + 10 {
        bench.install(&app, hub_id).await;
    }
    says(
        &approve(&bench, &app, FIRST + 10).await,
        "up to 10 accounts",
    );
    bench
        .post("app", order(json!({"solutions_partner": true})))
        .await;
    bench.install(&app, FIRST + 10).await;
    let eleven: Vec<u64> = (1..=11).collect();
    let listed = order(json!({"solutions_partner": false, "allowed_accounts": eleven}));
    let reply = bench.order(reqwest::Method::POST, "app", &listed).await;
    assert_eq!(reply.status, 400, "a longer list can't be: {}", reply.text);
}

#[tokio::test]
async fn a_world_of_many_accounts_has_no_quotas() {
    let bench = Bench::with(Options {
        accounts: 60,
        ..Options::default()
    })
    .await;
    assert_eq!(
        bench.ask("state").await["switches"]["install_quotas"],
        false
    );
    let app = bench.app(0);
    let hosts = bench.practice.accounts();
    let hosts = hosts
        .iter()
        .filter(|account| account.kind != keeper_practice::AccountType::AppDeveloper);
    for account in hosts {
        bench.install(&app, account.hub_id).await;
    }
}

#[tokio::test]
async fn the_policy_is_the_marketplaces() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    accounts(&bench, 1).await;
    let unsigned = json!({"client_id": app.client_id, "acceptable_use_signed": false});
    bench.post("app", unsigned).await;
    says(&approve(&bench, &app, FIRST).await, "acceptable use policy");
    let private = json!({"client_id": app.client_id, "is_private_distribution": true});
    bench.post("app", private).await;
    bench.install(&app, FIRST).await;
}
