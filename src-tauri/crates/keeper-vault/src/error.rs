//! What can go wrong at rest, as a code.

use keeper_core::{Code, Problem};
use rusqlite::ErrorCode;

/// A failure on its way out: already a [`Problem`], or still the database's.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Ready to be told.
    Problem(Problem),
    /// The database's own words.
    Database(rusqlite::Error),
}

/// What functions beneath the store answer.
pub(crate) type Outcome<T> = Result<T, Fault>;

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Self::Problem(Problem::new(code))
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Problem(problem) => problem,
            Fault::Database(error) => database_problem(&error),
        }
    }
}

/// The database's message never holds a bound value, so it may be told.
pub(crate) fn database_problem(error: &rusqlite::Error) -> Problem {
    Problem::new(database_code(error)).because(error)
}

fn database_code(error: &rusqlite::Error) -> Code {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Code::DiskFull,
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Code::DataDirectoryUnwritable
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Code::VaultDamaged,
        _ if is_unreadable_value(error) => Code::VaultDamaged,
        _ => Code::SaveFailed,
    }
}

/// A value that was read but isn't what the schema promises.
fn is_unreadable_value(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
    )
}

/// A file operation in the data directory that failed.
pub(crate) fn file_problem(error: &std::io::Error) -> Problem {
    let is_full = matches!(
        error.kind(),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
    );
    let code = if is_full {
        Code::DiskFull
    } else {
        Code::DataDirectoryUnwritable
    };
    Problem::new(code).because(error)
}

/// The operating system's random numbers failed, which no one can help.
pub(crate) fn random_problem(error: &getrandom::Error) -> Problem {
    Problem::new(Code::Internal).because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite(result: i32) -> Code {
        let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(result), None);
        database_problem(&error).code
    }

    #[test]
    fn each_state_of_the_disk_has_its_own_code() {
        assert_eq!(sqlite(rusqlite::ffi::SQLITE_FULL), Code::DiskFull);
        assert_eq!(
            sqlite(rusqlite::ffi::SQLITE_READONLY),
            Code::DataDirectoryUnwritable
        );
        assert_eq!(
            sqlite(rusqlite::ffi::SQLITE_CANTOPEN),
            Code::DataDirectoryUnwritable
        );
        assert_eq!(sqlite(rusqlite::ffi::SQLITE_CORRUPT), Code::VaultDamaged);
        assert_eq!(sqlite(rusqlite::ffi::SQLITE_NOTADB), Code::VaultDamaged);
        assert_eq!(sqlite(rusqlite::ffi::SQLITE_BUSY), Code::SaveFailed);
    }

    #[test]
    fn a_value_of_another_kind_than_the_schema_says_is_damage() {
        let kind = rusqlite::types::Type::Text;
        for error in [
            rusqlite::Error::InvalidColumnType(0, "id".into(), kind),
            rusqlite::Error::IntegralValueOutOfRange(0, 1),
            rusqlite::Error::FromSqlConversionFailure(0, kind, "not a number".into()),
        ] {
            assert_eq!(database_problem(&error).code, Code::VaultDamaged, "{error}");
        }
        let other = rusqlite::Error::QueryReturnedNoRows;
        assert_eq!(database_problem(&other).code, Code::SaveFailed);
    }

    #[test]
    fn a_full_disk_under_a_plain_file_is_said_as_such() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(file_problem(&full).code, Code::DiskFull);
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        assert_eq!(file_problem(&denied).code, Code::DataDirectoryUnwritable);
    }
}
