//! `DELETE /appinstalls/{version}/external-install`: takes the app off the token's account.

use axum::http::StatusCode;

use super::{Desk, Turn, bearer_facts};
use crate::answer::{Answer, Change};
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::pace::with_pace;
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
    let (place, left) = turn.check_bearer()?;
    turn.world.uninstall(&place);
    Ok(with_pace(Answer::empty(StatusCode::NO_CONTENT), left).after(Change::First))
}
