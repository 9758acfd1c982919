//! The vault.

use keeper_core::error::Problem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A way of opening the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SlotKindView {
    /// The operating system's keyring.
    Keyring,
    /// A passphrase.
    Passphrase,
    /// A recovery code on paper.
    Recovery,
    /// Nowhere: the key is gone when the program ends.
    Memory,
}

/// Whether the vault can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// Still asking the keyring.
    Opening,
    /// No key was ever made: choose where it rests.
    NotSetUp,
    /// Open.
    Open,
    /// Locked: a passphrase opens it.
    Locked,
    /// No slot opens; `problem` says why.
    Unavailable,
}

/// The vault.
#[derive(Clone, Debug, Serialize, TS)]
pub struct VaultView {
    /// Whether it can be used.
    pub state: VaultState,
    /// The ways of opening it.
    pub slots: Vec<SlotKindView>,
    /// Whether a recovery code was made that opens it.
    pub recovery: bool,
    /// Whether the system's keyring answers.
    pub keyring_available: bool,
    /// How many secrets are sealed in it.
    pub sealed: usize,
    /// Why it isn't open, where there is a reason.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}
