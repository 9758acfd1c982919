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

/// What the link has otherwise, HubSpot's name for the refusal, and a part of its text. A value of
/// `None` leaves the parameter out.
type Wrong<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a str);

async fn refuses(cases: &[Wrong<'_>]) {
    let bench = Bench::new().await;
    let (link, hub) = (Link::of(&bench.app(0)), bench.hub(AccountType::Standard));
    for (name, value, code, text) in cases {
        let link = match value {
            Some(value) => link.clone().with(name, value),
            None => link.clone().without(name),
        };
        says(&refusal(&bench, &link, hub).await, 400, *code, text);
    }
}

#[tokio::test]
async fn an_unknown_client_is_refused() {
    let text = "an invalid app client_id was provided";
    refuses(&[
        ("client_id", Some("nobody"), None, text),
        ("client_id", None, None, text),
    ])
    .await;
}

#[tokio::test]
async fn a_redirect_url_must_be_registered_to_the_letter() {
    let name = "redirect_uri";
    let text = "doesn't match the app's registered redirect URL";
    refuses(&[
        (
            name,
            Some("http://localhost:3918/oauth-callback"),
            None,
            text,
        ),
        (
            name,
            Some("http://localhost:3917/oauth-callback/"),
            None,
            "'http://localhost:3917/oauth-callback/'",
        ),
        (
            name,
            Some("http://localhost:3917/oauth-callback?x=1"),
            None,
            text,
        ),
        (
            name,
            Some("http://127.0.0.1:3917/oauth-callback"),
            None,
            text,
        ),
        (
            name,
            Some("https://localhost:3917/oauth-callback"),
            None,
            text,
        ),
        (name, None, None, text),
    ])
    .await;
}

#[tokio::test]
async fn scopes_must_be_known_required_and_in_their_place() {
    let app = Bench::new().await.app(0);
    let with = |scope| setting(&app, scope);
    let (mistyped, deprecated) = (with("crm.objects.invoice.read"), with("contacts"));
    let (elsewhere, misplaced) = (with("tickets"), with("files"));
    let too_few = "the provided scopes are insufficient";
    let mismatch = "mismatch between the scopes in the install URL";
    refuses(&[
        (
            "scope",
            Some("oauth crm.objects.contacts.read"),
            Some("MISSING_SCOPE_GROUP"),
            too_few,
        ),
        ("scope", None, Some("MISSING_SCOPE_GROUP"), too_few),
        (
            "scope",
            Some(""),
            None,
            "An invalid scope name was provided",
        ),
        (
            "scope",
            Some(&mistyped),
            None,
            "An invalid scope name was provided",
        ),
        (
            "optional_scope",
            Some("nonsense"),
            None,
            "An invalid scope name was provided",
        ),
        (
            "scope",
            Some(&deprecated),
            Some("DEPRECATED_CONTACTS_SCOPE"),
            "This install link is no longer valid",
        ),
        ("scope", Some(&elsewhere), None, mismatch),
        ("scope", Some(&misplaced), None, mismatch),
        ("optional_scope", Some("tickets"), None, mismatch),
    ])
    .await;
}

#[tokio::test]
async fn a_challenge_needs_a_method_that_exists() {
    let bench = Bench::new().await;
    let link = Link::of(&bench.app(0))
        .with("code_challenge", "abc")
        .with("code_challenge_method", "S512");
    let refused = refusal(&bench, &link, bench.hub(AccountType::Standard)).await;
    says(&refused, 400, None, "code_challenge_method");
}

#[tokio::test]
async fn an_account_with_app_governance_takes_only_approved_apps() {
    let bench = Bench::new().await;
    let (app, other) = (bench.app(0), bench.app(1));
    let account = json!({"hub_id": 5_000_001, "approved_apps": [other.client_id]});
    bench.post("account", account).await;
    let refused = refusal(&bench, &Link::of(&app), 5_000_001).await;
    says(
        &refused,
        403,
        None,
        "hasn't been approved to access the required scopes [oauth, crm.objects",
    );
    bench.install(&other, 5_000_001).await;
}

#[tokio::test]
async fn an_app_without_a_signed_policy_is_refused() {
    let bench = Bench::new().await;
    let app = bench.app(0);
    bench
        .post(
            "app",
            json!({"client_id": app.client_id, "acceptable_use_signed": false}),
        )
        .await;
    let refused = refusal(&bench, &Link::of(&app), bench.hub(AccountType::Standard)).await;
    says(
        &refused,
        403,
        None,
        "app developer has not signed the acceptable use policy",
    );
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
