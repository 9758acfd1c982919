//! The vault.

use crate::views::SlotKindView;
use keeper_core::secret::Passphrase;
use serde::{Deserialize, Deserializer};
use ts_rs::TS;

/// Chooses where the key to the secrets rests.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct VaultSetUpRequest {
    /// Where.
    pub slot: SlotKindView,
    /// The passphrase, for a passphrase slot.
    #[serde(default, deserialize_with = "optional_passphrase")]
    #[ts(type = "string", optional)]
    pub passphrase: Option<Passphrase>,
}

/// Opens the vault: with a recovery code, else with a passphrase, else with
/// the keyring.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct VaultUnlockRequest {
    /// The passphrase.
    #[serde(deserialize_with = "optional_passphrase")]
    #[ts(type = "string", optional)]
    pub passphrase: Option<Passphrase>,
    /// The recovery code, as it was typed.
    #[serde(deserialize_with = "optional_passphrase")]
    #[ts(type = "string", optional)]
    pub recovery_code: Option<Passphrase>,
}

/// A new passphrase.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PassphraseRequest {
    /// The passphrase.
    #[serde(deserialize_with = "passphrase")]
    #[ts(type = "string")]
    pub passphrase: Passphrase,
}

/// Names a way of opening the vault.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct SlotRequest {
    /// Which.
    pub slot: SlotKindView,
}

fn passphrase<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Passphrase, D::Error> {
    String::deserialize(deserializer).map(Passphrase::new)
}

fn optional_passphrase<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Passphrase>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Passphrase::new))
}
