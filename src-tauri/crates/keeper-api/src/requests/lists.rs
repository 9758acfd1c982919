//! Lists and how they are narrowed.

use keeper_core::Timestamp;
use keeper_core::account::AccountType;
use keeper_core::activity::ActivityKind;
use keeper_core::health::Health;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which rows are wanted; an empty list means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct InstallationFilter {
    /// Words that name, domain, hub ID, app, installer or tag must hold.
    pub search: String,
    /// Apps.
    pub apps: Vec<AppId>,
    /// Healths.
    pub healths: Vec<Health>,
    /// Types of account.
    pub account_types: Vec<AccountType>,
    /// Tags.
    pub tags: Vec<String>,
    /// One account.
    #[ts(type = "number | null")]
    pub hub_id: Option<HubId>,
}

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InstallationSortKey {
    /// What a person must do first.
    #[default]
    Health,
    /// Account name.
    Account,
    /// Hub ID.
    HubId,
    /// App name.
    App,
    /// Granted scopes.
    Scopes,
    /// Last proven.
    Proven,
    /// Installed by.
    InstalledBy,
}

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct InstallationSort {
    /// By what.
    pub by: InstallationSortKey,
    /// Whether the other way round.
    pub descending: bool,
}

/// Asks for a window of a list. Without `snapshot` the list is made anew and
/// its order kept; with it, the same order is read on.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(default)]
pub struct InstallationQueryRequest {
    /// Which rows.
    pub filter: InstallationFilter,
    /// In which order.
    pub sort: InstallationSort,
    /// From which place on.
    pub offset: usize,
    /// How many at the most; at most 500.
    pub limit: usize,
    /// Of which list.
    #[ts(type = "number", optional)]
    pub snapshot: Option<u64>,
    /// Whether the order of a list that is made anew is kept, so that it can be
    /// read on; a question asked once keeps none.
    pub keep: bool,
}

/// Adds an account by hand.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AccountAddRequest {
    /// Hub ID.
    pub hub_id: HubId,
    /// What to call it.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// Its type.
    #[serde(default)]
    pub account_type: AccountType,
}

/// Names an account.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct HubRequest {
    /// Which.
    pub hub_id: HubId,
}

/// Asks for a window of the accounts × apps matrix.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(default)]
pub struct MatrixQueryRequest {
    /// Which cells; accounts without a matching cell are left out when a
    /// health, an app or a tag is asked for.
    pub filter: InstallationFilter,
    /// From which account on.
    pub offset: usize,
    /// How many accounts at the most; at most 500.
    pub limit: usize,
}

/// Asks for a window of the activity list, newest first.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(default)]
pub struct ActivityQueryRequest {
    /// Of this app only.
    #[ts(optional)]
    pub app: Option<AppId>,
    /// Of this account only.
    #[ts(optional)]
    pub hub_id: Option<HubId>,
    /// Of this installation only.
    #[ts(optional)]
    pub installation: Option<InstallationId>,
    /// Of these kinds only.
    pub kinds: Vec<ActivityKind>,
    /// Only those at which something went wrong.
    pub failures_only: bool,
    /// Words that the app's or account's name, the domain, the hub ID, the
    /// code, HubSpot's status or the correlation ID must hold.
    pub search: String,
    /// From then on.
    #[ts(type = "number", optional)]
    pub since: Option<Timestamp>,
    /// Before then.
    #[ts(type = "number", optional)]
    pub until: Option<Timestamp>,
    /// From which place on.
    pub offset: usize,
    /// How many at the most; at most 500.
    pub limit: usize,
}

/// How many rows are answered with when nobody says how many.
const USUAL_LIMIT: usize = 100;

impl Default for InstallationQueryRequest {
    fn default() -> Self {
        Self {
            filter: InstallationFilter::default(),
            sort: InstallationSort::default(),
            offset: 0,
            limit: USUAL_LIMIT,
            snapshot: None,
            keep: true,
        }
    }
}

impl Default for MatrixQueryRequest {
    fn default() -> Self {
        Self {
            filter: InstallationFilter::default(),
            offset: 0,
            limit: USUAL_LIMIT,
        }
    }
}

impl Default for ActivityQueryRequest {
    fn default() -> Self {
        Self {
            app: None,
            hub_id: None,
            installation: None,
            kinds: Vec::new(),
            failures_only: false,
            search: String::new(),
            since: None,
            until: None,
            offset: 0,
            limit: USUAL_LIMIT,
        }
    }
}
