use keeper_practice::AccountType;
use serde_json::json;

use crate::bench::{Bench, Link, Reply, VERSION};

fn refused(reply: &Reply, http: u16, status: &str, error: &str) {
    assert_eq!(reply.status, http, "{}", reply.text);
    let body = reply.json();
    assert_eq!(
        (body["status"].as_str(), body["error"].as_str()),
        (Some(status), Some(error)),
        "{body}"
    );
    assert_eq!(
        body["message"], body["error_description"],
        "old and new field say the same"
    );
    assert!(body.get("correlationId").is_none(), "it is in the header");
    assert_eq!(reply.header("x-hubspot-correlation-id").len(), 36);
}

#[tokio::test]
async fn a_code_is_exchanged_once() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let code = bench.code(&Link::of(&app), hub).await;
    let reply = bench.exchange(&app, &code).await;
    let body = reply.json();
    assert_eq!(reply.status, 200);
    assert_eq!(body["hub_id"], hub);
    assert_eq!(body["token_type"], "bearer");
    assert_eq!(body["expires_in"], 1800);
    assert!(body["refresh_token"].as_str().unwrap().starts_with("na1-"));
    assert!(body.get("user_id").is_none(), "live answers don't have it");
    assert_eq!(reply.header("cache-control"), "no-store");
    refused(
        &bench.exchange(&app, &code).await,
        400,
        "BAD_AUTH_CODE",
        "invalid_grant",
    );
}

#[tokio::test]
async fn all_generations_answer_alike_and_others_not_at_all() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh.as_str()),
    ];
    for version in ["2026-09", "2026-03", "v3"] {
        assert_eq!(
            bench
                .as_app(&format!("/oauth/{version}/token"), &app, &fields)
                .await
                .status,
            200,
            "{version}"
        );
    }
    assert_eq!(
        bench
            .as_app("/oauth/2027-03/token", &app, &fields)
            .await
            .status,
        404
    );
    let pages = format!("{}/oauth/{VERSION}/token", bench.practice.pages());
    let wrong_host = bench.client.post(pages).form(&fields).send().await.unwrap();
    assert_eq!(wrong_host.status(), 404, "the API has a host of its own");
}

#[tokio::test]
async fn json_bodies_are_answered_with_415() {
    let bench = Bench::new().await;
    let url = format!("{}/oauth/{VERSION}/token", bench.practice.api());
    let reply = bench
        .client
        .post(&url)
        .json(&json!({"grant_type": "refresh_token"}))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 415);
    assert_eq!(
        bench.client.post(&url).send().await.unwrap().status(),
        415,
        "nothing is not a form"
    );
    assert_eq!(bench.client.get(&url).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn the_client_id_is_checked_before_the_grant_type() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    refused(
        &bench.token(&[("grant_type", "nonsense")]).await,
        400,
        "BAD_CLIENT_ID",
        "invalid_request",
    );
    refused(
        &bench.token(&[("client_id", &app.client_id)]).await,
        400,
        "BAD_GRANT_TYPE",
        "unsupported_grant_type",
    );
    let grant = [
        ("client_id", app.client_id.as_str()),
        ("grant_type", "client_credentials"),
    ];
    refused(
        &bench.token(&grant).await,
        400,
        "BAD_CLIENT_SECRET",
        "invalid_client",
    );
}

#[tokio::test]
async fn a_wrong_secret_is_refused_for_both_grants() {
    let bench = Bench::new().await;
    let mut app = bench.app(0);
    let hub = bench.hub(AccountType::Standard);
    let tokens = bench.install(&app, hub).await;
    let code = bench.code(&Link::of(&app), hub).await;
    let right = std::mem::replace(&mut app.client_secret, "wrong".to_owned());
    refused(
        &bench.refresh(&app, &tokens.refresh).await,
        400,
        "BAD_CLIENT_SECRET",
        "invalid_client",
    );
    refused(
        &bench.exchange(&app, &code).await,
        400,
        "BAD_CLIENT_SECRET",
        "invalid_client",
    );
    app.client_secret = right;
    assert_eq!(
        bench.exchange(&app, &code).await.status,
        200,
        "the code was not used up"
    );
}

#[tokio::test]
async fn codes_are_bound_to_client_redirect_url_and_time() {
    let bench = Bench::new().await;
    let (app, other, hub) = (bench.app(0), bench.app(1), bench.hub(AccountType::Standard));
    let code = bench.code(&Link::of(&app), hub).await;
    refused(
        &bench.exchange(&other, &code).await,
        400,
        "BAD_AUTH_CODE",
        "invalid_grant",
    );
    let path = format!("/oauth/{VERSION}/token");
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
    ];
    refused(
        &bench.as_app(&path, &app, &fields).await,
        400,
        "BAD_REDIRECT_URI",
        "invalid_request",
    );
    fields.push(("redirect_uri", "http://localhost:1/other"));
    refused(
        &bench.as_app(&path, &app, &fields).await,
        400,
        "MISMATCH_REDIRECT_URI_AUTH_CODE",
        "invalid_grant",
    );
    bench.post("clock", json!({"advance_s": 301})).await;
    refused(
        &bench.exchange(&app, &code).await,
        400,
        "EXPIRED_AUTH_CODE",
        "invalid_grant",
    );
}

