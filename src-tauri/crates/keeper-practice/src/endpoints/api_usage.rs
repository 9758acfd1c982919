//! `GET /account-info/{version}/api-usage/daily/private-apps`: the calls that an account's private
//! apps have made today.

use axum::http::StatusCode;
use serde_json::json;

use super::bearer::{Speaker, bearer_facts};
use super::{Desk, Turn};
use crate::answer::{Answer, scope_not_public};
use crate::clock::write_moment;
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::pace::Pace;
use crate::world::World;

pub(super) const DESK: Desk = Desk { facts, act };

fn facts(world: &World, inbound: &Inbound) -> Facts {
    bearer_facts(Endpoint::ApiUsage, world, inbound)
}

fn act(turn: &mut Turn<'_>) -> Answer {
    answer(turn).unwrap_or_else(|refused| refused)
}

/// For private apps only, by HubSpot's documentation. How an OAuth app is turned away is not known; it
/// is told what HubSpot tells of calls that aren't for public apps.
fn answer(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    let caller = turn.check_bearer()?;
    let account = &caller.account;
    let answer = match &caller.speaker {
        Speaker::App(_) => {
            return Err(caller
                .counted
                .tell(scope_not_public(&turn.inbound.correlation_id)));
        }
        Speaker::PrivateApp => json!({"results": [{
            "name": "private-apps-api-calls-daily",
            "usageLimit": account.private_limits().daily,
            "currentUsage": turn.pace.calls_today(account, turn.now),
            "collectedAt": write_moment(turn.now),
            "fetchStatus": "SUCCESS",
            "resetsAt": write_moment(Pace::resets_at(account, turn.now)),
        }]}),
    };
    Ok(caller.counted.tell(Answer::json(StatusCode::OK, answer)))
}
