//! What opens the copies, and what they are put back with.

use std::path::Path;

use keeper_core::{Problem, Timestamp};
use rusqlite::{Connection, OpenFlags};

use super::{BackupFolder, with_suffix};
use crate::data_key::Sealer;
use crate::error::{Fault, Outcome, file_problem};
use crate::key_slots;
use crate::store;

impl BackupFolder {
    /// Removes every copy, and every vault that was set aside, that another key
    /// than this opens, or that can't be read.
    pub(crate) fn remove_other_keys(&self, sealer: &Sealer) -> Outcome<()> {
        let copies = self.copies().into_iter().map(|copy| copy.name);
        let aside = self.set_aside_before(Timestamp::from_millis(i64::MAX));
        for path in copies.map(|name| self.folder.join(name)).chain(aside) {
            if is_sealed_with(&path, sealer) {
                continue;
            }
            for suffix in ["", "-wal", "-shm", "-journal"] {
                match std::fs::remove_file(with_suffix(&path, suffix)) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(file_problem(&error).into());
                    }
                    Ok(()) | Err(_) => {}
                }
            }
        }
        Ok(())
    }
}

fn is_sealed_with(copy: &Path, sealer: &Sealer) -> bool {
    let opened = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY);
    opened.is_ok_and(|copy| key_slots::check(&copy, sealer).is_ok())
}

/// Calls that were begun when the copy was made are long over. Ways in that
/// are newer than the copy stay, where the damaged vault still tells them and
/// was sealed with the same key.
pub(super) fn prepare_copy(damaged: &Path, ready: &Path) -> Result<(), Problem> {
    let copy = store::open_checked(ready)?;
    forget_intents(&copy)?;
    let former = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let taken = former.map_err(Fault::from).and_then(|former| {
        let key = key_slots::check_value(&former)?;
        if key.is_some() && key == key_slots::check_value(&copy)? {
            in_one_transaction(&copy, |copy| key_slots::take_over(&former, copy))?;
        }
        Ok(())
    });
    if let Err(fault) = taken {
        tracing::warn!(?fault, "the ways in are those of the copy");
    }
    copy.close().map_err(|(_, error)| Fault::from(error).into())
}

fn in_one_transaction(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Outcome<()>,
) -> Outcome<()> {
    let transaction = connection.unchecked_transaction()?;
    work(&transaction)?;
    Ok(transaction.commit()?)
}

/// Removes the notes of calls, in files of any schema.
pub(crate) fn forget_intents(copy: &Connection) -> Outcome<()> {
    if copy.table_exists(None, "intents")? {
        copy.execute("DELETE FROM intents", [])?;
    }
    Ok(())
}
