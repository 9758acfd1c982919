//! The data directory: writable, with room, with a backup.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use keeper_core::Timestamp;
use keeper_core::error::{Code, Finding, Level, Problem};
use keeper_vault::BackupCopy;

use super::{Surroundings, found, of_problem};
use crate::dates;
use crate::disk;
use crate::views::{DoctorCheck, DoctorCheckView};

const MEGABYTE: u64 = 1024 * 1024;
/// Less room than this is little.
const ROOM: u64 = 200 * MEGABYTE;
/// Today's copy may not have been made yet.
const LATELY: Duration = Duration::from_secs(48 * 60 * 60);

/// What was seen of the directory.
struct Seen {
    written: Result<(), String>,
    free: Option<u64>,
    sizes: Vec<(&'static str, u64)>,
}

pub async fn check(around: &Surroundings<'_>) -> DoctorCheckView {
    let directory = around.directory.to_path_buf();
    let seen = disk::read(move || Ok(look(&directory))).await;
    let copies = around.base.store.backups().await;
    let (seen, copies) = match (seen, copies) {
        (Ok(seen), Ok(copies)) => (seen, copies),
        (Err(problem), _) | (_, Err(problem)) => {
            let finding = of_problem(Level::Warn, &problem);
            return found(DoctorCheck::DataDirectory, finding);
        }
    };
    let finding = judge(&seen, copies.first(), around.base.engine.now());
    let mut check = found(DoctorCheck::DataDirectory, finding);
    if let Some(free) = seen.free {
        check = check.seeing("free_mb", free / MEGABYTE);
    }
    for (name, bytes) in &seen.sizes {
        check = check.seeing(name, megabytes(*bytes));
    }
    let newest = copies.first().map(|copy| dates::moment(copy.made_at));
    check
        .seeing("backups", copies.len())
        .seeing("newest_backup", newest.unwrap_or_default())
}

/// The worst of it.
fn judge(seen: &Seen, newest: Option<&BackupCopy>, now: Timestamp) -> Finding {
    if let Err(cause) = &seen.written {
        let problem = Problem::new(Code::DataDirectoryUnwritable).with("cause", cause.as_str());
        return of_problem(Level::Block, &problem);
    }
    if let Some(free) = seen.free.filter(|free| *free < ROOM) {
        let finding = Finding::new(Level::Warn, Code::DiskSpaceLow);
        return finding.with("megabytes", free / MEGABYTE);
    }
    match newest {
        Some(copy) if now.since(copy.made_at) <= LATELY => {
            Finding::new(Level::Pass, Code::DataDirectoryWell)
        }
        Some(copy) => Finding::new(Level::Warn, Code::BackupMissing).with("day", copy.day.as_str()),
        None => Finding::new(Level::Warn, Code::BackupMissing),
    }
}

fn look(directory: &Path) -> Seen {
    Seen {
        written: try_to_write(directory).map_err(|cause| cause.to_string()),
        free: fs4::available_space(directory).ok(),
        sizes: vec![
            (
                "vault_mb",
                size(&[directory.join("vault.db"), directory.join("vault.db-wal")]),
            ),
            ("practice_mb", size(&[directory.join("practice.db")])),
            ("logs_mb", size(&files_in(&directory.join("logs")))),
            ("backups_mb", size(&files_in(&directory.join("backups")))),
        ],
    }
}

/// A file without a name, gone when it is closed.
fn try_to_write(directory: &Path) -> io::Result<()> {
    let mut file = tempfile::tempfile_in(directory)?;
    file.write_all(b"written by the doctor")?;
    file.sync_all()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn size(files: &[PathBuf]) -> u64 {
    let facts = files.iter().filter_map(|file| file.metadata().ok());
    facts.map(|facts| facts.len()).sum()
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes * 10 / MEGABYTE;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);

    fn copy(age: Duration) -> BackupCopy {
        BackupCopy {
            name: "vault-2026-11-18.db".to_owned(),
            day: "2026-11-18".to_owned(),
            made_at: NOW.minus(age),
            bytes: 1,
            set_aside: false,
        }
    }

    fn code(written: Result<(), String>, free: u64, newest: Option<Duration>) -> Code {
        let seen = Seen {
            written,
            free: Some(free),
            sizes: Vec::new(),
        };
        judge(&seen, newest.map(copy).as_ref(), NOW).code
    }

    #[test]
    fn the_worst_is_said() {
        let fresh = Some(LATELY);
        let old = Some(LATELY + Duration::from_secs(1));
        assert_eq!(code(Ok(()), ROOM, fresh), Code::DataDirectoryWell);
        assert_eq!(code(Ok(()), ROOM, old), Code::BackupMissing);
        assert_eq!(code(Ok(()), ROOM, None), Code::BackupMissing);
        assert_eq!(code(Ok(()), ROOM - 1, None), Code::DiskSpaceLow);
        let refused = Err("read-only".to_owned());
        assert_eq!(code(refused, 0, None), Code::DataDirectoryUnwritable);
    }

    #[test]
    fn a_directory_is_written_to_and_left_as_it_was() {
        let directory = tempfile::tempdir().unwrap();
        let seen = look(directory.path());
        assert_eq!(seen.written, Ok(()));
        assert!(seen.free.is_some_and(|free| free > 0));
        assert_eq!(directory.path().read_dir().unwrap().count(), 0);
        assert!(look(&directory.path().join("gone")).written.is_err());
    }
}
