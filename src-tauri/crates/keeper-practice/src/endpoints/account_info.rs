//! `GET /account-info/{version}/details`: the account that an access token speaks for.

use axum::http::StatusCode;
use serde_json::json;

use super::{Desk, Turn, bearer_facts};
use crate::answer::{Answer, api_error};
use crate::clock::{Moment, SECOND, write_moment};
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::pace::with_pace;
use crate::world::World;
use crate::world::account::Account;

pub(super) const DESK: Desk = Desk { facts, act };

fn facts(world: &World, inbound: &Inbound) -> Facts {
    bearer_facts(Endpoint::AccountInfo, world, inbound)
}

fn act(turn: &mut Turn<'_>) -> Answer {
    answer(turn).unwrap_or_else(|refused| refused)
}

fn answer(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    let (place, left) = turn.check_bearer()?;
    let account = turn.world.account(place.hub_id);
    let account = account.ok_or_else(|| expired(0, turn.now, &turn.inbound.correlation_id))?;
    Ok(with_pace(describe(account), left))
}

/// The required fields of the published specification; `portalName` and `createdAt`, which newer
/// examples have, are left out, so that no client comes to need them.
fn describe(account: &Account) -> Answer {
    let body = json!({
        "portalId": account.hub_id,
        "accountType": account.kind,
        "timeZone": account.time_zone,
        "companyCurrency": account.currency,
        "additionalCurrencies": account.additional_currencies,
        "utcOffset": account.utc_offset(),
        "utcOffsetMilliseconds": i64::from(account.utc_offset_minutes) * 60 * SECOND,
        "uiDomain": account.ui_domain(),
        "dataHostingLocation": account.hublet,
    });
    Answer::json(StatusCode::OK, body)
}

/// HubSpot's 401 for a token whose time is over: it says by how much.
pub(super) fn expired(at: Moment, now: Moment, correlation_id: &str) -> Answer {
    let seconds = (now - at) / SECOND;
    let ago = if seconds < 86_400 {
        format!("{seconds} second(s)")
    } else {
        format!("{} day(s)", seconds / 86_400)
    };
    let message = format!("The OAuth token used to make this call expired {ago} ago.");
    let mut answer = api_error(
        StatusCode::UNAUTHORIZED,
        "EXPIRED_AUTHENTICATION",
        &message,
        correlation_id,
    );
    if let Some(body) = answer.body.as_mut() {
        body["context"] = json!({"expire time": [write_moment(at)]});
    }
    answer
}
