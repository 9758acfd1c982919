//! What a person does with the vault's key: set up, unlock, lock, and the
//! ways in.
//!
//! A new data key is never made while sealed rows exist, unless the person
//! starts over; nothing falls back to another way silently.

mod along;
mod proof;
pub(crate) mod renewal;
mod starting_over;
pub(crate) mod unlock;

pub(crate) use along::SealedKey;
pub use proof::Proof;

use keeper_core::secret::Passphrase;
use keeper_core::{Code, Problem, Timestamp};
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;
use uuid::Uuid;

use crate::data_key::{KeyHolder, Sealer};
use crate::error::Outcome;
use crate::key_slots::recovery::RecoveryCode;
use crate::key_slots::{self, NewSlot, SlotInfo, SlotKind, passphrase, recovery};
use crate::readers::blocking;
use crate::seal::Key;
use crate::store::{ChoiceKind, KeyringChoice, Store};
use crate::writer::truncate_log;

/// What is known of the operating system's keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringState {
    /// It is there.
    Available,
    /// It is there, and locked; it may have asked its owner in vain.
    Locked,
    /// It can't be used, for this reason.
    Unavailable(Code),
    /// Nobody asked, since the key isn't to be there.
    NotAsked,
}

/// Where the data key is to be kept.
#[derive(Clone, Debug)]
pub enum SlotChoice {
    /// In the operating system's keyring.
    Keyring,
    /// Wrapped by this passphrase.
    Passphrase(Passphrase),
    /// In this process only.
    Memory,
}

/// How it stands with the vault's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultStatus {
    /// Whether a data key was ever made.
    pub set_up: bool,
    /// Whether secrets can be sealed and opened now.
    pub open: bool,
    /// The ways to open it. None although it is set up: the key is, or was,
    /// in memory only.
    pub slots: Vec<SlotInfo>,
    /// What was chosen at the start of the program.
    pub choice: ChoiceKind,
    /// The operating system's keyring.
    pub keyring: KeyringState,
    /// How many rows hold something sealed.
    pub sealed_rows: usize,
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let millis = since.map_or(0, |since| since.as_millis());
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

impl Store {
    /// How it stands with the vault's key. Never makes a keyring ask its
    /// owner.
    ///
    /// # Errors
    /// [`Code::VaultDamaged`] and its kin.
    pub async fn status(&self) -> Result<VaultStatus, Problem> {
        let facts = |connection: &Connection| {
            let slots = key_slots::all(connection)?;
            let set_up = key_slots::is_set_up(connection)?;
            Ok((slots, set_up, key_slots::sealed_rows(connection)?))
        };
        let (slots, set_up, sealed_rows) = self.readers.read(facts).await?;
        let keyring = match self.choice {
            KeyringChoice::Os => self.keyring.state().await,
            KeyringChoice::Memory | KeyringChoice::Passphrase(_) => KeyringState::NotAsked,
        };
        Ok(VaultStatus {
            set_up,
            open: self.keys.current().is_some(),
            slots,
            choice: self.choice.kind(),
            keyring,
            sealed_rows,
        })
    }

    /// Makes the data key and its first slot.
    ///
    /// # Errors
    /// [`Code::VaultLocked`] or [`Code::NoSlotOpens`] while something is
    /// sealed with a key there was before; [`Code::PassphraseTooShort`]; those
    /// of the keyring.
    pub async fn set_up(&self, choice: SlotChoice) -> Result<(), Problem> {
        refuse_short(&choice)?;
        self.set_up_as_chosen(choice).await
    }

    async fn set_up_as_chosen(&self, choice: SlotChoice) -> Result<(), Problem> {
        let _alone = self.attempts.alone().await;
        self.readers.read(refuse_second_key).await?;
        let vault = self.vault_id().await?;
        let slot = self.make_slot(choice, vault).await?;
        self.put_key(vault, slot, refuse_second_key).await
    }

    /// Adds a passphrase slot, or puts it in the place of the one there is.
    ///
    /// # Errors
    /// [`Code::VaultLocked`], [`Code::PassphraseTooShort`],
    /// [`Code::PassphraseWrong`] for a proof that isn't one.
    pub async fn add_passphrase(&self, proof: Proof, new: Passphrase) -> Result<(), Problem> {
        passphrase::check_length(&new)?;
        let mut failures = self.attempts.turn().await;
        self.prove(&mut failures, proof).await?;
        let cost = self.key_cost;
        let slot = blocking(move || passphrase::make_slot(&new, cost)).await?;
        self.put_slot(slot, now()).await
    }

    /// Adds the keyring slot.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; [`Code::PassphraseWrong`] for a proof that isn't
    /// one; those of the keyring.
    pub async fn add_keyring(&self, proof: Proof) -> Result<(), Problem> {
        let mut failures = self.attempts.turn().await;
        let vault = self.prove(&mut failures, proof).await?.vault();
        let slot = self.make_keyring_slot(vault).await?;
        self.put_slot(slot, now()).await
    }

    /// Makes a recovery code and hands it to `write`, off the async threads
    /// and this once. It opens the vault only after `write` has ended well;
    /// one that was made before opens nothing from then on.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; [`Code::PassphraseWrong`] for a proof that isn't
    /// one; what `write` says.
    pub async fn make_recovery_code<W>(&self, proof: Proof, write: W) -> Result<(), Problem>
    where
        W: FnOnce(RecoveryCode) -> Result<(), Problem> + Send + 'static,
    {
        let mut failures = self.attempts.turn().await;
        let vault = self.prove(&mut failures, proof).await?.vault();
        let (code, slot) = recovery::make_slot(vault)?;
        blocking(move || write(code)).await?;
        self.put_slot(slot, now()).await
    }

