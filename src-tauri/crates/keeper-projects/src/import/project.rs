//! A project's folder: its own file, its profiles, its apps.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use keeper_core::error::{Finding, Level};
use keeper_core::identifier::HubId;
use keeper_core::text::{NAME_LIMIT, one_line};
use keeper_core::{Code, Problem};
use serde::de::DeserializeOwned;

use super::app::{HSMETA, Refusal, read_app, tell_form};
use super::single::project_above;
use super::{BrokenProfile, Import, ImportedApp, PROJECT_FILE, ProfileFacts, ProjectFacts};
use crate::disk::{self, Chosen, read_text};
use crate::fault::{Fault, about, shown};
use crate::folder::{files_beneath, files_in};
use crate::json::{self, repeated, strings};
use crate::limits::{FILE_BYTES, PROJECT_BYTES};
use crate::wire::project::{Profile, Project};

/// Whether a folder is a project's.
pub(super) fn has_project_file(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(PROJECT_FILE)).is_ok_and(|facts| facts.is_file())
}

/// Reads a folder: a project's, or one inside a project.
///
/// # Errors
/// As [`super::read`].
pub(super) fn read_folder(folder: &Path) -> Result<Import, Problem> {
    if has_project_file(folder) {
        return read_project(folder, folder);
    }
    let mut findings = Vec::new();
    let project = project_above(&folder.join(PROJECT_FILE), &mut findings)?;
    gather(folder, folder, project, findings)
}

/// Reads the project in `folder`; `path` is what a person chose.
///
/// # Errors
/// As [`super::read`].
pub(super) fn read_project(path: &Path, folder: &Path) -> Result<Import, Problem> {
    let mut findings = Vec::new();
    let project = facts(folder, &mut findings)?;
    check_no_links(folder, &project.source_folder)?;
    let source = project.source_folder.clone();
    gather(path, &source, Some(project), findings)
}

/// What `hsproject.json` says.
///
/// # Errors
/// As [`super::read`].
pub(super) fn facts(folder: &Path, findings: &mut Vec<Finding>) -> Result<ProjectFacts, Problem> {
    let path = folder.join(PROJECT_FILE);
    let project: Project = read_json(&path, findings)?;
    let version = project.platform_version;
    Ok(ProjectFacts {
        folder: folder.to_path_buf(),
        source_folder: folder.join(&project.src_dir),
        name: one_line(&project.name, NAME_LIMIT),
        platform_version: version.map(|version| one_line(&version, NAME_LIMIT)),
    })
}

/// Reads a file that was found; keys that stand twice in it are findings.
fn read_json<T: DeserializeOwned>(path: &Path, findings: &mut Vec<Finding>) -> Result<T, Problem> {
    let text = read_text(path, Chosen::ByUs, FILE_BYTES)?;
    let (single, repeated) = repeated::last_only(&text);
    let value = json::parse(&single).map_err(|fault| fault.in_file(path))?;
    findings.extend(repeated.iter().map(|one| one.in_file(path)));
    Ok(value)
}

/// The way to the source folder leads over no link, so it stays inside.
fn check_no_links(folder: &Path, source: &Path) -> Result<(), Problem> {
    let inner = source.ancestors().take_while(|inner| *inner != folder);
    for inner in inner {
        let facts = disk::facts(inner, Chosen::ByUs)?;
        if !facts.is_dir() {
            let problem = about(Code::FileUnreadable, inner);
            return Err(problem.with("reason", "it is a link, or no folder"));
        }
    }
    Ok(())
}

/// The profiles of a project, by name.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    pub(super) read: Vec<ProfileFacts>,
    pub(super) broken: Vec<BrokenProfile>,
}

