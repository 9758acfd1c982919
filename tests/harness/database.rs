//! What another program, or a failing disk, does to the database of a test.

use std::path::Path;

use rusqlite::Connection;

/// Another program's connection to the database in a data directory.
///
/// # Panics
/// When it can't be opened.
#[must_use]
pub fn beside(directory: &Path) -> Connection {
    Connection::open(directory.join("practice.db")).expect("the database is there")
}

/// Damages every refresh token; how many.
///
/// # Panics
/// When the database can't be written.
#[must_use]
pub fn damage_tokens(directory: &Path) -> usize {
    let damage = "UPDATE tokens SET refresh = zeroblob(length(refresh))";
    let damaged = beside(directory).execute(damage, []);
    damaged.expect("the tokens can be written")
}

/// Makes a table take nothing any more, as on a disk that fails.
///
/// # Panics
/// When the database can't be written.
pub fn jam(other: &Connection, table: &str) {
    for change in ["INSERT", "UPDATE"] {
        let trigger = format!(
            "CREATE TRIGGER jam_{change} BEFORE {change} ON {table} \
             BEGIN SELECT RAISE(FAIL, 'jammed'); END"
        );
        other
            .execute_batch(&trigger)
            .expect("a trigger can be made");
    }
}

/// Makes a jammed table take everything again.
///
/// # Panics
/// When the database can't be written.
pub fn free(other: &Connection) {
    let triggers = "DROP TRIGGER jam_INSERT; DROP TRIGGER jam_UPDATE";
    other.execute_batch(triggers).expect("they are there");
}
