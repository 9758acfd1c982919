use std::time::Duration;

use keeper_practice::AccountType;
use serde_json::{Value, json};

use crate::bench::{Bench, DEADLINE, Link, Tokens, VERSION};

/// A bench with one installation.
async fn installed() -> (Bench, keeper_practice::AppListing, Tokens) {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    (bench, app, tokens)
}

fn refresh_request(
    bench: &Bench,
    app: &keeper_practice::AppListing,
    tokens: &Tokens,
) -> reqwest::RequestBuilder {
    let url = format!("{}/oauth/{VERSION}/token", bench.practice.api());
    bench.client.post(url).form(&[
        ("grant_type", "refresh_token"),
        ("client_id", &app.client_id),
        ("client_secret", &app.client_secret),
        ("refresh_token", &tokens.refresh),
    ])
}

/// Waits until a call has met the fault that never answers.
async fn until_a_call_hangs(bench: &Bench) {
    let asking = async {
        while last_entry(bench).await["fault"] != "timeout" {
            tokio::task::yield_now().await;
        }
    };
    let came = tokio::time::timeout(DEADLINE, asking).await;
    came.unwrap();
}

async fn last_entry(bench: &Bench) -> Value {
    bench
        .ask("log")
        .await
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone()
}

#[tokio::test]
async fn a_status_holds_for_its_count_and_then_clears() {
    let (bench, app, tokens) = installed().await;
    bench
        .post(
            "faults",
            json!({"endpoint": "refresh", "status": 429, "count": 2, "retry_after": 7}),
        )
        .await;
    for _ in 0..2 {
        let reply = bench.refresh(&app, &tokens.refresh).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("retry-after")),
            (429, "7")
        );
        assert_eq!(reply.json()["errorType"], "RATE_LIMIT");
    }
    assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
    assert_eq!(bench.ask("state").await["faults"], json!([]));
}

#[tokio::test]
async fn each_status_of_the_list_is_sent_as_ordered() {
    let (bench, app, tokens) = installed().await;
    for status in [
        401, 403, 404, 415, 423, 429, 477, 500, 502, 503, 504, 521, 526,
    ] {
        bench
            .post("faults", json!({"endpoint": "any", "status": status}))
            .await;
        assert_eq!(
            bench.refresh(&app, &tokens.refresh).await.status.as_u16(),
            status
        );
    }
    bench
        .post("faults", json!({"endpoint": "account_info", "status": 403}))
        .await;
    let body = bench.account_info(&tokens.access).await.json();
    assert_eq!(body["category"], "MISSING_SCOPES");
    assert_eq!(
        body["errors"][0]["context"]["requiredGranularScopes"],
        json!(["oauth"])
    );
}

#[tokio::test]
async fn a_timeout_never_answers_and_leaves_no_status_in_the_log() {
    let (bench, app, tokens) = installed().await;
    bench
        .post("faults", json!({"endpoint": "refresh", "kind": "timeout"}))
        .await;
    let hanging = tokio::spawn(refresh_request(&bench, &app, &tokens).send());
    until_a_call_hangs(&bench).await;
    let entry = last_entry(&bench).await;
    assert_eq!(entry["status"], Value::Null);
    let unanswered = tokio::time::timeout(Duration::from_millis(300), hanging).await;
    unanswered.expect_err("it is never answered");
}

#[tokio::test]
async fn a_shutdown_ends_a_timeout_too() {
    let (bench, app, tokens) = installed().await;
    bench
        .post("faults", json!({"endpoint": "refresh", "kind": "timeout"}))
        .await;
    let hanging = tokio::spawn(refresh_request(&bench, &app, &tokens).send());
    until_a_call_hangs(&bench).await;
    tokio::time::timeout(DEADLINE, bench.practice.shutdown())
        .await
        .unwrap();
    assert!(
        hanging.await.unwrap().is_err(),
        "the connection was dropped"
    );
}

#[tokio::test]
async fn a_reset_drops_the_connection_before_the_call_takes_effect() {
    let (bench, app, _) = installed().await;
    let code = bench
        .code(&Link::of(&app), bench.hub(AccountType::Sandbox))
        .await;
    bench
        .post("faults", json!({"endpoint": "exchange", "kind": "reset"}))
        .await;
    let url = format!("{}/oauth/{VERSION}/token", bench.practice.api());
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", app.client_id.as_str()),
        ("client_secret", &app.client_secret),
        ("redirect_uri", &app.redirect_urls[0]),
        ("code", &code),
    ];
    let broken = bench
        .client
        .post(url)
        .form(&fields)
        .send()
        .await
        .unwrap_err();
    assert!(!broken.is_timeout(), "{broken:?}");
    assert_eq!(
        bench.exchange(&app, &code).await.status,
        200,
        "the code is still good"
    );
}

