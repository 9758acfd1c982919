//! Backups: one copy a day, seven days long, and the way back to one.
//!
//! A copy holds sealed rows and key slots as the vault did, so what opens the
//! vault opens its backups. A vault that a person started over from is kept
//! beside them, and nothing here removes or changes it: a locked window lets
//! anybody start over.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use keeper_core::identifier::InstallationId;
use keeper_core::{Code, Problem, Timestamp};
use rusqlite::Connection;

use crate::directory::{self, World};
use crate::error::{Fault, Outcome, file_problem};
use crate::platform;
use crate::readers::blocking;
use crate::rows::installations;
use crate::store;

mod copying;
mod naming;
mod ways_in;

pub(crate) use copying::copy_to;
use copying::remove_rows_in;
use naming::{day_of, made_at, named, time_of};
pub(crate) use ways_in::forget_intents;
use ways_in::prepare_copy;

/// How long a copy is kept: a promise in both directions, since what was
/// wiped in the vault lives on in its copies.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// More copies than these by hand push out the oldest of them.
const BY_HAND: usize = 5;

/// What the name of a copy ends with until it is complete.
const PART: &str = ".part";
/// What the name of a copy ends with that is about to take the vault's place.
const RESTORED: &str = ".restored";

/// One copy of a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupCopy {
    /// Its file name, for [`restore_backup`].
    pub name: String,
    /// The day it was made, as `2026-11-23` (UTC).
    pub day: String,
    /// When it was made; the beginning of its day where the file doesn't say.
    pub made_at: Timestamp,
    /// Its length in bytes.
    pub bytes: u64,
    /// Whether it is the vault that a person started over from. It stays as it
    /// is until somebody deletes the file.
    pub set_aside: bool,
}

/// Where the copies of one world are.
#[derive(Clone, Debug)]
pub(crate) struct BackupFolder {
    pub(crate) folder: PathBuf,
    world: World,
}

impl BackupFolder {
    /// The folder in a data directory.
    pub(crate) fn of(directory: &Path, world: World) -> Self {
        Self {
            folder: directory.join("backups"),
            world,
        }
    }

    /// Copies the vault if there is no copy of this day yet, then removes
    /// copies that are too old. Says whether it made one.
    pub(crate) fn keep_daily(&self, connection: &Connection, now: Timestamp) -> Outcome<bool> {
        let copy = self.folder.join(self.name_of(&day_of(now)));
        let is_due = !copy.exists();
        if is_due {
            self.prepare().map_err(|error| file_problem(&error))?;
            copy_to(connection, &copy)?;
            self.remove_old(now);
        }
        Ok(is_due)
    }

    /// Copies the vault now, whatever copies there are; none of them is written over.
    pub(crate) fn keep_now(&self, connection: &Connection, now: Timestamp) -> Outcome<BackupCopy> {
        self.prepare().map_err(|error| file_problem(&error))?;
        let name = self.free_name(&self.prefix(), now);
        copy_to(connection, &self.folder.join(&name))?;
        Ok(self.find(&name)?)
    }

    /// Where a vault is copied that a person starts over from.
    pub(crate) fn place_aside(&self, now: Timestamp) -> Result<PathBuf, Problem> {
        self.prepare().map_err(|error| file_problem(&error))?;
        let name = self.free_name(&self.started_over_prefix(), now);
        Ok(self.folder.join(name))
    }

    /// Of several in one second each takes the next second that is free.
    fn free_name(&self, prefix: &str, now: Timestamp) -> String {
        let mut at = now;
        loop {
            let name = format!("{prefix}{}-{}.db", day_of(at), time_of(at));
            if !self.folder.join(&name).exists() {
                return name;
            }
            at = at.plus(Duration::from_secs(1));
        }
    }

