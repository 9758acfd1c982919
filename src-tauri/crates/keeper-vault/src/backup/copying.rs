//! Copying a database into a file of its own, and removing rows from a copy.

use std::path::Path;
use std::time::Duration;

use keeper_core::identifier::InstallationId;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::error::{Outcome, file_problem};
use crate::platform;

use super::{PART, with_suffix};

/// Copies a database whole, under a name that appears when it is complete.
pub(crate) fn copy_to(source: &Connection, to: &Path) -> Outcome<()> {
    let part = with_suffix(to, PART);
    let copied = fill(source, &part).and_then(|()| {
        let placed = std::fs::rename(&part, to);
        placed.map_err(|error| file_problem(&error).into())
    });
    if copied.is_err() {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            // What is left is removed at the next start.
            let _ = std::fs::remove_file(with_suffix(&part, suffix));
        }
    }
    copied
}

fn fill(source: &Connection, part: &Path) -> Outcome<()> {
    let told = |error: std::io::Error| file_problem(&error);
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(told(error).into());
        }
        Ok(()) | Err(_) => {}
    }
    platform::make_private_file(part).map_err(told)?;
    let mut copy = Connection::open(part)?;
    Backup::new(source, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(50), None)?;
    // A copy stands alone: no log beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// A copy stays as old as it is.
pub(super) fn remove_rows_in(copy: &Path, ids: &[InstallationId]) -> Outcome<()> {
    let made_at = copy.metadata().and_then(|facts| facts.modified());
    delete_rows(copy, ids)?;
    let file = std::fs::File::options().write(true).open(copy);
    let dated = file.and_then(|file| file.set_modified(made_at?));
    tracing::debug!(dated = dated.is_ok(), "a copy without removed rows");
    Ok(())
}

fn delete_rows(copy: &Path, ids: &[InstallationId]) -> Outcome<()> {
    let mut connection = Connection::open(copy)?;
    connection.pragma_update(None, "secure_delete", true)?;
    let transaction = connection.transaction()?;
    for id in ids {
        transaction.execute("DELETE FROM tokens WHERE owner = ?1", [id.as_uuid()])?;
        transaction.execute("DELETE FROM installations WHERE id = ?1", [id.as_uuid()])?;
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_fails_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let source = Connection::open_in_memory().unwrap();
        source.execute_batch("CREATE TABLE a (b)").unwrap();
        let to = folder.path().join("copy.db");
        // What stands there can't be replaced.
        std::fs::create_dir_all(to.join("full")).unwrap();
        assert!(copy_to(&source, &to).is_err());
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a12_a_copy_is_not_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let source = Connection::open_in_memory().unwrap();
        source.execute_batch("CREATE TABLE a (b)").unwrap();
        let (to, elsewhere) = (
            folder.path().join("copy.db"),
            folder.path().join("elsewhere"),
        );
        std::os::unix::fs::symlink(&elsewhere, with_suffix(&to, PART)).unwrap();
        copy_to(&source, &to).unwrap();
        assert!(!elsewhere.exists() && to.is_file());
    }
}
