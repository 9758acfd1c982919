//! `POST /oauth/{version}/token/revoke`: kills one refresh token and nothing else.

use axum::http::StatusCode;
use serde_json::json;

use super::{Desk, Turn, form_facts};
use crate::answer::{Answer, Change, Refused};
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::world::World;

pub(super) const DESK: Desk = Desk { facts, act };

fn facts(world: &World, inbound: &Inbound) -> Facts {
    let token = inbound
        .field("token")
        .and_then(|token| world.refresh_tokens.get(token));
    form_facts(
        Endpoint::Revoke,
        inbound,
        "token",
        token.map(|token| &token.place),
    )
}

fn act(turn: &mut Turn<'_>) -> Answer {
    answer(turn).unwrap_or_else(|refused| refused)
}

/// 200 with `{}` as seen live. An unknown token is answered alike (RFC 7009, section 2.2); an access
/// token is refused (same RFC, `unsupported_token_type`), since HubSpot revokes refresh tokens only.
fn answer(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    turn.check_form()?;
    let client_id = turn.check_client()?.client_id.clone();
    let value = turn
        .inbound
        .field("token")
        .ok_or(Refused::BadRefreshToken)?;
    if turn.world.access_tokens.contains_key(value) {
        return Err(Refused::NotARefreshToken.into());
    }
    let theirs = turn
        .world
        .refresh_tokens
        .get(value)
        .map(|token| token.place.client_id == client_id);
    match theirs {
        Some(false) => Err(Refused::MismatchRefreshTokenClient.into()),
        Some(true) => {
            turn.world.kill_refresh_token(value);
            Ok(Answer::json(StatusCode::OK, json!({})).after(Change::First))
        }
        None => Ok(Answer::json(StatusCode::OK, json!({}))),
    }
}
