//! `GET /account-info/{version}/details`: the account that an access token speaks for.

use axum::http::StatusCode;
use serde_json::json;

use super::bearer::bearer_facts;
use super::{Desk, Turn};
use crate::answer::Answer;
use crate::clock::SECOND;
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
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
    let caller = turn.check_bearer()?;
    Ok(caller.counted.tell(describe(&caller.account)))
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
