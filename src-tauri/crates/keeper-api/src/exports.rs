//! Lists as files: activity as CSV or JSON, installations as CSV. No secret is
//! in what they are made of.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use keeper_core::Timestamp;
use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::error::{Code, Problem};
use keeper_core::identifier::{AppId, HubId};
use keeper_vault::Store;
use serde::Serialize;

use crate::dates;
use crate::disk;
use crate::index::Index;
use crate::requests::ExportFormat;
use crate::spreadsheet::Spreadsheet;
use crate::views::{ActivityView, InstallationRowView};
use crate::whole_file::WholeFile;

const ACTIVITY_COLUMNS: &[&str] = &[
    "at",
    "kind",
    "app",
    "account",
    "hub_id",
    "code",
    "hubspot_status",
    "correlation_id",
    "by",
];
const INSTALLATION_COLUMNS: &[&str] = &[
    "app",
    "environment",
    "account",
    "domain",
    "hub_id",
    "account_type",
    "health",
    "code",
    "scopes_granted",
    "scopes_wanted",
    "proven_at",
    "installed_by",
    "tags",
];

/// What apps and accounts are called, for lines that are written later.
pub struct Names {
    apps: HashMap<AppId, String>,
    accounts: HashMap<HubId, String>,
}

impl Names {
    /// Those of now.
    pub fn of(index: &Index) -> Self {
        let apps = index.apps.values();
        let accounts = index.accounts.values();
        Self {
            apps: apps.map(|app| (app.id, app.draft.name.clone())).collect(),
            accounts: accounts
                .filter_map(|account| Some((account.hub_id, Account::label(account)?.to_owned())))
                .collect(),
        }
    }

    /// A line with its names.
    pub fn view(&self, line: Activity) -> ActivityView {
        let app = line.app.and_then(|id| self.apps.get(&id)).cloned();
        let account = line.hub_id.and_then(|id| self.accounts.get(&id)).cloned();
        ActivityView::of(line, app, account)
    }
}

/// Lines on their way into a file.
enum Lines {
    Csv(Box<Spreadsheet<WholeFile>>),
    Json(WholeFile, &'static str),
}

impl Lines {
    fn begin(path: &Path, format: ExportFormat) -> Result<Self, Problem> {
        let file = WholeFile::begin(path)?;
        match format {
            ExportFormat::Csv => Spreadsheet::begin(file, ACTIVITY_COLUMNS)
                .map(|table| Self::Csv(Box::new(table)))
                .map_err(WholeFile::unwritten(path)),
            ExportFormat::Json => Ok(Self::Json(file, "[\n")),
        }
    }

    fn add(&mut self, line: &ActivityView) -> io::Result<()> {
        match self {
            Self::Csv(table) => table.row(activity_cells(line).iter().map(String::as_str)),
            Self::Json(file, before) => {
                file.write_all(before.as_bytes())?;
                *before = ",\n";
                serde_json::to_writer(file, &JsonLine::of(line)).map_err(io::Error::from)
            }
        }
    }

    fn end(self) -> io::Result<WholeFile> {
        match self {
            Self::Csv(table) => table.end(),
            Self::Json(mut file, before) => {
                let end = if before == "[\n" { "[]\n" } else { "\n]\n" };
                file.write_all(end.as_bytes())?;
                Ok(file)
            }
        }
    }
}

/// A line as JSON has it: times as text, for whoever reads them.
#[derive(Serialize)]
struct JsonLine<'a> {
    at: String,
    #[serde(flatten)]
    line: JsonFields<'a>,
}

#[derive(Serialize)]
struct JsonFields<'a> {
    kind: &'a keeper_core::activity::ActivityKind,
    app: &'a Option<String>,
    account: &'a Option<String>,
    hub_id: Option<HubId>,
    code: Option<Code>,
    hubspot_status: &'a Option<String>,
    correlation_id: &'a Option<String>,
    by: keeper_core::activity::Actor,
}

impl<'a> JsonLine<'a> {
    fn of(line: &'a ActivityView) -> Self {
        Self {
            at: dates::moment(line.at),
            line: JsonFields {
                kind: &line.kind,
                app: &line.app_name,
                account: &line.account_name,
                hub_id: line.hub_id,
                code: line.code,
                hubspot_status: &line.hubspot_status,
                correlation_id: &line.correlation_id,
                by: line.by,
            },
        }
    }
}

/// Writes the activity that matches, line by line: none of it is held for
/// longer than its line takes. How many lines.
///
/// # Errors
/// [`Code::FileUnwritable`]; what the vault can't read.
pub async fn activity(
    store: &Store,
    question: ActivityQuestion,
    names: Names,
    (path, format): (PathBuf, ExportFormat),
) -> Result<usize, Problem> {
    let at = path.clone();
    let lines = disk::write(move || Lines::begin(&at, format)).await?;
    let lines = Arc::new(Mutex::new(lines));
    let walked = Arc::clone(&lines);
    let unwritten = WholeFile::unwritten(&path);
    let count = store
        .visit_activity(question, move |line| {
            let mut lines = walked.lock().unwrap_or_else(PoisonError::into_inner);
            lines.add(&names.view(line)).map_err(&unwritten)
        })
        .await?;
    // The walk has ended, and what it held with it.
    let lines = Arc::into_inner(lines).ok_or(Code::Internal)?;
    let lines = lines.into_inner().unwrap_or_else(PoisonError::into_inner);
    disk::write(move || lines.end().map_err(WholeFile::unwritten(&path))?.finish()).await?;
    Ok(count)
}

fn activity_cells(line: &ActivityView) -> [String; 9] {
    [
        dates::moment(line.at),
        word(&line.kind),
        line.app_name.clone().unwrap_or_default(),
        line.account_name.clone().unwrap_or_default(),
        line.hub_id.map(|id| id.to_string()).unwrap_or_default(),
        line.code.map(Code::name).unwrap_or_default().to_owned(),
        line.hubspot_status.clone().unwrap_or_default(),
        line.correlation_id.clone().unwrap_or_default(),
        word(&line.by),
    ]
}

/// Writes rows of the list.
///
/// # Errors
/// [`Code::FileUnwritable`].
pub fn installations(path: &Path, rows: &[InstallationRowView]) -> Result<(), Problem> {
    let file = WholeFile::begin(path)?;
    let write = || -> io::Result<WholeFile> {
        let mut table = Spreadsheet::begin(file, INSTALLATION_COLUMNS)?;
        for row in rows {
            table.row(installation_cells(row).iter().map(String::as_str))?;
        }
        table.end()
    };
    write().map_err(WholeFile::unwritten(path))?.finish()
}

fn installation_cells(row: &InstallationRowView) -> [String; 13] {
    [
        row.app_name.clone(),
        word(&row.environment),
        row.account_name.clone().unwrap_or_default(),
        row.domain.clone().unwrap_or_default(),
        row.hub_id.map(|id| id.to_string()).unwrap_or_default(),
        word(&row.account_type),
        word(&row.health),
        row.code.map(Code::name).unwrap_or_default().to_owned(),
        row.scopes_granted.to_string(),
        row.scopes_wanted.to_string(),
        optional_moment(row.proven_at),
        row.installed_by.clone().unwrap_or_default(),
        row.tags.join(", "),
    ]
}

fn optional_moment(at: Option<Timestamp>) -> String {
    at.map(dates::moment).unwrap_or_default()
}

/// A value of a closed list, as it crosses to the window.
pub fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
