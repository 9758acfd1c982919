use keeper_practice::{AccountType, AppListing};
use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::{Bench, Reply, VERSION};

const HUB: u64 = 5_000_001;

async fn account(bench: &Bench, products: Value) {
    bench
        .post(
            "account",
            json!({"hub_id": HUB, "products": products, "utc_offset_minutes": 0}),
        )
        .await;
}

async fn usage(bench: &Bench, token: &str) -> Reply {
    let path = format!("/account-info/{VERSION}/api-usage/daily/private-apps");
    bench.bearer(Method::GET, &path, token).await
}

/// A private app and an OAuth app that is distributed privately, on an account with these products.
async fn private(products: Value) -> (Bench, AppListing, String, String) {
    let bench = Bench::new().await;
    account(&bench, products).await;
    let app = bench.app(0);
    let order = json!({"client_id": app.client_id, "is_private_distribution": true});
    bench.post("app", order).await;
    let tokens = bench.install(&app, HUB).await;
    let token = bench.private_app(HUB).await;
    (bench, app, tokens.access, token)
}

fn is_limited(reply: &Reply, policy: &str, words: &str) {
    assert_eq!(reply.status, 429, "{}", reply.text);
    let body = reply.json();
    assert_eq!(
        (&body["policyName"], &body["errorType"], &body["message"]),
        (&json!(policy), &json!("RATE_LIMIT"), &json!(words))
    );
    assert_eq!(body["status"], "error");
    assert!(body.get("category").is_none(), "HubSpot's body has none");
    assert_eq!(
        body["correlationId"],
        reply.header("x-hubspot-correlation-id")
    );
}

#[tokio::test]
async fn every_answer_bears_two_numbers() {
    let bench = Bench::new().await;
    let tokens = bench
        .install(&bench.app(0), bench.hub(AccountType::Standard))
        .await;
    let replies = [
        bench.account_info(&tokens.access).await,
        bench.account_info("garbage").await,
        bench.token(&[("grant_type", "nonsense")]).await,
    ];
    for reply in replies {
        let ids = ["x-request-id", "x-hubspot-correlation-id"].map(|name| reply.header(name));
        assert!(ids.iter().all(|id| id.len() == 36), "{ids:?}");
        assert_ne!(ids[0], ids[1], "they number different things");
    }
}

#[tokio::test]
async fn private_distribution_goes_by_what_the_account_has_bought() {
    for (products, most) in [
        (json!([]), "100"),
        (json!(["sales-starter"]), "100"),
        (json!(["sales-professional"]), "190"),
        (json!(["service-enterprise", "api-limit-increase"]), "250"),
    ] {
        let (bench, _, access, token) = private(products.clone()).await;
        for token in [access, token] {
            let reply = bench.account_info(&token).await;
            assert_eq!(reply.header("x-hubspot-ratelimit-max"), most, "{products}");
        }
    }
}

#[tokio::test]
async fn apps_of_the_marketplace_have_110_whatever_was_bought() {
    let bench = Bench::new().await;
    account(&bench, json!(["sales-enterprise", "api-limit-increase"])).await;
    let tokens = bench.install(&bench.app(0), HUB).await;
    let reply = bench.account_info(&tokens.access).await;
    assert_eq!(reply.header("x-hubspot-ratelimit-max"), "110");
    assert!(
        reply.headers.get("x-hubspot-ratelimit-daily").is_none(),
        "the day is not told of OAuth calls"
    );
    let order = json!({"hub_id": HUB, "calls_today": 5_000_000});
    bench.post("usage", order).await;
    assert_eq!(
        bench.account_info(&tokens.access).await.status,
        200,
        "and has no end"
    );
}

