//! Logos of apps.

use keeper_core::identifier::AppId;
use rusqlite::{Connection, params};

use super::apps;
use crate::error::Outcome;

/// Puts an app's logo, or removes it.
pub(crate) fn put(connection: &Connection, app: AppId, png: Option<&[u8]>) -> Outcome<()> {
    apps::require(connection, app)?;
    match png {
        Some(png) => connection
            .prepare_cached("REPLACE INTO logos (app, png) VALUES (?1, ?2)")?
            .execute(params![app.as_uuid(), png])?,
        None => connection
            .prepare_cached("DELETE FROM logos WHERE app = ?1")?
            .execute([app.as_uuid()])?,
    };
    Ok(())
}

/// Every logo.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<(AppId, Vec<u8>)>> {
    let mut statement = connection.prepare_cached("SELECT app, png FROM logos")?;
    let read = |row: &rusqlite::Row<'_>| Ok((AppId::from_uuid(row.get(0)?), row.get(1)?));
    let logos = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(logos)
}
