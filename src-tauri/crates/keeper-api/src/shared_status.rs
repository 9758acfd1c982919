//! The status file: which apps are installed where, and how healthy, for
//! somebody on another computer. No secret is in it, and no notes.
//!
//! It is somebody else's file when it is read, so everything in it is
//! bounded, and every text is one visible line.

mod kept;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use keeper_core::Timestamp;
use keeper_core::account::{Account, AccountType};
use keeper_core::app::{App, Environment};
use keeper_core::error::{Code, Problem};
use keeper_core::health::Health;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::needs::Change;
use keeper_core::scope::AppScopes;
use serde::{Deserialize, Serialize};

use self::kept::{kept_account, kept_app, kept_row};
use crate::index::{Index, What};
use crate::listing;
use crate::views::WorldView;
use crate::whole_file;

/// How the file is known.
const FORMAT: &str = "portalkeeper-status";
/// The newest form that this program writes and reads.
const VERSION: u32 = 1;
/// The longest file that is read: 100,000 installations take some 50 MiB.
const SIZE_LIMIT: u64 = 256 * 1024 * 1024;
/// More scopes or tags than one row has.
const LIST_LIMIT: usize = 1000;

/// What another computer knew, at one moment.
#[derive(Debug, Serialize, Deserialize)]
pub struct StatusFile {
    format: String,
    version: u32,
    /// When it was written.
    pub made_at: Timestamp,
    /// The world that it tells of.
    pub world: WorldView,
    apps: Vec<SharedApp>,
    accounts: Vec<SharedAccount>,
    installations: Vec<SharedInstallation>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SharedApp {
    id: AppId,
    name: String,
    environment: Environment,
    client_id: String,
    #[serde(default)]
    hubspot_app_id: Option<i64>,
    /// What HubSpot refused about the profile.
    #[serde(default, deserialize_with = "known_code")]
    fault: Option<Code>,
    #[serde(flatten)]
    scopes: AppScopes,
}

#[derive(Debug, Serialize, Deserialize)]
struct SharedAccount {
    hub_id: HubId,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    domain: Option<String>,
    account_type: AccountType,
    #[serde(default)]
    data_hosting: Option<String>,
    #[serde(default)]
    last_call_at: Option<Timestamp>,
    noted_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct SharedInstallation {
    id: InstallationId,
    app: AppId,
    hub_id: HubId,
    /// `token_unreadable` is written as `secret_unavailable` with the code
    /// `TokenUnreadable`: readers of this form refuse a health that they don't
    /// know.
    health: Health,
    /// What went wrong last; none for a code that this program doesn't know.
    #[serde(default, deserialize_with = "known_code")]
    code: Option<Code>,
    #[serde(default)]
    proven_at: Option<Timestamp>,
    installed_at: Timestamp,
    authorized_at: Timestamp,
    #[serde(default)]
    installed_by: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    requested: Vec<String>,
    #[serde(default)]
    granted: Vec<String>,
}

impl SharedInstallation {
    /// The health that was written.
    fn told_health(&self) -> Health {
        match (self.health, self.code) {
            (Health::SecretUnavailable, Some(Code::TokenUnreadable)) => Health::TokenUnreadable,
            (health, _) => health,
        }
    }
}

fn known_code<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Code>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

// ── Writing ──────────────────────────────────────────────────────────────

/// The status of a world, now.
pub fn status_of(index: &Index, world: WorldView, now: Timestamp) -> StatusFile {
    StatusFile {
        format: FORMAT.to_owned(),
        version: VERSION,
        made_at: now,
        world,
        apps: index.apps.values().map(shared_app).collect(),
        accounts: index.accounts.values().map(shared_account).collect(),
        installations: index
            .entries
            .values()
            .filter_map(|entry| {
                let app = index.apps.get(&entry.what.app());
                let health = listing::health_of(entry, app, now);
                let row = listing::row(index, entry, now, |_| false);
                shared_installation(&entry.what, health, row.code)
            })
            .collect(),
    }
}

fn shared_app(app: &App) -> SharedApp {
    SharedApp {
        id: app.id,
        name: app.draft.name.clone(),
        environment: app.draft.environment,
        client_id: app.draft.client_id.clone(),
        hubspot_app_id: app.draft.hubspot_app_id,
        fault: app.fault.as_ref().map(|fault| fault.code),
        scopes: app.draft.scopes.clone(),
    }
}

fn shared_account(account: &Account) -> SharedAccount {
    SharedAccount {
        hub_id: account.hub_id,
        name: account.name.clone(),
        domain: account.domain.clone(),
        account_type: account.account_type,
        data_hosting: account.data_hosting.clone(),
        last_call_at: account.last_call_at,
        noted_at: account.noted_at,
    }
}

/// A grant whose account isn't known yet has no place in a list of accounts.
fn shared_installation(
    what: &What,
    health: Health,
    code: Option<Code>,
) -> Option<SharedInstallation> {
    let is_newer = health == Health::TokenUnreadable;
    let health = if is_newer {
        Health::SecretUnavailable
    } else {
        health
    };
    let told = match what {
        What::Installation(kept) => SharedInstallation {
            id: kept.id,
            app: kept.app,
            hub_id: kept.hub_id,
            health,
            code,
            proven_at: kept.proven_at,
            installed_at: kept.installed_at,
            authorized_at: kept.authorized_at,
            installed_by: kept.installed_by.clone(),
            tags: kept.annotation.tags.clone(),
            requested: kept.requested.clone(),
            granted: kept.granted.clone(),
        },
        What::Grant(grant) => SharedInstallation {
            id: grant.id,
            app: grant.app,
            hub_id: grant.hub_id?,
            health,
            code,
            proven_at: None,
            installed_at: grant.made_at,
            authorized_at: grant.made_at,
            installed_by: None,
            tags: Vec::new(),
            requested: grant.requested.clone(),
            granted: grant.granted.clone(),
        },
    };
    Some(told)
}

/// Writes it whole or not at all.
///
/// # Errors
/// [`Code::FileUnwritable`].
pub fn write(path: &Path, status: &StatusFile) -> Result<(), Problem> {
    let text = serde_json::to_vec(status);
    let text = text.map_err(|cause| Problem::new(Code::Internal).because(cause))?;
    whole_file::write(path, &text)
}

// ── Reading ──────────────────────────────────────────────────────────────

/// Reads somebody's status file.
///
/// # Errors
/// [`Code::StatusFileBroken`], whole, with line and reason;
/// [`Code::StatusFileTooNew`].
pub fn read(path: &Path) -> Result<StatusFile, Problem> {
    let broken = |reason: &str| {
        let problem = Problem::new(Code::StatusFileBroken);
        problem
            .with("path", path.display().to_string())
            .with("reason", reason)
    };
    let facts = std::fs::metadata(path).map_err(|cause| broken("unreadable").because(cause))?;
    if !facts.is_file() {
        return Err(broken("not_a_file"));
    }
    if facts.len() > SIZE_LIMIT {
        return Err(broken("too_large"));
    }
    let bytes = std::fs::read(path).map_err(|cause| broken("unreadable").because(cause))?;
    match version_of(&bytes) {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => return Err(Code::StatusFileTooNew.into()),
        Some(_) | None => return Err(broken("not_a_status")),
    }
    serde_json::from_slice(&bytes)
        .map_err(|cause| broken("not_a_status").with("line", cause.line()))
}

/// The version of a status; none where it is no status.
fn version_of(bytes: &[u8]) -> Option<u32> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head: Head = serde_json::from_slice(bytes).ok()?;
    (head.format == FORMAT).then_some(head.version)
}

impl StatusFile {
    /// The health of each row, as the other computer saw it.
    pub fn healths(&self) -> HashMap<InstallationId, Health> {
        let rows = self.installations.iter();
        rows.map(|row| (row.id, row.told_health())).collect()
    }

