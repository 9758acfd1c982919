use std::sync::Arc;
use std::time::Duration;

use keeper_core::Code;
use keeper_core::activity::ActivityKind;
use keeper_core::engine::{FlowState, FlowStatus};
use keeper_core::error::Problem;
use keeper_core::grant::GrantState;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::needs::{Introspection, Selection, Vault as _, Verdict};

use crate::lone_engine::{HUB, LoneEngine, client_of, in_time, set_aside, who};
use crate::scripted::Say;
use crate::stand::Call;

/// A grant that was set aside, of one app.
async fn with_grant() -> (LoneEngine, AppId, InstallationId) {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let grant = lone.hold(app, "g", set_aside()).await;
    (lone, app, grant)
}

async fn installations(lone: &LoneEngine) -> usize {
    lone.store
        .installations(Selection::Kept)
        .await
        .unwrap()
        .len()
}

async fn grants(lone: &LoneEngine) -> usize {
    lone.store.grants().await.unwrap().len()
}

#[tokio::test]
async fn a_grant_that_was_revoked_meanwhile_is_not_kept_and_goes() {
    let (lone, _, grant) = with_grant().await;
    lone.hubspot.kill("access-g");
    lone.hubspot.kill("refresh-g");
    let refused = lone.engine.keep_grant(grant).await;
    assert_eq!(refused.unwrap_err().code, Code::RefreshRejected);
    assert_eq!((installations(&lone).await, grants(&lone).await), (0, 0));
    let lines = lone.lines(ActivityKind::InstallFailed).await;
    assert_eq!(lines.len(), 1, "it says so: {lines:?}");
    assert_eq!(lines[0].code, Some(Code::RefreshRejected));
}

#[tokio::test]
async fn a_grant_that_turns_out_to_be_anothers_is_refused_and_waits_on() {
    let (lone, app, grant) = with_grant().await;
    let other = HubId(HUB.0 + 1);
    lone.hubspot.belongs("access-g", who(app, other));
    let refused = lone.engine.keep_grant(grant).await.unwrap_err();
    assert_eq!(refused.code, Code::AccountMismatch);
    assert_eq!(refused.args["found_hub_id"], other.0);

    let others = Introspection {
        client_id: Some("another-client".to_owned()),
        ..who(app, HUB)
    };
    lone.hubspot.belongs("access-g", others);
    let refused = lone.engine.keep_grant(grant).await.unwrap_err();
    assert_eq!(refused.code, Code::AppMismatch);
    assert_eq!((installations(&lone).await, grants(&lone).await), (0, 1));
}

#[tokio::test]
async fn a_grant_whose_access_token_expired_is_renewed_and_kept_so() {
    let (lone, app, grant) = with_grant().await;
    lone.clock.advance(Duration::from_secs(1800));
    let kept = lone.engine.keep_grant(grant).await.unwrap();
    let client = client_of(app);
    assert_eq!(lone.hubspot.count(&client, Call::Refresh), 1);
    let asked = lone.hubspot.asked();
    let introspected = asked.iter().find(|one| one.call == Call::Introspect);
    assert_eq!(introspected.unwrap().token, "access-1", "the new one");
    assert_eq!(lone.refresh_token(kept).await, "refresh-1");
    assert_eq!(lone.row(kept).await.proven_at, Some(lone.engine.now()));
}

/// Only HubSpot's word makes an installation of what was set aside.
#[tokio::test]
async fn a_grant_about_which_hubspot_says_nothing_waits_on() {
    for (verdict, code) in [
        (Verdict::Later, Code::HubSpotUnavailable),
        (Verdict::ProfileWrong, Code::ClientSecretRefused),
        (Verdict::ProfileWrong, Code::EndpointMissing),
        (Verdict::Refused, Code::ProfileRefused),
    ] {
        let (lone, app, grant) = with_grant().await;
        let fails = Say::Fails(verdict, code, None);
        lone.hubspot
            .always(&client_of(app), Call::Introspect, fails);
        let refused = lone.engine.keep_grant(grant).await;
        assert_eq!(refused.unwrap_err().code, code);
        let kept = (installations(&lone).await, grants(&lone).await);
        assert_eq!(kept, (0, 1), "{code:?}");
    }
}

