//! Grants.

use keeper_core::grant::{Grant, TokenPrints};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::{Code, Problem};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use super::{apps, from_json, prints, time, to_json, tokens};
use crate::error::Outcome;

const SELECT: &str = "
    SELECT id, app, expected, hub_id, renews, requested, granted, state, made_at,
        access_print, access_expires_at, refresh_print, from_elsewhere
    FROM grants";

fn read(row: &Row<'_>) -> rusqlite::Result<Grant> {
    let renews: Option<Uuid> = row.get(4)?;
    let expected: Option<i64> = row.get(2)?;
    let hub_id: Option<i64> = row.get(3)?;
    Ok(Grant {
        id: InstallationId::from_uuid(row.get(0)?),
        app: AppId::from_uuid(row.get(1)?),
        expected: expected.map(HubId),
        hub_id: hub_id.map(HubId),
        renews: renews.map(InstallationId::from_uuid),
        requested: from_json(row, 5)?,
        granted: from_json(row, 6)?,
        state: from_json(row, 7)?,
        made_at: time(row, 8)?,
        prints: prints(row, 9)?,
        from_elsewhere: row.get(12)?,
    })
}

/// Every grant that waits.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<Grant>> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let grants = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(grants)
}

/// Puts a new grant, or one in place of another with its identifier.
pub(crate) fn hold(connection: &Connection, grant: &Grant) -> Outcome<()> {
    apps::require(connection, grant.app)?;
    write(connection, HOLD, grant)?;
    Ok(())
}

/// Changes what is known of a grant; fingerprints stay
/// ([`Code::InstallationUnknown`]).
pub(crate) fn put(connection: &Connection, grant: &Grant) -> Outcome<()> {
    apps::require(connection, grant.app)?;
    if write(connection, PUT, grant)? == 0 {
        let problem = Problem::new(Code::InstallationUnknown).with("id", grant.id.to_string());
        return Err(problem.into());
    }
    Ok(())
}

const HOLD: &str = "
    INSERT INTO grants (id, app, expected, hub_id, renews, requested, granted, state, made_at,
        from_elsewhere)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    ON CONFLICT (id) DO UPDATE SET app = excluded.app, expected = excluded.expected,
        hub_id = excluded.hub_id, renews = excluded.renews, requested = excluded.requested,
        granted = excluded.granted, state = excluded.state, made_at = excluded.made_at,
        from_elsewhere = excluded.from_elsewhere";

const PUT: &str = "
    UPDATE grants SET app = ?2, expected = ?3, hub_id = ?4, renews = ?5, requested = ?6,
        granted = ?7, state = ?8, made_at = ?9, from_elsewhere = ?10
    WHERE id = ?1";

fn write(connection: &Connection, sql: &str, grant: &Grant) -> Outcome<usize> {
    let written = connection.prepare_cached(sql)?.execute(params![
        grant.id.as_uuid(),
        grant.app.as_uuid(),
        grant.expected.map(|hub| hub.0),
        grant.hub_id.map(|hub| hub.0),
        grant.renews.map(InstallationId::as_uuid),
        to_json(&grant.requested)?,
        to_json(&grant.granted)?,
        to_json(&grant.state)?,
        grant.made_at.as_millis(),
        grant.from_elsewhere,
    ])?;
    Ok(written)
}

/// Notes the fingerprints of a grant's tokens.
pub(crate) fn set_prints(
    connection: &Connection,
    id: InstallationId,
    prints: &TokenPrints,
) -> Outcome<()> {
    connection
        .prepare_cached(
            "UPDATE grants SET access_print = ?2, access_expires_at = ?3, refresh_print = ?4
             WHERE id = ?1",
        )?
        .execute(params![
            id.as_uuid(),
            prints.access.as_str(),
            prints.access_expires_at.as_millis(),
            prints.refresh.as_str(),
        ])?;
    Ok(())
}

/// Removes a grant and its tokens. One that is unknown is removed already;
/// tokens that an installation took over stay.
pub(crate) fn drop(connection: &Connection, id: InstallationId) -> Outcome<()> {
    if remove_row(connection, id)? {
        tokens::remove(connection, id)?;
    }
    Ok(())
}

/// Removes the row of a grant alone; says whether there was one.
pub(crate) fn remove_row(connection: &Connection, id: InstallationId) -> Outcome<bool> {
    let removed = connection
        .prepare_cached("DELETE FROM grants WHERE id = ?1")?
        .execute([id.as_uuid()])?;
    Ok(removed > 0)
}
