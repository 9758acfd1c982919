//! Another system that has an app installed: consent and exchange without this program.

use keeper_practice::{AppListing, Approval, Practice};
use serde_json::Value;

use crate::desk::http;

/// The refresh token that it has of `app` on an account.
pub async fn refresh_token(
    practice: &Practice,
    app: &AppListing,
    redirect_url: &str,
    hub_id: u64,
) -> String {
    let url = format!(
        "{}/oauth/authorize?client_id={}&redirect_uri={redirect_url}&scope={}&optional_scope={}",
        practice.pages(),
        app.client_id,
        app.required_scopes.join("%20"),
        app.optional_scopes.join("%20"),
    );
    let redirect = match practice.approve(&url, hub_id).await {
        Ok(Approval::Redirect(redirect)) => redirect,
        other => panic!("consent was not given: {other:?}"),
    };
    let code = redirect
        .split(['?', '&'])
        .find_map(|pair| pair.strip_prefix("code="));
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", app.client_id.as_str()),
        ("client_secret", app.client_secret.as_str()),
        ("redirect_uri", redirect_url),
        ("code", code.expect("a code came")),
    ];
    let url = format!("{}/oauth/2026-09/token", practice.api());
    let answer = http()
        .post(url)
        .form(&form)
        .send()
        .await
        .expect("it answers");
    let answer: Value = answer.json().await.expect("it answers with JSON");
    let token = answer["refresh_token"].as_str();
    token.expect("a refresh token came").to_owned()
}
