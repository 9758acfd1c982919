//! `DELETE /appinstalls/{version}/external-install`: takes the app off the token's account.

use axum::http::StatusCode;

use super::bearer::{Speaker, bearer_facts};
use super::{Desk, Turn};
use crate::answer::{Answer, Change, api_error};
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::world::World;

pub(super) const DESK: Desk = Desk { facts, act };

fn facts(world: &World, inbound: &Inbound) -> Facts {
    bearer_facts(Endpoint::Uninstall, world, inbound)
}

fn act(turn: &mut Turn<'_>) -> Answer {
    answer(turn).unwrap_or_else(|refused| refused)
}

/// 204 and nothing else. All tokens of the app on this account are dead then: introspection of a
/// token whose app was uninstalled says so (seen live).
fn answer(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    let caller = turn.check_bearer()?;
    let Speaker::App(place) = &caller.speaker else {
        return Err(caller
            .counted
            .tell(not_installed(&turn.inbound.correlation_id)));
    };
    turn.world.uninstall(place);
    let answer = Answer::empty(StatusCode::NO_CONTENT);
    Ok(caller.counted.tell(answer).after(Change::First))
}

/// A private app belongs to its account and was never installed. What HubSpot says to it is not known.
fn not_installed(id: &str) -> Answer {
    let message = "A private app can't be uninstalled by this call";
    api_error(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message, id)
}
