//! A project's folder: its own file, its profiles, its apps.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use keeper_core::error::{Finding, Level};
use keeper_core::identifier::HubId;
use keeper_core::text::{NAME_LIMIT, one_line};
use keeper_core::{Code, Problem};

use super::app::{Refusal, read_app, tell_form};
use super::single::project_above;
use super::{Import, ImportedApp, PROJECT_FILE, ProfileFacts, ProjectFacts};
use crate::disk::{self, Chosen, read_text};
use crate::fault::{Fault, about};
use crate::folder::{files_beneath, files_in};
use crate::json::{self, strings};
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
    let project = project_above(&folder.join(PROJECT_FILE))?;
    gather(folder, folder, project)
}

/// Reads the project in `folder`; `path` is what a person chose.
///
/// # Errors
/// As [`super::read`].
pub(super) fn read_project(path: &Path, folder: &Path) -> Result<Import, Problem> {
    let project = facts(folder)?;
    check_no_links(folder, &project.source_folder)?;
    let source = project.source_folder.clone();
    gather(path, &source, Some(project))
}

/// What `hsproject.json` says.
///
/// # Errors
/// As [`super::read`].
pub(super) fn facts(folder: &Path) -> Result<ProjectFacts, Problem> {
    let path = folder.join(PROJECT_FILE);
    let text = read_text(&path, Chosen::ByUs, FILE_BYTES)?;
    let project: Project = json::parse(&text).map_err(|fault| fault.in_file(&path))?;
    let version = project.platform_version;
    Ok(ProjectFacts {
        folder: folder.to_path_buf(),
        source_folder: folder.join(&project.src_dir),
        name: one_line(&project.name, NAME_LIMIT),
        platform_version: version.map(|version| one_line(&version, NAME_LIMIT)),
    })
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

/// The profiles of a project: beside its own file, and in its source folder.
/// Of two with one name, that in the source folder counts.
///
/// # Errors
/// As [`super::read`].
pub(super) fn profiles(project: &ProjectFacts) -> Result<Vec<ProfileFacts>, Problem> {
    let is_profile = |name: &str| profile_name(name).is_some();
    let mut files = files_in(&project.folder, &is_profile)?;
    if project.source_folder != project.folder {
        files.extend(files_in(&project.source_folder, &is_profile)?);
    }
    let mut profiles = BTreeMap::new();
    for file in files {
        let profile = read_profile(&file)?;
        profiles.insert(profile.name.clone(), profile);
    }
    Ok(profiles.into_values().collect())
}

/// The middle of `hsprofile.<name>.json`.
fn profile_name(file: &str) -> Option<&str> {
    let name = file.strip_prefix("hsprofile.")?.strip_suffix(".json")?;
    (!name.is_empty()).then_some(name)
}

fn read_profile(file: &Path) -> Result<ProfileFacts, Problem> {
    let text = read_text(file, Chosen::ByUs, FILE_BYTES)?;
    let profile: Profile = json::parse(&text).map_err(|fault| fault.in_file(file))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(ProfileFacts {
        name: one_line(profile_name(&name).unwrap_or_default(), NAME_LIMIT),
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
        (is_new && name.ends_with("-hsmeta.json"))
            || (is_old && matches!(name, "app.json" | "public-app.json"))
    }
}

fn gather(path: &Path, source: &Path, project: Option<ProjectFacts>) -> Result<Import, Problem> {
    let version = project.as_ref().and_then(|p| p.platform_version.as_deref());
    let files = files_beneath(source, &may_hold_app(version))?;
    let mut found = Found::default();
    for file in &files {
        found.add(path, file)?;
    }
    let profiles = match &project {
        Some(project) => profiles(project)?,
        None => Vec::new(),
    };
    if found.apps.is_empty() {
        let only = found.refused.into_iter().next();
        return Err(only.unwrap_or_else(|| about(Code::FileNotAnApp, path)));
    }
    Ok(Import {
        path: path.to_path_buf(),
        project,
        apps: found.apps,
        profiles,
        findings: found.refused.into_iter().map(left_out).collect(),
    })
}

#[derive(Default)]
struct Found {
    apps: Vec<ImportedApp>,
    uids: BTreeSet<String>,
    refused: Vec<Problem>,
    bytes: u64,
}

impl Found {
    fn add(&mut self, chosen: &Path, file: &Path) -> Result<(), Problem> {
        let text = read_text(file, Chosen::ByUs, FILE_BYTES)?;
        self.bytes += text.len() as u64;
        if self.bytes > PROJECT_BYTES {
            let limit = format!("{} MiB of apps’ files", PROJECT_BYTES / (1024 * 1024));
            return Err(about(Code::FolderTooLarge, chosen).with("limit", limit));
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let read =
            tell_form(&name, &text).and_then(|form| read_app(file, &text, form, &BTreeMap::new()));
        match read {
            Ok(app) => self.keep(app, &text),
            Err(Refusal::NotAnApp(_)) => Ok(()),
            Err(Refusal::Broken(fault)) => Err(fault.in_file(file)),
            Err(refusal @ (Refusal::StaticAuth | Refusal::Private)) => {
                self.refused.push(refusal.of_file(file));
                Ok(())
            }
        }
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
}

fn left_out(problem: Problem) -> Finding {
    Finding {
        code: problem.code,
        level: Level::Info,
        field: None,
        args: problem.args,
    }
}
