//! `POST /oauth/{version}/token`: a code or a refresh token against an access token.

use axum::http::StatusCode;
use serde_json::json;

use super::{Desk, Turn, form_facts};
use crate::answer::{Answer, Change, Refused};
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::world::World;
use crate::world::grants::{ACCESS_TOKEN_LIFE_SECONDS, Code, Handout};
use crate::world::scope::is_journal_scope;

pub(super) const DESK: Desk = Desk { facts, act };

fn facts(world: &World, inbound: &Inbound) -> Facts {
    match inbound.field("grant_type") {
        Some("authorization_code") => {
            let place = inbound
                .field("code")
                .and_then(|code| world.codes.get(code))
                .map(|code| &code.place);
            form_facts(Endpoint::Exchange, inbound, "code", place)
        }
        Some("refresh_token") => {
            let token = inbound
                .field("refresh_token")
                .and_then(|token| world.refresh_tokens.get(token));
            form_facts(
                Endpoint::Refresh,
                inbound,
                "refresh_token",
                token.map(|token| &token.place),
            )
        }
        Some("client_credentials") => {
            form_facts(Endpoint::ClientCredentials, inbound, "code", None)
        }
        _ => form_facts(Endpoint::Token, inbound, "code", None),
    }
}

fn act(turn: &mut Turn<'_>) -> Answer {
    answer(turn).unwrap_or_else(|refused| refused)
}

/// The client ID is looked at before the grant type (probed by others); the secret after both.
///
/// `client_assertion` and `client_assertion_type`, which the specification has since August 2026, are
/// taken and passed over: what HubSpot makes of them is not known, and a secret is asked for still.
fn answer(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    turn.check_form()?;
    turn.check_client_id()?;
    match turn.inbound.field("grant_type") {
        Some("authorization_code") => exchange(turn),
        Some("refresh_token") => refresh(turn),
        Some("client_credentials") => speak_for_app(turn),
        _ => Err(Refused::BadGrantType.into()),
    }
}

/// A code that is refused stays good for another try with the right fields: HubSpot's single use is
/// a single success as far as is known.
fn exchange(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    let client_id = turn.check_client()?.client_id.clone();
    let value = turn.inbound.field("code").unwrap_or_default();
    let code = turn
        .world
        .codes
        .get(value)
        .filter(|code| code.place.client_id == client_id);
    check_code(turn, code.ok_or(Refused::BadAuthCode)?)?;
    let handout = turn
        .world
        .redeem(value, turn.now)
        .ok_or(Refused::BadAuthCode)?;
    Ok(hand_out(handout).after(Change::First))
}

fn check_code(turn: &Turn<'_>, code: &Code) -> Result<(), Refused> {
    if code.expires_at <= turn.now {
        return Err(Refused::ExpiredAuthCode);
    }
    match turn.inbound.field("redirect_uri") {
        None => return Err(Refused::BadRedirectUri),
        Some(url) if url != code.redirect_uri => return Err(Refused::MismatchRedirectUri),
        Some(_) => {}
    }
    let verifier = turn.inbound.field("code_verifier").unwrap_or_default();
    if code
        .challenge
        .as_ref()
        .is_some_and(|challenge| !challenge.is_answered_by(verifier))
    {
        return Err(Refused::BadCodeVerifier);
    }
    turn.world
        .account(code.place.hub_id)
        .map(|_| ())
        .ok_or(Refused::BadHub)
}

fn refresh(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    let client_id = turn.check_client()?.client_id.clone();
    let value = turn.inbound.field("refresh_token").unwrap_or_default();
    let token = turn
        .world
        .refresh_tokens
        .get(value)
        .ok_or(Refused::BadRefreshToken)?;
    if token.place.client_id != client_id {
        return Err(Refused::MismatchRefreshTokenClient.into());
    }
    turn.world
        .account(token.place.hub_id)
        .ok_or(Refused::BadHub)?;
    // A refresh token that changes can't be had again once the old one is dead.
    let change = if turn.world.switches.new_token_on_refresh {
        Change::First
    } else {
        Change::Soon
    };
    let handout = turn
        .world
        .renew(value, turn.now)
        .ok_or(Refused::BadRefreshToken)?;
    Ok(hand_out(handout).after(change))
}

/// The client credentials grant, which is for HubSpot's webhooks journal: its scopes can be had so
/// and no others. That a request without any is refused alike is our guess.
fn speak_for_app(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    let client_id = turn.check_client()?.client_id.clone();
    let wanted = turn.inbound.field("scope").unwrap_or_default();
    let scopes: Vec<String> = wanted.split_whitespace().map(str::to_owned).collect();
    if scopes.is_empty() || !scopes.iter().all(|scope| is_journal_scope(scope)) {
        return Err(Refused::BadScopes.into());
    }
    let token = turn
        .world
        .give_app_token(&client_id, scopes.clone(), turn.now);
    let body = json!({
        "token_type": "bearer",
        "token_use": "client_credentials",
        "access_token": token,
        "scopes": scopes,
        "expires_in": ACCESS_TOKEN_LIFE_SECONDS,
    });
    Ok(Answer::json(StatusCode::OK, body).after(Change::Soon))
}

/// The fields that live answers have; `user_id` and `id_token` are in the specification only.
fn hand_out(handout: Handout) -> Answer {
    let body = json!({
        "token_type": "bearer",
        "token_use": "access_token",
        "refresh_token": handout.refresh_token,
        "access_token": handout.access_token,
        "hub_id": handout.hub_id,
        "scopes": handout.scopes,
        "expires_in": ACCESS_TOKEN_LIFE_SECONDS,
    });
    Answer::json(StatusCode::OK, body)
}
