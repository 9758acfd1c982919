//! Backups while the vault is open: listed, made by hand, and put back in its
//! place.

mod key_then;

use keeper_core::{Code, Problem, Timestamp};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::backup::{BackupCopy, BackupFolder, forget_intents};
use crate::data_key::{KeyHolder, Sealer};
use crate::error::{Fault, Outcome};
use crate::key_operations::Proof;
use crate::key_operations::renewal::{COPIES_DUE, ENTRIES_DUE};
use crate::key_slots::{self, SlotKind};
use crate::readers::blocking;
use crate::resealing::reseal;
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
    /// The key of whoever had the right way in and found the seal broken.
    broken: Mutex<Option<Arc<Sealer>>>,
    /// What the vault was before another copy took its place, until that one
    /// is opened.
    former: Mutex<Option<String>>,
}

impl WayBack {
    /// Notes that the vault didn't open for this reason.
    pub(crate) fn is_broken(&self, problem: &Problem, key: Arc<Sealer>) {
        if problem.code == Code::SealBroken {
            *self.broken() = Some(key);
        }
    }

    /// The vault is open: whoever opened it may put back what they like.
    pub(crate) fn is_over(&self) {
        *self.broken() = None;
        *self.former() = None;
    }

    fn is_for(&self, name: &str) -> bool {
        self.broken().is_some() || self.former().as_deref() == Some(name)
    }

    fn broken(&self) -> MutexGuard<'_, Option<Arc<Sealer>>> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// What the copy is sealed with, where that isn't the present key.
    key_then: Option<Sealer>,
}

impl Store {
    /// The copies of this vault, newest first; then those that a person started
    /// over from.
    ///
    /// # Errors
    /// Only [`Code::Internal`].
    pub async fn backups(&self) -> Result<Vec<BackupCopy>, Problem> {
        let backups = self.backups.clone();
        blocking(move || {
            let mut all = backups.copies();
            all.extend(backups.started_over());
            Ok(all)
        })
        .await
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

    /// Puts a copy in the place of what is kept, in one transaction, sealed with
    /// the present key and with the present ways in. Calls that were begun when
    /// it was made aren't brought back. The vault as it was is copied before.
    /// No token counts as proven afterwards.
    ///
    /// A copy that was sealed with another key needs `then`, a way in of that
    /// time; its keyring entry is tried where none is given. While the vault is
    /// closed there is no present key, and the copy comes with its own ways in.
    ///
    /// # Errors
    /// [`Code::BackupSealedOtherwise`] with the ways in that would help,
    /// [`Code::PassphraseWrong`] for `then`,
    /// [`Code::BackupUnknown`], [`Code::BackupDamaged`],
    /// [`Code::VaultTooNew`], [`Code::DataDirectoryOfOtherTarget`],
    /// [`Code::DiskFull`]: nothing is changed then. [`Code::VaultLocked`] while
    /// a person could unlock it, unless its seal is broken, or the copy is what
    /// it was before the last one took its place.
    pub async fn restore_backup(
        &self,
        name: &str,
        then: Option<Proof>,
        now: Timestamp,
    ) -> Result<Restored, Problem> {
        let mut failures = match then.is_some() {
            true => self.attempts.turn().await,
            false => self.attempts.alone().await,
        };
        let hands = Hands {
            backups: self.backups.clone(),
            keys: Arc::clone(&self.keys),
            way_back: Arc::clone(&self.way_back),
            key_then: self.key_of_copy(name, then, &mut failures).await?,
        };
        let name = name.to_owned();
        self.writer
            .run(move |connection| restore(connection, &hands, &name, now))
            .await
    }
}

impl Hands {
    /// The key that stays: the open vault's, or that of a broken seal where it
    /// opens the copy.
    fn present_for(&self, copy: &Connection) -> Option<Arc<Sealer>> {
        let broken = self.way_back.broken().clone();
        let mends = |key: &Arc<Sealer>| key_slots::check(copy, key).is_ok();
        self.keys.current().or_else(|| broken.filter(mends))
    }
}

/// Gives a copy in memory the present key and the present ways in.
fn take_under(
    present: &Sealer,
    copy: &Connection,
    vault: &Connection,
    key_then: Option<&Sealer>,
) -> Outcome<()> {
    let transaction = copy.unchecked_transaction()?;
    match key_then {
        Some(then) => reseal(&transaction, then, present)?,
        None if key_slots::sealed_rows(&transaction)? == 0 => {}
        None => key_slots::check(&transaction, present)?,
    }
    schema::put_vault_id(&transaction, present.vault())?;
    match key_slots::check(vault, present) {
        Ok(()) => key_slots::take_over(vault, &transaction)?,
        // A seal that the copy mends: the slots alone are good.
        Err(_) => key_slots::take_slots(vault, &transaction)?,
    }
    for name in [COPIES_DUE, ENTRIES_DUE] {
        match schema::meta(vault, name)? {
            Some(value) => schema::put_meta(&transaction, name, &value)?,
            None => schema::drop_meta(&transaction, name)?,
        }
    }
    Ok(transaction.commit()?)
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
    let source = prepare(&source, connection, hands).map_err(|fault| damaged(fault.into()))?;
    let former = backups.keep_now(connection, now)?;
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

/// The copy as it takes the vault's place, in memory.
fn prepare(copy: &Connection, vault: &Connection, hands: &Hands) -> Outcome<Connection> {
    let prepared = brought_up_to_date(copy)?;
    forget_intents(&prepared)?;
    if let Some(present) = hands.present_for(&prepared) {
        take_under(&present, &prepared, vault, hands.key_then.as_ref())?;
    }
    Ok(prepared)
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
pub(crate) fn open_usable(
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

/// What the database says of a copy is about the copy, not about the vault.
fn damaged(problem: Problem) -> Problem {
    match problem.code {
        Code::VaultDamaged | Code::SaveFailed => Problem {
            code: Code::BackupDamaged,
            ..problem
        },
        _ => problem,
    }
}
