//! Calls to HubSpot that were begun and whose answers aren't saved yet.

use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::intent::Intent;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use super::{from_word, time, to_word};
use crate::error::Outcome;

fn read(row: &Row<'_>) -> rusqlite::Result<Intent> {
    let hub_id: Option<i64> = row.get(2)?;
    let renews: Option<Uuid> = row.get(3)?;
    Ok(Intent {
        owner: InstallationId::from_uuid(row.get(0)?),
        app: AppId::from_uuid(row.get(1)?),
        hub_id: hub_id.map(HubId),
        renews: renews.map(InstallationId::from_uuid),
        call: from_word(row, 4)?,
        started_at: time(row, 5)?,
    })
}

/// Every call that was begun and not ended.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<Intent>> {
    let mut statement = connection
        .prepare_cached("SELECT owner, app, hub_id, renews, call, started_at FROM intents")?;
    let intents = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(intents)
}

/// Notes that a call is about to be made.
pub(crate) fn begin(connection: &Connection, intent: &Intent) -> Outcome<()> {
    connection
        .prepare_cached(
            "REPLACE INTO intents (owner, app, hub_id, renews, call, started_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            intent.owner.as_uuid(),
            intent.app.as_uuid(),
            intent.hub_id.map(|hub| hub.0),
            intent.renews.map(InstallationId::as_uuid),
            to_word(&intent.call)?,
            intent.started_at.as_millis(),
        ])?;
    Ok(())
}

/// Removes the note about a call.
pub(crate) fn end(connection: &Connection, owner: InstallationId) -> Outcome<()> {
    connection
        .prepare_cached("DELETE FROM intents WHERE owner = ?1")?
        .execute([owner.as_uuid()])?;
    Ok(())
}