    /// What a store must take in to show it. Rows of apps that the file
    /// doesn't name are left out. Of several rows of one app on one account,
    /// such as an installation and a grant that waits, the one that works best
    /// is shown.
    pub fn into_changes(self) -> Vec<Change> {
        let apps: BTreeMap<AppId, SharedApp> =
            self.apps.into_iter().map(|app| (app.id, app)).collect();
        let mut rows: BTreeMap<(AppId, HubId), SharedInstallation> = BTreeMap::new();
        for row in self.installations {
            if !apps.contains_key(&row.app) {
                continue;
            }
            match rows.entry((row.app, row.hub_id)) {
                Entry::Occupied(mut shown) if rank(&row) > rank(shown.get()) => {
                    shown.insert(row);
                }
                Entry::Occupied(_) => {}
                Entry::Vacant(place) => drop(place.insert(row)),
            }
        }
        let made_at = self.made_at;
        let apps = apps
            .into_values()
            .map(|app| Change::PutApp(kept_app(app, made_at)));
        let accounts = self
            .accounts
            .into_iter()
            .map(kept_account)
            .map(Change::PutAccount);
        let rows = rows.into_values().flat_map(|row| kept_row(row, made_at));
        apps.chain(accounts).chain(rows).collect()
    }
}

/// Whether support would say that the account has a token, then whether anything
/// is left, then the health, the best last; of equals the one proven last.
fn rank(row: &SharedInstallation) -> impl Ord + use<> {
    let health = row.told_health();
    let is_left = !health.is_gone();
    (health.has_token(), is_left, health, row.proven_at, row.id)
}

#[cfg(test)]
mod tests;
