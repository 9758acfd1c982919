//! Reading apps from a project, or from one file of it.
//!
//! Understood are `*-hsmeta.json` of type `app` (platform 2025.2 and later),
//! `public-app.json` (2023.2 and 2025.1), and folders with `hsproject.json`.
//! None of these files hold a client ID or secret.
//!
//! A broken file refuses the import whole. Apps with a fixed token never go
//! through an authorization: alone they are refused with a code of their own,
//! beside other apps of a project they are findings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keeper_core::Problem;
use keeper_core::app::AppDraft;
use keeper_core::error::Finding;
use keeper_core::identifier::HubId;
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
    /// The placeholders that have no value.
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
    /// Apps of the project that are left out, and why.
    pub findings: Vec<Finding>,
}

impl Import {
    /// The files whose change makes this import out of date.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let apps = self.apps.iter().map(|app| app.file.clone());
        let profiles = self.profiles.iter().map(|profile| profile.file.clone());
        let project = self.project.iter();
        let project = project.map(|project| project.folder.join(PROJECT_FILE));
        apps.chain(profiles).chain(project).collect()
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
