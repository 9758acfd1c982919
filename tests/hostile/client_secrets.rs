use std::sync::Arc;

use keeper_core::Code;
use keeper_core::engine::{FlowState, FlowStatus, RefreshResult};
use keeper_core::identifier::{AppId, HubId};
use keeper_core::needs::Verdict;
use keeper_tests::desktop::HandClock;
use serde_json::{Value, json};

use crate::lone_engine::{HUB, LoneEngine, client_of, set_aside, until};
use crate::scripted::Say;
use crate::siege::{Program as _, Siege};
use crate::stand::{Call, JSON, Reply};

const FORMER: &str = "secret-1";
const PRESENT: &str = "present";

/// An app in the middle of a rotation.
async fn rotating() -> (LoneEngine, AppId) {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    lone.set_secret(app, PRESENT, true).await;
    (lone, app)
}

/// With which secrets a call was made since the first so many of all.
fn secrets(lone: &LoneEngine, call: Call, since: usize) -> Vec<String> {
    let asked = lone.hubspot.asked().into_iter().skip(since);
    let same = asked.filter(|one| one.call == call);
    same.map(|one| one.secret).collect()
}

/// Makes each of the calls that send a secret once; the secrets of each.
async fn each_call(lone: &LoneEngine, app: AppId, hub: i64) -> [Vec<String>; 4] {
    let since = lone.hubspot.asked().len();
    let row = lone.install(app, HubId(hub), &format!("{hub}")).await;
    let refreshed = lone.refresh(row).await;
    assert!(
        matches!(refreshed, RefreshResult::Proven(_)),
        "{refreshed:?}"
    );
    let refresh = secrets(lone, Call::Refresh, since);
    lone.engine.revoke(row, None).await.unwrap();
    let revoke = secrets(lone, Call::Revoke, since);
    let grant = lone.hold(app, &format!("grant-{hub}"), set_aside()).await;
    lone.engine.keep_grant(grant).await.unwrap();
    let introspect = secrets(lone, Call::Introspect, since);
    let flow = lone.start_flow(app).await;
    let ended = |flow: &FlowStatus| flow.state != FlowState::Exchanging;
    let status = lone.until_flow(flow, ended).await;
    assert_eq!(status.state, FlowState::Done, "{status:?}");
    let exchange = secrets(lone, Call::Exchange, since);
    [refresh, revoke, introspect, exchange]
}

#[tokio::test]
async fn the_former_secret_is_tried_where_hubspot_refuses_the_present_one() {
    let (lone, app) = rotating().await;
    lone.hubspot.refuse_secret(PRESENT, true);
    for made in each_call(&lone, app, 1).await {
        assert_eq!(made, [PRESENT, FORMER]);
    }
}

#[tokio::test]
async fn the_former_secret_is_not_tried_where_the_present_one_works() {
    let (lone, app) = rotating().await;
    for made in each_call(&lone, app, 1).await {
        assert_eq!(made, [PRESENT]);
    }
    let row = lone.install(app, HubId(2), "row").await;
    let unavailable = Say::Fails(Verdict::Later, Code::HubSpotUnavailable, None);
    lone.hubspot.next(Call::Refresh, unavailable);
    let since = lone.hubspot.asked().len();
    lone.refresh(row).await;
    let made = secrets(&lone, Call::Refresh, since);
    assert_eq!(made, [PRESENT], "nor where it isn't the secret that fails");
}

#[tokio::test]
async fn the_former_secret_is_tried_once() {
    let (lone, app) = rotating().await;
    for secret in [PRESENT, FORMER] {
        lone.hubspot.refuse_secret(secret, true);
    }
    let row = lone.install(app, HUB, "row").await;
    let refused = lone.refresh(row).await;
    assert!(
        matches!(refused, RefreshResult::ProfileWrong(_)),
        "{refused:?}"
    );
    assert_eq!(secrets(&lone, Call::Refresh, 0), [PRESENT, FORMER]);
}

/// Rows of an app whose secret HubSpot refuses.
async fn with_fault() -> (LoneEngine, AppId) {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    for hub in 1..=4 {
        lone.install(app, HubId(hub), &format!("{hub}")).await;
    }
    lone.hubspot.refuse_secret("secret-1", true);
    lone.look().await;
    assert_eq!(lone.fault(app).await, Some(Code::ClientSecretRefused));
    (lone, app)
}

impl LoneEngine {
    async fn until_tried(&self, app: AppId, calls: usize) {
        let made = || self.hubspot.count(&client_of(app), Call::Refresh) >= calls;
        until(|| made() && !self.engine.is_busy()).await;
    }
}

#[tokio::test]
async fn a_secret_is_tried_by_one_refresh() {
    let (lone, app) = with_fault().await;
    lone.engine.check_secret(app);
    lone.until_tried(app, 2).await;
    assert_eq!(lone.fault(app).await, Some(Code::ClientSecretRefused));
    lone.hubspot.refuse_secret("secret-1", false);
    lone.engine.check_secret(app);
    lone.until_tried(app, 3).await;
    assert_eq!(lone.fault(app).await, None);
    assert_eq!(lone.hubspot.asked().len(), 3, "one call each");
}

/// A dead token says nothing about the secret, and few are tried.
#[tokio::test]
async fn a_dead_token_leaves_the_secret_to_the_next_one() {
    let (lone, app) = with_fault().await;
    lone.hubspot.refuse_secret("secret-1", false);
    for hub in 1..=4 {
        lone.hubspot.kill(&format!("refresh-{hub}"));
    }
    lone.engine.check_secret(app);
    lone.until_tried(app, 4).await;
    assert_eq!(lone.hubspot.asked().len(), 4, "three of the four rows");
    assert_eq!(lone.fault(app).await, Some(Code::ClientSecretRefused));
}

async fn save_secret(siege: &Siege<keeper_api::Api>, app: &Value, secret: &str) {
    let mut fields = siege.fields();
    fields["id"] = app.clone();
    fields["client_secret"] = json!(secret);
    siege.program.must("app_save", json!({"app": fields})).await;
}

async fn until_rested(siege: &Siege<keeper_api::Api>, id: &Value, health: &str) {
    let is_so = |row: &Value| row["refreshing"] == json!(false) && row["health"] == health;
    let args = json!({"id": id});
    siege.program.until("installation_get", args, is_so).await;
}

#[tokio::test]
async fn only_hubspots_yes_to_a_saved_secret_clears_an_app_problem() {
    let clock = Arc::new(HandClock::default());
    clock.hold(true);
    let siege = Siege::start_by(clock).await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    let refused = r#"{"status":"BAD_CLIENT_SECRET","message":"no"}"#;
    let refused = Reply::Plain(400, JSON, refused.to_owned());
    siege.stand.always(Call::Refresh, refused);
    siege.refresh(&id).await;
    until_rested(&siege, &id, "app_problem").await;

    save_secret(&siege, &app, "still-wrong").await;
    siege.until_asked(Call::Refresh, 2).await;
    until_rested(&siege, &id, "app_problem").await;
    let mut name = siege.fields();
    name["id"] = app.clone();
    name["name"] = json!("Renamed");
    name.as_object_mut().unwrap().remove("client_secret");
    siege.program.must("app_save", json!({"app": name})).await;
    assert_eq!(siege.row(&id).await["health"], "app_problem", "still");

    siege.stand.relent();
    save_secret(&siege, &app, "right-again").await;
    siege.until_asked(Call::Refresh, 3).await;
    until_rested(&siege, &id, "healthy").await;
    assert_eq!(siege.stand.count(Call::Refresh), 3, "one call each");
}
