use std::time::Duration;

use keeper_core::Code;
use keeper_core::account::{Account, AccountType};
use keeper_core::engine::RefreshResult;
use keeper_core::identifier::{AppId, InstallationId};
use keeper_core::needs::{Introspection, Selection, Vault as _, Verdict};

use crate::lone_engine::{HUB, LoneEngine, client_of, set_aside, who};
use crate::scripted::Say;
use crate::stand::Call;

/// An installation that belongs to one user, made while HubSpot could not say
/// whose it is.
async fn blank(lone: &LoneEngine) -> (AppId, InstallationId) {
    let app = lone.app(1).await;
    let row = lone
        .install_as(app, HUB, "blank", |row| row.installed_by = None)
        .await;
    lone.hubspot.belongs("refresh-blank", of_one_user(app));
    (app, row)
}

fn of_one_user(app: AppId) -> Introspection {
    Introspection {
        is_user_level: true,
        ..who(app, HUB)
    }
}

async fn account(lone: &LoneEngine) -> Option<Account> {
    lone.store.account(HUB).await.unwrap()
}

async fn proven(lone: &LoneEngine, row: InstallationId) {
    let result = lone.refresh(row).await;
    assert!(matches!(result, RefreshResult::Proven(_)), "{result:?}");
}

fn questions(lone: &LoneEngine) -> (usize, usize) {
    let asked = lone.hubspot.asked();
    let count = |call| asked.iter().filter(|one| one.call == call).count();
    (count(Call::Introspect), count(Call::Account))
}

#[tokio::test]
async fn the_next_check_fills_in_who_and_where_and_asks_no_more() {
    let lone = LoneEngine::start().await;
    let (app, row) = blank(&lone).await;
    assert!(lone.look().await);
    let filled_in = lone.row(row).await;
    assert_eq!(filled_in.user_id, Some(5));
    let by = filled_in.installed_by.as_deref();
    assert_eq!(by, Some("maya@oldmill.example"));
    assert_eq!(filled_in.proven_at, Some(lone.engine.now()));
    let known = account(&lone).await.unwrap();
    assert_eq!(known.domain.as_deref(), Some("oldmill.example"));
    assert_eq!(known.account_type, AccountType::Standard);
    proven(&lone, row).await;
    assert_eq!(questions(&lone), (1, 1), "no more once it is known");

    let again = lone.hold(app, "again", set_aside()).await;
    lone.hubspot.belongs("access-again", of_one_user(app));
    let kept = lone.engine.keep_grant(again).await.unwrap();
    assert_eq!(kept, row, "the same user finds the same row");
    let rows = lone.store.installations(Selection::Kept).await.unwrap();
    assert_eq!(rows.len(), 1);
}

#[tokio::test]
async fn what_hubspot_does_not_say_is_asked_again_by_the_next_check() {
    let lone = LoneEngine::start().await;
    let (app, row) = blank(&lone).await;
    let client = client_of(app);
    let unavailable = || Say::Fails(Verdict::Later, Code::HubSpotUnavailable, None);
    lone.hubspot
        .always(&client, Call::Introspect, unavailable());
    lone.hubspot.next(Call::Account, unavailable());
    proven(&lone, row).await;
    assert_eq!(lone.row(row).await.user_id, None);
    lone.hubspot.relent(&client);
    proven(&lone, row).await;
    assert_eq!(lone.row(row).await.user_id, Some(5));
    assert_eq!(questions(&lone), (2, 2));
}

/// Another's token under this row's name says nothing about the row.
#[tokio::test]
async fn what_is_said_of_another_account_is_not_filled_in() {
    let lone = LoneEngine::start().await;
    let (app, row) = blank(&lone).await;
    let other = keeper_core::identifier::HubId(HUB.0 + 1);
    lone.hubspot.belongs("refresh-blank", who(app, other));
    proven(&lone, row).await;
    assert_eq!(lone.row(row).await.installed_by, None);
    let known = account(&lone).await.and_then(|account| account.domain);
    assert_eq!(known, None);
}

/// The checks go on while HubSpot wants no questions; no clock moves here.
#[tokio::test]
async fn no_check_waits_for_the_end_of_a_pause_to_ask_what_is_missing() {
    let lone = LoneEngine::start().await;
    let (app, row) = blank(&lone).await;
    let hub_id = keeper_core::identifier::HubId(HUB.0 + 1);
    let other = lone.install_as(app, hub_id, "other", |_| {}).await;
    let pause = Some(Duration::from_secs(3600));
    let limited = Say::Fails(Verdict::Later, Code::RateLimited, pause);
    let client = client_of(app);
    lone.hubspot.always(&client, Call::Introspect, limited);
    assert!(lone.look().await);
    for id in [row, other] {
        assert_eq!(lone.row(id).await.proven_at, Some(lone.engine.now()));
    }
    assert_eq!(questions(&lone).0, 1, "and it is not asked meanwhile");
}
