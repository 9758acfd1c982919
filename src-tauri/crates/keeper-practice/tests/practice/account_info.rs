use keeper_practice::AccountType;
use reqwest::Method;
use serde_json::json;

use crate::bench::{Bench, read};

#[tokio::test]
async fn the_account_is_told_with_the_specifications_fields() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::DeveloperTest));
    let tokens = bench.install(&app, hub).await;
    let reply = bench.account_info(&tokens.access).await;
    assert_eq!(reply.status, 200);
    let body = reply.json();
    assert_eq!(
        (&body["portalId"], &body["accountType"]),
        (&json!(hub), &json!("DEVELOPER_TEST"))
    );
    assert_eq!(reply.header("x-hubspot-ratelimit-max"), "110");
    assert_eq!(reply.header("x-hubspot-ratelimit-remaining"), "109");
    assert_eq!(
        reply.header("x-hubspot-ratelimit-interval-milliseconds"),
        "10000"
    );
}

#[tokio::test]
async fn accounts_of_other_regions_have_their_own_host() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    bench
        .post(
            "account",
            json!({"hub_id": 5_000_001, "hublet": "eu1", "utc_offset_minutes": 60}),
        )
        .await;
    let tokens = bench.install(&app, 5_000_001).await;
    assert!(tokens.refresh.starts_with("eu1-"), "{}", tokens.refresh);
    let body = bench.account_info(&tokens.access).await.json();
    assert_eq!(
        (&body["uiDomain"], &body["dataHostingLocation"]),
        (&json!("app-eu1.hubspot.com"), &json!("eu1"))
    );
    assert_eq!(
        (&body["utcOffset"], &body["utcOffsetMilliseconds"]),
        (&json!("+01:00"), &json!(3_600_000))
    );
}

#[tokio::test]
async fn without_a_token_it_is_401_with_hubspots_category() {
    let bench = Bench::new().await;
    let url = format!("{}/account-info/2026-09/details", bench.practice.api());
    let reply = read(bench.client.get(url).send().await.unwrap()).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.json()["category"]),
        (401, &json!("INVALID_AUTHENTICATION"))
    );
    assert_eq!(
        reply.json()["correlationId"],
        reply.header("x-hubspot-correlation-id")
    );
}

#[tokio::test]
async fn a_dead_token_is_told_since_when() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    bench.post("clock", json!({"advance_s": 1799})).await;
    assert_eq!(
        bench.account_info(&tokens.access).await.status,
        200,
        "still within 30 minutes"
    );
    bench.post("clock", json!({"advance_s": 61})).await;
    let body = bench.account_info(&tokens.access).await.json();
    assert_eq!(body["category"], "EXPIRED_AUTHENTICATION");
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("expired 60 second(s) ago"),
        "{body}"
    );
    assert!(
        body["context"]["expire time"][0]
            .as_str()
            .unwrap()
            .ends_with('Z'),
        "{body}"
    );
    let garbage = bench.account_info("garbage").await.json();
    assert!(
        garbage["message"].as_str().unwrap().contains("day(s) ago"),
        "{garbage}"
    );
}

#[tokio::test]
async fn the_111th_call_in_ten_seconds_is_429() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let mut last = 0;
    for _ in 0..111 {
        last = bench.account_info(&tokens.access).await.status.as_u16();
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429);
    let body = bench.account_info(&tokens.access).await.json();
    assert_eq!(
        (&body["errorType"], &body["policyName"]),
        (&json!("RATE_LIMIT"), &json!("TEN_SECONDLY_ROLLING"))
    );
    assert!(body.get("category").is_none());
    bench.post("clock", json!({"advance_s": 10})).await;
    assert_eq!(
        bench.account_info(&tokens.access).await.status,
        200,
        "the window has moved on"
    );
}

#[tokio::test]
async fn the_older_generation_answers_too() {
    let bench = Bench::new().await;
    let tokens = bench
        .install(&bench.app(0), bench.hub(AccountType::Standard))
        .await;
    for version in ["2026-09", "2026-03", "2025-09", "v3"] {
        let reply = bench
            .bearer(
                Method::GET,
                &format!("/account-info/{version}/details"),
                &tokens.access,
            )
            .await;
        assert_eq!(reply.status, 200, "{version}");
    }
}
