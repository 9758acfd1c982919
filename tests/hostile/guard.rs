use keeper_core::grant::GrantState;
use keeper_core::identifier::{AppId, InstallationId};
use keeper_core::needs::{Clock as _, Introspection, Selection, Vault as _};

use crate::lone_engine::{HUB, LoneEngine, in_time, who};

/// An installation of the user 5, and what a grant of `whose` that comes to the
/// same account makes of it.
async fn met_by(
    whose: impl Fn(AppId) -> Introspection,
) -> (LoneEngine, InstallationId, InstallationId) {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let row = lone
        .install_as(app, HUB, "row", |row| row.user_id = Some(5))
        .await;
    let held = GrantState::Held {
        next_try_at: lone.clock.now(),
        tries: 0,
    };
    let grant = lone.hold(app, "g", held).await;
    lone.hubspot.belongs("access-g", whose(app));
    lone.engine.resume().await.unwrap();
    in_time(async {
        while is_held(&lone).await {
            tokio::task::yield_now().await;
        }
    })
    .await;
    (lone, row, grant)
}

async fn is_held(lone: &LoneEngine) -> bool {
    let grants = lone.store.grants().await.unwrap();
    grants.iter().any(|grant| grant.next_try_at().is_some())
}

#[tokio::test]
async fn a17_a_grant_of_another_app_is_set_aside_and_touches_nothing() {
    let (lone, row, _) = met_by(|app| Introspection {
        client_id: Some("another-client".to_owned()),
        is_user_level: true,
        ..who(app, HUB)
    })
    .await;
    let grants = lone.store.grants().await.unwrap();
    let state = &grants[0].state;
    assert!(
        matches!(
            state,
            GrantState::Quarantined {
                other_app: true,
                ..
            }
        ),
        "{state:?}"
    );
    assert_eq!(lone.refresh_token(row).await, "refresh-row");
}

#[tokio::test]
async fn a17_another_user_of_the_account_has_a_row_of_their_own() {
    let (lone, row, grant) = met_by(|app| Introspection {
        user_id: Some(6),
        is_user_level: true,
        ..who(app, HUB)
    })
    .await;
    let rows = lone.store.installations(Selection::Kept).await.unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(lone.refresh_token(row).await, "refresh-row");
    assert_eq!(lone.refresh_token(grant).await, "refresh-g");
}

#[tokio::test]
async fn the_same_user_has_their_row_renewed() {
    let (lone, row, _) = met_by(|app| Introspection {
        is_user_level: true,
        ..who(app, HUB)
    })
    .await;
    let rows = lone.store.installations(Selection::Kept).await.unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(lone.refresh_token(row).await, "refresh-g");
}
