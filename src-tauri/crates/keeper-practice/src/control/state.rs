//! What tests ask: the state of the world, and the log. Tokens and codes are shown as fingerprints.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::Response;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::answer;
use crate::clock::{Moment, write_moment};
use crate::make::derive_fingerprint;
use crate::office::Office;
use crate::world::World;
use crate::world::account::Account;
use crate::world::grants::{Installation, Place};
use crate::world::private_app::PrivateApp;

/// Everything that matters to a test.
pub(super) fn describe(office: &Office) -> Value {
    let faults = json!(office.faults().pending());
    let now = office.now();
    let world = office.world();
    json!({
        "now": write_moment(now),
        "ahead_s": office.clock.ahead_seconds(),
        "switches": world.switches,
        "faults": faults,
        "apps": world.apps,
        "accounts": accounts(&world),
        "installations": installations(&world),
        "private_apps": private_apps(&world),
        "codes": world.codes.values().filter(|code| code.expires_at > now).count(),
        "access_tokens": living_access_tokens(&world, now),
    })
}

/// Accounts as they are, and of test accounts when they end, or that they have.
fn accounts(world: &World) -> Vec<Value> {
    let describe = |account: &Account| {
        let mut told = json!(account);
        if let Some(end) = world.ends_at(account) {
            told["ends_at"] = json!(write_moment(end));
            told["has_ended"] = json!(world.has_ended(account));
        }
        told
    };
    world.accounts.iter().map(describe).collect()
}

fn installations(world: &World) -> Vec<Value> {
    let mut all: Vec<_> = world.installations.iter().collect();
    all.sort_by_key(|(place, _)| (place.hub_id, place.client_id.clone()));
    all.into_iter()
        .map(|(place, installation)| describe_installation(place, installation))
        .collect()
}

fn describe_installation(place: &Place, installation: &Installation) -> Value {
    let fingerprints: Vec<String> = installation
        .refresh_tokens
        .iter()
        .map(|token| derive_fingerprint(token))
        .collect();
    json!({
        "client_id": place.client_id,
        "hub_id": place.hub_id,
        "user_id": installation.user_id,
        "scopes": installation.scopes,
        "installed_at": write_moment(installation.installed_at),
        "authorized_at": write_moment(installation.authorized_at),
        "refresh_tokens": fingerprints,
    })
}

fn private_apps(world: &World) -> Vec<Value> {
    let describe = |(token, app): (&String, &PrivateApp)| json!({"hub_id": app.hub_id, "name": app.name, "token": derive_fingerprint(token)});
    world.private_apps.iter().map(describe).collect()
}

fn living_access_tokens(world: &World, now: Moment) -> usize {
    world
        .access_tokens
        .values()
        .filter(|token| world.is_alive(token, now))
        .count()
}

/// The log, oldest first; `?after=N` leaves out the entries up to that number.
pub(super) async fn log(
    State(office): State<Arc<Office>>,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    let query = query.unwrap_or_default();
    let after = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "after");
    let after = after
        .and_then(|(_, number)| number.parse().ok())
        .unwrap_or(0);
    let entries = json!(office.log().after(after).collect::<Vec<_>>());
    answer(Ok(entries))
}