    /// Removes the oldest copies that were made by hand, but never `but`.
    pub(crate) fn keep_few_by_hand(&self, but: &str) {
        let is_by_hand = |copy: &BackupCopy| {
            let named = named(&self.prefix(), &copy.name);
            named.is_some_and(|named| named.time.is_some()) && copy.name != but
        };
        let copies = self.copies().into_iter().filter(is_by_hand);
        for copy in copies.skip(BY_HAND - 1) {
            let removed = std::fs::remove_file(self.folder.join(copy.name));
            tracing::debug!(removed = removed.is_ok(), "an old copy made by hand");
        }
    }

    /// The copy of a name, if it is one.
    ///
    /// # Errors
    /// [`Code::BackupUnknown`].
    pub(crate) fn find(&self, name: &str) -> Result<BackupCopy, Problem> {
        let mut all = self.copies().into_iter().chain(self.started_over());
        let found = all.find(|copy| copy.name == name);
        found.ok_or_else(|| Code::BackupUnknown.into())
    }

    fn prepare(&self) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        platform::close_directory(&self.folder)
    }

    fn name_of(&self, day: &str) -> String {
        format!("{}-{day}.db", self.world.stem())
    }

    fn remove_old(&self, now: Timestamp) {
        let oldest = day_of(now.minus(KEPT));
        let copies = self.copies().into_iter().filter(|copy| copy.day <= oldest);
        let aside = self.set_aside_before(now.minus(KEPT));
        for path in copies.map(|copy| self.folder.join(copy.name)).chain(aside) {
            let removed = std::fs::remove_file(&path);
            tracing::debug!(removed = removed.is_ok(), "an old copy");
        }
    }

    fn files(&self) -> Vec<(String, Metadata)> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten();
        entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                // Of the entry itself: a link is no copy.
                let facts = entry.metadata().ok()?;
                facts.is_file().then_some((name, facts))
            })
            .collect()
    }

    fn prefix(&self) -> String {
        format!("{}-", self.world.stem())
    }

    fn started_over_prefix(&self) -> String {
        format!("{}-started-over-", self.world.stem())
    }

    /// Newest first, without those that a person started over from.
    pub(crate) fn copies(&self) -> Vec<BackupCopy> {
        self.named_by(&self.prefix(), false)
    }

    /// The vaults that a person started over from, newest first.
    pub(crate) fn started_over(&self) -> Vec<BackupCopy> {
        self.named_by(&self.started_over_prefix(), true)
    }

    fn named_by(&self, prefix: &str, set_aside: bool) -> Vec<BackupCopy> {
        let copy = |(name, facts): (String, Metadata)| {
            let named = named(prefix, &name)?;
            let made_at = made_at(&named, &facts)?;
            let day = named.day.to_owned();
            let bytes = facts.len();
            Some(BackupCopy {
                name,
                day,
                made_at,
                bytes,
                set_aside,
            })
        };
        let mut copies: Vec<BackupCopy> = self.files().into_iter().filter_map(copy).collect();
        let age = |copy: &BackupCopy| (copy.day.clone(), copy.made_at, copy.name.clone());
        copies.sort_by_key(|copy| std::cmp::Reverse(age(copy)));
        copies
    }

    fn aside_prefix(&self) -> String {
        format!("{}-set-aside-", self.world.stem())
    }

    fn set_aside_before(&self, before: Timestamp) -> Vec<PathBuf> {
        let prefix = self.aside_prefix();
        let made_at = |name: &str| {
            let rest = name.strip_prefix(&prefix)?;
            rest.split('.').next()?.parse().ok()
        };
        let is_old = |name: &str| made_at(name).is_some_and(|at: i64| at <= before.as_millis());
        let names = self.files().into_iter().map(|(name, _)| name);
        names
            .filter(|name| is_old(name))
            .map(|name| self.folder.join(name))
            .collect()
    }

    /// Removes installations from every copy and every vault that was set
    /// aside: "for good" means these, too.
    pub(crate) fn remove_rows(&self, ids: &[InstallationId]) {
        let copies = self.copies().into_iter().map(|copy| copy.name);
        let aside = self.set_aside_before(Timestamp::from_millis(i64::MAX));
        for path in copies.map(|name| self.folder.join(name)).chain(aside) {
            if let Err(fault) = remove_rows_in(&path, ids) {
                let problem = Problem::from(fault);
                let file = path.file_name().map(|name| name.display().to_string());
                tracing::warn!(%problem, ?file, "a copy still holds removed rows");
            }
        }
    }

    /// Removes what a copy left that was broken off by the end of the process.
    pub(crate) fn remove_remains(&self, database: &Path) {
        let prefix = format!("{}-", self.world.stem());
        let is_remains = |name: &String| name.starts_with(&prefix) && name.contains(PART);
        let names = self.files().into_iter().map(|(name, _)| name);
        let parts = names.filter(is_remains).map(|name| self.folder.join(name));
        let restored = with_suffix(database, RESTORED);
        let restored = ["", PART].map(|suffix| with_suffix(&restored, suffix));
        for path in parts.chain(restored) {
            if std::fs::remove_file(&path).is_ok() {
                tracing::info!("an unfinished copy was removed");
            }
        }
    }

    /// Moves the vault's files here, out of the way of another.
    fn set_aside(&self, database: &Path) -> std::io::Result<()> {
        self.prepare()?;
        let millis = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_millis());
        let aside = self
            .folder
            .join(format!("{}{millis}.db", self.aside_prefix()));
        for suffix in ["", "-wal", "-shm"] {
            let from = with_suffix(database, suffix);
            if from.exists() {
                std::fs::rename(from, with_suffix(&aside, suffix))?;
            }
        }
        Ok(())
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The copies of one world, newest first. Works while the vault is damaged.
#[must_use]
pub fn list_backups(directory: &Path, world: World) -> Vec<BackupCopy> {
    BackupFolder::of(directory, world).copies()
}

