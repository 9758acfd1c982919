//! Installations. Lists of 100,000 are read in one go, so equal texts are
//! parsed once.

use std::collections::HashMap;

use keeper_core::grant::TokenPrints;
use keeper_core::health::Condition;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::{Annotation, Installation, KeepAlive};
use keeper_core::{Code, Problem, Timestamp};
use rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::de::DeserializeOwned;

use super::{
    apps, from_optional_json, from_word, millis, optional_time, parse_json, prints, time, to_json,
    to_word,
};
use crate::error::{Fault, Outcome};

const SELECT: &str = "
    SELECT id, app, hub_id, user_id, condition, proven_at, requested, granted,
        installed_by, installed_at, authorized_at, last_error, forgotten_at,
        access_print, access_expires_at, refresh_print, notes, tags, keep_alive
    FROM installations";

/// Reads rows, and remembers what it parsed: most installations of an app
/// have the same scopes, and most work.
#[derive(Default)]
struct Reader {
    requested: Remembered<Vec<String>>,
    granted: Remembered<Vec<String>>,
    tags: Remembered<Vec<String>>,
    condition: Remembered<Condition>,
}

/// The values of one column by their texts, the last one at hand.
struct Remembered<T> {
    last: Option<(String, T)>,
    all: HashMap<String, T>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self {
            last: None,
            all: HashMap::new(),
        }
    }
}

impl<T: Clone + DeserializeOwned> Remembered<T> {
    fn read(&mut self, row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
        let text = row.get_ref(column)?.as_str()?;
        match &self.last {
            Some((last, value)) if last == text => Ok(value.clone()),
            Some(_) | None => self.look_up(column, text),
        }
    }

    fn look_up(&mut self, column: usize, text: &str) -> rusqlite::Result<T> {
        let value = match self.all.get(text) {
            Some(value) => value.clone(),
            None => parse_json(column, text)?,
        };
        self.all
            .entry(text.to_owned())
            .or_insert_with(|| value.clone());
        self.last = Some((text.to_owned(), value.clone()));
        Ok(value)
    }
}

impl Reader {
    fn read(&mut self, row: &Row<'_>) -> rusqlite::Result<Installation> {
        Ok(Installation {
            id: InstallationId::from_uuid(row.get(0)?),
            app: AppId::from_uuid(row.get(1)?),
            hub_id: HubId(row.get(2)?),
            user_id: row.get(3)?,
            condition: self.condition.read(row, 4)?,
            proven_at: optional_time(row, 5)?,
            requested: self.requested.read(row, 6)?,
            granted: self.granted.read(row, 7)?,
            installed_by: row.get(8)?,
            installed_at: time(row, 9)?,
            authorized_at: time(row, 10)?,
            last_error: from_optional_json(row, 11)?,
            forgotten_at: optional_time(row, 12)?,
            prints: prints(row, 13)?,
            annotation: Annotation {
                notes: row.get(16)?,
                tags: self.tags.read(row, 17)?,
                keep_alive: keep_alive(row, 18)?,
            },
        })
    }
}

fn keep_alive(row: &Row<'_>, column: usize) -> rusqlite::Result<KeepAlive> {
    match row.get_ref(column)?.as_str()? {
        "daily" => Ok(KeepAlive::Daily),
        _ => from_word(row, column),
    }
}

/// All that aren't forgotten.
pub(crate) fn kept(connection: &Connection) -> Outcome<Vec<Installation>> {
    many(connection, "forgotten_at IS NULL")
}

/// Those that were forgotten.
pub(crate) fn forgotten(connection: &Connection) -> Outcome<Vec<Installation>> {
    many(connection, "forgotten_at IS NOT NULL")
}

fn many(connection: &Connection, condition: &str) -> Outcome<Vec<Installation>> {
    let mut reader = Reader::default();
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE {condition}"))?;
    let installations = statement
        .query_map([], |row| reader.read(row))?
        .collect::<Result<_, _>>()?;
    Ok(installations)
}

/// These, in their order; unknown ones are left out.
pub(crate) fn by_ids(
    connection: &Connection,
    ids: &[InstallationId],
) -> Outcome<Vec<Installation>> {
    let mut reader = Reader::default();
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    let mut installations = Vec::with_capacity(ids.len());
    for id in ids {
        let found = statement.query_row([id.as_uuid()], |row| reader.read(row));
        installations.extend(found.optional()?);
    }
    Ok(installations)
}

/// The one of an app on an account that isn't forgotten.
pub(crate) fn of(
    connection: &Connection,
    app: AppId,
    hub_id: HubId,
    user_id: Option<i64>,
) -> Outcome<Option<Installation>> {
    let sql = format!(
        "{SELECT} WHERE app = ?1 AND hub_id = ?2 AND ifnull(user_id, 0) = ifnull(?3, 0)
         AND forgotten_at IS NULL"
    );
    let installation = connection
        .prepare_cached(&sql)?
        .query_row(params![app.as_uuid(), hub_id.0, user_id], |row| {
            Reader::default().read(row)
        })
        .optional()?;
    Ok(installation)
}

