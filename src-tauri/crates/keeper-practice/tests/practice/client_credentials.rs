use keeper_practice::{AccountType, AppListing};
use reqwest::Method;
use serde_json::json;

use crate::bench::{Bench, Reply, VERSION};

const SCOPE: &str = "developer.webhooks_journal.read";

async fn grant(bench: &Bench, app: &AppListing, scope: Option<&str>) -> Reply {
    let mut fields = vec![("grant_type", "client_credentials")];
    fields.extend(scope.map(|scope| ("scope", scope)));
    bench
        .as_app(&format!("/oauth/{VERSION}/token"), app, &fields)
        .await
}

#[tokio::test]
async fn an_app_gets_a_token_for_itself() {
    let bench = Bench::new().await;
    let two = format!("{SCOPE} developer.webhooks_journal.subscriptions.read");
    let reply = grant(&bench, &bench.app(0), Some(&two)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let body = reply.json();
    assert_eq!(body["token_use"], "client_credentials");
    assert_eq!(body["scopes"].as_array().unwrap().len(), 2);
    assert!(
        body.get("refresh_token").is_none(),
        "there is none to be had"
    );
    assert!(body.get("hub_id").is_none(), "it speaks for no account");
}

#[tokio::test]
async fn scopes_that_are_not_the_journals_are_bad() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let mixed = format!("{SCOPE} oauth");
    for scope in [
        None,
        Some(""),
        Some("oauth"),
        Some("nonsense"),
        Some(&mixed),
    ] {
        let reply = grant(&bench, &app, scope).await;
        assert_eq!(
            (
                reply.status.as_u16(),
                &reply.json()["status"],
                &reply.json()["error"]
            ),
            (400, &json!("BAD_SCOPES"), &json!("invalid_scope")),
            "{scope:?}"
        );
    }
}

#[tokio::test]
async fn such_a_token_lacks_the_scope_of_every_call_here() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let body = grant(&bench, &app, Some(SCOPE)).await.json();
    let token = body["access_token"].as_str().unwrap();
    let calls = [
        (Method::GET, format!("/account-info/{VERSION}/details")),
        (
            Method::DELETE,
            format!("/appinstalls/{VERSION}/external-install"),
        ),
    ];
    for (method, path) in calls {
        let reply = bench.bearer(method, &path, token).await;
        let body = reply.json();
        assert_eq!(
            (reply.status.as_u16(), &body["category"]),
            (403, &json!("MISSING_SCOPES")),
            "{path}"
        );
        assert_eq!(
            body["errors"][0]["context"]["requiredScopes"],
            json!(["oauth"])
        );
    }
    bench.post("clock", json!({"advance_s": 1800})).await;
    let late = bench.account_info(token).await;
    assert_eq!(late.json()["category"], "EXPIRED_AUTHENTICATION");
}

#[tokio::test]
async fn assertions_are_taken_and_a_secret_is_asked_for_still() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let mut fields = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh.as_str()),
        ("client_assertion", "x.y.z"),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
    ];
    let path = format!("/oauth/{VERSION}/token");
    assert_eq!(bench.as_app(&path, &app, &fields).await.status, 200);
    fields.push(("client_id", &app.client_id));
    assert_eq!(
        bench.form(&path, &fields).await.json()["status"],
        "BAD_CLIENT_SECRET"
    );
}

#[tokio::test]
async fn such_tokens_survive_a_restart_and_their_calls_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let bench = Bench::in_file(&path).await;
    let app = bench.app(0);
    let body = grant(&bench, &app, Some(SCOPE)).await.json();
    let token = body["access_token"].as_str().unwrap();
    bench.account_info(token).await;
    let log = bench.ask("log").await;
    assert_eq!(log[0]["endpoint"], "client_credentials");
    assert_eq!(log[1]["client_id"], app.client_id, "whose token it is");
    bench.practice.shutdown().await;
    let again = Bench::in_file(&path).await;
    assert_eq!(again.account_info(token).await.status, 403, "still known");
}
