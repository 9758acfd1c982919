//! The data key while the vault is open.

use std::sync::{Arc, PoisonError, RwLock};

use keeper_core::{Code, Problem};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::seal::{self, Key, Kind, Place};

/// The data key with the vault that it is for: what seals and opens rows.
#[derive(Debug)]
pub(crate) struct Sealer {
    vault: Uuid,
    key: Key,
}

impl Sealer {
    /// A sealer for one vault.
    pub(crate) fn new(vault: Uuid, key: Key) -> Self {
        Self { vault, key }
    }

    /// The vault.
    pub(crate) fn vault(&self) -> Uuid {
        self.vault
    }

    /// The data key, to be wrapped for another slot.
    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    /// Seals a value for one column of one row.
    pub(crate) fn seal(
        &self,
        kind: Kind,
        row: &[u8],
        column: &str,
        plain: &str,
    ) -> Result<Vec<u8>, Problem> {
        seal::seal(&self.key, self.place(kind, row, column), plain.as_bytes())
    }

    /// Opens a value of one column of one row.
    pub(crate) fn open(
        &self,
        kind: Kind,
        row: &[u8],
        column: &str,
        sealed: &[u8],
    ) -> Result<String, Problem> {
        let mut plain = seal::open(&self.key, self.place(kind, row, column), sealed)?;
        String::from_utf8(std::mem::take(&mut *plain)).map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            Problem::new(Code::SealBroken).because("it isn't text")
        })
    }

    fn place<'a>(&self, kind: Kind, row: &'a [u8], column: &'a str) -> Place<'a> {
        Place {
            vault: self.vault,
            kind,
            row,
            column,
        }
    }
}

/// Where the sealer is while the vault is open. The data key is wiped when
/// the last user of a sealer taken from here is done.
#[derive(Debug, Default)]
pub(crate) struct KeyHolder(RwLock<Option<Arc<Sealer>>>);

impl KeyHolder {
    /// The sealer, if the vault is open.
    pub(crate) fn current(&self) -> Option<Arc<Sealer>> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// Opens the vault.
    pub(crate) fn put(&self, sealer: Arc<Sealer>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(sealer);
    }

    /// Closes the vault.
    pub(crate) fn wipe(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