#[tokio::test]
async fn a_lost_answer_takes_effect_all_the_same() {
    let (bench, app, tokens) = installed().await;
    bench
        .post(
            "faults",
            json!({"endpoint": "uninstall", "kind": "lost_answer"}),
        )
        .await;
    let url = format!(
        "{}/appinstalls/{VERSION}/external-install",
        bench.practice.api()
    );
    assert!(
        bench
            .client
            .delete(url)
            .bearer_auth(&tokens.access)
            .send()
            .await
            .is_err()
    );
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.json()["status"],
        "BAD_REFRESH_TOKEN"
    );
}

#[tokio::test]
async fn half_an_answer_breaks_off_in_the_body() {
    let (bench, app, tokens) = installed().await;
    bench
        .post("faults", json!({"endpoint": "refresh", "kind": "half"}))
        .await;
    let response = refresh_request(&bench, &app, &tokens).send().await.unwrap();
    assert_eq!(response.status(), 200, "the head arrives");
    assert!(response.text().await.is_err(), "the body does not");
}

#[tokio::test]
async fn html_wrong_shapes_and_given_bodies() {
    let (bench, app, tokens) = installed().await;
    bench
        .post("faults", json!({"endpoint": "token", "kind": "html"}))
        .await;
    let html = bench.refresh(&app, &tokens.refresh).await;
    assert_eq!(
        (html.status.as_u16(), html.header("content-type")),
        (502, "text/html")
    );
    bench
        .post("faults", json!({"endpoint": "token", "kind": "shape"}))
        .await;
    let shape = bench.refresh(&app, &tokens.refresh).await;
    assert!(
        shape.status == 200 && !shape.json()["access_token"].is_string(),
        "{}",
        shape.text
    );
    let order = json!({"endpoint": "token", "kind": "body", "status": 418, "body": "tea", "content_type": "text/tea"});
    bench.post("faults", order).await;
    let body = bench.refresh(&app, &tokens.refresh).await;
    assert_eq!(
        (
            body.status.as_u16(),
            body.text.as_str(),
            body.header("content-type")
        ),
        (418, "tea", "text/tea")
    );
}

#[tokio::test]
async fn slow_answers_are_whole() {
    let (bench, app, tokens) = installed().await;
    bench
        .post(
            "faults",
            json!({"endpoint": "refresh", "kind": "slow", "delay_ms": 60}),
        )
        .await;
    let began = std::time::Instant::now();
    assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn held_answers_wait_for_their_release() {
    let (bench, app, tokens) = installed().await;
    let fault = json!({"endpoint": "refresh", "kind": "held", "count": 2});
    bench.post("faults", fault).await;
    let mut requests = bench.practice.requests();
    let mut first = Box::pin(bench.refresh(&app, &tokens.refresh));
    let mut second = Box::pin(bench.refresh(&app, &tokens.refresh));
    let met = async {
        while bench.ask("state").await["faults"] != json!([]) {
            requests.changed().await.unwrap();
        }
    };
    tokio::select! {
        _ = &mut first => panic!("the first is held"),
        _ = &mut second => panic!("the second is held"),
        () = met => {}
    }
    bench.post("release", json!({})).await;
    assert_eq!(first.await.status, 200);
    assert_eq!(second.await.status, 200);
}

#[tokio::test]
async fn faults_meet_only_the_account_app_and_version_they_name() {
    let (bench, app, tokens) = installed().await;
    let other = bench.install(&app, bench.hub(AccountType::Sandbox)).await;
    let hub = bench.hub(AccountType::Sandbox);
    bench
        .post(
            "faults",
            json!({"endpoint": "refresh", "status": 503, "hub_id": hub}),
        )
        .await;
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.status,
        200,
        "another account"
    );
    assert_eq!(bench.refresh(&app, &other.refresh).await.status, 503);
    bench.post("faults", json!({"endpoint": "account_info", "status": 404, "version": "2026-09", "client_id": app.client_id})).await;
    let older = bench
        .bearer(
            reqwest::Method::GET,
            "/account-info/2026-03/details",
            &tokens.access,
        )
        .await;
    assert_eq!(older.status, 200, "another version");
    assert_eq!(bench.account_info(&tokens.access).await.status, 404);
}

#[tokio::test]
async fn the_authorization_page_can_fail_too() {
    let (bench, app, _) = installed().await;
    let url = Link::of(&app).url(bench.practice.pages());
    bench
        .post(
            "faults",
            json!({"endpoint": "authorize", "status": 503, "count": 2}),
        )
        .await;
    assert_eq!(bench.client.get(&url).send().await.unwrap().status(), 503);
    let answer = bench.approve(&url, bench.hub(AccountType::Standard)).await;
    assert_eq!(answer["refused"]["status"], 503);
    assert!(bench.approve(&url, bench.hub(AccountType::Standard)).await["redirect"].is_string());
}
