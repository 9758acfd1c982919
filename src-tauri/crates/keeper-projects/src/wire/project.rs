//! The files of a project: `hsproject.json`, and `hsprofile.<name>.json`
//! beside it or in its source folder, where the command-line tool has them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::Deserializer;

use super::words;

/// `hsproject.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Project {
    /// Its name.
    pub name: String,
    /// Where the components stand, beneath the project.
    #[serde(deserialize_with = "inside")]
    pub src_dir: PathBuf,
    /// Such as `2025.2`; the oldest projects have none.
    pub platform_version: Option<String>,
}

/// `hsprofile.<name>.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Profile {
    /// The account it is for.
    #[serde(default, deserialize_with = "words::account_id")]
    pub account_id: Option<i64>,
    /// What is put in for placeholders.
    #[serde(default, deserialize_with = "words::variables")]
    pub variables: BTreeMap<String, String>,
}

/// A folder beneath the project, read alike on every system: no way out by
/// `..`, from the root, or by a drive.
fn inside<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    words::checked(deserializer, |text| {
        let leads_out = text.starts_with(['/', '\\'])
            || text.contains(':')
            || text.chars().any(char::is_control)
            || text.split(['/', '\\']).any(|part| part == "..");
        if text.is_empty() || leads_out {
            return Err("expected a folder inside the project".to_owned());
        }
        let parts = text.split(['/', '\\']);
        Ok(parts
            .filter(|part| !part.is_empty() && *part != ".")
            .collect())
    })
}