/// Puts a copy in the place of the vault, which is moved into the folder of
/// the backups and kept there for seven days. The vault must not be open. No
/// token counts as proven afterwards.
///
/// # Errors
/// [`Code::BackupUnknown`]; [`Code::VaultDamaged`] when the copy is damaged,
/// too; [`Code::DataDirectoryInUse`]; [`Code::DiskFull`].
pub async fn restore_backup(directory: &Path, world: World, name: &str) -> Result<(), Problem> {
    let (directory, name) = (directory.to_owned(), name.to_owned());
    blocking(move || restore(&directory, world, &name)).await
}

fn restore(directory: &Path, world: World, name: &str) -> Result<(), Problem> {
    let _guard = directory::hold(directory, world)?;
    let backups = BackupFolder::of(directory, world);
    backups.find(name)?;
    let ready = with_suffix(&world.database(directory), RESTORED);
    let copy = store::open_checked(&backups.folder.join(name))?;
    copy_to(&copy, &ready)?;
    drop(copy);
    installations::forget_proofs(&Connection::open(&ready).map_err(Fault::from)?)?;
    prepare_copy(&world.database(directory), &ready)?;
    put_in_place(&backups, directory, &ready).map_err(|error| file_problem(&error))
}

fn put_in_place(backups: &BackupFolder, directory: &Path, ready: &Path) -> std::io::Result<()> {
    let database = backups.world.database(directory);
    backups.set_aside(&database)?;
    std::fs::rename(ready, database)
}

/// Moves a damaged vault into the folder of the backups, kept there for seven
/// days, and starts an empty one: the way out when there is no backup.
///
/// # Errors
/// [`Code::DataDirectoryInUse`]; [`Code::DataDirectoryUnwritable`];
/// [`Code::DiskFull`].
pub async fn set_aside(directory: &Path, world: World) -> Result<(), Problem> {
    let directory = directory.to_owned();
    blocking(move || {
        let _guard = directory::hold(&directory, world)?;
        let database = world.database(&directory);
        let moved = BackupFolder::of(&directory, world).set_aside(&database);
        moved.map_err(|error| file_problem(&error))?;
        store::make_database(&database)?;
        Ok(())
    })
    .await
}
