//! Writing an app as a project that HubSpot's command-line tool can upload.
//!
//! The project is written beside its place and then moved there in one step:
//! it is there whole or not at all. Nothing that exists is overwritten. It
//! holds neither client ID nor secret: such files never do.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use keeper_core::app::AppDraft;
use keeper_core::{Code, Problem};
use serde::Serialize;

use crate::fault::about;
use crate::import::{AppForm, Distribution, PROJECT_FILE, read_app};
use crate::limits::UID;

/// The newest platform version that is no beta.
pub const PLATFORM_VERSION: &str = "2026.09";

const SOURCE: &str = "src";
const APP_FILE: &str = "src/app/app-hsmeta.json";

/// An app to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExportedApp {
    /// Its profile. Of it name, description, support, redirect URLs and scopes
    /// are written.
    pub draft: AppDraft,
    /// How it is to be handed out.
    pub distribution: Distribution,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProjectFile<'a> {
    name: &'a str,
    src_dir: &'a str,
    platform_version: &'a str,
}

#[derive(Serialize)]
struct AppFile<'a> {
    uid: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    config: Config<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    name: &'a str,
    description: &'a str,
    distribution: Distribution,
    auth: Auth<'a>,
    permitted_urls: PermittedUrls,
    support: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Auth<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    redirect_urls: &'a [String],
    required_scopes: &'a [String],
    optional_scopes: &'a [String],
    conditionally_required_scopes: &'a [String],
}

/// Which addresses the app's own pages may call: none, until somebody says so.
#[derive(Default, Serialize)]
struct PermittedUrls {
    fetch: [String; 0],
    iframe: [String; 0],
    img: [String; 0],
}

/// Writes a project to `folder`, which is new or empty; the folder above it
/// has to be there. Returns the files written.
///
/// # Errors
/// [`Code::ProjectFolderNotEmpty`] where something stands there already,
/// [`Code::FileUnwritable`], and [`Code::FileBroken`] where the profile is
/// such that the file could not be read again.
pub fn write(folder: &Path, app: &ExportedApp) -> Result<Vec<PathBuf>, Problem> {
    check_free(folder)?;
    let uid = derive_uid(&app.draft.name);
    let files = [
        (PROJECT_FILE, project_text(&uid)?),
        (APP_FILE, app_text(&uid, app)?),
    ];
    let (path, text) = (folder.join(APP_FILE), &files[1].1);
    let readable = read_app(&path, text, AppForm::Hsmeta, &BTreeMap::new());
    readable.map_err(|refusal| refusal.of_file(&path))?;
    place(folder, &files).map_err(|cause| unwritten(folder, &cause))?;
    Ok(files.iter().map(|(name, _)| folder.join(name)).collect())
}

fn check_free(folder: &Path) -> Result<(), Problem> {
    let facts = match fs::symlink_metadata(folder) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(unwritten(folder, &cause)),
        Ok(facts) => facts,
    };
    let is_empty = facts.is_dir()
        && fs::read_dir(folder)
            .map_err(|cause| unwritten(folder, &cause))?
            .next()
            .is_none();
    if is_empty {
        return Ok(());
    }
    Err(about(Code::ProjectFolderNotEmpty, folder))
}

fn unwritten(folder: &Path, cause: &io::Error) -> Problem {
    let code = match cause.kind() == ErrorKind::DirectoryNotEmpty {
        true => Code::ProjectFolderNotEmpty,
        false => Code::FileUnwritable,
    };
    about(code, folder).because(cause)
}

/// Writes beside `folder`, then moves. Whatever fails leaves nothing behind.
fn place(folder: &Path, files: &[(&str, String)]) -> io::Result<()> {
    let above = match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    let beside = tempfile::Builder::new()
        .prefix(".portalkeeper-")
        .tempdir_in(above)?;
    // One folder further in, for it has the person's usual rights.
    let whole = beside.path().join("project");
    for (name, text) in files {
        let path = whole.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&whole))?;
        let mut file = File::create_new(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    // An empty folder makes room; one that was filled meanwhile refuses.
    match fs::remove_dir(folder) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    fs::rename(&whole, folder)
}

fn project_text(uid: &str) -> Result<String, Problem> {
    text_of(&ProjectFile {
        name: uid,
        src_dir: SOURCE,
        platform_version: PLATFORM_VERSION,
    })
}

fn app_text(uid: &str, app: &ExportedApp) -> Result<String, Problem> {
    let draft = &app.draft;
    text_of(&AppFile {
        uid,
        kind: "app",
        config: Config {
            name: &draft.name,
            description: &draft.description,
            distribution: app.distribution,
            auth: Auth {
                kind: "oauth",
                redirect_urls: &draft.redirect_urls,
                required_scopes: &draft.scopes.required,
                optional_scopes: &draft.scopes.optional,
                conditionally_required_scopes: &draft.scopes.conditionally_required,
            },
            permitted_urls: PermittedUrls::default(),
            support: support(draft),
        },
    })
}

/// What is filled in; HubSpot takes no empty address.
fn support(draft: &AppDraft) -> BTreeMap<&'static str, &str> {
    let support = &draft.support;
    let all = [
        ("supportEmail", support.email.as_str()),
        ("documentationUrl", support.documentation_url.as_str()),
        ("supportUrl", support.support_url.as_str()),
        ("supportPhone", support.phone.as_str()),
    ];
    all.into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

fn text_of(value: &impl Serialize) -> Result<String, Problem> {
    let text = serde_json::to_string_pretty(value);
    let text = text.map_err(|cause| Problem::new(Code::Internal).because(cause))?;
    Ok(text + "\n")
}

/// An identifier from a name: lower case letters and digits, `_` between the
/// words, at most 64 characters; `app` where nothing is left.
#[must_use]
pub fn derive_uid(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let uid: String = words.join("_").chars().take(UID).collect();
    match uid.trim_end_matches('_') {
        "" => "app".to_owned(),
        uid => uid.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_keep_hubspots_rules() {
        for (name, uid) in [
            ("Invoice Sync", "invoice_sync"),
            ("  A & B -- 2!", "a_b_2"),
            ("東京", "app"),
            ("${X}", "x"),
        ] {
            assert_eq!(derive_uid(name), uid, "{name}");
        }
        let long = derive_uid(&"ab ".repeat(100));
        assert!(long.len() <= UID && !long.ends_with('_'), "{long}");
    }
}