#[tokio::test]
async fn the_uninstall_call_counts_too_and_each_account_has_its_own() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let (one, other) = (
        bench.install(&app, bench.hub(AccountType::Standard)).await,
        bench.install(&app, bench.hub(AccountType::Sandbox)).await,
    );
    for _ in 0..109 {
        bench.account_info(&one.access).await;
    }
    let reply = bench.account_info(&one.access).await;
    assert_eq!(
        reply.header("x-hubspot-ratelimit-remaining"),
        "0",
        "the 110th"
    );
    let path = format!("/appinstalls/{VERSION}/external-install");
    let over = bench.bearer(Method::DELETE, &path, &one.access).await;
    is_limited(
        &over,
        "TEN_SECONDLY_ROLLING",
        "You have reached your ten_secondly_rolling limit.",
    );
    assert_eq!(over.header("x-hubspot-ratelimit-remaining"), "0");
    assert_eq!(bench.account_info(&other.access).await.status, 200);
    assert_eq!(
        bench.refresh(&app, &one.refresh).await.status,
        200,
        "OAuth calls don't count"
    );
    bench.post("clock", json!({"advance_s": 10})).await;
    let uninstalled = bench.bearer(Method::DELETE, &path, &one.access).await;
    assert_eq!(uninstalled.status, 204);
    assert_eq!(uninstalled.header("x-hubspot-ratelimit-remaining"), "109");
}

#[tokio::test]
async fn the_day_is_shared_by_all_that_is_private_to_an_account() {
    let (bench, _, access, token) = private(json!([])).await;
    let set = bench
        .post("usage", json!({"hub_id": HUB, "calls_today": 249_998}))
        .await;
    assert_eq!(set["daily"], 250_000);
    let reply = bench.account_info(&token).await;
    assert_eq!(reply.header("x-hubspot-ratelimit-daily"), "250000");
    assert_eq!(reply.header("x-hubspot-ratelimit-daily-remaining"), "1");
    assert_eq!(
        bench.account_info(&access).await.status,
        200,
        "the last of the day"
    );
    for token in [&access, &token] {
        let over = bench.account_info(token).await;
        is_limited(&over, "DAILY", "You have reached your daily limit.");
    }
    bench.post("clock", json!({"advance_s": 86_400})).await;
    assert_eq!(bench.account_info(&token).await.status, 200, "another day");
}

#[tokio::test]
async fn private_apps_are_told_their_day_and_oauth_apps_are_not() {
    let (bench, _, access, token) = private(json!(["sales-enterprise"])).await;
    let of_marketplace = bench.install(&bench.app(1), HUB).await;
    assert_eq!(bench.account_info(&of_marketplace.access).await.status, 200);
    bench.account_info(&token).await;
    let reply = usage(&bench, &token).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let row = &reply.json()["results"][0];
    assert_eq!(
        (
            &row["currentUsage"],
            &row["usageLimit"],
            &row["fetchStatus"]
        ),
        (&json!(2), &json!(1_000_000), &json!("SUCCESS")),
        "this call and the one before it, and none of an app of the marketplace"
    );
    let refused = usage(&bench, &access).await;
    let body = refused.json();
    assert_eq!(
        (refused.status.as_u16(), &body["category"]),
        (403, &json!("MISSING_SCOPES"))
    );
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("isn't available for public use")
    );
}

#[tokio::test]
async fn a_private_app_reads_its_account_and_can_not_be_uninstalled() {
    let (bench, _, _, token) = private(json!([])).await;
    assert!(token.starts_with("pat-na1-"), "{token}");
    assert_eq!(bench.account_info(&token).await.json()["portalId"], HUB);
    let path = format!("/appinstalls/{VERSION}/external-install");
    let reply = bench.bearer(Method::DELETE, &path, &token).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.json()["category"]),
        (400, &json!("VALIDATION_ERROR"))
    );
    let log =
        bench.ask("log").await.to_string() + &bench.ask("state").await["private_apps"].to_string();
    assert!(!log.contains(&token), "its token is a secret, too");
    bench
        .order(Method::DELETE, "account", &json!({"hub_id": HUB}))
        .await;
    let gone = bench.account_info(&token).await;
    assert_eq!(gone.json()["category"], "INVALID_AUTHENTICATION");
    let nowhere = bench
        .order(Method::POST, "private-app", &json!({"hub_id": HUB}))
        .await;
    assert_eq!(nowhere.status, 404);
}