/// The profiles of a project: beside its own file, and in its source folder.
/// Of two with one name, that in the source folder counts. A broken one is a
/// finding: it matters to nobody before it is chosen.
///
/// # Errors
/// As [`super::read`], for the folders.
pub(super) fn profiles(
    project: &ProjectFacts,
    findings: &mut Vec<Finding>,
) -> Result<Profiles, Problem> {
    let is_profile = |name: &str| profile_name(name).is_some();
    let mut files = files_in(&project.folder, &is_profile)?;
    if project.source_folder != project.folder {
        files.extend(files_in(&project.source_folder, &is_profile)?);
    }
    let mut by_name = BTreeMap::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name = one_line(profile_name(&name).unwrap_or_default(), NAME_LIMIT);
        let read = read_profile(&name, &file, findings);
        by_name.insert(name, read.map_err(|problem| (file, problem)));
    }
    let mut profiles = Profiles::default();
    for (name, read) in by_name {
        match read {
            Ok(profile) => profiles.read.push(profile),
            Err((file, problem)) => {
                findings.push(as_finding(Level::Warn, problem.clone()));
                profiles.broken.push(BrokenProfile {
                    name,
                    file,
                    problem,
                });
            }
        }
    }
    Ok(profiles)
}

/// The middle of `hsprofile.<name>.json`.
fn profile_name(file: &str) -> Option<&str> {
    let name = file.strip_prefix("hsprofile.")?.strip_suffix(".json")?;
    (!name.is_empty()).then_some(name)
}

fn read_profile(
    name: &str,
    file: &Path,
    findings: &mut Vec<Finding>,
) -> Result<ProfileFacts, Problem> {
    let profile: Profile = read_json(file, findings)?;
    Ok(ProfileFacts {
        name: name.to_owned(),
        file: file.to_path_buf(),
        account_id: profile.account_id.map(HubId),
        variables: profile.variables,
    })
}

/// Which files may hold an app. Projects of the older platforms have other
/// names than newer ones; where the version isn't known, both count.
fn may_hold_app(version: Option<&str>) -> impl Fn(&str) -> bool {
    let is_old = version.is_none_or(|version| {
        version.starts_with("2023.")
            || version.starts_with("2025.1")
            || version.starts_with("2024.")
    });
    let is_new = version.is_none() || !is_old;
    move |name: &str| {
        (is_new && name.ends_with(HSMETA))
            || (is_old && matches!(name, "app.json" | "public-app.json"))
    }
}

/// Where an app's file lies, by what HubSpot's tools take from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It is read as an app.
    ForApps,
    /// It is read as a feature of the app.
    ForFeatures,
    /// It is passed over.
    Skipped,
}

/// The folder of the source folder that holds the app of a project since
/// platform 2025.2 (HubSpot's `project-parsing-lib`, 0.23).
const APP_FOLDER: &str = "app";

/// Older projects have their app anywhere, and a folder that belongs to no
/// project tells nothing.
fn place(project: Option<&ProjectFacts>, file: &Path) -> Place {
    let is_component = |name: &OsStr| name.to_string_lossy().ends_with(HSMETA);
    let Some(project) = project.filter(|_| file.file_name().is_some_and(is_component)) else {
        return Place::ForApps;
    };
    let inner = file.strip_prefix(&project.source_folder).unwrap_or(file);
    let folders: Vec<_> = inner.parent().into_iter().flat_map(Path::iter).collect();
    match folders.as_slice() {
        [first] if *first == APP_FOLDER => Place::ForApps,
        [first, _] if *first == APP_FOLDER => Place::ForFeatures,
        _ => Place::Skipped,
    }
}

fn gather(
    path: &Path,
    source: &Path,
    project: Option<ProjectFacts>,
    mut findings: Vec<Finding>,
) -> Result<Import, Problem> {
    let version = project.as_ref().and_then(|p| p.platform_version.as_deref());
    let files = files_beneath(source, &may_hold_app(version))?;
    let mut found = Found::default();
    for file in &files {
        found.add(path, file, place(project.as_ref(), file))?;
    }
    let profiles = match &project {
        Some(project) => profiles(project, &mut findings)?,
        None => Profiles::default(),
    };
    let apps = found.into_apps(path, &mut findings)?;
    Ok(Import {
        path: path.to_path_buf(),
        project,
        apps,
        profiles: profiles.read,
        broken_profiles: profiles.broken,
        findings,
    })
}

