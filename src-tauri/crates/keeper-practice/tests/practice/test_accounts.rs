use keeper_practice::{AccountType, AppListing};
use serde_json::{Value, json};

use crate::bench::{Bench, Link, Tokens, read};

const DAY: i64 = 86_400;

async fn pass(bench: &Bench, days: i64) {
    bench.post("clock", json!({"advance_s": days * DAY})).await;
}

async fn installed() -> (Bench, AppListing, u64, Tokens) {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::DeveloperTest));
    let tokens = bench.install(&app, hub).await;
    (bench, app, hub, tokens)
}

async fn told(bench: &Bench, hub_id: u64) -> Value {
    let state = bench.ask("state").await;
    let mut accounts = state["accounts"].as_array().unwrap().iter();
    accounts
        .find(|account| account["hub_id"] == hub_id)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn ninety_days_without_a_call_end_a_test_account() {
    let (bench, app, hub, tokens) = installed().await;
    pass(&bench, 90).await;
    let refreshed = bench.refresh(&app, &tokens.refresh).await;
    assert_eq!(
        (refreshed.status.as_u16(), &refreshed.json()["status"]),
        (403, &json!("BAD_HUB")),
        "it is as good as deleted"
    );
    assert_eq!(
        bench.introspect(&app, &tokens.refresh).await,
        json!({"active": false})
    );
    let refused = bench
        .approve(&Link::of(&app).url(bench.practice.pages()), hub)
        .await;
    assert!(refused["redirect"].is_null(), "{refused}");
    assert_eq!(told(&bench, hub).await["has_ended"], true);
    let chooser = Link::of(&app).url(bench.practice.pages());
    let chooser = bench
        .client
        .get(chooser)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        !chooser.contains(&format!("/{hub}/authorize")),
        "it can't be chosen"
    );
}

#[tokio::test]
async fn every_kind_of_call_renews_it() {
    let (bench, app, hub, tokens) = installed().await;
    pass(&bench, 89).await;
    assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
    pass(&bench, 89).await;
    assert_eq!(
        bench.introspect(&app, &tokens.refresh).await["active"],
        true
    );
    pass(&bench, 89).await;
    let body = bench.refresh(&app, &tokens.refresh).await.json();
    bench.post("clock", json!({"advance_s": 1000})).await;
    assert_eq!(
        bench
            .account_info(body["access_token"].as_str().unwrap())
            .await
            .status,
        200
    );
    bench
        .post("clock", json!({"advance_s": 90 * DAY - 1000}))
        .await;
    assert_eq!(
        told(&bench, hub).await["has_ended"],
        false,
        "the last call was 1,000 seconds later than the refresh"
    );
    bench.post("clock", json!({"advance_s": 1001})).await;
    assert_eq!(told(&bench, hub).await["has_ended"], true);
}

#[tokio::test]
async fn a_failed_call_renews_nothing() {
    let (bench, app, hub, tokens) = installed().await;
    let before = told(&bench, hub).await["ends_at"].clone();
    pass(&bench, 30).await;
    assert_eq!(bench.account_info(&tokens.access).await.status, 401);
    let mut wrong = app.clone();
    wrong.client_secret = "wrong".to_owned();
    assert_eq!(bench.refresh(&wrong, &tokens.refresh).await.status, 400);
    assert_eq!(told(&bench, hub).await["ends_at"], before);
    assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
    assert_ne!(told(&bench, hub).await["ends_at"], before);
}

#[tokio::test]
async fn other_accounts_dont_end() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let (standard, sandbox) = (
        bench.hub(AccountType::Standard),
        bench.hub(AccountType::Sandbox),
    );
    let tokens = [
        bench.install(&app, standard).await,
        bench.install(&app, sandbox).await,
    ];
    pass(&bench, 1000).await;
    for tokens in tokens {
        assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
    }
    assert!(told(&bench, standard).await.get("ends_at").is_none());
}

#[tokio::test]
async fn a_new_test_account_has_its_ninety_days_and_a_restart_keeps_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let bench = Bench::in_file(&path).await;
    pass(&bench, 80).await;
    let order = json!({"hub_id": 5_000_001, "type": "DEVELOPER_TEST"});
    bench.post("account", order).await;
    let ends = told(&bench, 5_000_001).await["ends_at"].clone();
    let older = bench.hub(AccountType::DeveloperTest);
    bench.practice.shutdown().await;
    let again = Bench::in_file(&path).await;
    assert_eq!(told(&again, 5_000_001).await["ends_at"], ends);
    pass(&again, 11).await;
    assert_eq!(told(&again, older).await["has_ended"], true);
    assert_eq!(told(&again, 5_000_001).await["has_ended"], false);
}

#[tokio::test]
async fn an_ended_account_is_renewed_by_hand_and_is_what_it_was() {
    let (bench, app, hub, tokens) = installed().await;
    let before = told(&bench, hub).await;
    pass(&bench, 90).await;
    bench
        .post("account", json!({"hub_id": hub, "renew": true}))
        .await;
    let after = told(&bench, hub).await;
    assert_eq!(
        (&after["has_ended"], &after["name"], &after["type"]),
        (&json!(false), &before["name"], &before["type"])
    );
    assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
}

#[tokio::test]
async fn the_front_page_lists_ended_accounts_and_renews_them() {
    let (bench, app, hub, tokens) = installed().await;
    let home = format!("{}/", bench.practice.pages());
    let page = read(bench.client.get(&home).send().await.unwrap())
        .await
        .text;
    assert!(!page.contains("Renew"), "none has ended");
    pass(&bench, 90).await;
    let page = read(bench.client.get(&home).send().await.unwrap())
        .await
        .text;
    assert!(page.contains("Renew"), "{page}");
    let key = page.split("name=\"form_key\" value=\"").nth(1).unwrap();
    let key = key.split('"').next().unwrap();
    let hub = hub.to_string();
    for (key, status) in [("guessed", 403), (key, 303)] {
        let form = [("form_key", key), ("hub_id", &hub)];
        let sent = bench.client.post(format!("{home}renew")).form(&form);
        assert_eq!(sent.send().await.unwrap().status(), status);
    }
    assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
}
