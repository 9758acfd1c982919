//! Settings, as JSON text by name.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Outcome;

/// Keeps a setting.
pub(crate) fn put(connection: &Connection, name: &str, value: &str) -> Outcome<()> {
    connection
        .prepare_cached(
            "INSERT INTO settings (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![name, value])?;
    Ok(())
}

/// A setting's text, if it was ever set.
pub(crate) fn get(connection: &Connection, name: &str) -> Outcome<Option<String>> {
    let value = connection
        .prepare_cached("SELECT value FROM settings WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(value)
}