/// Puts an installation, all but fingerprints and, where it is known already,
/// annotation.
pub(crate) fn put(connection: &Connection, installation: &Installation) -> Outcome<()> {
    apps::require(connection, installation.app)?;
    let condition = to_json(&installation.condition)?;
    let last_error = installation.last_error.as_ref().map(to_json).transpose()?;
    let written = connection.prepare_cached(PUT)?.execute(params![
        installation.id.as_uuid(),
        installation.app.as_uuid(),
        installation.hub_id.0,
        installation.user_id,
        condition,
        millis(installation.proven_at),
        to_json(&installation.requested)?,
        to_json(&installation.granted)?,
        installation.installed_by,
        installation.installed_at.as_millis(),
        installation.authorized_at.as_millis(),
        last_error,
        millis(installation.forgotten_at),
        installation.annotation.notes,
        to_json(&installation.annotation.tags)?,
        to_word(&installation.annotation.keep_alive)?,
    ]);
    refuse_second(written)?;
    Ok(())
}

const PUT: &str = "
    INSERT INTO installations (id, app, hub_id, user_id, condition, proven_at, requested,
        granted, installed_by, installed_at, authorized_at, last_error, forgotten_at,
        notes, tags, keep_alive)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
    ON CONFLICT (id) DO UPDATE SET app = excluded.app, hub_id = excluded.hub_id,
        user_id = excluded.user_id, condition = excluded.condition,
        proven_at = excluded.proven_at, requested = excluded.requested,
        granted = excluded.granted, installed_by = excluded.installed_by,
        installed_at = excluded.installed_at, authorized_at = excluded.authorized_at,
        last_error = excluded.last_error, forgotten_at = excluded.forgotten_at";

/// A second kept installation of one app on one account is a slip of the
/// caller's: it was to look with [`of`] first.
fn refuse_second(written: rusqlite::Result<usize>) -> Outcome<usize> {
    match written {
        Err(error) if is_second(&error) => {
            let cause = "this app has another installation on this account";
            Err(Problem::new(Code::InstallationExists).because(cause).into())
        }
        other => Ok(other?),
    }
}

/// Whether it is the index of kept installations that refused, and no other
/// constraint.
fn is_second(error: &rusqlite::Error) -> bool {
    let refused = error.sqlite_error();
    refused.is_some_and(|error| error.extended_code == SQLITE_CONSTRAINT_UNIQUE)
}

/// Notes the fingerprints of an installation's tokens, or that there are none.
pub(crate) fn set_prints(
    connection: &Connection,
    id: InstallationId,
    prints: Option<&TokenPrints>,
) -> Outcome<()> {
    connection
        .prepare_cached(
            "UPDATE installations
             SET access_print = ?2, access_expires_at = ?3, refresh_print = ?4
             WHERE id = ?1",
        )?
        .execute(params![
            id.as_uuid(),
            prints.map(|prints| prints.access.as_str()),
            prints.map(|prints| prints.access_expires_at.as_millis()),
            prints.map(|prints| prints.refresh.as_str()),
        ])?;
    Ok(())
}

/// Sets what a person wrote ([`Code::InstallationUnknown`]).
pub(crate) fn annotate(
    connection: &Connection,
    id: InstallationId,
    annotation: &Annotation,
) -> Outcome<()> {
    let changed = connection
        .prepare_cached(
            "UPDATE installations SET notes = ?2, tags = ?3, keep_alive = ?4 WHERE id = ?1",
        )?
        .execute(params![
            id.as_uuid(),
            annotation.notes,
            to_json(&annotation.tags)?,
            to_word(&annotation.keep_alive)?,
        ])?;
    require_one(changed, id)
}

/// Hides an installation, or brings it back ([`Code::InstallationUnknown`]).
pub(crate) fn set_forgotten(
    connection: &Connection,
    id: InstallationId,
    at: Option<Timestamp>,
) -> Outcome<()> {
    let written = connection
        .prepare_cached("UPDATE installations SET forgotten_at = ?2 WHERE id = ?1")?
        .execute(params![id.as_uuid(), millis(at)]);
    require_one(refuse_second(written)?, id)
}

/// Forgets when tokens were last proven good: HubSpot may have replaced those
/// of an old copy since.
pub(crate) fn forget_proofs(connection: &Connection) -> Outcome<()> {
    connection.execute("UPDATE installations SET proven_at = NULL", [])?;
    Ok(())
}

/// Removes an installation's row. One that is unknown is removed already.
pub(crate) fn remove(connection: &Connection, id: InstallationId) -> Outcome<()> {
    connection
        .prepare_cached("DELETE FROM installations WHERE id = ?1")?
        .execute([id.as_uuid()])?;
    Ok(())
}

/// Those that were forgotten at `before` or earlier.
pub(crate) fn forgotten_until(
    connection: &Connection,
    before: Timestamp,
) -> Outcome<Vec<InstallationId>> {
    let ids = connection
        .prepare_cached("SELECT id FROM installations WHERE forgotten_at <= ?1")?
        .query_map([before.as_millis()], |row| row.get(0))?
        .map(|id| id.map(InstallationId::from_uuid))
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

fn require_one(changed: usize, id: InstallationId) -> Outcome<()> {
    match changed {
        0 => Err(unknown(id)),
        _ => Ok(()),
    }
}

fn unknown(id: InstallationId) -> Fault {
    Problem::new(Code::InstallationUnknown)
        .with("id", id.to_string())
        .into()
}
