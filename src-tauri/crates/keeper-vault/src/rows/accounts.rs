//! Accounts.

use keeper_core::account::Account;
use keeper_core::identifier::HubId;
use keeper_core::{Code, Problem};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{from_word, millis, optional_time, time, to_word};
use crate::error::Outcome;

const COLUMNS: &str = "hub_id, name, domain, account_type, ui_domain, data_hosting, time_zone, \
                       last_call_at, noted_at";

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        hub_id: HubId(row.get(0)?),
        name: row.get(1)?,
        domain: row.get(2)?,
        account_type: from_word(row, 3)?,
        ui_domain: row.get(4)?,
        data_hosting: row.get(5)?,
        time_zone: row.get(6)?,
        last_call_at: optional_time(row, 7)?,
        noted_at: time(row, 8)?,
    })
}

/// Every account.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<Account>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM accounts"))?;
    let accounts = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(accounts)
}

/// One account.
pub(crate) fn one(connection: &Connection, id: HubId) -> Outcome<Option<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE hub_id = ?1");
    let account = connection
        .prepare_cached(&sql)?
        .query_row([id.0], read)
        .optional()?;
    Ok(account)
}

/// Lays what is newly known over what is kept.
pub(crate) fn put(connection: &Connection, newer: &Account) -> Outcome<()> {
    let account = match one(connection, newer.hub_id)? {
        Some(kept) => kept.updated_by(newer.clone()),
        None => newer.clone(),
    };
    let sql = format!("REPLACE INTO accounts ({COLUMNS}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)");
    connection.prepare_cached(&sql)?.execute(params![
        account.hub_id.0,
        account.name,
        account.domain,
        to_word(&account.account_type)?,
        account.ui_domain,
        account.data_hosting,
        account.time_zone,
        millis(account.last_call_at),
        account.noted_at.as_millis(),
    ])?;
    Ok(())
}

/// Removes an account. One that is unknown is removed already.
///
/// # Errors
/// [`Code::AccountHasInstallations`] while it has installations, forgotten ones included:
/// they can still be brought back.
pub(crate) fn drop(connection: &Connection, id: HubId) -> Outcome<()> {
    let in_use = connection
        .prepare_cached("SELECT 1 FROM installations WHERE hub_id = ?1 LIMIT 1")?
        .exists([id.0])?;
    if in_use {
        let problem = Problem::new(Code::AccountHasInstallations);
        return Err(problem.into());
    }
    connection
        .prepare_cached("DELETE FROM accounts WHERE hub_id = ?1")?
        .execute([id.0])?;
    Ok(())
}
