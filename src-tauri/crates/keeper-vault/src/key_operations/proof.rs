//! What shows that whoever asks may change the ways in.

use keeper_core::secret::Passphrase;
use keeper_core::{Code, Problem};
use rusqlite::Connection;
use std::sync::Arc;

use super::unlock::{Lock, counted};
use crate::attempts::Failures;
use crate::data_key::Sealer;
use crate::key_slots::{self, SlotKind, passphrase, recovery};
use crate::readers::blocking;
use crate::seal::Key;
use crate::store::Store;

/// A present way in, tried once more: an open vault alone lets nobody change
/// its ways in.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The passphrase.
    Passphrase(Passphrase),
    /// The recovery code, however it was typed.
    RecoveryCode(Passphrase),
    /// The entry of the operating system's keyring, read at that moment: the
    /// way for whoever forgot the passphrase.
    Keyring,
}

impl Proof {
    /// The slot that it opens.
    pub(crate) fn kind(&self) -> SlotKind {
        match self {
            Self::Passphrase(_) => SlotKind::Passphrase,
            Self::RecoveryCode(_) => SlotKind::Recovery,
            Self::Keyring => SlotKind::Keyring,
        }
    }
}

impl Store {
    /// Whether a proof is one, before a person is asked for anything else.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; [`Code::PassphraseWrong`]; those of the keyring.
    pub async fn check_proof(&self, proof: Proof) -> Result<(), Problem> {
        let mut failures = self.attempts.turn().await;
        self.prove(&mut failures, proof).await.map(drop)
    }

    /// Verifies a proof against the slots on disk; the sealer of the open
    /// vault. A key that lives in memory has no slot, and needs no proof.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; [`Code::PassphraseWrong`] with the delay of the
    /// next attempt, also where there is no such slot; those of the keyring.
    pub(super) async fn prove(
        &self,
        failures: &mut Failures,
        proof: Proof,
    ) -> Result<Arc<Sealer>, Problem> {
        let present = self.require_open()?;
        let is_bare = |connection: &Connection| Ok(key_slots::all(connection)?.is_empty());
        if self.readers.read(is_bare).await? {
            return Ok(present);
        }
        let shown = self.shows(&proof, &present).await;
        counted(failures, shown)?;
        Ok(present)
    }

    /// A slot that holds another key proves nothing: somebody else put it into
    /// the file.
    async fn shows(&self, proof: &Proof, present: &Sealer) -> Result<(), Problem> {
        let kind = proof.kind();
        let lock = self.read_lock(kind).await.map_err(without_slot)?;
        let wrapping = self.wrapping_key(&lock, proof).await?;
        let found = key_slots::unwrap(lock.vault, kind, &lock.slot, &wrapping);
        match found.is_some_and(|found| found.key().expose() == present.key().expose()) {
            true => Ok(()),
            false => Err(Problem::new(Code::PassphraseWrong)),
        }
    }

    /// What a proof makes of a slot's parameters. Takes its time by design.
    pub(crate) async fn wrapping_key(&self, lock: &Lock, proof: &Proof) -> Result<Key, Problem> {
        match proof {
            Proof::Passphrase(typed) => {
                let (typed, parameters) = (typed.clone(), lock.slot.parameters.clone());
                blocking(move || passphrase::derive_key(&typed, &parameters)).await
            }
            Proof::RecoveryCode(typed) => recovery::derive_key(lock.vault, typed),
            Proof::Keyring => self.keyring.read(lock.vault).await,
        }
    }
}

fn without_slot(problem: Problem) -> Problem {
    match problem.code == Code::NoSlotOpens {
        true => Problem::new(Code::PassphraseWrong).because("there is no such way in"),
        false => problem,
    }
}
