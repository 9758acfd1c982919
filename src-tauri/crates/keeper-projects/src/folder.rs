//! Looking through a folder: bounded, in a fixed order, never over a link.

use std::fs;
use std::path::{Path, PathBuf};

use keeper_core::{Code, Problem};

use crate::disk::unreadable;
use crate::fault::about;
use crate::limits::{ENTRIES, FOLDER_DEPTH};

/// Folders that hold other people's code, never an app of the project.
const SKIPPED: &[&str] = &["node_modules"];

/// The ordinary files beneath `folder` whose name `is_wanted`, sorted. Links
/// and what is neither file nor folder are passed over, and so are hidden
/// folders and those of [`SKIPPED`].
///
/// # Errors
/// [`Code::FileUnreadable`]; [`Code::FolderTooLarge`] beyond [`ENTRIES`] or
/// [`FOLDER_DEPTH`].
pub(crate) fn files_beneath(
    folder: &Path,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    let mut seen = 0;
    let mut waiting = vec![(folder.to_path_buf(), 0)];
    while let Some((inner, depth)) = waiting.pop() {
        let entries = entries(folder, &inner, &mut seen)?;
        for (path, name, kind) in entries {
            if kind.is_file() && is_wanted(&name) {
                found.push(path);
            } else if kind.is_dir() && !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                if depth >= FOLDER_DEPTH {
                    let limit = format!("{FOLDER_DEPTH} folders within each other");
                    return Err(about(Code::FolderTooLarge, folder).with("limit", limit));
                }
                waiting.push((path, depth + 1));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The ordinary files directly in `folder` whose name `is_wanted`, sorted.
///
/// # Errors
/// As [`files_beneath`].
pub(crate) fn files_in(
    folder: &Path,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<PathBuf>, Problem> {
    let entries = entries(folder, folder, &mut 0)?;
    let wanted = entries
        .into_iter()
        .filter(|(_, name, kind)| kind.is_file() && is_wanted(name));
    let mut found: Vec<_> = wanted.map(|(path, _, _)| path).collect();
    found.sort();
    Ok(found)
}

type Entry = (PathBuf, String, fs::FileType);

fn entries(top: &Path, folder: &Path, seen: &mut usize) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(|cause| unreadable(folder, &cause))? {
        *seen += 1;
        if *seen > ENTRIES {
            let limit = format!("{ENTRIES} files and folders");
            return Err(about(Code::FolderTooLarge, top).with("limit", limit));
        }
        let entry = entry.map_err(|cause| unreadable(folder, &cause))?;
        // Of the entry itself: a link is neither file nor folder.
        let kind = entry.file_type();
        let kind = kind.map_err(|cause| unreadable(&entry.path(), &cause))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        entries.push((entry.path(), name, kind));
    }
    Ok(entries)
}
