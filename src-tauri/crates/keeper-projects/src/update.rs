//! Writing what a profile says into the app's file it was read from.
//!
//! Only fields that differ are written. Everything else stays as it is, down
//! to its blanks: fields that aren't known here, and placeholders whose values
//! say the same.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use keeper_core::app::AppDraft;
use keeper_core::{Code, Problem};
use serde_json::Value;

use crate::disk::{self, Chosen};
use crate::fault::about;
use crate::import::{AppForm, ImportedApp, read_app};
use crate::json::edit;
use crate::limits::FILE_BYTES;

/// The file's text with the profile's name, description, support, redirect
/// URLs and scopes put in where they differ.
///
/// # Errors
/// [`Code::FileBroken`] where the profile breaks a rule of the file's.
pub fn updated_text(app: &ImportedApp, profile: &AppDraft) -> Result<String, Problem> {
    let mut text = app.text().to_owned();
    for (keys, value) in changes(&app.draft, profile) {
        let keys = match app.form {
            AppForm::Hsmeta => &keys[..],
            AppForm::LegacyPublic => &keys[1..],
        };
        text = edit::put(&text, keys, &value);
    }
    let again = read_app(&app.file, &text, app.form, &BTreeMap::new());
    again.map_err(|refusal| refusal.of_file(&app.file))?;
    Ok(text)
}

/// Writes [`updated_text`] over the file it was read from, in one step.
///
/// # Errors
/// As [`updated_text`]; [`Code::FileChanged`] where the file is no longer what
/// was read, [`Code::FileUnwritable`], and those of reading it.
pub fn update(app: &ImportedApp, profile: &AppDraft) -> Result<(), Problem> {
    let text = updated_text(app, profile)?;
    let found = disk::read_bytes(&app.file, Chosen::ByPerson, FILE_BYTES)?;
    let same = disk::as_text(&found).is_ok_and(|found| found == app.text());
    if !same {
        return Err(about(Code::FileChanged, &app.file));
    }
    let mark = if found.starts_with(MARK) { MARK } else { b"" };
    let written = replace(&app.file, mark, text.as_bytes());
    written.map_err(|cause| about(Code::FileUnwritable, &app.file).because(cause))
}

/// UTF-8's byte-order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

fn replace(file: &Path, mark: &[u8], bytes: &[u8]) -> io::Result<()> {
    // Where the file is a link, the file behind it is meant.
    let file = file.canonicalize()?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new()
        .prefix(".portalkeeper-")
        .tempfile_in(folder)?;
    beside.write_all(mark)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    fs::set_permissions(beside.path(), fs::metadata(&file)?.permissions())?;
    beside.persist(&file)?;
    Ok(())
}

/// A field of the file: `config` first, which older files don't have.
type Keys = Vec<&'static str>;

fn changes(file: &AppDraft, profile: &AppDraft) -> Vec<(Keys, Value)> {
    let (one, other) = (fields(file), fields(profile));
    let pairs = one.into_iter().zip(other);
    let differing = pairs.filter(|((keys, file), (_, profile))| {
        let is_scopes = keys.last().is_some_and(|key| key.ends_with("Scopes"));
        file != profile && !(is_scopes && same_in_any_order(file, profile))
    });
    differing.map(|(_, change)| change).collect()
}

fn same_in_any_order(one: &Value, other: &Value) -> bool {
    let sorted = |list: &Value| {
        let mut names: Vec<_> = list.as_array().cloned().unwrap_or_default();
        names.sort_by_key(ToString::to_string);
        names
    };
    sorted(one) == sorted(other)
}

fn fields(draft: &AppDraft) -> Vec<(Keys, Value)> {
    let text = |keys: &[&'static str], text: &str| (keys.to_vec(), Value::from(text));
    let list = |keys: &[&'static str], list: &[String]| (keys.to_vec(), Value::from(list));
    let (support, scopes) = (&draft.support, &draft.scopes);
    vec![
        text(&["config", "name"], &draft.name),
        text(&["config", "description"], &draft.description),
        text(&["config", "support", "supportEmail"], &support.email),
        text(&["config", "support", "supportPhone"], &support.phone),
        text(
            &["config", "support", "documentationUrl"],
            &support.documentation_url,
        ),
        text(&["config", "support", "supportUrl"], &support.support_url),
        list(&["config", "auth", "redirectUrls"], &draft.redirect_urls),
        list(&["config", "auth", "requiredScopes"], &scopes.required),
        list(&["config", "auth", "optionalScopes"], &scopes.optional),
        list(
            &["config", "auth", "conditionallyRequiredScopes"],
            &scopes.conditionally_required,
        ),
    ]
}