    /// Removes a slot. The keyring's entry stays, for the backups that only it
    /// opens.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; [`Code::PassphraseWrong`] for a proof that isn't
    /// one; [`Code::NoSlotOpens`] when it is the last and something is sealed.
    pub async fn remove_slot(&self, proof: Proof, kind: SlotKind) -> Result<(), Problem> {
        let mut failures = self.attempts.turn().await;
        self.prove(&mut failures, proof).await?;
        self.writer
            .run(move |connection| {
                let transaction = connection.transaction()?;
                key_slots::remove(&transaction, kind)?;
                refuse_shutting_out(&transaction)?;
                transaction.commit()?;
                truncate_log(connection);
                Ok(())
            })
            .await
    }

    /// Whether a person could unlock it: with a passphrase or a recovery code.
    ///
    /// # Errors
    /// [`Code::VaultDamaged`] and its kin.
    pub async fn has_person_slot(&self) -> Result<bool, Problem> {
        let slots = self.readers.read(key_slots::all).await?;
        Ok(slots.iter().any(|slot| slot.kind != SlotKind::Keyring))
    }

    /// Wipes the data key, after what is queued was committed. From then on
    /// only a passphrase or a recovery code opens the vault in this process.
    ///
    /// # Errors
    /// [`Code::NoSlotOpens`] when there is neither.
    pub async fn lock(&self) -> Result<(), Problem> {
        let _alone = self.attempts.alone().await;
        if !self.has_person_slot().await? {
            let cause = "only a passphrase or a recovery code could unlock it again";
            return Err(Problem::new(Code::NoSlotOpens).because(cause));
        }
        self.locked_by_person.store(true, Ordering::SeqCst);
        let keys = Arc::clone(&self.keys);
        let wipe = move |_: &mut Connection| {
            keys.wipe();
            Ok(())
        };
        self.writer.run(wipe).await
    }

    fn require_open(&self) -> Result<Arc<Sealer>, Problem> {
        let sealer = self.keys.current();
        sealer.ok_or_else(|| Problem::new(Code::VaultLocked))
    }

    async fn make_slot(&self, choice: SlotChoice, vault: Uuid) -> Result<Option<NewSlot>, Problem> {
        match choice {
            SlotChoice::Memory => Ok(None),
            SlotChoice::Keyring => self.make_keyring_slot(vault).await.map(Some),
            SlotChoice::Passphrase(new) => {
                let cost = self.key_cost;
                let make = move || passphrase::make_slot(&new, cost);
                blocking(make).await.map(Some)
            }
        }
    }

    async fn make_keyring_slot(&self, vault: Uuid) -> Result<NewSlot, Problem> {
        Ok(NewSlot {
            kind: SlotKind::Keyring,
            parameters: "{}".to_owned(),
            wrapping: self.keyring.read_or_make(vault).await?,
        })
    }

    /// Wraps the present data key once more.
    async fn put_slot(&self, slot: NewSlot, since: Timestamp) -> Result<(), Problem> {
        let keys = Arc::clone(&self.keys);
        self.writer
            .run(move |connection| {
                let sealer = keys.current().ok_or(Code::VaultLocked)?;
                key_slots::put(connection, &sealer, &slot, since)?;
                truncate_log(connection);
                Ok(())
            })
            .await
    }

    /// Makes a data key, after `first`, in one transaction with it, and opens
    /// the vault once it is on disk.
    async fn put_key<F>(&self, vault: Uuid, slot: Option<NewSlot>, first: F) -> Result<(), Problem>
    where
        F: FnOnce(&Connection) -> Outcome<()> + Send + 'static,
    {
        let sealer = Arc::new(Sealer::new(vault, Key::make_random()?));
        let keys: Arc<KeyHolder> = Arc::clone(&self.keys);
        let put = move |connection: &mut Connection| {
            let transaction = connection.transaction()?;
            first(&transaction)?;
            key_slots::replace_key(&transaction, &sealer, slot.as_slice(), now())?;
            transaction.commit()?;
            keys.put(sealer);
            truncate_log(connection);
            Ok(())
        };
        self.writer.run(put).await?;
        self.is_unlocked();
        Ok(())
    }
}

fn refuse_short(choice: &SlotChoice) -> Result<(), Problem> {
    match choice {
        SlotChoice::Passphrase(new) => passphrase::check_length(new),
        SlotChoice::Keyring | SlotChoice::Memory => Ok(()),
    }
}

/// A second data key would leave what is sealed behind.
fn refuse_second_key(connection: &Connection) -> Outcome<()> {
    if key_slots::sealed_rows(connection)? == 0 {
        return Ok(());
    }
    let code = match key_slots::all(connection)?.is_empty() {
        true => Code::NoSlotOpens,
        false => Code::VaultLocked,
    };
    let problem = Problem::new(code).because("something is sealed with the key there was before");
    Err(problem.into())
}

fn refuse_shutting_out(connection: &Connection) -> Outcome<()> {
    let is_last = key_slots::all(connection)?.is_empty();
    if is_last && key_slots::sealed_rows(connection)? > 0 {
        let problem = Problem::new(Code::NoSlotOpens).because("it is the last way in");
        return Err(problem.into());
    }
    Ok(())
}
