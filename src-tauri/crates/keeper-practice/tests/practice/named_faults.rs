use keeper_practice::{AccountType, AppListing};
use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::{Bench, Link, Tokens, read};

async fn installed() -> (Bench, AppListing, Tokens) {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    (bench, app, tokens)
}

#[tokio::test]
async fn every_status_of_the_token_call_can_be_ordered() {
    let (bench, app, tokens) = installed().await;
    for (name, http, error) in [
        ("BAD_REFRESH_TOKEN", 400, "invalid_grant"),
        ("MISMATCH_REFRESH_TOKEN_CLIENT", 400, "invalid_grant"),
        ("BAD_AUTH_CODE", 400, "invalid_grant"),
        ("EXPIRED_AUTH_CODE", 400, "invalid_grant"),
        ("MISMATCH_REDIRECT_URI_AUTH_CODE", 400, "invalid_grant"),
        ("BAD_REDIRECT_URI", 400, "invalid_request"),
        ("BAD_CLIENT_ID", 400, "invalid_request"),
        ("BAD_CLIENT_SECRET", 400, "invalid_client"),
        ("BAD_GRANT_TYPE", 400, "unsupported_grant_type"),
        ("BAD_CODE_VERIFIER", 400, "invalid_grant"),
        ("BAD_SCOPES", 400, "invalid_scope"),
        ("BAD_HUB", 403, "access_denied"),
    ] {
        bench
            .post("faults", json!({"endpoint": "refresh", "error": name}))
            .await;
        let reply = bench.refresh(&app, &tokens.refresh).await;
        let body = reply.json();
        assert_eq!(
            (reply.status.as_u16(), &body["status"], &body["error"]),
            (http, &json!(name), &json!(error))
        );
        assert_eq!(body["message"], body["error_description"], "{name}");
    }
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.status,
        200,
        "nothing took effect"
    );
}

#[tokio::test]
async fn older_bodies_and_another_status_can_be_ordered() {
    let (bench, app, tokens) = installed().await;
    let older = json!({"endpoint": "refresh", "error": "BAD_REFRESH_TOKEN", "older": true});
    bench.post("faults", older).await;
    let reply = bench.refresh(&app, &tokens.refresh).await;
    let body = reply.json();
    assert_eq!(body["message"], "missing or invalid refresh token");
    assert_eq!(
        body["correlationId"],
        reply.header("x-hubspot-correlation-id")
    );
    assert!(
        body.get("error").is_none(),
        "the fields of RFC 6749 came later"
    );
    let other = json!({"endpoint": "refresh", "error": "BAD_HUB", "status": 400});
    bench.post("faults", other).await;
    let reply = bench.refresh(&app, &tokens.refresh).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.json()["status"]),
        (400, &json!("BAD_HUB")),
        "as a connector's tests have it"
    );
}

#[tokio::test]
async fn every_category_of_the_other_calls_can_be_ordered() {
    let (bench, _, tokens) = installed().await;
    let rows: [(&str, u16, &str, &str); 8] = [
        (
            "EXPIRED_AUTHENTICATION",
            401,
            "category",
            "EXPIRED_AUTHENTICATION",
        ),
        (
            "INVALID_AUTHENTICATION",
            401,
            "category",
            "INVALID_AUTHENTICATION",
        ),
        ("MISSING_SCOPES", 403, "category", "MISSING_SCOPES"),
        ("SCOPE_NOT_PUBLIC", 403, "category", "MISSING_SCOPES"),
        ("GATED", 403, "category", "GATED"),
        (
            "TEN_SECONDLY_ROLLING",
            429,
            "policyName",
            "TEN_SECONDLY_ROLLING",
        ),
        ("SECONDLY", 429, "policyName", "SECONDLY"),
        ("DAILY", 429, "policyName", "DAILY"),
    ];
    for (name, http, field, value) in rows {
        bench
            .post("faults", json!({"endpoint": "account_info", "error": name}))
            .await;
        let reply = bench.account_info(&tokens.access).await;
        assert_eq!(
            (reply.status.as_u16(), &reply.json()[field]),
            (http, &json!(value)),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_missing_scopes_are_those_ordered() {
    let (bench, _, tokens) = installed().await;
    for (scopes, said) in [
        (
            json!(["external-settings-access"]),
            json!(["external-settings-access"]),
        ),
        (Value::Null, json!(["oauth"])),
    ] {
        let order =
            json!({"endpoint": "account_info", "error": "MISSING_SCOPES", "scopes": scopes});
        bench.post("faults", order).await;
        let body = bench.account_info(&tokens.access).await.json();
        assert_eq!(body["errors"][0]["context"]["requiredScopes"], said);
    }
}

#[tokio::test]
async fn a_pages_problem_is_ordered_for_the_page() {
    let (bench, app, _) = installed().await;
    let (url, hub) = (
        Link::of(&app).url(bench.practice.pages()),
        bench.hub(AccountType::Standard),
    );
    for (name, http, words) in [
        ("MISSING_SCOPE_GROUP", 400, "scopes are insufficient"),
        ("HUB_UNAUTHORIZED", 403, "this account doesn't have access"),
        ("USER_UNAUTHORIZED", 403, "you don't have permissions"),
        ("DEPRECATED_CONTACTS_SCOPE", 400, "no longer valid"),
    ] {
        let order = json!({"endpoint": "authorize", "error": name, "count": 2});
        bench.post("faults", order).await;
        let page = read(bench.client.get(&url).send().await.unwrap()).await;
        assert!(
            page.status == http && page.text.contains(words),
            "{name}: {}",
            page.text
        );
        assert!(
            page.text.contains(name),
            "its name stands among the details"
        );
        let answer = bench.approve(&url, hub).await;
        assert_eq!(
            (&answer["refused"]["code"], &answer["refused"]["status"]),
            (&json!(name), &json!(http))
        );
    }
}

#[tokio::test]
async fn a_lock_a_move_and_proxies_that_answer_for_hubspot() {
    let (bench, app, tokens) = installed().await;
    bench
        .post(
            "faults",
            json!({"endpoint": "any", "status": 477, "retry_after": 86_400}),
        )
        .await;
    let moved = bench.account_info(&tokens.access).await;
    assert_eq!(
        (moved.status.as_u16(), moved.header("retry-after")),
        (477, "86400")
    );
    bench
        .post("faults", json!({"endpoint": "any", "status": 423}))
        .await;
    assert_eq!(
        bench.account_info(&tokens.access).await.status.as_u16(),
        423
    );
    for status in [502, 503, 504, 521, 522, 523, 524, 525, 526] {
        bench
            .post(
                "faults",
                json!({"endpoint": "any", "kind": "html", "status": status}),
            )
            .await;
        let reply = bench.refresh(&app, &tokens.refresh).await;
        assert_eq!(reply.status.as_u16(), status);
        assert!(reply.text.starts_with("<html>"), "no JSON: {}", reply.text);
    }
}

#[tokio::test]
async fn names_that_hubspot_doesnt_have_are_refused() {
    let bench = Bench::new().await;
    for order in [
        json!({"endpoint": "token", "error": "BAD_LUCK"}),
        json!({"endpoint": "token", "error": "bad_hub"}),
        json!({"endpoint": "token", "kind": "error"}),
    ] {
        let reply = bench.order(Method::POST, "faults", &order).await;
        assert_eq!(reply.status, 400, "{order}: {}", reply.text);
    }
}
