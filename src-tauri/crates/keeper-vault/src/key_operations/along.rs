//! Locking a vault that no person can unlock, along with one that a person can.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keeper_core::{Code, Problem};
use rusqlite::Connection;
use uuid::Uuid;

use crate::data_key::Sealer;
use crate::seal::{self, Key, Kind, Place};
use crate::store::Store;

/// The data key of a locked vault, sealed with that of another.
#[derive(Debug)]
pub(crate) struct SealedKey {
    vault: Uuid,
    sealed: Vec<u8>,
}

fn place(guardian: Uuid, vault: &Uuid) -> Place<'_> {
    Place {
        vault: guardian,
        kind: Kind::KeySlot,
        row: vault.as_bytes(),
        column: "locked_along",
    }
}

impl Store {
    /// Wipes the data key, after what is queued was committed. It is kept in
    /// memory, sealed with the key of `guardian`, until [`Store::open_along`];
    /// until then the keyring alone doesn't open the vault. Says whether this
    /// vault was open.
    ///
    /// # Errors
    /// [`Code::VaultLocked`] where `guardian` is locked.
    pub async fn lock_along(&self, guardian: &Self) -> Result<bool, Problem> {
        let _alone = self.attempts.alone().await;
        let Some(own) = self.keys.current() else {
            return Ok(false);
        };
        let by = guardian.keys.current().ok_or(Code::VaultLocked)?;
        let vault = own.vault();
        let sealed = seal::seal(by.key(), place(by.vault(), &vault), own.key().expose())?;
        *self.sealed_key() = Some(SealedKey { vault, sealed });
        self.locked_by_person.store(true, Ordering::SeqCst);
        let keys = Arc::clone(&self.keys);
        self.writer
            .run(move |_: &mut Connection| {
                keys.wipe();
                Ok(())
            })
            .await?;
        Ok(true)
    }

    /// Opens a vault that was locked along with `guardian`, which is open
    /// again.
    ///
    /// # Errors
    /// [`Code::VaultLocked`] where `guardian` is locked, or has another key by
    /// now.
    pub async fn open_along(&self, guardian: &Self) -> Result<(), Problem> {
        let _alone = self.attempts.alone().await;
        let by = guardian.keys.current().ok_or(Code::VaultLocked)?;
        let opened = match &*self.sealed_key() {
            None => return Ok(()),
            Some(kept) => seal::open(by.key(), place(by.vault(), &kept.vault), &kept.sealed)
                .ok()
                .and_then(|plain| Some(Sealer::new(kept.vault, Key::from_bytes(&plain)?))),
        };
        self.open_up(Arc::new(opened.ok_or(Code::VaultLocked)?));
        Ok(())
    }
}
