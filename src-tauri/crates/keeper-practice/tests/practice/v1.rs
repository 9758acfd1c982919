use keeper_practice::{AccountType, AppListing};
use reqwest::Method;
use serde_json::json;

use crate::bench::{Bench, Link, Reply, Tokens, V1_LAST_DAY, read};

/// A bench on a day on which `v1` answers, whatever the computer's day is, with one installation.
async fn installed() -> (Bench, AppListing, u64, Tokens) {
    let bench = Bench::new().await;
    bench.on_day(V1_LAST_DAY).await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    (bench, app, hub, tokens)
}

async fn ask(bench: &Bench, method: Method, path: &str) -> Reply {
    let url = format!("{}/oauth/v1/{path}", bench.practice.api());
    read(bench.client.request(method, url).send().await.unwrap()).await
}

#[tokio::test]
async fn an_access_token_is_told_without_credentials() {
    let (bench, app, hub, tokens) = installed().await;
    let reply = ask(
        &bench,
        Method::GET,
        &format!("access-tokens/{}", tokens.access),
    )
    .await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let body = reply.json();
    assert_eq!(
        (&body["token_type"], &body["token"]),
        (&json!("access"), &json!(tokens.access)),
        "the word that v1 has for it"
    );
    assert_eq!(
        (&body["hub_id"], &body["app_id"]),
        (&json!(hub), &json!(app.app_id))
    );
    assert!(body["expires_in"].as_i64().unwrap() > 1700);
    for newer in ["active", "token_use", "client_id"] {
        assert!(body.get(newer).is_none(), "v1 has no {newer}");
    }
}

#[tokio::test]
async fn a_refresh_token_is_told_without_credentials() {
    let (bench, app, hub, tokens) = installed().await;
    let path = format!("refresh-tokens/{}", tokens.refresh);
    let body = ask(&bench, Method::GET, &path).await.json();
    assert_eq!(
        (&body["token_type"], &body["client_id"], &body["hub_id"]),
        (&json!("refresh"), &json!(app.client_id), &json!(hub))
    );
    for newer in ["active", "token_use", "app_id", "expires_in"] {
        assert!(body.get(newer).is_none(), "v1 has no {newer} here");
    }
}

#[tokio::test]
async fn unknown_and_dead_tokens_are_errors_not_inactive() {
    let (bench, _, _, tokens) = installed().await;
    let refresh = ask(&bench, Method::GET, "refresh-tokens/na1-unknown").await;
    assert_eq!(
        (refresh.status.as_u16(), &refresh.json()["status"]),
        (400, &json!("BAD_REFRESH_TOKEN"))
    );
    bench.post("clock", json!({"advance_s": 1801})).await;
    let access = ask(
        &bench,
        Method::GET,
        &format!("access-tokens/{}", tokens.access),
    )
    .await;
    assert_eq!(
        (access.status.as_u16(), &access.json()["category"]),
        (404, &json!("OBJECT_NOT_FOUND"))
    );
}

#[tokio::test]
async fn deleting_kills_the_refresh_token_and_nothing_else() {
    let (bench, app, _, tokens) = installed().await;
    let path = format!("refresh-tokens/{}", tokens.refresh);
    let reply = ask(&bench, Method::DELETE, &path).await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""));
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.json()["status"],
        "BAD_REFRESH_TOKEN"
    );
    let access = format!("access-tokens/{}", tokens.access);
    assert_eq!(
        ask(&bench, Method::GET, &access).await.status,
        200,
        "access tokens live on"
    );
    assert_eq!(
        ask(&bench, Method::DELETE, &path).await.status,
        204,
        "there is nothing left to delete"
    );
}

#[tokio::test]
async fn two_secrets_may_stand_in_the_query_of_v1_and_of_no_other() {
    let (bench, app, _, tokens) = installed().await;
    let query = format!(
        "client_secret={}&refresh_token={}",
        app.client_secret, tokens.refresh
    );
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", app.client_id.as_str()),
    ];
    let reply = bench
        .form(&format!("/oauth/v1/token?{query}"), &fields)
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json()["token_type"], "bearer");
    let newer = bench
        .form(&format!("/oauth/v3/token?{query}"), &fields)
        .await;
    assert_eq!(newer.json()["status"], "BAD_CLIENT_SECRET");
    let id = format!("/oauth/v1/token?client_id={}&{query}", app.client_id);
    assert_eq!(
        bench.form(&id, &fields[..1]).await.json()["status"],
        "BAD_CLIENT_ID",
        "the others must be in the form"
    );
}

