//! The key that a copy was sealed with, where it isn't the present one.

use keeper_core::{Code, Problem};
use rusqlite::Connection;
use uuid::Uuid;

use super::{damaged, open_usable};
use crate::attempts::Failures;
use crate::data_key::Sealer;
use crate::error::Outcome;
use crate::key_operations::Proof;
use crate::key_operations::unlock::{Lock, counted, read_lock};
use crate::key_slots::{self, SlotInfo, SlotKind};
use crate::schema;
use crate::store::Store;

/// A copy that the present key doesn't open.
struct Strange {
    vault: Uuid,
    slots: Vec<SlotInfo>,
}

impl Store {
    /// None where the present key opens the copy, nothing is sealed in it, or
    /// the vault is closed.
    pub(super) async fn key_of_copy(
        &self,
        name: &str,
        then: Option<Proof>,
        failures: &mut Failures,
    ) -> Result<Option<Sealer>, Problem> {
        let Some(strange) = self.look_at_copy(name).await? else {
            return Ok(None);
        };
        match then {
            Some(then) => {
                let found = self.open_copy(name, &then).await;
                let told = found.as_ref().map(drop).map_err(Problem::clone);
                counted(failures, told)?;
                found.map(Some)
            }
            None => match self.open_copy(name, &Proof::Keyring).await {
                Ok(found) => Ok(Some(found)),
                Err(problem) => {
                    tracing::debug!(%problem, vault = %strange.vault, "the keyring doesn't help");
                    Err(asking(&strange.slots))
                }
            },
        }
    }

    async fn look_at_copy(&self, name: &str) -> Result<Option<Strange>, Problem> {
        let Some(present) = self.keys.current() else {
            return Ok(None);
        };
        let look = move |copy: &Connection| {
            let is_known = key_slots::check(copy, &present).is_ok();
            if is_known || key_slots::sealed_rows(copy)? == 0 {
                return Ok(None);
            }
            Ok(Some(Strange {
                vault: schema::vault_id(copy)?,
                slots: key_slots::all(copy)?,
            }))
        };
        self.read_copy(name, look).await
    }

    async fn open_copy(&self, name: &str, then: &Proof) -> Result<Sealer, Problem> {
        let kind = then.kind();
        let without = |_| Problem::new(Code::PassphraseWrong);
        let lock = self
            .read_copy(name, move |copy| read_lock(copy, kind))
            .await
            .map_err(without)?;
        let wrapping = self.wrapping_key(&lock, then).await?;
        let Lock { vault, slot } = &lock;
        key_slots::unwrap(*vault, kind, slot, &wrapping)
            .ok_or_else(|| Problem::new(Code::PassphraseWrong))
    }

    async fn read_copy<T, F>(&self, name: &str, question: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        let (backups, name) = (self.backups.clone(), name.to_owned());
        self.readers
            .read(move |vault| {
                let copy = backups.find(&name)?;
                let copy = open_usable(&backups, &copy, vault)?;
                Ok(question(&copy).map_err(|fault| damaged(fault.into()))?)
            })
            .await
    }
}

/// Which way in of that time would help.
fn asking(slots: &[SlotInfo]) -> Problem {
    let has = |kind| slots.iter().any(|slot| slot.kind == kind);
    Problem::new(Code::BackupSealedOtherwise)
        .with("passphrase", has(SlotKind::Passphrase))
        .with("recovery", has(SlotKind::Recovery))
}