#[derive(Default)]
struct Found {
    apps: Vec<ImportedApp>,
    /// Apps where HubSpot reads none.
    elsewhere: Vec<ImportedApp>,
    uids: BTreeSet<String>,
    refused: Vec<Problem>,
    /// Files that HubSpot skips.
    skipped: Vec<PathBuf>,
    bytes: u64,
}

impl Found {
    fn add(&mut self, chosen: &Path, file: &Path, place: Place) -> Result<(), Problem> {
        let text = match read_text(file, Chosen::ByUs, FILE_BYTES) {
            Ok(text) => text,
            Err(problem) => return self.pass_over(file, place, problem),
        };
        self.bytes += text.len() as u64;
        if self.bytes > PROJECT_BYTES {
            let limit = format!("{} MiB of apps’ files", PROJECT_BYTES / (1024 * 1024));
            return Err(about(Code::FolderTooLarge, chosen).with("limit", limit));
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let read =
            tell_form(&name, &text).and_then(|form| read_app(file, &text, form, &BTreeMap::new()));
        match read {
            Ok(app) if place == Place::ForApps => self.keep(app, &text),
            Ok(app) => {
                self.skipped.push(file.to_path_buf());
                self.elsewhere.push(app);
                Ok(())
            }
            Err(Refusal::NotAnApp(_)) => Ok(()),
            Err(refusal @ Refusal::Broken(_)) => self.pass_over(file, place, refusal.of_file(file)),
            Err(refusal @ (Refusal::StaticAuth | Refusal::Private)) => {
                self.refused.push(refusal.of_file(file));
                Ok(())
            }
        }
    }

    /// A file that can't be read: as an app it refuses the project.
    fn pass_over(&mut self, file: &Path, place: Place, problem: Problem) -> Result<(), Problem> {
        match place {
            Place::ForApps => return Err(problem),
            Place::ForFeatures => self.refused.push(problem),
            Place::Skipped => self.skipped.push(file.to_path_buf()),
        }
        Ok(())
    }

    fn keep(&mut self, app: ImportedApp, text: &str) -> Result<(), Problem> {
        if !self.uids.insert(app.uid.clone()) {
            let (line, column) = strings::find(text, &["uid"]).unwrap_or((1, 1));
            let fault = Fault::new(
                line,
                column,
                "another file of the project has this one, too",
            );
            return Err(fault.at("uid").in_file(&app.file));
        }
        self.apps.push(app);
        Ok(())
    }

    /// The apps; where HubSpot would find none, those it skips.
    fn into_apps(
        mut self,
        chosen: &Path,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<ImportedApp>, Problem> {
        let level = match self.apps.is_empty() {
            true => Level::Warn,
            false => Level::Info,
        };
        if self.apps.is_empty() {
            let elsewhere = self.elsewhere.into_iter();
            self.apps = elsewhere
                .filter(|app| self.uids.insert(app.uid.clone()))
                .collect();
        }
        if self.apps.is_empty() {
            let only = self.refused.into_iter().next();
            return Err(only.unwrap_or_else(|| about(Code::FileNotAnApp, chosen)));
        }
        let refused = self.refused.into_iter();
        findings.extend(refused.map(|problem| as_finding(Level::Info, problem)));
        let skipped = self.skipped.iter();
        findings.extend(
            skipped.map(|file| Finding::new(level, Code::AppFileSkipped).with("path", shown(file))),
        );
        Ok(self.apps)
    }
}

fn as_finding(level: Level, problem: Problem) -> Finding {
    Finding {
        code: problem.code,
        level,
        field: None,
        args: problem.args,
    }
}
