//! `POST /oauth/{version}/token/introspect`: what a token is and whose.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

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
    let client_id = turn.check_client()?.client_id.clone();
    let value = turn.inbound.field("token").unwrap_or_default();
    let found = describe_access(turn, value).or_else(|| describe_refresh(turn, value));
    let body = match found.filter(|found| found.client_id == client_id) {
        Some(found) => Value::Object(found.body),
        None => json!({"active": false}),
    };
    Ok(Answer::json(StatusCode::OK, body))
}

/// A living token: whose it is, and all that can be told of it.
pub(super) struct Described {
    client_id: String,
    pub(super) body: Map<String, Value>,
}

impl Described {
    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.body.insert(name.to_owned(), value.into());
        self
    }
}

/// An access token, if it lives.
pub(super) fn describe_access(turn: &Turn<'_>, value: &str) -> Option<Described> {
    let token = turn.world.access_tokens.get(value)?;
    if !turn.world.is_alive(token, turn.now) {
        return None;
    }
    let app = turn.world.app(&token.place.client_id)?;
    let described = describe(turn, app, &token.place, token.user_id, &token.scopes, value)?;
    Some(
        described
            .with("token_use", "access_token")
            .with("expires_in", (token.expires_at - turn.now) / SECOND)
            .with("is_private_distribution", app.is_private_distribution)
            .with("signed_access_token", describe_signed(turn, app, token)?),
    )
}

/// A refresh token, if it lives.
pub(super) fn describe_refresh(turn: &Turn<'_>, value: &str) -> Option<Described> {
    let token = turn.world.refresh_tokens.get(value)?;
    let app = turn.world.app(&token.place.client_id)?;
    let installation = turn.world.installation(&token.place)?;
    let (user_id, scopes) = (installation.user_id, &installation.scopes);
    let described = describe(turn, app, &token.place, user_id, scopes, value)?;
    Some(described.with("token_use", "refresh_token"))
}

/// What both kinds of token have. The user is named while still on the account.
fn describe(
    turn: &Turn<'_>,
    app: &App,
    place: &Place,
    user_id: u64,
    scopes: &[String],
    value: &str,
) -> Option<Described> {
    let account = turn.world.account(place.hub_id)?;
    let user = account.user(Some(user_id));
    let described = Described {
        client_id: app.client_id.clone(),
        body: Map::new(),
    };
    let described = described
        .with("active", true)
        .with("token", value)
        .with("token_type", "Bearer")
        .with("client_id", app.client_id.as_str())
        .with("app_id", app.app_id)
        .with("hub_id", account.hub_id)
        .with("hub_domain", account.domain.as_str())
        .with("user_id", user_id)
        .with("scopes", scopes.to_vec());
    Some(match user {
        Some(user) => described.with("user", user.email.as_str()),
        None => described,
    })
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
