//! A new data key, after the old one or a way to it leaked.
//!
//! In one transaction everything is sealed anew under another identifier of
//! the vault. What is left to do then is noted in the file, and done at once
//! or after the next unlocking: the log is emptied, a fresh copy is made and
//! verified, and only then the copies that the old key opens are removed, and
//! the old key's entry in the keyring.

use std::sync::Arc;

use keeper_core::secret::Passphrase;
use keeper_core::{Code, Problem, Timestamp};
use rusqlite::Connection;
use uuid::Uuid;

use super::{Proof, now};
use crate::backup::BackupFolder;
use crate::data_key::{KeyHolder, Sealer};
use crate::error::Outcome;
use crate::key_slots::recovery::RecoveryCode;
use crate::key_slots::{self, NewSlot, SlotKind, passphrase, recovery};
use crate::readers::blocking;
use crate::resealing::{census, reseal};
use crate::schema;
use crate::seal::Key;
use crate::store::Store;
use crate::writer::truncate_log;

/// Noted in the file from the new key's transaction until no copy under the
/// old one is left.
pub(crate) const COPIES_DUE: &str = "old_copies_due";
/// The vaults, by identifier, whose keyring entries are to be removed.
pub(crate) const ENTRIES_DUE: &str = "old_entries_due";

impl Store {
    /// Makes a new data key and new ways in, seals everything anew, and
    /// removes what the old key opens. Once the new key is on disk this
    /// answers well; what then fails is tried again after the next unlocking.
    ///
    /// A passphrase slot needs `new`; without it that slot is gone. The
    /// recovery code is told to `write` alone.
    ///
    /// # Errors
    /// [`Code::VaultLocked`], [`Code::PassphraseWrong`] for the proof,
    /// [`Code::PassphraseTooShort`], [`Code::NoSlotOpens`] when the key lives
    /// in memory; those of the keyring; what `write` says. Nothing is changed
    /// then.
    pub async fn renew_key<W>(
        &self,
        proof: Proof,
        new: Option<Passphrase>,
        write: W,
    ) -> Result<(), Problem>
    where
        W: FnOnce(RecoveryCode) -> Result<(), Problem> + Send + 'static,
    {
        if let Some(new) = &new {
            passphrase::check_length(new)?;
        }
        let mut failures = self.attempts.turn().await;
        let former = self.prove(&mut failures, proof).await?;
        let present = Arc::new(Sealer::new(Uuid::new_v4(), Key::make_random()?));
        let made = self.make_new_slots(present.vault(), new, write).await;
        let renewed = match made {
            Ok(slots) => self.put_renewed(former, &present, slots).await,
            Err(problem) => Err(problem),
        };
        if let Err(problem) = renewed {
            let removed = self.keyring.remove(present.vault()).await;
            tracing::debug!(removed = removed.is_ok(), "the new entry isn't needed");
            return Err(problem);
        }
        self.finish_renewal().await;
        Ok(())
    }

    async fn make_new_slots<W>(
        &self,
        vault: Uuid,
        new: Option<Passphrase>,
        write: W,
    ) -> Result<Vec<NewSlot>, Problem>
    where
        W: FnOnce(RecoveryCode) -> Result<(), Problem> + Send + 'static,
    {
        let kept = self.readers.read(key_slots::all).await?;
        let mut slots = Vec::new();
        if kept.iter().any(|slot| slot.kind == SlotKind::Keyring) {
            slots.push(self.make_keyring_slot(vault).await?);
        }
        if let Some(new) = new {
            let cost = self.key_cost;
            slots.push(blocking(move || passphrase::make_slot(&new, cost)).await?);
        }
        if slots.is_empty() {
            let cause = "a new key needs a way in besides the recovery code";
            return Err(Problem::new(Code::NoSlotOpens).because(cause));
        }
        let (code, slot) = recovery::make_slot(vault)?;
        blocking(move || write(code)).await?;
        slots.push(slot);
        Ok(slots)
    }

