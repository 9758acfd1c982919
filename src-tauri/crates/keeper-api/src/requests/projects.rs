//! Developer projects on this computer.

use keeper_core::identifier::AppId;
use serde::Deserialize;
use ts_rs::TS;

/// What a person chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProjectFrom {
    /// One app file.
    File,
    /// A whole project.
    Folder,
}

/// Asks a person for a project and reads it.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ProjectOpenRequest {
    /// A file or a folder.
    pub from: ProjectFrom,
}

/// Reads a project that was opened before, with another profile's variables.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ProjectReadRequest {
    /// The path that was chosen.
    pub path: String,
    /// The profile; none leaves the placeholders.
    #[serde(default)]
    #[ts(optional)]
    pub profile: Option<String>,
}

/// Names the app whose project is meant.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ProjectRequest {
    /// The app.
    pub app: AppId,
}
