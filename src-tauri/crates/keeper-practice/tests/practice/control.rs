use keeper_practice::{AccountType, Options};
use reqwest::Method;
use serde_json::json;

use crate::bench::{Bench, Link, read};

#[tokio::test]
async fn an_uninstall_by_the_customer_kills_the_tokens() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    let order = json!({"client_id": app.client_id, "hub_id": hub});
    bench.post("uninstall", order.clone()).await;
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.json()["status"],
        "BAD_REFRESH_TOKEN"
    );
    assert_eq!(
        bench.order(Method::POST, "uninstall", &order).await.status,
        404,
        "it is gone"
    );
}

#[tokio::test]
async fn a_rotated_secret_replaces_the_old_one() {
    let bench = Bench::new().await;
    let mut app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let answer = bench
        .post("rotate-secret", json!({"client_id": app.client_id}))
        .await;
    assert_eq!(
        bench.refresh(&app, &tokens.refresh).await.json()["status"],
        "BAD_CLIENT_SECRET"
    );
    app.client_secret = answer["client_secret"].as_str().unwrap().to_owned();
    assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
    assert_eq!(
        bench
            .order(Method::POST, "rotate-secret", &json!({"client_id": "x"}))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn apps_are_changed_made_and_removed() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let url = "http://localhost:4321/elsewhere";
    let changed = bench
        .post(
            "app",
            json!({"client_id": app.client_id, "redirect_urls": [url]}),
        )
        .await;
    assert_eq!(
        (&changed["redirect_urls"], &changed["name"]),
        (&json!([url]), &json!(app.name))
    );
    let made = bench
        .post(
            "app",
            json!({"name": "Parcel Post", "required_scopes": ["oauth", "tickets"]}),
        )
        .await;
    assert_eq!(bench.practice.apps().len(), 6);
    let parcel = bench
        .practice
        .apps()
        .into_iter()
        .find(|app| app.name == "Parcel Post")
        .unwrap();
    assert_eq!(made["client_id"], parcel.client_id);
    bench
        .install(&parcel, bench.hub(AccountType::Standard))
        .await;
    let removed = bench
        .order(
            Method::DELETE,
            "app",
            &json!({"client_id": parcel.client_id}),
        )
        .await;
    assert_eq!(
        (removed.status.as_u16(), bench.practice.apps().len()),
        (200, 5)
    );
}

#[tokio::test]
async fn accounts_are_made_changed_and_removed() {
    let bench = Bench::new().await;
    let made = bench
        .post("account", json!({"name": "Kite Shop", "type": "SANDBOX"}))
        .await;
    assert_eq!(
        (&made["domain"], &made["type"]),
        (&json!("kite-shop.example"), &json!("SANDBOX"))
    );
    let hub = made["hub_id"].as_u64().unwrap();
    let tokens = bench.install(&bench.app(0), hub).await;
    bench
        .post("account", json!({"hub_id": hub, "type": "STANDARD"}))
        .await;
    assert_eq!(
        bench.account_info(&tokens.access).await.json()["accountType"],
        "STANDARD"
    );
    assert_eq!(
        bench
            .order(Method::DELETE, "account", &json!({"hub_id": hub}))
            .await
            .status,
        200
    );
    assert_eq!(bench.account_info(&tokens.access).await.status, 401);
    assert_eq!(
        bench
            .order(Method::DELETE, "account", &json!({"hub_id": hub}))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn orders_without_sense_are_refused_with_a_reason() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    let orders = [
        (
            "app",
            json!({"client_id": app.client_id, "redirect_urls": ["http://127.0.0.1:1/"]}),
        ),
        (
            "app",
            json!({"client_id": app.client_id, "redirect_urls": []}),
        ),
        (
            "app",
            json!({"client_id": app.client_id, "required_scopes": ["nonsense"]}),
        ),
        ("app", json!({"client_id": app.client_id, "secret": "x"})),
        ("account", json!({"hub_id": 0})),
        ("account", json!({"hub_id": 3_000_000_000_u64})),
        ("account", json!({"users": []})),
        ("account", json!({"hublet": "../etc"})),
        ("faults", json!({"endpoint": "token"})),
        ("faults", json!({"endpoint": "tokens", "status": 500})),
        ("clock", json!({"advance_s": "60"})),
        ("clock", json!({"advance_s": 99_999_999_999_999_i64})),
        (
            "approve",
            json!({"authorize_url": "https://app.hubspot.com/oauth/authorize", "hub_id": 1}),
        ),
        ("switch", json!({"same_token": true})),
    ];
    for (order, body) in orders {
        let reply = bench.order(Method::POST, order, &body).await;
        assert_eq!(reply.status, 400, "{order} {body}: {}", reply.text);
        assert!(
            reply.json()["error"].as_str().unwrap().len() > 5,
            "{}",
            reply.text
        );
    }
    assert_eq!(
        bench
            .order(Method::POST, "nonsense", &json!({}))
            .await
            .status,
        404
    );
    assert_eq!(
        bench.order(Method::PUT, "clock", &json!({})).await.status,
        404
    );
}

#[tokio::test]
async fn only_json_is_taken() {
    let bench = Bench::new().await;
    let url = format!("{}/clock", bench.practice.control().unwrap());
    let reply = bench
        .client
        .post(&url)
        .body(r#"{"advance_s":1}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 415);
    assert!(
        reply.headers().get("access-control-allow-origin").is_none(),
        "no other page may read it"
    );
}

#[tokio::test]
async fn without_control_there_is_none() {
    let bench = Bench::with(Options {
        control: false,
        ..Options::default()
    })
    .await;
    assert_eq!(bench.practice.control(), None);
    let reply = read(
        bench
            .client
            .get(format!("{}/state", bench.practice.api()))
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(reply.status, 404);
}

#[tokio::test]
async fn the_log_tells_what_happened_and_keeps_secrets_out() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    bench.refresh(&app, &tokens.refresh).await;
    bench.account_info(&tokens.access).await;
    let log = bench.ask("log").await;
    let told: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            (
                entry["endpoint"].as_str().unwrap(),
                entry["status"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("authorize", 302),
            ("exchange", 200),
            ("refresh", 200),
            ("account_info", 200)
        ]
    );
    for entry in log.as_array().unwrap() {
        assert_eq!(
            (&entry["client_id"], &entry["hub_id"]),
            (&json!(app.client_id), &json!(hub)),
            "{entry}"
        );
    }
    let text = log.to_string() + &bench.ask("state").await["installations"].to_string();
    for secret in [&tokens.refresh, &tokens.access, &app.client_secret] {
        assert!(!text.contains(secret.as_str()), "a secret is in the log");
    }
    let later = bench.ask("log?after=3").await;
    assert_eq!(later.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_approval_by_the_library_is_the_same_as_by_the_control() {
    let bench = Bench::new().await;
    let url = Link::of(&bench.app(0)).url(bench.practice.pages());
    let approval = bench
        .practice
        .approve(&url, bench.hub(AccountType::Standard))
        .await
        .unwrap();
    assert!(
        matches!(approval, keeper_practice::Approval::Redirect(redirect) if redirect.contains("code=na1-"))
    );
    let refused = bench
        .practice
        .approve(&url, bench.hub(AccountType::AppDeveloper))
        .await
        .unwrap();
    assert!(
        matches!(
            refused,
            keeper_practice::Approval::Refused { status: 403, .. }
        ),
        "{refused:?}"
    );
    assert!(
        bench
            .practice
            .approve("https://app.hubspot.com/oauth/authorize", 1)
            .await
            .is_err()
    );
}