    async fn put_renewed(
        &self,
        former: Arc<Sealer>,
        present: &Arc<Sealer>,
        slots: Vec<NewSlot>,
    ) -> Result<(), Problem> {
        let (keys, present) = (Arc::clone(&self.keys), Arc::clone(present));
        let renew = move |connection: &mut Connection| {
            let transaction = connection.transaction()?;
            replace(&transaction, &former, &present, &slots)?;
            transaction.commit()?;
            keys.renew(present);
            Ok(())
        };
        self.writer.run(renew).await
    }

    /// Does what a new key left to be done, if it did. Tried again after the
    /// next unlocking where it fails.
    pub(super) async fn finish_renewal(&self) {
        let (backups, keys) = (self.backups.clone(), Arc::clone(&self.keys));
        let finish = move |connection: &mut Connection| finish(connection, &backups, &keys, now());
        if let Err(problem) = self.writer.run(finish).await {
            tracing::warn!(%problem, "copies under the former key are removed later");
            return;
        }
        if let Err(problem) = self.remove_old_entries().await {
            tracing::warn!(%problem, "the former key's entry is removed later");
        }
    }

    async fn remove_old_entries(&self) -> Result<(), Problem> {
        let noted = |connection: &Connection| schema::meta(connection, ENTRIES_DUE);
        let Some(vaults) = self.readers.read(noted).await? else {
            return Ok(());
        };
        for vault in vaults.split(' ').filter_map(|id| Uuid::parse_str(id).ok()) {
            self.keyring.remove(vault).await?;
        }
        self.writer
            .run(|connection| schema::drop_meta(connection, ENTRIES_DUE))
            .await
    }
}

fn replace(
    connection: &Connection,
    former: &Sealer,
    present: &Sealer,
    slots: &[NewSlot],
) -> Outcome<()> {
    if key_slots::one(connection, SlotKind::Keyring)?.is_some() {
        let before = schema::meta(connection, ENTRIES_DUE)?.unwrap_or_default();
        let noted = format!("{before} {}", former.vault());
        schema::put_meta(connection, ENTRIES_DUE, noted.trim())?;
    }
    reseal(connection, former, present)?;
    schema::put_vault_id(connection, present.vault())?;
    key_slots::replace_key(connection, present, slots, now())?;
    schema::put_meta(connection, COPIES_DUE, "1")
}

/// What `COPIES_DUE` stands for. May be broken off anywhere and done again:
/// copies under the present key are never removed here.
fn finish(
    connection: &mut Connection,
    backups: &BackupFolder,
    keys: &KeyHolder,
    now: Timestamp,
) -> Outcome<()> {
    let Some(sealer) = keys.current() else {
        return Ok(());
    };
    if schema::meta(connection, COPIES_DUE)?.is_none() {
        return Ok(());
    }
    empty_log(connection)?;
    let copy = backups.keep_now(connection, now)?;
    let path = backups.folder.join(&copy.name);
    let kept = Connection::open(&path)?;
    let whole = key_slots::check(&kept, &sealer).is_ok()
        && census(&kept, &sealer)? == census(connection, &sealer)?;
    // Whoever puts it back has nothing left to be done.
    schema::drop_meta(&kept, COPIES_DUE)?;
    drop(kept);
    if !whole {
        return Err(Problem::new(Code::BackupDamaged)
            .with("name", copy.name)
            .into());
    }
    backups.remove_other_keys(&sealer)?;
    schema::drop_meta(connection, COPIES_DUE)?;
    empty_log(connection)
}

/// Until then the old slots stand in the write-ahead log.
fn empty_log(connection: &Connection) -> Outcome<()> {
    match truncate_log(connection) {
        true => Ok(()),
        false => Err(Problem::new(Code::SaveFailed)
            .because("the write-ahead log could not be emptied")
            .into()),
    }
}
