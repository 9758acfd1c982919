use keeper_practice::{AccountType, AppListing};
use serde_json::{Value, json};

use crate::bench::{Bench, Link, query_value};

async fn refusal(bench: &Bench, link: &Link, hub_id: u64) -> Value {
    let answer = bench
        .approve(&link.url(bench.practice.pages()), hub_id)
        .await;
    assert!(
        answer.get("redirect").is_none(),
        "the browser must stay on the page: {answer}"
    );
    answer["refused"].clone()
}

fn says(refusal: &Value, status: u16, code: Option<&str>, text: &str) {
    assert_eq!(refusal["status"], status, "{refusal}");
    assert_eq!(refusal["code"].as_str(), code, "{refusal}");
    assert!(
        refusal["text"].as_str().unwrap().contains(text),
        "{refusal}"
    );
}

fn setting(app: &AppListing, scopes: &str) -> String {
    format!("{} {scopes}", app.required_scopes.join(" "))
}

#[tokio::test]
async fn a_consent_leads_to_the_redirect_url_with_code_and_state() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let answer = bench
        .approve(&Link::of(&app).url(bench.practice.pages()), hub)
        .await;
    let redirect = answer["redirect"].as_str().unwrap();
    assert!(
        redirect.starts_with(&format!("{}?code=na1-", app.redirect_urls[0])),
        "{redirect}"
    );
    assert_eq!(
        query_value(redirect, "state").unwrap(),
        "a state & more",
        "the state comes back as it went"
    );
}

#[tokio::test]
async fn without_a_state_none_comes_back() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let answer = bench
        .approve(
            &Link::of(&app).without("state").url(bench.practice.pages()),
            hub,
        )
        .await;
    assert_eq!(
        query_value(answer["redirect"].as_str().unwrap(), "state"),
        None
    );
}

#[tokio::test]
async fn links_that_are_wrong_are_refused_with_hubspots_texts() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let link = Link::of(&app);
    let cases = [
        (
            link.clone().with("client_id", "nobody"),
            None,
            "an invalid app client_id was provided",
        ),
        (
            link.clone().without("client_id"),
            None,
            "an invalid app client_id was provided",
        ),
        (
            link.clone()
                .with("redirect_uri", "http://localhost:3918/oauth-callback"),
            None,
            "doesn't match the app's registered redirect URL",
        ),
        (
            link.clone()
                .with("redirect_uri", "http://localhost:3917/oauth-callback/"),
            None,
            "'http://localhost:3917/oauth-callback/'",
        ),
        (
            link.clone()
                .with("redirect_uri", "http://127.0.0.1:3917/oauth-callback"),
            None,
            "doesn't match",
        ),
        (link.clone().without("redirect_uri"), None, "doesn't match"),
        (
            link.clone()
                .with("scope", "oauth crm.objects.contacts.read"),
            Some("MISSING_SCOPE_GROUP"),
            "the provided scopes are insufficient",
        ),
        (
            link.clone().without("scope"),
            Some("MISSING_SCOPE_GROUP"),
            "insufficient",
        ),
        (
            link.clone().with("scope", ""),
            None,
            "An invalid scope name was provided",
        ),
        (
            link.clone()
                .with("scope", &setting(&app, "crm.objects.invoice.read")),
            None,
            "An invalid scope name was provided",
        ),
        (
            link.clone().with("optional_scope", "nonsense"),
            None,
            "An invalid scope name was provided",
        ),
        (
            link.clone().with("scope", &setting(&app, "contacts")),
            Some("DEPRECATED_CONTACTS_SCOPE"),
            "This install link is no longer valid",
        ),
        (
            link.clone().with("scope", &setting(&app, "tickets")),
            None,
            "mismatch between the scopes in the install URL",
        ),
        (
            link.clone().with("scope", &setting(&app, "files")),
            None,
            "mismatch between",
        ),
        (
            link.clone().with("optional_scope", "tickets"),
            None,
            "mismatch between",
        ),
        (
            link.with("code_challenge", "abc")
                .with("code_challenge_method", "S512"),
            None,
            "code_challenge_method",
        ),
    ];
    for (link, code, text) in cases {
        says(&refusal(&bench, &link, hub).await, 400, code, text);
    }
}

