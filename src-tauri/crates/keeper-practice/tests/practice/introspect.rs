use keeper_practice::AccountType;
use serde_json::json;

use crate::bench::{Bench, VERSION};

#[tokio::test]
async fn an_access_token_is_told_with_account_and_user() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    let body = bench.introspect(&app, &tokens.access).await;
    assert_eq!(body["active"], true);
    assert_eq!(body["token"], tokens.access, "HubSpot echoes the token");
    assert_eq!(
        (&body["token_type"], &body["token_use"]),
        (&json!("Bearer"), &json!("access_token"))
    );
    assert_eq!(
        (&body["hub_id"], &body["app_id"]),
        (&json!(hub), &json!(app.app_id))
    );
    assert_eq!(body["hub_domain"], "fern-street-bakery.example");
    assert!(
        body["user"]
            .as_str()
            .unwrap()
            .ends_with("@fern-street-bakery.example")
    );
    assert_eq!(body["signed_access_token"]["hubId"], hub);
    assert!(body["expires_in"].as_i64().unwrap() > 1700);
}

#[tokio::test]
async fn a_refresh_token_has_no_expiry() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let body = bench.introspect(&app, &tokens.refresh).await;
    assert_eq!(
        (&body["active"], &body["token_use"]),
        (&json!(true), &json!("refresh_token"))
    );
    assert!(body.get("expires_in").is_none());
    assert!(body.get("signed_access_token").is_none());
}

#[tokio::test]
async fn what_is_dead_unknown_or_anothers_is_inactive_and_nothing_more() {
    let bench = Bench::new().await;
    let (app, other) = (bench.app(0), bench.app(1));
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let inactive = json!({"active": false});
    assert_eq!(bench.introspect(&app, "unknown").await, inactive);
    assert_eq!(bench.introspect(&other, &tokens.access).await, inactive);
    assert_eq!(bench.introspect(&other, &tokens.refresh).await, inactive);
    bench.post("clock", json!({"advance_s": 1801})).await;
    assert_eq!(
        bench.introspect(&app, &tokens.access).await,
        inactive,
        "expired"
    );
    assert_eq!(
        bench.introspect(&app, &tokens.refresh).await["active"],
        true,
        "does not expire"
    );
}

#[tokio::test]
async fn it_needs_the_apps_credentials_in_a_form() {
    let bench = Bench::new().await;
    let mut app = bench.app(0);
    let path = format!("/oauth/{VERSION}/token/introspect");
    let anonymous = bench.form(&path, &[("token", "x")]).await;
    assert_eq!(anonymous.json()["status"], "BAD_CLIENT_ID");
    app.client_secret = "wrong".to_owned();
    let reply = bench.as_app(&path, &app, &[("token", "x")]).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.json()["status"]),
        (400, &json!("BAD_CLIENT_SECRET"))
    );
    let url = format!("{}{path}", bench.practice.api());
    assert_eq!(
        bench
            .client
            .post(url)
            .json(&json!({}))
            .send()
            .await
            .unwrap()
            .status(),
        415
    );
}
