//! From consent to uninstall, on every version.

use std::time::Duration;

use keeper_core::Code;
use keeper_core::health::DeathCause;
use keeper_core::needs::Verdict;

use super::*;

const ALL: [ApiVersion; 3] = [ApiVersion::V2026_09, ApiVersion::V2026_03, ApiVersion::V3];

#[tokio::test]
async fn an_installation_lives_on_every_version() {
    let world = World::start().await;
    for version in ALL {
        let client = world.client_at(version);
        let code = world.consent().await;
        let tokens = world.hubspot.exchange(&client, code).await.unwrap();
        assert_eq!(tokens.hub_id, Some(world.hub()), "{version:?}");
        assert_eq!(tokens.expires_in, Duration::from_secs(1800));
        assert!(tokens.scopes.unwrap().contains(&"oauth".to_owned()));

        let refresh = tokens.refresh.unwrap();
        let tokens = world.hubspot.refresh(&client, &refresh).await.unwrap();
        assert!(
            tokens.refresh.unwrap().is_same(&refresh),
            "it comes back unchanged"
        );

        let whose = world
            .hubspot
            .introspect(&client, &tokens.access)
            .await
            .unwrap();
        assert!(whose.active);
        assert_eq!(whose.hub_id, Some(world.hub()));
        assert_eq!(
            whose.client_id.as_deref(),
            Some(world.app.client_id.as_str())
        );
        assert!(whose.user.unwrap().contains('@'));

        let details = world
            .hubspot
            .account_details(version, &tokens.access)
            .await
            .unwrap();
        assert_eq!(details.hub_id, Some(world.hub()));
        assert!(details.ui_domain.is_some() && details.data_hosting.is_some());

        let receipt = world
            .hubspot
            .uninstall(version, &tokens.access)
            .await
            .unwrap();
        assert_eq!(receipt.http_status, 204);
        let failure = world.hubspot.refresh(&client, &refresh).await.unwrap_err();
        assert_eq!(
            failure.verdict,
            Verdict::TokenDead(DeathCause::TokenRefused)
        );
        assert_eq!(failure.problem.code, Code::RefreshRejected);
        assert!(failure.correlation_id.is_some(), "{failure:?}");
    }
    assert!(world.hubspot.missing_versions().is_empty());
}

#[tokio::test]
async fn a_revoked_token_is_dead_and_its_access_token_lives_on() {
    let world = World::start().await;
    let (client, tokens) = (world.client(), world.install().await);
    let refresh = refresh_token(&tokens);
    world.hubspot.revoke(&client, &refresh).await.unwrap();
    let failure = world.hubspot.refresh(&client, &refresh).await.unwrap_err();
    assert_eq!(
        failure.verdict,
        Verdict::TokenDead(DeathCause::TokenRefused)
    );
    let details = world
        .hubspot
        .account_details(client.api_version, &tokens.access);
    details.await.unwrap();
}

#[tokio::test]
async fn a_missing_version_is_found_out() {
    let world = World::start().await;
    let tokens = world.install().await;
    world
        .fault(serde_json::json!({
            "endpoint": "revoke", "version": "2026-09", "status": 404, "count": 9
        }))
        .await;
    let refresh = refresh_token(&tokens);
    world
        .hubspot
        .revoke(&world.client(), &refresh)
        .await
        .unwrap();
    assert_eq!(world.hubspot.missing_versions().len(), 1);
}
