//! The vault.

use keeper_core::error::Problem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::WorldView;

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

/// What makes a passphrase easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WeaknessView {
    /// Too few words, or too short.
    Short,
    /// Keys beside each other.
    Keyboard,
    /// The same again and again.
    Repeats,
    /// `abc`, `6543`.
    Sequence,
    /// One that many people use, or nearly.
    Common,
    /// One word.
    Word,
    /// A name.
    Name,
    /// A date or a year.
    Date,
}

/// How hard a passphrase is to guess.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct PassphraseStrengthView {
    /// 0 to 4, as zxcvbn has it.
    pub score: u8,
    /// Whether it may be used.
    pub fits: bool,
    /// What makes it weak, where it may not.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weakness: Option<WeaknessView>,
}

/// The vault.
#[derive(Clone, Debug, Serialize, TS)]
pub struct VaultView {
    /// Whether it can be used.
    pub state: VaultState,
    /// The ways of opening it.
    pub slots: Vec<SlotKindView>,
    /// The world that it was locked along with, and opens with again.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_with: Option<WorldView>,
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

/// A vault was started over.
#[derive(Clone, Debug, Serialize, TS)]
pub struct VaultStartedOverView {
    /// The new one.
    #[serde(flatten)]
    #[ts(flatten)]
    pub vault: VaultView,
    /// The file that the vault was copied into before: what opened the vault
    /// opens it. None where it had no key.
    pub set_aside: Option<String>,
}