#[tokio::test]
async fn apps_cant_be_installed_on_app_developer_accounts() {
    let bench = Bench::new().await;
    let refused = refusal(
        &bench,
        &Link::of(&bench.app(0)),
        bench.hub(AccountType::AppDeveloper),
    )
    .await;
    says(
        &refused,
        403,
        None,
        "Apps can't be installed on developer accounts",
    );
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_refused() {
    let bench = Bench::new().await;
    says(
        &refusal(&bench, &Link::of(&bench.app(0)), 42).await,
        403,
        None,
        "no account 42",
    );
}

#[tokio::test]
async fn an_account_without_the_product_is_refused_and_one_with_it_is_not() {
    let bench = Bench::new().await;
    let app = bench.app(2);
    let link = Link::of(&app).with("scope", &setting(&app, "crm.objects.custom.read"));
    bench
        .post(
            "account",
            json!({"hub_id": 5_000_001, "products": ["sales-professional"]}),
        )
        .await;
    bench
        .post(
            "account",
            json!({"hub_id": 5_000_002, "products": ["sales-enterprise"]}),
        )
        .await;
    says(
        &refusal(&bench, &link, 5_000_001).await,
        403,
        Some("HUB_UNAUTHORIZED"),
        "doesn't have access to the scopes",
    );
    let scopes = bench.install_by(&link, &app, 5_000_002).await.scopes;
    assert!(
        scopes.contains(&"crm.objects.custom.read".to_owned()),
        "{scopes:?}"
    );
}

#[tokio::test]
async fn optional_scopes_that_the_account_lacks_are_left_off() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    assert!(
        app.optional_scopes
            .contains(&"crm.objects.custom.read".to_owned()),
        "needs Enterprise"
    );
    bench
        .post("account", json!({"hub_id": 5_000_001, "products": []}))
        .await;
    let scopes = bench.install(&app, 5_000_001).await.scopes;
    assert!(
        scopes.contains(&"files".to_owned()),
        "every account has this one"
    );
    assert!(
        !scopes.contains(&"crm.objects.custom.read".to_owned()),
        "{scopes:?}"
    );
}

#[tokio::test]
async fn a_user_without_the_right_is_refused() {
    let bench = Bench::new().await;
    let users = json!([
        {"user_id": 11, "email": "boss@a.example"},
        {"user_id": 12, "email": "guest@a.example", "may_install": false},
    ]);
    bench
        .post("account", json!({"hub_id": 5_000_001, "users": users}))
        .await;
    let url = Link::of(&bench.app(0)).url(bench.practice.pages());
    let order = json!({"authorize_url": url, "hub_id": 5_000_001, "user_id": 12});
    let answer = bench.post("approve", order).await;
    says(
        &answer["refused"],
        403,
        Some("USER_UNAUTHORIZED"),
        "Please contact your super admin",
    );
    assert!(
        bench.approve(&url, 5_000_001).await["redirect"].is_string(),
        "the first user may"
    );
}

#[tokio::test]
async fn the_account_in_the_path_is_taken_when_none_is_named() {
    let bench = Bench::new().await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Sandbox));
    let url = Link::of(&app).for_hub(hub).url(bench.practice.pages());
    let answer = bench.post("approve", json!({"authorize_url": url})).await;
    let code = query_value(answer["redirect"].as_str().unwrap(), "code").unwrap();
    assert_eq!(bench.exchange(&app, &code).await.json()["hub_id"], hub);
}

#[tokio::test]
async fn cancel_leads_back_with_access_denied() {
    let bench = Bench::new().await;
    let url = Link::of(&bench.app(0)).url(bench.practice.pages());
    let hub = bench.hub(AccountType::Standard);
    let answer = bench
        .post(
            "approve",
            json!({"authorize_url": url, "hub_id": hub, "cancel": true}),
        )
        .await;
    let redirect = answer["redirect"].as_str().unwrap();
    assert_eq!(query_value(redirect, "error").unwrap(), "access_denied");
    assert_eq!(query_value(redirect, "state").unwrap(), "a state & more");
    assert_eq!(query_value(redirect, "code"), None);
}

#[tokio::test]
async fn each_account_type_that_hosts_apps_takes_each_app() {
    let bench = Bench::new().await;
    for kind in [
        AccountType::Standard,
        AccountType::DeveloperTest,
        AccountType::Sandbox,
    ] {
        for app in bench.practice.apps() {
            let scopes = bench.install(&app, bench.hub(kind)).await.scopes;
            assert!(
                app.required_scopes
                    .iter()
                    .all(|scope| scopes.contains(scope)),
                "{kind:?} {}",
                app.name
            );
        }
    }
    let state = bench.ask("state").await;
    assert_eq!(state["installations"].as_array().unwrap().len(), 15);
}
