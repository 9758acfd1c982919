//! A group commit: many callers, one transaction, one answer each.

use keeper_core::Problem;
use rusqlite::Connection;

use super::Commit;
use crate::changes::{Aftermath, Hands};
use crate::data_key::Keys;
use crate::error::{Fault, Outcome};

type Answer = Result<(), Problem>;

/// Commits a group. Where the transaction as a whole fails, each caller is
/// tried alone, so that one caller's failure is never another's.
pub(super) fn commit(
    connection: &Connection,
    keys: &Keys,
    group: &[Commit],
) -> (Vec<Answer>, Aftermath) {
    match in_one_transaction(connection, keys, group) {
        Ok(done) => done,
        Err(fault) if group.len() == 1 => (vec![Err(fault.into())], Aftermath::default()),
        Err(_) => one_by_one(connection, keys, group),
    }
}

fn one_by_one(connection: &Connection, keys: &Keys, group: &[Commit]) -> (Vec<Answer>, Aftermath) {
    let mut all = Aftermath::default();
    let mut answers = Vec::with_capacity(group.len());
    for one in group {
        let (answer, aftermath) = commit(connection, keys, std::slice::from_ref(one));
        answers.extend(answer);
        all.join(aftermath);
    }
    (answers, all)
}

fn in_one_transaction(
    connection: &Connection,
    keys: &Keys,
    group: &[Commit],
) -> Outcome<(Vec<Answer>, Aftermath)> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let outcome = all_savepoints(connection, keys, group)
        .and_then(|done| Ok(connection.execute_batch("COMMIT").map(|()| done)?));
    if outcome.is_err() && !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    outcome
}

fn all_savepoints(
    connection: &Connection,
    keys: &Keys,
    group: &[Commit],
) -> Outcome<(Vec<Answer>, Aftermath)> {
    let mut all = Aftermath::default();
    let mut answers = Vec::with_capacity(group.len());
    for one in group {
        match in_savepoint(connection, keys, one)? {
            Ok(aftermath) => {
                all.join(aftermath);
                answers.push(Ok(()));
            }
            Err(problem) => answers.push(Err(problem)),
        }
    }
    Ok((answers, all))
}

/// The outer failure is the whole transaction's: `SQLite` undoes all of it by
/// itself when, say, the disk is full.
fn in_savepoint(
    connection: &Connection,
    keys: &Keys,
    one: &Commit,
) -> Outcome<Result<Aftermath, Problem>> {
    connection.execute_batch("SAVEPOINT caller")?;
    let hands = Hands { connection, keys };
    match hands.make_all(&one.changes) {
        Ok(aftermath) => {
            connection.execute_batch("RELEASE caller")?;
            Ok(Ok(aftermath))
        }
        Err(fault) if connection.is_autocommit() => Err(fault),
        Err(fault) => undo(connection, fault).map(Err),
    }
}

fn undo(connection: &Connection, fault: Fault) -> Outcome<Problem> {
    connection.execute_batch("ROLLBACK TO caller; RELEASE caller")?;
    Ok(fault.into())
}
