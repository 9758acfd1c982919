//! The practice world: apps, accounts, what is installed where, and every code and token given out.
//!
//! Plain values and their rules; no socket, no file, no clock (the moment is handed in).

pub(crate) mod account;
pub(crate) mod app;
pub(crate) mod authorize;
pub(crate) mod distribution;
pub(crate) mod file;
pub(crate) mod grants;
pub(crate) mod names;
pub(crate) mod private_app;
pub(crate) mod redirect_url;
pub(crate) mod scope;
pub(crate) mod seed;
pub(crate) mod test_account;
pub(crate) mod user;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use self::account::{Account, Accounts};
use self::app::App;
use self::grants::{AccessToken, AppToken, Code, Installation, Place, RefreshToken};
use self::private_app::PrivateApp;
use crate::clock::Moment;
use crate::make;

/// Ways in which the real HubSpot may behave and is not known for sure; set by the control.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Switches {
    /// One app on one account is given the same refresh token again when it reauthorizes (true), or a
    /// new one while the former lives on (false).
    pub(crate) same_token_on_reauthorize: bool,
    /// A refresh answers with a new refresh token and the former dies (seen nowhere so far; HubSpot
    /// only says to keep the latest one returned).
    pub(crate) new_token_on_refresh: bool,
    /// Apps can be installed on so many accounts only as their distribution allows; off in worlds
    /// that are seeded with more accounts than that.
    pub(crate) install_quotas: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            same_token_on_reauthorize: true,
            new_token_on_refresh: false,
            install_quotas: true,
        }
    }
}

/// Everything Practice HubSpot knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) apps: Vec<App>,
    pub(crate) accounts: Accounts,
    pub(crate) installations: HashMap<Place, Installation>,
    pub(crate) codes: HashMap<String, Code>,
    pub(crate) refresh_tokens: HashMap<String, RefreshToken>,
    pub(crate) access_tokens: HashMap<String, AccessToken>,
    /// What the client credentials grant gave out.
    pub(crate) app_tokens: HashMap<String, AppToken>,
    /// Private apps with a token of their own, by that token.
    pub(crate) private_apps: HashMap<String, PrivateApp>,
    /// When each test account was last called.
    pub(crate) last_calls: HashMap<u64, Moment>,
    pub(crate) switches: Switches,
    /// The moment at which the world is looked at, set by whoever takes it in hand.
    pub(crate) now: Moment,
    /// When so many codes and access tokens are held, the long dead are dropped; grows with the living.
    pub(crate) sweep_at: usize,
}

impl World {
    /// The app with this client ID.
    pub(crate) fn app(&self, client_id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    /// The app with this client ID, to be changed.
    pub(crate) fn app_mut(&mut self, client_id: &str) -> Option<&mut App> {
        self.apps.iter_mut().find(|app| app.client_id == client_id)
    }

    /// The account with this hub ID; a test account whose time is over is gone.
    pub(crate) fn account(&self, hub_id: u64) -> Option<&Account> {
        let account = self.accounts.get(hub_id)?;
        (!self.has_ended(account)).then_some(account)
    }

    /// Gives every app this redirect URL and no other.
    pub(crate) fn replace_redirect_urls(&mut self, url: &str) {
        for app in &mut self.apps {
            app.redirect_urls = vec![url.to_owned()];
        }
    }

    /// Gives every app a client secret that nobody can know beforehand.
    pub(crate) fn renew_secrets(&mut self) {
        for app in &mut self.apps {
            app.client_secret = make::make_uuid();
        }
    }

    /// Adds a redirect URL to every app that lacks it.
    pub(crate) fn add_redirect_url(&mut self, url: &str) {
        for app in &mut self.apps {
            if !app.redirect_urls.iter().any(|known| known == url) {
                app.redirect_urls.push(url.to_owned());
            }
        }
    }
}
