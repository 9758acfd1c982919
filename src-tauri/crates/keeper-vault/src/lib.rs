//! Everything at rest: SQLite, sealed secrets, and the keys that open them.
//!
//! [`Store`] implements [`keeper_core::needs::Vault`]. Opening the database
//! and unlocking the secrets are two steps: rows that hold no secret can be
//! read while the vault is locked, so the window has something to show while
//! the keyring is still asking.
//!
//! Left out on purpose: names, hub IDs, e-mail addresses and fingerprints are
//! not encrypted, and whoever can put an older copy of the whole file in place
//! can turn back time.

mod access;
mod attempts;
mod backup;
mod backup_live;
mod changes;
mod data_key;
mod directory;
mod error;
mod key_operations;
mod key_slots;
mod keyring_slot;
mod log_room;
mod platform;
mod readers;
mod resealing;
mod rows;
mod schema;
mod seal;
mod store;
mod writer;

pub use backup::{BackupCopy, list_backups, restore_backup, set_aside};
pub use backup_live::Restored;
pub use directory::World;
pub use key_operations::{KeyringState, Proof, SlotChoice, VaultStatus};
pub use key_slots::passphrase::KeyCost;
pub use key_slots::recovery::RecoveryCode;
pub use key_slots::{SlotInfo, SlotKind};
pub use keyring_slot::KeyringSource;
pub use store::{ChoiceKind, KeyringChoice, Store, StoreOptions};
