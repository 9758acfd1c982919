//! The practice world: apps, accounts, what is installed where, and every code and token given out.
//!
//! Plain values and their rules; no socket, no file, no clock (the moment is handed in).

pub(crate) mod account;
pub(crate) mod app;
pub(crate) mod authorize;
pub(crate) mod file;
pub(crate) mod grants;
pub(crate) mod names;
pub(crate) mod redirect_url;
pub(crate) mod scope;
pub(crate) mod seed;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use self::account::{Account, Accounts};
use self::app::App;
use self::grants::{AccessToken, Code, Installation, Place, RefreshToken};

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
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            same_token_on_reauthorize: true,
            new_token_on_refresh: false,
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
    pub(crate) switches: Switches,
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

    /// The account with this hub ID.
    pub(crate) fn account(&self, hub_id: u64) -> Option<&Account> {
        self.accounts.get(hub_id)
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
