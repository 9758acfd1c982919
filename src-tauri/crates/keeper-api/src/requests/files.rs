//! Files that are written, and copies that are kept.

use keeper_core::identifier::AppId;
use serde::Deserialize;
use ts_rs::TS;

use super::{
    ActivityQueryRequest, ChosenRequest, InstallationFilter, InstallationSort, ProofRequest,
};

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A table for a spreadsheet.
    Csv,
    /// A JSON array.
    Json,
}

/// Writes the activity that matches to a file, all of it.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ActivityExportRequest {
    /// Which lines; offset and limit don't count.
    pub question: ActivityQueryRequest,
    /// How.
    pub format: ExportFormat,
}

/// Writes installations to a file, as CSV.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct InstallationsExportRequest {
    /// Which rows; `chosen` goes before it.
    pub filter: InstallationFilter,
    /// In which order.
    pub sort: InstallationSort,
    /// Only these, whether they match or not.
    pub chosen: Option<ChosenRequest>,
}

/// Names a copy of the vault.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct BackupRequest {
    /// Its name, as the list has it.
    pub name: String,
    /// What opened it when it was made, for one under another key.
    #[serde(default)]
    #[ts(optional)]
    pub then: Option<ProofRequest>,
}

/// Names the app whose logo is meant.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct LogoRequest {
    /// The app.
    pub app: AppId,
}
