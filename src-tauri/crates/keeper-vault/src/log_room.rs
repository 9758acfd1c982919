//! Room on the disk for the answers of calls that were begun: the write-ahead
//! log is made long enough for them before the calls are made.

use std::path::PathBuf;

use fs4::FileExt;
use rusqlite::Connection;

use crate::error::{Outcome, file_problem};
use crate::platform;

/// What saving one answer takes up in the log, with room to spare: some ten
/// pages.
const PER_ANSWER: u64 = 96 * 1024;
/// Of the log, and of each page in it (SQLite's file format, section 4.1).
const LOG_HEADER: u64 = 32;
const PAGE_HEADER: u64 = 24;

/// Reserves room for the answers of the calls that are under way and of `calls`
/// more.
///
/// # Errors
/// [`keeper_core::Code::DiskFull`] and what else keeps the log from growing.
pub(crate) fn reserve(connection: &Connection, calls: usize) -> Outcome<()> {
    let Some(log) = path(connection) else {
        return Ok(());
    };
    let under_way = number(connection, "SELECT count(*) FROM intents")?;
    let answers = under_way + calls as u64;
    let length = length_in_use(connection)? + answers * PER_ANSWER;
    let allocated = platform::open_private_file(&log).and_then(|file| file.allocate(length));
    Ok(allocated.map_err(|error| file_problem(&error))?)
}

/// The log beside the database; none for a database in memory.
fn path(connection: &Connection) -> Option<PathBuf> {
    let database = connection.path().filter(|path| !path.is_empty())?;
    Some(PathBuf::from(format!("{database}-wal")))
}

/// How much of the log is taken up. What is written back into the database now
/// makes room for what is written next.
fn length_in_use(connection: &Connection) -> Outcome<u64> {
    let page = number(connection, "PRAGMA page_size")?;
    let pages = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        row.get::<_, i64>(1)
    })?;
    let pages = u64::try_from(pages).unwrap_or(0);
    Ok(LOG_HEADER + pages * (page + PAGE_HEADER))
}

fn number(connection: &Connection, sql: &str) -> Outcome<u64> {
    let number: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(u64::try_from(number).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_has_room_for_every_answer() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("vault.db");
        let connection = Connection::open(&database).unwrap();
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .unwrap();
        connection
            .execute_batch("CREATE TABLE intents (owner)")
            .unwrap();
        let allocated = || {
            let log = std::fs::File::open(path(&connection).unwrap()).unwrap();
            log.allocated_size().unwrap()
        };
        reserve(&connection, 2).unwrap();
        assert!(allocated() >= 2 * PER_ANSWER);
        connection
            .execute_batch("INSERT INTO intents VALUES (1), (2)")
            .unwrap();
        reserve(&connection, 1).unwrap();
        assert!(allocated() >= 3 * PER_ANSWER);
        let intents: i64 = connection
            .query_row("SELECT count(*) FROM intents", [], |row| row.get(0))
            .unwrap();
        assert_eq!(intents, 2);
    }
}
