//! A file that a person chose.

use std::collections::BTreeMap;
use std::path::Path;

use keeper_core::Problem;
use keeper_core::error::Finding;

use super::app::{read_app, tell_form};
use super::project::Profiles;
use super::{Import, ProjectFacts, project};
use crate::disk::{Chosen, read_text};
use crate::limits::{FILE_BYTES, FOLDER_DEPTH};

/// Reads an app from its file, and the project's facts from the folders above.
///
/// # Errors
/// As [`super::read`].
pub(super) fn read_file(path: &Path) -> Result<Import, Problem> {
    let text = read_text(path, Chosen::ByPerson, FILE_BYTES)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let refused = |refusal: super::app::Refusal| refusal.of_file(path);
    let form = tell_form(&name, &text).map_err(refused)?;
    let app = read_app(path, &text, form, &BTreeMap::new()).map_err(refused)?;
    let mut findings = Vec::new();
    let project = project_above(path, &mut findings)?;
    let profiles = match &project {
        Some(project) => project::profiles(project, &mut findings)?,
        None => Profiles::default(),
    };
    Ok(Import {
        path: path.to_path_buf(),
        project,
        apps: vec![app],
        profiles: profiles.read,
        broken_profiles: profiles.broken,
        findings,
    })
}

/// The nearest project above whose source folder holds the path.
pub(super) fn project_above(
    path: &Path,
    findings: &mut Vec<Finding>,
) -> Result<Option<ProjectFacts>, Problem> {
    for folder in path.ancestors().skip(1).take(FOLDER_DEPTH) {
        if project::has_project_file(folder) {
            let facts = project::facts(folder, findings)?;
            let is_inside = path.starts_with(&facts.source_folder);
            return Ok(is_inside.then_some(facts));
        }
    }
    Ok(None)
}
