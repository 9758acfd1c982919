//! `POST /oauth/{version}/token/introspect`: what a token is and whose.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Desk, Turn, form_facts};
use crate::answer::Answer;
use crate::clock::SECOND;
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::make;
use crate::world::World;
use crate::world::app::App;
use crate::world::grants::{AccessToken, Place};

pub(super) const DESK: Desk = Desk { facts, act };

fn facts(world: &World, inbound: &Inbound) -> Facts {
    let place = inbound.field("token").and_then(|value| {
        let access = world.access_tokens.get(value).map(|token| &token.place);
        access.or_else(|| world.refresh_tokens.get(value).map(|token| &token.place))
    });
    form_facts(Endpoint::Introspect, inbound, "token", place)
}

fn act(turn: &mut Turn<'_>) -> Answer {
    answer(turn).unwrap_or_else(|refused| refused)
}

/// A token that is unknown, revoked, uninstalled or another app's is `{"active": false}` with 200
/// (seen live for the first three).
fn answer(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    turn.check_form()?;
    let app = turn.check_client()?;
    let value = turn.inbound.field("token").unwrap_or_default();
    let found = describe_access(turn, app, value).or_else(|| describe_refresh(turn, app, value));
    Ok(Answer::json(
        StatusCode::OK,
        found.unwrap_or_else(|| json!({"active": false})),
    ))
}

fn describe_access(turn: &Turn<'_>, app: &App, value: &str) -> Option<Value> {
    let token = turn.world.access_tokens.get(value)?;
    let theirs = token.place.client_id == app.client_id && turn.world.is_alive(token, turn.now);
    let mut body = theirs
        .then(|| describe(turn, app, &token.place, token.user_id, &token.scopes, value))??;
    body["token_use"] = json!("access_token");
    body["expires_in"] = json!((token.expires_at - turn.now) / SECOND);
    body["is_private_distribution"] = json!(app.is_private_distribution);
    body["signed_access_token"] = describe_signed(turn, app, token)?;
    Some(body)
}

fn describe_refresh(turn: &Turn<'_>, app: &App, value: &str) -> Option<Value> {
    let token = turn.world.refresh_tokens.get(value)?;
    let installation = turn.world.installation(&token.place)?;
    let theirs = token.place.client_id == app.client_id;
    let (user_id, scopes) = (installation.user_id, &installation.scopes);
    let mut body = theirs.then(|| describe(turn, app, &token.place, user_id, scopes, value))??;
    body["token_use"] = json!("refresh_token");
    Some(body)
}

/// What both kinds of token have. The user is named while still on the account.
fn describe(
    turn: &Turn<'_>,
    app: &App,
    place: &Place,
    user_id: u64,
    scopes: &[String],
    value: &str,
) -> Option<Value> {
    let account = turn.world.account(place.hub_id)?;
    let mut body = json!({
        "active": true,
        "token": value,
        "token_type": "Bearer",
        "client_id": app.client_id,
        "app_id": app.app_id,
        "hub_id": account.hub_id,
        "hub_domain": account.domain,
        "user_id": user_id,
        "scopes": scopes,
    });
    if let Some(user) = account.user(Some(user_id)) {
        body["user"] = json!(user.email);
    }
    Some(body)
}

/// The signed form that HubSpot adds for its own services; signatures here are of no worth.
fn describe_signed(turn: &Turn<'_>, app: &App, token: &AccessToken) -> Option<Value> {
    let account = turn.world.account(token.place.hub_id)?;
    Some(json!({
        "appId": app.app_id,
        "appInstallId": token.install_id,
        "audience": "hubapi",
        "expiresAt": token.expires_at,
        "hubId": account.hub_id,
        "hublet": account.hublet,
        "installingUserId": token.user_id,
        "isPrivateDistribution": app.is_private_distribution,
        "isServiceAccount": false,
        "isUserLevel": false,
        "newSignature": make::make_text(32),
        "scopeToScopeGroupPks": "",
        "scopes": token.scopes.join(" "),
        "signature": make::make_text(32),
        "trialScopeToScopeGroupPks": "",
        "trialScopes": "",
        "userId": token.user_id,
    }))
}
