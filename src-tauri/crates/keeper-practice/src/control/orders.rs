//! The small orders: approve, clock, faults, uninstall, rotate-secret, switch.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Outcome, Trouble};
use crate::answer::Change;
use crate::approval::{Approval, Decision, approve as approve_as_user, arrive_signed_out};
use crate::clock::{SECOND, write_moment};
use crate::faults::Fault;
use crate::make;
use crate::office::Office;
use crate::world::grants::Place;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approve {
    authorize_url: String,
    #[serde(default)]
    hub_id: Option<u64>,
    #[serde(default)]
    user_id: Option<u64>,
    /// Press Cancel instead.
    #[serde(default)]
    cancel: bool,
    /// Arrive without being signed in.
    #[serde(default)]
    signed_out: bool,
}

pub(super) async fn approve(office: &Office, order: Approve) -> Outcome {
    let decision = if order.cancel {
        Decision::Cancel
    } else {
        Decision::Connect(order.user_id)
    };
    let approval = match order.signed_out {
        true => arrive_signed_out(office, &order.authorize_url),
        false => approve_as_user(office, &order.authorize_url, order.hub_id, decision).await,
    };
    match approval.map_err(Trouble::bad)? {
        Approval::Redirect(redirect) => Ok(json!({"redirect": redirect})),
        Approval::Refused { status, code, text } => {
            Ok(json!({"refused": {"status": status, "code": code, "text": text}}))
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hands {
    #[serde(default)]
    advance_s: Option<i64>,
    /// The second since 1970 that the clock is to show.
    #[serde(default)]
    at_s: Option<i64>,
    /// Whether it stands still from now on.
    #[serde(default)]
    stopped: Option<bool>,
}

/// A century is more than any test needs, and less than would overflow a sum.
const FURTHEST: i64 = 100 * 366 * 86_400;

pub(super) async fn clock(office: &Office, order: &Hands) -> Outcome {
    let advance = match (order.advance_s, order.at_s, order.stopped) {
        (Some(seconds), None, _) => seconds,
        (None, Some(at), _) => at.saturating_sub(office.now().div_euclid(SECOND)),
        (None, None, Some(_)) => 0,
        _ => return Err(Trouble::bad("the clock needs advance_s, at_s or stopped")),
    };
    let ahead = office.clock.ahead_seconds().saturating_add(advance);
    if ahead.abs() > FURTHEST {
        return Err(Trouble::bad("that is further than the practice clock goes"));
    }
    office.clock.advance(advance);
    if let Some(is_stopped) = order.stopped {
        office.clock.stop(is_stopped);
    }
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!({"now": write_moment(office.now()), "ahead_s": ahead}))
}

pub(super) fn faults(office: &Office, fault: Fault) -> Outcome {
    fault.check().map_err(Trouble::bad)?;
    office.faults().order(fault);
    Ok(json!({"faults": office.faults().pending()}))
}

pub(super) fn clear_faults(office: &Office) -> Outcome {
    office.faults().clear();
    Ok(json!({"faults": []}))
}

pub(super) fn release(office: &Office) -> Value {
    office.release();
    json!({"released": true})
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Uninstall {
    client_id: String,
    hub_id: u64,
}

pub(super) async fn uninstall(office: &Office, order: Uninstall) -> Outcome {
    let place = Place {
        client_id: order.client_id,
        hub_id: order.hub_id,
    };
    if !office.world().uninstall(&place) {
        return Err(Trouble::missing("the app is not installed on this account"));
    }
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!({"uninstalled": true}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RotateSecret {
    client_id: String,
}

pub(super) async fn rotate_secret(office: &Office, order: &RotateSecret) -> Outcome {
    let secret = make::make_uuid();
    match office.world().app_mut(&order.client_id) {
        Some(app) => app.client_secret.clone_from(&secret),
        None => return Err(Trouble::missing("there is no app with this client ID")),
    }
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!({"client_secret": secret}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Switch {
    #[serde(default)]
    same_token_on_reauthorize: Option<bool>,
    #[serde(default)]
    new_token_on_refresh: Option<bool>,
    #[serde(default)]
    install_quotas: Option<bool>,
}

pub(super) async fn switch(office: &Office, order: &Switch) -> Outcome {
    let switches = {
        let mut world = office.world();
        let switches = &mut world.switches;
        let same = order
            .same_token_on_reauthorize
            .unwrap_or(switches.same_token_on_reauthorize);
        switches.same_token_on_reauthorize = same;
        switches.new_token_on_refresh = order
            .new_token_on_refresh
            .unwrap_or(switches.new_token_on_refresh);
        switches.install_quotas = order.install_quotas.unwrap_or(switches.install_quotas);
        switches.clone()
    };
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!(switches))
}
