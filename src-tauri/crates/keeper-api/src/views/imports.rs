//! Refresh tokens from elsewhere, on their way to installations.

use keeper_core::error::Problem;
use keeper_core::identifier::{AppId, BatchId, HubId, InstallationId};
use serde::Serialize;
use ts_rs::TS;

/// An import was started, or no file was chosen.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct ImportStartedView {
    /// Which; none when the person chose no file.
    pub import: Option<BatchId>,
}

/// Where an import stands.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ImportView {
    /// Which.
    pub import: BatchId,
    /// The app that it is for.
    pub app: AppId,
    /// Of how many lines.
    pub total: usize,
    /// How many are done.
    pub done: usize,
    /// How many became installations.
    pub added: usize,
    /// Whether it has ended.
    pub finished: bool,
    /// The lines that are done, in the file's order.
    pub rows: Vec<ImportRowView>,
}

/// One line of the file.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ImportRowView {
    /// Its number, from 1.
    pub line: usize,
    /// The account that the line names.
    pub hub_id: Option<HubId>,
    /// What came of it.
    pub installation: Option<InstallationId>,
    /// Why nothing came of it.
    pub problem: Option<Problem>,
}
