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

/// The keys at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    /// The one of the open vault.
    pub(crate) present: Option<Arc<Sealer>>,
    /// Those that were replaced in this process: an answer of HubSpot's may
    /// have been sealed with one of them before, and is saved after.
    pub(crate) former: Vec<Arc<Sealer>>,
}

/// Where the sealer is while the vault is open. The data key is wiped when
/// the last user of a sealer taken from here is done.
#[derive(Debug, Default)]
pub(crate) struct KeyHolder(RwLock<Keys>);

impl KeyHolder {
    /// The sealer, if the vault is open.
    pub(crate) fn current(&self) -> Option<Arc<Sealer>> {
        self.keys().present
    }

    /// All there are.
    pub(crate) fn keys(&self) -> Keys {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// Puts a new key in the place of the present one.
    pub(crate) fn renew(&self, sealer: Arc<Sealer>) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let former = held.present.replace(sealer);
        held.former.extend(former);
    }

    /// Opens the vault.
    pub(crate) fn put(&self, sealer: Arc<Sealer>) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        held.present = Some(sealer);
    }

    /// Closes the vault.
    pub(crate) fn wipe(&self) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        held.present = None;
    }
}
