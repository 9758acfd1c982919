//! Unlocking: by keyring, by passphrase, by recovery code.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keeper_core::secret::Passphrase;
use keeper_core::{Code, Problem};
use rusqlite::Connection;
use uuid::Uuid;

use super::{Proof, SlotChoice};
use crate::attempts::Failures;
use crate::data_key::Sealer;
use crate::error::Outcome;
use crate::key_slots::{self, Slot, SlotKind, passphrase};
use crate::readers::blocking;
use crate::schema;
use crate::seal::Key;
use crate::store::{KeyringChoice, Store};

/// What unlocking by one way needs to know.
pub(crate) struct Lock {
    /// The vault that the slot is of.
    pub(crate) vault: Uuid,
    /// The slot.
    pub(crate) slot: Slot,
}

impl Store {
    /// Does what the choice at the start of the program asks for: opens the
    /// vault, or sets up a new one. The caller calls it after opening.
    ///
    /// # Errors
    /// [`Code::VaultLocked`] when a person must type something;
    /// [`Code::VaultNotSetUp`] when one must choose; [`Code::NoSlotOpens`]
    /// when the key was in memory and is gone; those of the keyring.
    pub async fn make_ready(&self) -> Result<(), Problem> {
        if self.keys.current().is_some() {
            return Ok(());
        }
        let set_up = self.readers.read(key_slots::is_set_up).await?;
        match self.choice.clone() {
            KeyringChoice::Memory => self.set_up_as_chosen(SlotChoice::Memory).await,
            KeyringChoice::Os if set_up => self.unlock_without_person().await,
            KeyringChoice::Os => self.set_up_as_chosen(SlotChoice::Keyring).await,
            KeyringChoice::Passphrase(given) if set_up => self.unlock_with_passphrase(given).await,
            KeyringChoice::Passphrase(given) => {
                self.set_up_as_chosen(SlotChoice::Passphrase(given)).await
            }
        }
    }

    async fn unlock_without_person(&self) -> Result<(), Problem> {
        let facts = |connection: &Connection| {
            let slots = key_slots::all(connection)?;
            Ok((slots, key_slots::sealed_rows(connection)?))
        };
        let (slots, sealed_rows) = self.readers.read(facts).await?;
        if slots.iter().any(|slot| slot.kind == SlotKind::Keyring) {
            return self.unlock_with_keyring().await;
        }
        let code = match (slots.is_empty(), sealed_rows) {
            (false, _) => Code::VaultLocked,
            (true, 0) => Code::VaultNotSetUp,
            (true, _) => Code::NoSlotOpens,
        };
        Err(Problem::new(code))
    }

    /// Opens the vault with the keyring's entry. Waits up to 30 s for a
    /// keyring that asks its owner; a passphrase may be tried meanwhile.
    ///
    /// # Errors
    /// [`Code::VaultNotSetUp`], [`Code::NoSlotOpens`],
    /// [`Code::KeyringUnavailable`], [`Code::KeyringLocked`],
    /// [`Code::KeyringTimeout`], [`Code::KeyringEntryGone`],
    /// [`Code::SealBroken`]; [`Code::VaultLocked`] when a person locked it.
    pub async fn unlock_with_keyring(&self) -> Result<(), Problem> {
        self.refuse_if_locked_by_person()?;
        let vault = self.read_lock(SlotKind::Keyring).await?.vault;
        let wrapping = self.keyring.read(vault).await?;
        let _alone = self.attempts.alone().await;
        self.refuse_if_locked_by_person()?;
        let lock = self.read_lock(SlotKind::Keyring).await?;
        self.open_with(SlotKind::Keyring, &lock, wrapping, Code::NoSlotOpens)
            .await
    }

    /// Opens the vault with its passphrase. After some failures in a row it
    /// takes its time before it looks. A slot that costs less to try than one
    /// made today is made anew.
    ///
    /// # Errors
    /// [`Code::PassphraseWrong`] with the delay of the next attempt,
    /// [`Code::VaultNotSetUp`], [`Code::NoSlotOpens`], [`Code::SealBroken`].
    pub async fn unlock_with_passphrase(&self, typed: Passphrase) -> Result<(), Problem> {
        let mut failures = self.attempts.turn().await;
        let slot = self.unlock_by(&mut failures, Proof::Passphrase(typed.clone()));
        let slot = slot.await?;
        if let Err(problem) = self.make_costlier(&slot, typed).await {
            tracing::warn!(%problem, "the passphrase slot keeps its old cost");
        }
        Ok(())
    }

