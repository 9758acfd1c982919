//! Settings that are secrets, sealed.

use keeper_core::Problem;
use keeper_core::secret::SecretSetting;
use rusqlite::{Connection, OptionalExtension, params};

use crate::data_key::Sealer;
use crate::error::Outcome;
use crate::seal::Kind;

const COLUMN: &str = "value";

/// Seals a setting in the place of the one before, or removes it.
pub(crate) fn put(
    connection: &Connection,
    sealer: &Sealer,
    name: &str,
    value: Option<&SecretSetting>,
) -> Outcome<()> {
    match value {
        Some(value) => {
            let sealed = sealer.seal(Kind::Setting, name.as_bytes(), COLUMN, value.expose())?;
            connection
                .prepare_cached("REPLACE INTO sealed_settings (name, sealed) VALUES (?1, ?2)")?
                .execute(params![name, sealed])?
        }
        None => connection
            .prepare_cached("DELETE FROM sealed_settings WHERE name = ?1")?
            .execute([name])?,
    };
    Ok(())
}

/// The sealed value, if there is one.
pub(crate) fn read(connection: &Connection, name: &str) -> Outcome<Option<Vec<u8>>> {
    let sealed = connection
        .prepare_cached("SELECT sealed FROM sealed_settings WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(sealed)
}

/// Opens what [`read`] found.
pub(crate) fn open(sealer: &Sealer, name: &str, sealed: &[u8]) -> Result<SecretSetting, Problem> {
    sealer
        .open(Kind::Setting, name.as_bytes(), COLUMN, sealed)
        .map(SecretSetting::new)
}
