//! Apps.

use keeper_core::app::{App, AppFault};
use keeper_core::identifier::AppId;
use keeper_core::{Code, Problem};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

use super::{from_json, from_optional_json, optional_time, time, to_json};
use crate::error::{Fault, Outcome};

const SELECT: &str = "
    SELECT id, draft, fault, created_at, updated_at,
        (SELECT set_at FROM client_secrets WHERE app = id AND place = 'present'),
        (SELECT set_at FROM client_secrets WHERE app = id AND place = 'former')
    FROM apps";

fn read(row: &Row<'_>) -> rusqlite::Result<App> {
    Ok(App {
        id: AppId::from_uuid(row.get(0)?),
        draft: from_json(row, 1)?,
        fault: from_optional_json(row, 2)?,
        created_at: time(row, 3)?,
        updated_at: time(row, 4)?,
        secret_set_at: optional_time(row, 5)?,
        former_secret_set_at: optional_time(row, 6)?,
    })
}

/// Every app.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<App>> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let apps = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(apps)
}

/// One app ([`Code::AppUnknown`]).
pub(crate) fn one(connection: &Connection, id: AppId) -> Outcome<App> {
    let app = connection
        .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id.as_uuid()], read)
        .optional()?;
    app.ok_or_else(|| unknown(id))
}

/// Puts an app. When its secrets were set is known here, and not taken over; so
/// is the fault of an app that is known, which only HubSpot's answers change.
pub(crate) fn put(connection: &Connection, app: &App) -> Outcome<()> {
    let fault = app.fault.as_ref().map(to_json).transpose()?;
    let written = connection
        .prepare_cached(
            "INSERT INTO apps (id, client_id, draft, fault, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id,
                 draft = excluded.draft, created_at = excluded.created_at,
                 updated_at = excluded.updated_at",
        )?
        .execute(params![
            app.id.as_uuid(),
            app.draft.client_id.to_ascii_lowercase(),
            to_json(&app.draft)?,
            fault,
            app.created_at.as_millis(),
            app.updated_at.as_millis(),
        ]);
    match written {
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(client_id_taken(app).into())
        }
        Err(error) => Err(error.into()),
    }
}

fn client_id_taken(app: &App) -> Problem {
    Problem::new(Code::AppClientIdTaken).with("client_id", app.draft.client_id.as_str())
}

/// Sets or clears an app's open finding.
pub(crate) fn set_fault(
    connection: &Connection,
    id: AppId,
    fault: Option<&AppFault>,
) -> Outcome<()> {
    let fault = fault.map(to_json).transpose()?;
    let changed = connection
        .prepare_cached("UPDATE apps SET fault = ?2 WHERE id = ?1")?
        .execute(params![id.as_uuid(), fault])?;
    match changed {
        0 => Err(unknown(id)),
        _ => Ok(()),
    }
}

/// Whether there is such an app ([`Code::AppUnknown`]).
pub(crate) fn require(connection: &Connection, id: AppId) -> Outcome<()> {
    let known = connection
        .prepare_cached("SELECT 1 FROM apps WHERE id = ?1")?
        .exists([id.as_uuid()])?;
    if known { Ok(()) } else { Err(unknown(id)) }
}

/// Removes an app with its secrets, and with the installations of it that
/// were forgotten: without the app they could not be brought back.
///
/// # Errors
/// [`Code::AppHasInstallations`] while others, or grants, are kept.
pub(crate) fn drop(connection: &Connection, id: AppId) -> Outcome<()> {
    require(connection, id)?;
    refuse_if_in_use(connection, id)?;
    for sql in [
        "DELETE FROM tokens WHERE owner IN (SELECT id FROM installations WHERE app = ?1)",
        "DELETE FROM installations WHERE app = ?1",
        "DELETE FROM client_secrets WHERE app = ?1",
        "DELETE FROM apps WHERE id = ?1",
    ] {
        connection.execute(sql, [id.as_uuid()])?;
    }
    Ok(())
}

fn refuse_if_in_use(connection: &Connection, id: AppId) -> Outcome<()> {
    let kept: i64 = connection.query_row(
        "SELECT (SELECT count(*) FROM installations WHERE app = ?1 AND forgotten_at IS NULL)
              + (SELECT count(*) FROM grants WHERE app = ?1)",
        [id.as_uuid()],
        |row| row.get(0),
    )?;
    if kept == 0 {
        return Ok(());
    }
    let problem = Problem::new(Code::AppHasInstallations).with("count", kept);
    Err(problem.into())
}

fn unknown(id: AppId) -> Fault {
    Problem::new(Code::AppUnknown)
        .with("app", id.to_string())
        .into()
}
