//! Reading apps from a project, or from one file of it.
//!
//! Understood are `*-hsmeta.json` of type `app` (platform 2025.2 and later),
//! `public-app.json` (2023.2 and 2025.1), and folders with `hsproject.json`.
//! None of these files hold a client ID or secret.
//!
//! A broken app refuses the import whole. Apps with a fixed token never go
//! through an authorization: alone they are refused with a code of their own,
//! beside other apps of a project they are findings. So is what HubSpot never
//! reads: files outside of the folder for apps, and profiles that nobody chose.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keeper_core::app::AppDraft;
use keeper_core::error::Finding;
use keeper_core::identifier::HubId;
use keeper_core::{Code, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::placeholder::Placeholder;

mod app;
mod fields;
mod project;
mod single;

pub(crate) use app::read_app;

/// How an app is handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// To anybody, by HubSpot's marketplace or a link.
    #[default]
    Marketplace,
    /// To the accounts of an allowlist.
    Private,
}

/// Which kind of file an app was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AppForm {
    /// `*-hsmeta.json`, since platform 2025.2.
    Hsmeta,
    /// `public-app.json`, before.
    LegacyPublic,
}

/// The project that files belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFacts {
    /// Where `hsproject.json` stands.
    pub folder: PathBuf,
    /// Where its components stand.
    pub source_folder: PathBuf,
    /// Its name, made visible.
    pub name: String,
    /// Such as `2026.09`, made visible; the oldest projects have none.
    pub platform_version: Option<String>,
}

/// A profile of a project: values for placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileFacts {
    /// Its name, from the file's, made visible.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// The account it is for.
    pub account_id: Option<HubId>,
    /// Values by the names of placeholders.
    pub variables: BTreeMap<String, String>,
}

/// A profile of a project that can't be used until its file is put right.
#[derive(Clone, Debug, PartialEq)]
pub struct BrokenProfile {
    /// Its name, from the file's, made visible.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub problem: Problem,
}

/// One app of a file. Its text is as the file has it, made visible;
/// placeholders without a value stand in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedApp {
    /// Its identifier in the project.
    pub uid: String,
    /// The file.
    pub file: PathBuf,
    /// Which kind of file.
    pub form: AppForm,
    /// What the file says. The client ID is empty: files never hold it.
    pub draft: AppDraft,
    /// How it is handed out, where the file says so.
    pub distribution: Option<Distribution>,
    /// Its placeholders, with the chosen profile's values.
    pub placeholders: Vec<Placeholder>,
    /// The placeholders that have no value, and fields that stand twice or
    /// belong to another kind of app.
    pub findings: Vec<Finding>,
    /// The file's text, from which a profile's values are put in anew.
    text: String,
}

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// What the person chose.
    pub path: PathBuf,
    /// The project it belongs to, if it belongs to one.
    pub project: Option<ProjectFacts>,
    /// At least one, in the order of their files.
    pub apps: Vec<ImportedApp>,
    /// The project's profiles, by name.
    pub profiles: Vec<ProfileFacts>,
    /// Its profiles that can't be read.
    pub broken_profiles: Vec<BrokenProfile>,
    /// What is left out of the project and why, and what HubSpot reads
    /// differently than it looks.
    pub findings: Vec<Finding>,
}

impl Import {
    /// The files whose change makes this import out of date.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let apps = self.apps.iter().map(|app| app.file.clone());
        let profiles = self.profiles.iter().map(|profile| profile.file.clone());
        let broken = self.broken_profiles.iter().map(|one| one.file.clone());
        let profiles = profiles.chain(broken);
        let project = self.project.iter();
        let project = project.map(|project| project.folder.join(PROJECT_FILE));
        apps.chain(profiles).chain(project).collect()
    }

    /// The profile of a name.
    ///
    /// # Errors
    /// [`keeper_core::Code::ProjectProfileUnknown`]; what is wrong with its
    /// file.
    pub fn profile(&self, name: &str) -> Result<&ProfileFacts, Problem> {
        if let Some(found) = self.profiles.iter().find(|known| known.name == name) {
            return Ok(found);
        }
        let broken = self.broken_profiles.iter().find(|known| known.name == name);
        let unknown = || Problem::new(Code::ProjectProfileUnknown).with("name", name);
        Err(broken.map_or_else(unknown, |broken| broken.problem.clone()))
    }
}

impl ImportedApp {
    /// The file's text, as it was read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The same app with a profile's values put in for its placeholders; with
    /// none, as the file has it.
    ///
    /// # Errors
    /// [`keeper_core::Code::FileBroken`] where a value breaks a rule, and the
    /// codes of apps that never go through an authorization, which a
    /// placeholder may have hidden.
    pub fn with_profile(&self, profile: Option<&ProfileFacts>) -> Result<Self, Problem> {
        let none = BTreeMap::new();
        let values = profile.map_or(&none, |profile| &profile.variables);
        let read = read_app(&self.file, &self.text, self.form, values);
        read.map_err(|refusal| refusal.of_file(&self.file))
    }
}

/// What a project's own file is called.
pub(crate) const PROJECT_FILE: &str = "hsproject.json";

/// Reads the apps of a file, or of a project's folder.
///
/// # Errors
/// [`FileUnreadable`], [`FileTooLarge`], [`FolderTooLarge`], [`FileBroken`];
/// [`FileNotAnApp`] where no app stands in it, [`AppFileStaticAuth`] and
/// [`AppFilePrivate`] where only such apps do.
///
/// [`FileUnreadable`]: keeper_core::Code::FileUnreadable
/// [`FileTooLarge`]: keeper_core::Code::FileTooLarge
/// [`FolderTooLarge`]: keeper_core::Code::FolderTooLarge
/// [`FileBroken`]: keeper_core::Code::FileBroken
/// [`FileNotAnApp`]: keeper_core::Code::FileNotAnApp
/// [`AppFileStaticAuth`]: keeper_core::Code::AppFileStaticAuth
/// [`AppFilePrivate`]: keeper_core::Code::AppFilePrivate
pub fn read(path: &Path) -> Result<Import, Problem> {
    let facts = crate::disk::facts(path, crate::disk::Chosen::ByPerson)?;
    if facts.is_dir() {
        return project::read_folder(path);
    }
    if path.file_name().is_some_and(|name| name == PROJECT_FILE) {
        let folder = path.parent().unwrap_or(Path::new(""));
        return project::read_project(path, folder);
    }
    single::read_file(path)
}