#[tokio::test]
async fn codes_are_exchanged_by_v1_too_and_json_is_not_taken() {
    let (bench, app, hub, _) = installed().await;
    let code = bench.code(&Link::of(&app), hub).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", app.redirect_urls[0].as_str()),
        ("code", code.as_str()),
    ];
    let body = bench.as_app("/oauth/v1/token", &app, &fields).await.json();
    assert_eq!(body["hub_id"], hub);
    let url = format!("{}/oauth/v1/token", bench.practice.api());
    let json = bench
        .client
        .post(url)
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(json.status(), 415);
}

#[tokio::test]
async fn after_its_last_day_v1_is_a_path_that_isnt_there() {
    let (bench, app, _, tokens) = installed().await;
    let access = format!("access-tokens/{}", tokens.access);
    let refresh = format!("refresh-tokens/{}", tokens.refresh);
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh.as_str()),
    ];
    bench.on_day(V1_LAST_DAY + 86_399).await;
    assert_eq!(
        ask(&bench, Method::GET, &refresh).await.status,
        200,
        "the last second of 2027-02-16"
    );
    bench.on_day(V1_LAST_DAY + 86_400).await;
    let nowhere = ask(&bench, Method::GET, "no-such-call").await;
    for (method, path) in [
        (Method::GET, access.as_str()),
        (Method::GET, &refresh),
        (Method::DELETE, &refresh),
        (Method::PUT, "token"),
    ] {
        let reply = ask(&bench, method.clone(), path).await;
        assert_eq!(
            (reply.status, &reply.text),
            (nowhere.status, &nowhere.text),
            "{method} is met as an unknown path is"
        );
    }
    let token = bench.as_app("/oauth/v1/token", &app, &fields).await;
    assert_eq!((nowhere.status.as_u16(), token.status.as_u16()), (404, 404));
    let newer = bench.as_app("/oauth/v3/token", &app, &fields).await;
    assert_eq!(newer.status, 200, "the others go on");
    bench.on_day(V1_LAST_DAY).await;
    assert_eq!(
        ask(&bench, Method::GET, &refresh).await.status,
        200,
        "nothing was deleted, and the clock goes back"
    );
}

#[tokio::test]
async fn tokens_in_paths_are_logged_as_fingerprints() {
    let (bench, app, hub, tokens) = installed().await;
    ask(
        &bench,
        Method::GET,
        &format!("access-tokens/{}", tokens.access),
    )
    .await;
    ask(
        &bench,
        Method::GET,
        &format!("refresh-tokens/{}", tokens.refresh),
    )
    .await;
    ask(
        &bench,
        Method::DELETE,
        &format!("refresh-tokens/{}", tokens.refresh),
    )
    .await;
    let query = format!(
        "client_secret={}&refresh_token={}",
        app.client_secret, tokens.refresh
    );
    bench.form(&format!("/oauth/v1/token?{query}"), &[]).await;
    let log = bench.ask("log").await;
    let text = log.to_string();
    for secret in [&tokens.access, &tokens.refresh, &app.client_secret] {
        assert!(!text.contains(secret.as_str()), "a secret is in the log");
    }
    let told: Vec<_> = log.as_array().unwrap().iter().rev().take(4).rev().collect();
    let endpoints = told.iter().map(|entry| entry["endpoint"].as_str().unwrap());
    assert_eq!(
        endpoints.collect::<Vec<_>>(),
        ["introspect", "introspect", "revoke", "token"]
    );
    assert_eq!(told[0]["hub_id"], hub);
    let path = told[2]["path"].as_str().unwrap();
    assert!(
        path.starts_with("/oauth/v1/refresh-tokens/sha256:"),
        "{path}"
    );
}

#[tokio::test]
async fn faults_meet_v1_by_its_name() {
    let (bench, _, _, tokens) = installed().await;
    let order = json!({"endpoint": "introspect", "status": 503, "version": "v1"});
    bench.post("faults", order).await;
    let path = format!("refresh-tokens/{}", tokens.refresh);
    assert_eq!(ask(&bench, Method::GET, &path).await.status, 503);
    assert_eq!(ask(&bench, Method::GET, &path).await.status, 200, "once");
}

#[tokio::test]
async fn v1_has_no_uninstall_and_no_introspection() {
    let (bench, app, _, tokens) = installed().await;
    let uninstall = bench
        .bearer(
            Method::DELETE,
            "/appinstalls/v1/external-install",
            &tokens.access,
        )
        .await;
    assert_eq!(uninstall.status, 404);
    let fields = [("token", tokens.refresh.as_str())];
    for call in ["/oauth/v1/token/introspect", "/oauth/v1/token/revoke"] {
        assert_eq!(
            bench.as_app(call, &app, &fields).await.status,
            404,
            "{call}"
        );
    }
}
