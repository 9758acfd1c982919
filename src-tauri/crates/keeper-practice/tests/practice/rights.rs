use keeper_practice::AppListing;
use serde_json::{Value, json};

use crate::bench::{Bench, Link, query_value};

const HUB: u64 = 5_000_001;

/// An account with everything and four people: a super admin, one with the marketplace permission,
/// one whose rights are narrowed, one without any.
async fn four_people() -> Bench {
    let bench = Bench::new().await;
    let users = json!([
        {"user_id": 1, "email": "boss@a.example", "super_admin": true, "may_install": false},
        {"user_id": 2, "email": "market@a.example", "super_admin": false},
        {"user_id": 3, "email": "narrow@a.example", "super_admin": false, "scopes": ["crm.objects.contacts.read"]},
        {"user_id": 4, "email": "guest@a.example", "super_admin": false, "may_install": false},
    ]);
    let products = json!(["sales-enterprise", "sensitive-data"]);
    bench
        .post(
            "account",
            json!({"hub_id": HUB, "users": users, "products": products}),
        )
        .await;
    bench
}

async fn app_with(bench: &Bench, required: &[&str], optional: &[&str]) -> AppListing {
    let order = json!({"name": "Rights", "required_scopes": required, "optional_scopes": optional});
    let made = bench.post("app", order).await;
    let mut apps = bench.practice.apps().into_iter();
    apps.find(|app| made["client_id"] == app.client_id).unwrap()
}

async fn approve(bench: &Bench, app: &AppListing, user_id: u64) -> Value {
    let url = Link::of(app).url(bench.practice.pages());
    let order = json!({"authorize_url": url, "hub_id": HUB, "user_id": user_id});
    bench.post("approve", order).await
}

/// Who of the four may connect the app.
async fn who(bench: &Bench, app: &AppListing) -> Vec<u64> {
    let mut may = Vec::new();
    for user_id in 1..=4 {
        let answer = approve(bench, app, user_id).await;
        if answer["redirect"].is_string() {
            may.push(user_id);
        } else {
            assert_eq!(answer["refused"]["code"], "USER_UNAUTHORIZED", "{answer}");
            let text = answer["refused"]["text"].as_str().unwrap();
            assert!(
                text.contains("you don't have permissions to authorize the scopes"),
                "{text}"
            );
        }
    }
    may
}

#[tokio::test]
async fn a_super_admin_or_the_marketplace_permission_is_needed_and_rights_to_the_scopes() {
    let bench = four_people().await;
    let contacts = app_with(&bench, &["oauth", "crm.objects.contacts.read"], &[]).await;
    assert_eq!(who(&bench, &contacts).await, [1, 2, 3]);
    let deals = app_with(&bench, &["oauth", "crm.objects.deals.read"], &[]).await;
    assert_eq!(who(&bench, &deals).await, [1, 2], "not the narrowed one");
}

#[tokio::test]
async fn export_and_sensitive_scopes_need_a_super_admin() {
    let bench = four_people().await;
    for scope in [
        "crm.export",
        "crm.objects.contacts.sensitive.read",
        "crm.objects.deals.highly_sensitive.read",
    ] {
        let app = app_with(&bench, &["oauth", scope], &[]).await;
        assert_eq!(who(&bench, &app).await, [1], "{scope}");
    }
}

#[tokio::test]
async fn optional_scopes_that_the_user_has_no_right_to_are_left_off_the_grant() {
    let bench = four_people().await;
    let app = app_with(&bench, &["oauth"], &["crm.export", "tickets"]).await;
    let mut granted = Vec::new();
    for user_id in [2, 1] {
        let answer = approve(&bench, &app, user_id).await;
        let code = query_value(answer["redirect"].as_str().unwrap(), "code").unwrap();
        let body = bench.exchange(&app, &code).await.json();
        granted.push(crate::bench::texts(&body["scopes"]));
    }
    assert_eq!(granted[0], ["oauth", "tickets"]);
    assert_eq!(
        granted[1],
        ["oauth", "tickets", "crm.export"],
        "by the super admin"
    );
}

#[tokio::test]
async fn the_consent_page_says_who_may_not() {
    let bench = four_people().await;
    let url = Link::of(&bench.app(0))
        .for_hub(HUB)
        .url(bench.practice.pages());
    let page = bench
        .client
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for words in [
        "boss@a.example</option>",
        "market@a.example (no super admin)",
        "guest@a.example (may not install apps)",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}