    /// Opens the vault with its recovery code, however it was typed.
    ///
    /// # Errors
    /// As for [`Store::unlock_with_passphrase`]; `mistyped` when it can't be a
    /// code at all.
    pub async fn unlock_with_recovery_code(&self, typed: Passphrase) -> Result<(), Problem> {
        let mut failures = self.attempts.turn().await;
        let slot = self.unlock_by(&mut failures, Proof::RecoveryCode(typed));
        slot.await.map(drop)
    }

    async fn unlock_by(&self, failures: &mut Failures, proof: Proof) -> Result<Slot, Problem> {
        let kind = proof.kind();
        let lock = self.read_lock(kind).await?;
        let wrapping = self.wrapping_key(&lock, &proof).await;
        let opened = match wrapping {
            Ok(wrapping) => {
                self.open_with(kind, &lock, wrapping, Code::PassphraseWrong)
                    .await
            }
            Err(problem) => Err(problem),
        };
        counted(failures, opened)?;
        Ok(lock.slot)
    }

    /// Wraps the data key anew where today's cost is higher than the slot's,
    /// which keeps its date.
    async fn make_costlier(&self, slot: &Slot, typed: Passphrase) -> Result<(), Problem> {
        let cost = self.key_cost;
        if !passphrase::is_cheaper(&slot.parameters, cost) {
            return Ok(());
        }
        let new = blocking(move || passphrase::make_slot(&typed, cost)).await?;
        self.put_slot(new, slot.created_at).await
    }

    fn refuse_if_locked_by_person(&self) -> Result<(), Problem> {
        if !self.locked_by_person.load(Ordering::SeqCst) {
            return Ok(());
        }
        let cause = "it was locked by a person, so the keyring alone doesn't open it";
        Err(Problem::new(Code::VaultLocked).because(cause))
    }

    pub(super) async fn read_lock(&self, kind: SlotKind) -> Result<Lock, Problem> {
        self.readers
            .read(move |connection| read_lock(connection, kind))
            .await
    }

    async fn open_with(
        &self,
        kind: SlotKind,
        lock: &Lock,
        wrapping: Key,
        if_wrong: Code,
    ) -> Result<(), Problem> {
        let unwrapped = key_slots::unwrap(lock.vault, kind, &lock.slot, &wrapping);
        let sealer = Arc::new(unwrapped.ok_or_else(|| Problem::new(if_wrong))?);
        let checked = Arc::clone(&sealer);
        let checking = self
            .readers
            .read(move |connection| key_slots::check(connection, &checked));
        if let Err(problem) = checking.await {
            self.way_back.is_broken(&problem, sealer);
            return Err(problem);
        }
        self.open_up(sealer);
        self.finish_renewal().await;
        Ok(())
    }

    pub(super) fn open_up(&self, sealer: Arc<Sealer>) {
        self.keys.put(sealer);
        self.is_unlocked();
    }

    pub(super) fn is_unlocked(&self) {
        self.way_back.is_over();
        *self.sealed_key() = None;
        self.locked_by_person.store(false, Ordering::SeqCst);
    }
}

pub(crate) fn read_lock(connection: &Connection, kind: SlotKind) -> Outcome<Lock> {
    if !key_slots::is_set_up(connection)? {
        return Err(Code::VaultNotSetUp.into());
    }
    let slot = key_slots::one(connection, kind)?.ok_or(Code::NoSlotOpens)?;
    Ok(Lock {
        vault: schema::vault_id(connection)?,
        slot,
    })
}

/// Counts a wrong passphrase, and tells how long the next attempt will wait.
/// What can't be a recovery code at all is no guess.
pub(crate) fn counted(failures: &mut Failures, opened: Result<(), Problem>) -> Result<(), Problem> {
    match opened {
        Ok(()) => {
            failures.forget();
            Ok(())
        }
        Err(problem) if problem.args.contains_key("mistyped") => Err(problem),
        Err(problem) if problem.code == Code::PassphraseWrong => {
            failures.failed();
            Err(problem.retry_after(Some(failures.delay())))
        }
        Err(problem) => Err(problem),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_a_wrong_passphrase_costs_time() {
        let mut failures = Failures::default();
        for _ in 0..9 {
            counted(&mut failures, Err(Code::VaultDamaged.into())).unwrap_err();
        }
        assert_eq!(failures.delay(), Duration::ZERO, "no guess was made");
        for _ in 0..3 {
            counted(&mut failures, Err(Code::PassphraseWrong.into())).unwrap_err();
        }
        let told = counted(&mut failures, Err(Code::PassphraseWrong.into())).unwrap_err();
        assert_eq!(told.retry_after, Some(failures.delay().as_secs()));
        assert!(failures.delay() > Duration::ZERO);
        counted(&mut failures, Ok(())).unwrap();
        assert_eq!(failures.delay(), Duration::ZERO);
    }
}
