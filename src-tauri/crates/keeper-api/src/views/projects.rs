//! Developer projects on this computer.

use keeper_core::app::{AppDraft, AppSource};
use keeper_core::error::{Finding, Problem};
use keeper_core::identifier::{AppId, HubId};
use keeper_projects::Difference;
use serde::Serialize;
use ts_rs::TS;

/// A project was opened, or none was chosen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ProjectOpenedView {
    /// The project; none when the person chose nothing.
    pub project: Option<ProjectView>,
}

/// What a project's files hold.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ProjectView {
    /// The file or folder that was chosen.
    pub path: String,
    /// The platform version, where the project names one.
    pub platform_version: Option<String>,
    /// Profiles whose variables can be put in.
    pub profiles: Vec<ProjectProfileView>,
    /// The profile whose variables were put in.
    pub profile: Option<String>,
    /// The apps.
    pub apps: Vec<ProjectAppView>,
    /// What is noteworthy: placeholders without a value, and the like.
    pub findings: Vec<Finding>,
}

/// A profile of a project (`hsprofile.<name>.json`).
#[derive(Clone, Debug, Serialize, TS)]
pub struct ProjectProfileView {
    /// Its name.
    pub name: String,
    /// The account that it uploads to.
    pub hub_id: Option<HubId>,
}

/// One app of a project.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ProjectAppView {
    /// The file that it stands in.
    pub file: String,
    /// The app as a draft. The files hold no client ID and no secret.
    pub app: AppDraft,
    /// The profile here that came from the same file already.
    pub kept: Option<AppId>,
}

/// A project folder was written, or no place was chosen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ProjectExportedView {
    /// The new folder; none when the person chose no place.
    pub folder: Option<String>,
    /// The files in it, relative to the folder.
    pub files: Vec<String>,
}

/// How a profile and its project file differ now.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ProjectDriftView {
    /// Where the profile came from.
    pub source: AppSource,
    /// Why the file can't be read now, if it can't.
    pub problem: Option<Problem>,
    /// What differs; empty means nothing does.
    pub differences: Vec<Difference>,
    /// The profile with the file's values; none when the file can't be read.
    pub draft: Option<AppDraft>,
}