/// A held grant is believed without introspection in the end, which is no word
/// about the app's profile.
#[tokio::test]
async fn what_is_believed_unasked_clears_no_fault_of_the_app() {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let row = lone.install(app, HubId(7), "row").await;
    lone.hubspot.refuse_secret("secret-1", true);
    lone.engine.prove_due().await;
    assert_eq!(lone.fault(app).await, Some(Code::ClientSecretRefused));
    let held = GrantState::Held {
        next_try_at: lone.engine.now(),
        tries: 9,
    };
    let grant = lone.hold(app, "held", held).await;
    lone.engine.resume().await.unwrap();
    until_no_grant(&lone).await;
    assert_eq!(lone.row(grant).await.hub_id, HUB, "it is believed");
    assert_eq!(lone.fault(app).await, Some(Code::ClientSecretRefused));

    lone.hubspot.refuse_secret("secret-1", false);
    lone.refresh(row).await;
    assert_eq!(lone.fault(app).await, None, "HubSpot's yes clears it");
}

async fn until_no_grant(lone: &LoneEngine) {
    in_time(async {
        while grants(lone).await > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// What became of a refusal to revoke or discard.
fn shared_by(refused: Result<(), Problem>) -> String {
    let problem = refused.unwrap_err();
    assert_eq!(problem.code, Code::TokenShared, "{problem:?}");
    problem.args["shared_by"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_that_something_else_has_is_revoked_by_nobody() {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let forget = Some(lone.engine.now());
    let revoked = |id| lone.engine.revoke(id, None);

    let own = lone.install(app, HubId(7), "a").await;
    lone.hold(app, "a", set_aside()).await;
    assert_eq!(shared_by(revoked(own).await.map(drop)), "grant");

    let own = lone.install(app, HubId(8), "b").await;
    lone.install_as(app, HubId(9), "b", |row| row.forgotten_at = forget)
        .await;
    assert_eq!(shared_by(revoked(own).await.map(drop)), "forgotten");

    let own = lone.install(app, HubId(10), "c").await;
    lone.install(app, HubId(11), "c").await;
    assert_eq!(shared_by(revoked(own).await.map(drop)), "installation");

    for name in ["a", "b", "c"] {
        let grant = lone.hold(app, name, set_aside()).await;
        shared_by(lone.engine.revoke_grant(grant).await);
    }
    assert_eq!(lone.hubspot.asked(), [], "nothing is called");
    assert_eq!(lone.store.intents().await.unwrap(), []);

    let alone = lone.install(app, HubId(12), "d").await;
    revoked(alone).await.unwrap();
    assert_eq!(lone.hubspot.count(&client_of(app), Call::Revoke), 1);
}

fn held(lone: &LoneEngine) -> GrantState {
    GrantState::Held {
        next_try_at: lone.engine.now(),
        tries: 0,
    }
}

/// HubSpot never answers here, and no call has a deadline.
#[tokio::test]
async fn a_person_who_decides_waits_for_no_answer_about_the_grant() {
    for call in [Call::Introspect, Call::Account] {
        let lone = LoneEngine::start().await;
        let app = lone.app(1).await;
        for name in ["discarded", "revoked"] {
            lone.hubspot.next(call, Say::Held(Arc::default()));
            let grant = lone.hold(app, name, held(&lone)).await;
            let asked = lone.hubspot.asked().len();
            lone.engine.resume().await.unwrap();
            lone.hubspot.until_asked(call, asked).await;
            let decided = async {
                match name {
                    "discarded" => lone.engine.discard_grant(grant).await,
                    _ => lone.engine.revoke_grant(grant).await,
                }
            };
            in_time(decided).await.unwrap();
            assert_eq!((installations(&lone).await, grants(&lone).await), (0, 0));
        }
        assert_eq!(lone.hubspot.count(&client_of(app), Call::Revoke), 1);
    }
}

#[tokio::test]
async fn a_flow_ends_whose_grant_a_person_decided_against() {
    for is_answered in [true, false] {
        let lone = LoneEngine::start().await;
        let app = lone.app(1).await;
        let unavailable = Say::Fails(Verdict::Later, Code::HubSpotUnavailable, None);
        let first = match is_answered {
            true => unavailable,
            false => Say::Held(Arc::default()),
        };
        lone.hubspot.next(Call::Introspect, first);
        let flow = lone.start_flow(app).await;
        lone.hubspot.until_asked(Call::Introspect, 0).await;
        let is_noted = |flow: &FlowStatus| !is_answered || flow.installation.is_some();
        lone.until_flow(flow, is_noted).await;
        let grant = lone.store.grants().await.unwrap()[0].id;
        in_time(lone.engine.discard_grant(grant)).await.unwrap();
        let ended = |flow: &FlowStatus| flow.state == FlowState::Failed;
        let status = lone.until_flow(flow, ended).await;
        assert_eq!(status.problem.unwrap().code, Code::FlowCancelled);
        assert_eq!((installations(&lone).await, grants(&lone).await), (0, 0));
    }
}
