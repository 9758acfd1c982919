//! The schema, its steps, and what a file says about itself.

use keeper_core::{Code, Problem};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::error::{Fault, Outcome};

/// One step from a schema to the next.
struct Step {
    /// `PRAGMA user_version` after it.
    version: i64,
    /// The oldest program, by its newest schema, that can still use a file
    /// after it: the forward-compatibility number.
    oldest_program: i64,
    /// What it does.
    sql: &'static str,
}

const STEPS: &[Step] = &[
    Step {
        version: 1,
        oldest_program: 1,
        sql: include_str!("schema/1.sql"),
    },
    Step {
        version: 2,
        oldest_program: 1,
        sql: include_str!("schema/2.sql"),
    },
    Step {
        version: 3,
        oldest_program: 3,
        sql: include_str!("schema/3.sql"),
    },
    Step {
        version: 4,
        oldest_program: 3,
        sql: include_str!("schema/4.sql"),
    },
    Step {
        version: 5,
        oldest_program: 5,
        sql: include_str!("schema/5.sql"),
    },
    Step {
        version: 6,
        oldest_program: 6,
        sql: include_str!("schema/6.sql"),
    },
];

/// `PRAGMA application_id`: "PKvt".
const APPLICATION_ID: i64 = 0x504B_7674;

/// The newest schema that this program knows.
pub(crate) fn newest_version() -> i64 {
    STEPS.last().map_or(0, |step| step.version)
}

/// Brings a file up to this program's schema.
///
/// # Errors
/// [`Code::VaultTooNew`] when a newer program wrote it in a way that this one
/// can't read; [`Code::VaultDamaged`] when it isn't a vault at all.
pub(crate) fn migrate(connection: &mut Connection) -> Outcome<()> {
    migrate_by(connection, STEPS)
}

fn migrate_by(connection: &mut Connection, steps: &[Step]) -> Outcome<()> {
    refuse_foreign_file(connection)?;
    let version = user_version(connection)?;
    let newest = steps.last().map_or(0, |step| step.version);
    if version > newest {
        return check_forward_compatibility(connection, version, newest);
    }
    for step in steps.iter().filter(|step| step.version > version) {
        take_step(connection, step)?;
    }
    Ok(())
}

fn take_step(connection: &mut Connection, step: &Step) -> Outcome<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(step.sql)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", step.version)?;
    put_meta(
        &transaction,
        "oldest_program",
        &step.oldest_program.to_string(),
    )?;
    if meta(&transaction, "vault")?.is_none() {
        put_meta(&transaction, "vault", &Uuid::new_v4().to_string())?;
    }
    transaction.commit()?;
    Ok(())
}

fn refuse_foreign_file(connection: &Connection) -> Outcome<()> {
    let ours = connection.pragma_query_value(None, "application_id", |row| row.get(0));
    let application_id: i64 = ours?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application_id == APPLICATION_ID || tables == 0 {
        return Ok(());
    }
    let problem = Problem::new(Code::VaultDamaged).because("the file is another program's");
    Err(problem.into())
}

fn check_forward_compatibility(connection: &Connection, version: i64, newest: i64) -> Outcome<()> {
    let oldest = meta(connection, "oldest_program")?.and_then(|text| text.parse::<i64>().ok());
    if oldest.is_some_and(|oldest| oldest <= newest) {
        return Ok(());
    }
    let problem = Problem::new(Code::VaultTooNew)
        .with("schema", version)
        .with("known", newest);
    Err(problem.into())
}

/// Whether a file could be used in the place of one made for `target`; changes
/// nothing in it.
///
/// # Errors
/// As [`migrate`] and [`claim_target`].
pub(crate) fn check_usable(connection: &Connection, target: Option<&str>) -> Outcome<()> {
    refuse_foreign_file(connection)?;
    let (version, newest) = (user_version(connection)?, newest_version());
    if version > newest {
        check_forward_compatibility(connection, version, newest)?;
    }
    match (meta(connection, "target")?, target) {
        (Some(found), Some(expected)) if found != expected => Err(other_target(expected, &found)),
        _ => Ok(()),
    }
}

fn other_target(expected: &str, found: &str) -> Fault {
    let problem = Problem::new(Code::DataDirectoryOfOtherTarget)
        .with("expected", expected)
        .with("found", found);
    problem.into()
}

fn user_version(connection: &Connection) -> Outcome<i64> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// A fact that the file keeps about itself.
pub(crate) fn meta(connection: &Connection, name: &str) -> Outcome<Option<String>> {
    let value = connection
        .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(value)
}

/// Keeps a fact about the file itself.
pub(crate) fn put_meta(connection: &Connection, name: &str, value: &str) -> Outcome<()> {
    connection.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![name, value],
    )?;
    Ok(())
}

/// Drops a fact about the file itself.
pub(crate) fn drop_meta(connection: &Connection, name: &str) -> Outcome<()> {
    connection.execute("DELETE FROM meta WHERE name = ?1", [name])?;
    Ok(())
}

/// The vault's own identifier: part of every seal, and its name in the
/// keyring.
pub(crate) fn vault_id(connection: &Connection) -> Outcome<Uuid> {
    let text = meta(connection, "vault")?.unwrap_or_default();
    let damaged = |error| Problem::new(Code::VaultDamaged).because(error);
    Ok(Uuid::parse_str(&text).map_err(damaged)?)
}

/// Gives the vault another identifier. Only when nothing is sealed for the
/// one before.
pub(crate) fn put_vault_id(connection: &Connection, vault: Uuid) -> Outcome<()> {
    put_meta(connection, "vault", &vault.to_string())
}

/// Remembers the target that the file was made for.
///
/// # Errors
/// [`Code::DataDirectoryOfOtherTarget`] when it remembers another one.
pub(crate) fn claim_target(connection: &Connection, target: &str) -> Outcome<()> {
    match meta(connection, "target")? {
        None => put_meta(connection, "target", target),
        Some(known) if known == target => Ok(()),
        Some(known) => Err(other_target(target, &known)),
    }
}

#[cfg(test)]
mod tests;