#[tokio::test]
async fn pkce_is_verified_when_the_link_had_a_challenge() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let link = Link::of(&app)
        .with(
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        )
        .with("code_challenge_method", "S256");
    let code = bench.code(&link, hub).await;
    refused(
        &bench.exchange(&app, &code).await,
        400,
        "BAD_CODE_VERIFIER",
        "invalid_grant",
    );
    let exchange = |verifier: &'static str| {
        let (bench, app, code) = (&bench, &app, &code);
        async move {
            let fields = [
                ("grant_type", "authorization_code"),
                ("redirect_uri", app.redirect_urls[0].as_str()),
                ("code", code.as_str()),
                ("code_verifier", verifier),
            ];
            bench
                .as_app(&format!("/oauth/{VERSION}/token"), app, &fields)
                .await
        }
    };
    refused(
        &exchange("wrong").await,
        400,
        "BAD_CODE_VERIFIER",
        "invalid_grant",
    );
    assert_eq!(
        exchange("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn refreshing_returns_the_same_refresh_token_and_a_new_access_token() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let body = bench.refresh(&app, &tokens.refresh).await.json();
    assert_eq!(body["refresh_token"], tokens.refresh);
    assert_ne!(body["access_token"], tokens.access);
    assert_eq!(
        bench.account_info(&tokens.access).await.status,
        200,
        "the former access token lives on"
    );
}

#[tokio::test]
async fn by_switch_a_refresh_rotates_the_refresh_token() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    bench
        .post("switch", json!({"new_token_on_refresh": true}))
        .await;
    let body = bench.refresh(&app, &tokens.refresh).await.json();
    let newer = body["refresh_token"].as_str().unwrap();
    assert_ne!(newer, tokens.refresh);
    refused(
        &bench.refresh(&app, &tokens.refresh).await,
        400,
        "BAD_REFRESH_TOKEN",
        "invalid_grant",
    );
    assert_eq!(bench.refresh(&app, newer).await.status, 200);
}

#[tokio::test]
async fn refresh_tokens_are_bound_to_client_and_account() {
    let bench = Bench::new().await;
    let (app, other, hub) = (bench.app(0), bench.app(1), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    refused(
        &bench.refresh(&app, "na1-unknown").await,
        400,
        "BAD_REFRESH_TOKEN",
        "invalid_grant",
    );
    refused(
        &bench.refresh(&app, "").await,
        400,
        "BAD_REFRESH_TOKEN",
        "invalid_grant",
    );
    refused(
        &bench.refresh(&other, &tokens.refresh).await,
        400,
        "MISMATCH_REFRESH_TOKEN_CLIENT",
        "invalid_grant",
    );
    let gone = bench
        .order(reqwest::Method::DELETE, "account", &json!({"hub_id": hub}))
        .await;
    assert_eq!(gone.status, 200);
    refused(
        &bench.refresh(&app, &tokens.refresh).await,
        403,
        "BAD_HUB",
        "access_denied",
    );
}

#[tokio::test]
async fn reauthorizing_keeps_what_was_granted_and_drops_what_left_the_settings() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::DeveloperTest));
    let all = bench.install(&app, hub).await.scopes;
    assert!(all.contains(&"files".to_owned()), "{all:?}");
    let fewer = Link::of(&app).without("optional_scope");
    let again = bench.install_by(&fewer, &app, hub).await.scopes;
    assert_eq!(again, all, "asking for less shrinks nothing");
    bench.post("app", json!({"client_id": app.client_id, "optional_scopes": ["crm.objects.custom.read", "tickets"]})).await;
    let refreshed = bench
        .introspect(&app, &bench.install_by(&fewer, &app, hub).await.refresh)
        .await;
    let granted = crate::bench::texts(&refreshed["scopes"]);
    assert!(
        !granted.contains(&"files".to_owned()),
        "removed from the settings: {granted:?}"
    );
    assert!(
        granted.contains(&"crm.objects.custom.read".to_owned()),
        "still in the settings"
    );
    let wider = fewer.with("optional_scope", "tickets");
    let wide = bench.install_by(&wider, &app, hub).await.scopes;
    assert!(
        wide.contains(&"tickets".to_owned()),
        "newly asked for: {wide:?}"
    );
}

#[tokio::test]
async fn reauthorizing_hands_out_the_same_refresh_token_unless_switched() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let first = bench.install(&app, hub).await.refresh;
    assert_eq!(bench.install(&app, hub).await.refresh, first);
    bench
        .post("switch", json!({"same_token_on_reauthorize": false}))
        .await;
    let second = bench.install(&app, hub).await.refresh;
    assert_ne!(second, first);
    assert_eq!(
        bench.refresh(&app, &first).await.status,
        200,
        "the former one lives on"
    );
    assert_eq!(bench.refresh(&app, &second).await.status, 200);
}

#[tokio::test]
async fn an_app_is_installed_only_once_the_code_was_exchanged() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let code = bench.code(&Link::of(&app), hub).await;
    assert_eq!(bench.ask("state").await["installations"], json!([]));
    bench.exchange(&app, &code).await;
    assert_eq!(bench.ask("state").await["installations"][0]["hub_id"], hub);
}
