//! Calls with a bearer token: who speaks, for which account, and within which limits.

use super::Turn;
use crate::answer::{Answer, call_expired, credentials_missing, missing_scopes};
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::make;
use crate::pace::{Counted, Limits};
use crate::world::World;
use crate::world::account::Account;
use crate::world::app::OAUTH;
use crate::world::grants::Place;

/// Whose token it is.
#[derive(Clone, Debug)]
pub(super) enum Speaker {
    /// An app's that was installed by OAuth.
    App(Place),
    /// A private app's.
    PrivateApp,
}

/// A call whose token was good and whose limits were kept.
pub(super) struct Caller {
    pub(super) speaker: Speaker,
    pub(super) account: Account,
    pub(super) counted: Counted,
}

/// What a call with a bearer token is about.
pub(super) fn bearer_facts(endpoint: Endpoint, world: &World, inbound: &Inbound) -> Facts {
    let token = inbound.bearer.as_deref();
    let place = token.and_then(|token| world.access_tokens.get(token));
    let place = place.map(|token| &token.place);
    let app_token = token.and_then(|token| world.app_tokens.get(token));
    let private_app = token.and_then(|token| world.private_apps.get(token));
    let of_app = app_token.map(|token| token.client_id.clone());
    let of_private = private_app.map(|app| app.hub_id);
    Facts {
        endpoint,
        client_id: place.map(|place| place.client_id.clone()).or(of_app),
        hub_id: place.map(|place| place.hub_id).or(of_private),
        token: token.map(make::derive_fingerprint),
    }
}

impl Turn<'_> {
    /// Who speaks, or HubSpot's 401, 403 or 429. `oauth` is the scope that every call here needs.
    pub(super) fn check_bearer(&mut self) -> Result<Caller, Answer> {
        let id = &self.inbound.correlation_id;
        let value = self.inbound.bearer.as_deref();
        let value = value.ok_or_else(|| credentials_missing(id))?;
        let (speaker, hub_id) = self.find_speaker(value)?;
        // The account of a living token can't be gone.
        let account = self.world.account(hub_id).cloned();
        let account = account.ok_or_else(|| call_expired(0, self.now, id))?;
        let (line, limits) = self.limits(&speaker, value, &account);
        let counted = self.pace.count(&line, &account, limits, self.now);
        counted.check(id)?;
        Ok(Caller {
            speaker,
            account,
            counted,
        })
    }

    fn limits(&self, speaker: &Speaker, value: &str, account: &Account) -> (String, Limits) {
        match speaker {
            Speaker::App(place) => {
                let app = self.world.app(&place.client_id);
                (place.client_id.clone(), Limits::of_app(app, account))
            }
            Speaker::PrivateApp => (value.to_owned(), Limits::of_private_app(account)),
        }
    }

    fn find_speaker(&self, value: &str) -> Result<(Speaker, u64), Answer> {
        let id = &self.inbound.correlation_id;
        if let Some(app) = self.world.private_apps.get(value) {
            let is_there = self.world.account(app.hub_id).is_some();
            // What HubSpot says to the token of a private app whose account is gone is not known.
            return if is_there {
                Ok((Speaker::PrivateApp, app.hub_id))
            } else {
                Err(credentials_missing(id))
            };
        }
        if let Some(token) = self.world.app_tokens.get(value) {
            return Err(if token.expires_at <= self.now {
                call_expired(token.expires_at, self.now, id)
            } else {
                // It was never granted the scope that these calls need.
                missing_scopes("requiredScopes", &[OAUTH.to_owned()], id)
            });
        }
        match self.world.access_tokens.get(value) {
            Some(token) if self.world.is_alive(token, self.now) => {
                Ok((Speaker::App(token.place.clone()), token.place.hub_id))
            }
            Some(token) if token.expires_at <= self.now => {
                Err(call_expired(token.expires_at, self.now, id))
            }
            // A token that HubSpot can't read counts as one that expired in 1970 (seen live).
            _ => Err(call_expired(0, self.now, id)),
        }
    }
}
