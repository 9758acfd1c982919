//! Starting over: the vault is set aside whole, and a new key takes its place.

use std::path::{Path, PathBuf};

use keeper_core::Problem;
use rusqlite::Connection;
use uuid::Uuid;

use super::{SlotChoice, now, refuse_short};
use crate::key_slots;
use crate::schema;
use crate::store::Store;

impl Store {
    /// Makes a new data key: the way out when no slot opens. Apps, accounts,
    /// installations, notes and history stay; client secrets, tokens and
    /// waiting grants are wiped from the vault.
    ///
    /// The vault as it was is copied before, into a file that opens as the
    /// vault did: its keyring entry stays, and the new key gets an entry of its
    /// own. Answers with the file; with none where no key was ever made.
    ///
    /// # Errors
    /// [`keeper_core::Code::PassphraseTooShort`],
    /// [`keeper_core::Code::DiskFull`]; those of the keyring. Nothing is
    /// changed then.
    pub async fn start_over(&self, choice: SlotChoice) -> Result<Option<PathBuf>, Problem> {
        refuse_short(&choice)?;
        let _alone = self.attempts.alone().await;
        let vault = Uuid::new_v4();
        let aside = match self.readers.read(key_slots::is_set_up).await? {
            true => Some(self.backups.place_aside(now())?),
            false => None,
        };
        let slot = self.make_slot(choice, vault).await?;
        let copied = aside.clone();
        let renew = move |connection: &Connection| {
            if let Some(copied) = &copied {
                crate::backup::copy_to(connection, copied)?;
            }
            key_slots::wipe_sealed(connection)?;
            schema::put_vault_id(connection, vault)
        };
        let renewed = self.put_key(vault, slot, renew).await;
        if renewed.is_err() {
            aside.as_deref().map(forget_copy);
        }
        renewed.map(|()| aside)
    }
}

/// The vault is still in its own place.
fn forget_copy(copy: &Path) {
    let removed = std::fs::remove_file(copy);
    tracing::debug!(removed = removed.is_ok(), "the vault was not set aside");
}
