//! What Practice HubSpot's refusals are taken for.

use keeper_core::Code;
use keeper_core::health::DeathCause;
use keeper_core::needs::{CallFailure, Verdict};
use serde_json::json;

use super::*;

async fn exchange(world: &World, client: &Client, code: CodeExchange) -> CallFailure {
    world
        .hubspot
        .exchange(client, code)
        .await
        .map(drop)
        .unwrap_err()
}

#[tokio::test]
async fn exchanges_that_are_refused() {
    let world = World::start().await;
    let client = world.client();

    let code = world.consent().await;
    world.hubspot.exchange(&client, code.clone()).await.unwrap();
    let reused = exchange(&world, &client, code).await;
    assert_eq!(reused.problem.code, Code::CodeRefused);
    assert_eq!(reused.verdict, Verdict::Refused);

    let mut code = world.consent().await;
    code.redirect_url.push('x');
    let elsewhere = exchange(&world, &client, code).await;
    assert_eq!(elsewhere.problem.code, Code::RedirectUrlMismatch);

    let mut stranger = client.clone();
    stranger.secret = ClientSecret::new("99999999-2222-4333-8444-555555555555");
    let refused = exchange(&world, &stranger, world.consent().await).await;
    assert_eq!(refused.problem.code, Code::ClientSecretRefused);
    assert_eq!(refused.verdict, Verdict::ProfileWrong);
}

#[tokio::test]
async fn a_wrong_profile_kills_nothing() {
    let world = World::start().await;
    let refresh = refresh_token(&world.install().await);
    let mut wrong_secret = world.client();
    wrong_secret.secret = ClientSecret::new("99999999-2222-4333-8444-555555555555");
    let mut wrong_id = world.client();
    wrong_id.client_id = "99999999-2222-4333-8444-555555555555".into();
    let other = &world.practice.apps()[1];
    let other_app = Client {
        client_id: other.client_id.clone(),
        secret: ClientSecret::new(other.client_secret.clone()),
        api_version: ApiVersion::V2026_09,
    };
    for (client, code) in [
        (wrong_secret, Code::ClientSecretRefused),
        (wrong_id, Code::ClientIdRefused),
        (other_app, Code::RefreshTokenOfOtherApp),
    ] {
        let failure = world.hubspot.refresh(&client, &refresh).await.unwrap_err();
        assert_eq!(failure.verdict, Verdict::ProfileWrong, "{failure:?}");
        assert_eq!(failure.problem.code, code);
    }
    world
        .hubspot
        .refresh(&world.client(), &refresh)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_passes_leaves_the_token_alive() {
    let world = World::start().await;
    let refresh = refresh_token(&world.install().await);
    let client = world.client();
    for (order, code) in [
        (
            json!({"endpoint": "token", "status": 429, "retry_after": 7}),
            Code::RateLimited,
        ),
        (
            json!({"endpoint": "token", "status": 423}),
            Code::AccountLocked,
        ),
        (
            json!({"endpoint": "token", "status": 477}),
            Code::AccountLocked,
        ),
        (
            json!({"endpoint": "token", "status": 500}),
            Code::HubSpotUnavailable,
        ),
        (
            json!({"endpoint": "token", "status": 521}),
            Code::HubSpotUnavailable,
        ),
        (
            json!({"endpoint": "token", "kind": "html"}),
            Code::HubSpotUnavailable,
        ),
        (
            json!({"endpoint": "token", "kind": "html", "status": 200}),
            Code::AnswerIntercepted,
        ),
        (
            json!({"endpoint": "token", "kind": "shape"}),
            Code::AnswerUnexpected,
        ),
        (
            json!({"endpoint": "token", "kind": "reset"}),
            Code::HubSpotUnreachable,
        ),
        (
            json!({"endpoint": "token", "kind": "half"}),
            Code::HubSpotUnreachable,
        ),
    ] {
        world.fault(order.clone()).await;
        let failure = world.hubspot.refresh(&client, &refresh).await.unwrap_err();
        assert_eq!(failure.verdict, Verdict::Later, "{order}");
        assert_eq!(failure.problem.code, code, "{order}");
    }
    world.hubspot.refresh(&client, &refresh).await.unwrap();
}

#[tokio::test]
async fn an_account_that_is_gone() {
    let world = World::start().await;
    let refresh = refresh_token(&world.install().await);
    let url = format!("{}/account", world.practice.control().unwrap());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let order = json!({"hub_id": world.hub_id});
    let answer = client.delete(url).json(&order).send().await.unwrap();
    assert!(answer.status().is_success());
    let failure = world
        .hubspot
        .refresh(&world.client(), &refresh)
        .await
        .unwrap_err();
    assert_eq!(failure.verdict, Verdict::TokenDead(DeathCause::AccountGone));
    assert_eq!(failure.problem.code, Code::AccountGone);
}

#[tokio::test]
async fn an_access_token_that_is_none() {
    let world = World::start().await;
    let token = keeper_core::secret::AccessToken::new("nonsense");
    let version = ApiVersion::V2026_09;
    let details = world.hubspot.account_details(version, &token).await;
    let details = details.unwrap_err();
    assert_eq!(details.problem.code, Code::AccessTokenRefused);
    assert_eq!(details.verdict, Verdict::Refused);
    let uninstall = world.hubspot.uninstall(version, &token).await.unwrap_err();
    assert_eq!(uninstall.problem.code, Code::AccessTokenRefused);
    let whose = world
        .hubspot
        .introspect(&world.client(), &token)
        .await
        .unwrap();
    assert!(!whose.active);
}

#[tokio::test]
async fn a_scope_that_is_not_granted() {
    let world = World::start().await;
    let tokens = world.install().await;
    world
        .fault(json!({"endpoint": "account_info", "status": 403}))
        .await;
    let details = world
        .hubspot
        .account_details(ApiVersion::V2026_09, &tokens.access)
        .await;
    assert_eq!(details.unwrap_err().problem.code, Code::ScopeNotGranted);
}
