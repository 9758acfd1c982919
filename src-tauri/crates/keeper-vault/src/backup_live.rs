//! Backups while the vault is open: listed, made by hand, and put back in its
//! place.

use keeper_core::{Code, Problem, Timestamp};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::backup::{BackupCopy, BackupFolder};
use crate::data_key::KeyHolder;
use crate::error::{Fault, Outcome};
use crate::key_slots::{self, SlotKind};
use crate::readers::blocking;
use crate::rows::installations;
use crate::schema;
use crate::store::{self, Store};
use crate::writer::truncate_log;

/// A backup that has taken the vault's place.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Which.
    pub from: BackupCopy,
    /// The vault as it was before, among the copies.
    pub former: BackupCopy,
}

/// What may be put back while the vault is closed and a person could open it:
/// else whoever finds it locked could put one there with an easier way in.
#[derive(Debug, Default)]
pub(crate) struct WayBack {
    /// Somebody had the right way in and found the seal broken.
    broken: AtomicBool,
    /// What the vault was before another copy took its place, until that one
    /// is opened.
    former: Mutex<Option<String>>,
}

impl WayBack {
    /// Notes that the vault didn't open for this reason.
    pub(crate) fn is_broken(&self, problem: &Problem) {
        if problem.code == Code::SealBroken {
            self.broken.store(true, Ordering::SeqCst);
        }
    }

    /// The vault is open: whoever opened it may put back what they like.
    pub(crate) fn is_over(&self) {
        self.broken.store(false, Ordering::SeqCst);
        *self.former() = None;
    }

    fn is_for(&self, name: &str) -> bool {
        self.broken.load(Ordering::SeqCst) || self.former().as_deref() == Some(name)
    }

    fn former(&self) -> MutexGuard<'_, Option<String>> {
        self.former.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What putting back needs.
struct Hands {
    backups: BackupFolder,
    keys: Arc<KeyHolder>,
    way_back: Arc<WayBack>,
}

impl Store {
    /// The copies of this vault, newest first.
    ///
    /// # Errors
    /// Only [`Code::Internal`].
    pub async fn backups(&self) -> Result<Vec<BackupCopy>, Problem> {
        let backups = self.backups.clone();
        blocking(move || Ok(backups.copies())).await
    }

    /// Copies the vault now. Some copies that are made by hand are kept, the
    /// newest.
    ///
    /// # Errors
    /// [`Code::DiskFull`], [`Code::DataDirectoryUnwritable`].
    pub async fn make_backup(&self, now: Timestamp) -> Result<BackupCopy, Problem> {
        let _alone = self.attempts.alone().await;
        let backups = self.backups.clone();
        self.readers
            .read(move |connection| {
                let copy = backups.keep_now(connection, now)?;
                backups.keep_few_by_hand(&copy.name);
                Ok(copy)
            })
            .await
    }

    /// Puts a copy in the place of what is kept, in one transaction. A key that
    /// doesn't open the copy is wiped: what opened the vault when the copy was
    /// made opens it again ([`Store::make_ready`]). The vault as it was is
    /// copied before. No token counts as proven afterwards.
    ///
    /// # Errors
    /// [`Code::BackupUnknown`], [`Code::BackupDamaged`],
    /// [`Code::VaultTooNew`], [`Code::DataDirectoryOfOtherTarget`],
    /// [`Code::DiskFull`]: nothing is changed then. [`Code::VaultLocked`] while
    /// a person could unlock it, unless its seal is broken, or the copy is what
    /// it was before the last one took its place.
    pub async fn restore_backup(&self, name: &str, now: Timestamp) -> Result<Restored, Problem> {
        let _alone = self.attempts.alone().await;
        let hands = Hands {
            backups: self.backups.clone(),
            keys: Arc::clone(&self.keys),
            way_back: Arc::clone(&self.way_back),
        };
        let name = name.to_owned();
        self.writer
            .run(move |connection| restore(connection, &hands, &name, now))
            .await
    }
}

fn restore(
    connection: &mut Connection,
    hands: &Hands,
    name: &str,
    now: Timestamp,
) -> Outcome<Restored> {
    let (backups, keys) = (&hands.backups, &hands.keys);
    refuse_if_locked(connection, hands, name)?;
    let from = backups.find(name)?;
    let source = open_usable(backups, &from, connection)?;
    let former = backups.keep_now(connection, now)?;
    let source = brought_up_to_date(&source)?;
    copy(&source, connection)?;
    // The copy is in place: from here on nothing is refused.
    if let Err(fault) = store::set_up_for_writing(connection) {
        tracing::warn!(?fault, "the restored vault keeps the settings of its copy");
    }
    truncate_log(connection);
    if !still_opens(connection, keys) {
        keys.wipe();
        *hands.way_back.former() = Some(former.name.clone());
    }
    Ok(Restored { from, former })
}

/// A copy in memory with this program's schema and without proofs, so that the
/// one that takes the vault's place needs no step that could fail.
fn brought_up_to_date(source: &Connection) -> Outcome<Connection> {
    let mut current = Connection::open_in_memory()?;
    copy(source, &mut current)?;
    schema::migrate(&mut current)?;
    installations::forget_proofs(&current)?;
    Ok(current)
}

/// Puts one database in the place of another, in one transaction.
fn copy(from: &Connection, into: &mut Connection) -> Outcome<()> {
    let backup = Backup::new(from, into)?;
    Ok(backup.run_to_completion(i32::MAX, Duration::from_millis(50), None)?)
}

fn refuse_if_locked(connection: &Connection, hands: &Hands, name: &str) -> Outcome<()> {
    if hands.keys.current().is_some() || hands.way_back.is_for(name) {
        return Ok(());
    }
    let slots = key_slots::all(connection)?;
    match slots.iter().any(|slot| slot.kind != SlotKind::Keyring) {
        true => Err(Code::VaultLocked.into()),
        false => Ok(()),
    }
}

/// Whether the key at hand is the one that the copy is sealed with.
fn still_opens(connection: &Connection, keys: &KeyHolder) -> bool {
    let Some(sealer) = keys.current() else {
        return false;
    };
    let is_its_vault = schema::vault_id(connection).is_ok_and(|vault| vault == sealer.vault());
    is_its_vault && key_slots::check(connection, &sealer).is_ok()
}

/// Opens a copy that could take the vault's place.
fn open_usable(
    backups: &BackupFolder,
    copy: &BackupCopy,
    vault: &Connection,
) -> Outcome<Connection> {
    let target = schema::meta(vault, "target")?;
    let opened = store::open_checked(&backups.folder.join(&copy.name)).map_err(damaged)?;
    match schema::check_usable(&opened, target.as_deref()).map_err(Problem::from) {
        Ok(()) => Ok(opened),
        Err(problem) => Err(Fault::from(damaged(problem))),
    }
}

fn damaged(problem: Problem) -> Problem {
    match problem.code == Code::VaultDamaged {
        true => Problem {
            code: Code::BackupDamaged,
            ..problem
        },
        false => problem,
    }
}
