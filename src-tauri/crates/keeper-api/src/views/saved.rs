//! Columns, and views of the list of installations that a person saved.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::requests::{InstallationFilter, InstallationSort};

/// A column of the list of installations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InstallationColumn {
    /// Account.
    Account,
    /// Hub ID.
    HubId,
    /// Type of the account.
    Type,
    /// App.
    App,
    /// The app's environment.
    Environment,
    /// Health.
    Health,
    /// Granted scopes, of how many.
    Scopes,
    /// Last proven.
    Proven,
    /// Who authorized it.
    InstalledBy,
    /// Tags.
    Tags,
    /// When it is tried again.
    NextTry,
}

impl InstallationColumn {
    /// What is shown until a person chooses otherwise.
    pub(crate) const USUAL: [Self; 7] = [
        Self::Account,
        Self::HubId,
        Self::App,
        Self::Health,
        Self::Scopes,
        Self::Proven,
        Self::InstalledBy,
    ];
}

/// A view of the list that a person saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedView {
    /// What the person calls it.
    pub name: String,
    /// Which rows.
    pub filter: InstallationFilter,
    /// In which order.
    pub sort: InstallationSort,
    /// Which columns, in their order.
    pub columns: Vec<InstallationColumn>,
}
