//! What a Practice HubSpot tells about itself at the start: where it is, its apps, its accounts.

use serde::{Deserialize, Serialize};

use crate::world::World;
use crate::world::account::{Account, AccountType};
use crate::world::app::App;

/// An app, with the credentials that its developer would read off its settings. They are practice
/// data: they open nothing but this stand-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppListing {
    /// Its name.
    pub name: String,
    /// HubSpot's number for it.
    pub app_id: u64,
    /// UUID-shaped.
    pub client_id: String,
    /// UUID-shaped.
    pub client_secret: String,
    /// The registered redirect URLs.
    pub redirect_urls: Vec<String>,
    /// Must all be in `scope`.
    pub required_scopes: Vec<String>,
    /// May be in `scope`.
    pub conditionally_required_scopes: Vec<String>,
    /// May be in `optional_scope`.
    pub optional_scopes: Vec<String>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountListing {
    /// Its hub ID.
    pub hub_id: u64,
    /// Its name.
    pub name: String,
    /// The customer's website.
    pub domain: String,
    /// Its type, spelled as HubSpot spells it.
    #[serde(rename = "type")]
    pub kind: AccountType,
}

/// The first line on standard output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartLine {
    /// Stands for `https://api.hubapi.com`.
    pub api: String,
    /// Stands for `https://app.hubspot.com`.
    pub pages: String,
    /// The control's base URL, where it is served.
    pub control: Option<String>,
    /// Every app.
    pub apps: Vec<AppListing>,
    /// Every account.
    pub accounts: Vec<AccountListing>,
}

impl From<&App> for AppListing {
    fn from(app: &App) -> Self {
        Self {
            name: app.name.clone(),
            app_id: app.app_id,
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.clone(),
            redirect_urls: app.redirect_urls.clone(),
            required_scopes: app.required_scopes.clone(),
            conditionally_required_scopes: app.conditionally_required_scopes.clone(),
            optional_scopes: app.optional_scopes.clone(),
        }
    }
}

impl From<&Account> for AccountListing {
    fn from(account: &Account) -> Self {
        Self {
            hub_id: account.hub_id,
            name: account.name.clone(),
            domain: account.domain.clone(),
            kind: account.kind,
        }
    }
}

/// The apps of a world.
pub(crate) fn list_apps(world: &World) -> Vec<AppListing> {
    world.apps.iter().map(AppListing::from).collect()
}

/// The accounts of a world.
pub(crate) fn list_accounts(world: &World) -> Vec<AccountListing> {
    world.accounts.iter().map(AccountListing::from).collect()
}
