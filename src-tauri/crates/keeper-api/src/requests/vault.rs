//! The vault.

use crate::views::SlotKindView;
use keeper_core::secret::Passphrase;
use keeper_vault::Proof;
use serde::{Deserialize, Deserializer};
use ts_rs::TS;

/// Chooses where the key to the secrets rests.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct VaultSetUpRequest {
    /// Where.
    pub slot: SlotKindView,
    /// The passphrase, for a passphrase slot.
    #[serde(default, deserialize_with = "optional_new_passphrase")]
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

/// A present way of opening the vault, shown once more before its ways are
/// changed: the recovery code, else the passphrase, else the keyring's entry.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct ProofRequest {
    /// The present passphrase.
    #[serde(deserialize_with = "optional_passphrase")]
    #[ts(type = "string", optional)]
    pub passphrase: Option<Passphrase>,
    /// The recovery code, as it was typed.
    #[serde(deserialize_with = "optional_passphrase")]
    #[ts(type = "string", optional)]
    pub recovery_code: Option<Passphrase>,
}

impl From<ProofRequest> for Proof {
    fn from(request: ProofRequest) -> Self {
        match (request.recovery_code, request.passphrase) {
            (Some(code), _) => Self::RecoveryCode(code),
            (None, Some(passphrase)) => Self::Passphrase(passphrase),
            (None, None) => Self::Keyring,
        }
    }
}

/// Asks for a new recovery code.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct RecoveryCodeRequest {
    /// What opens the vault now.
    #[ts(as = "Option<ProofRequest>", optional)]
    pub present: ProofRequest,
}

/// A new passphrase.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PassphraseRequest {
    /// What opens the vault now.
    #[serde(default)]
    #[ts(as = "Option<ProofRequest>", optional)]
    pub present: ProofRequest,
    /// The passphrase.
    #[serde(deserialize_with = "new_passphrase")]
    #[ts(type = "string")]
    pub passphrase: Passphrase,
}

/// Asks for a new key, after the passphrase or the file leaked.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default)]
pub struct KeyRenewalRequest {
    /// What opens the vault now.
    #[ts(as = "Option<ProofRequest>", optional)]
    pub present: ProofRequest,
    /// The new passphrase; none for a vault that the keyring opens.
    #[serde(deserialize_with = "optional_new_passphrase")]
    #[ts(type = "string", optional)]
    pub passphrase: Option<Passphrase>,
}

/// A passphrase that somebody is about to choose.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PassphraseStrengthRequest {
    /// As far as it is typed.
    #[serde(deserialize_with = "new_passphrase")]
    #[ts(type = "string")]
    pub passphrase: Passphrase,
}

/// Names a way of opening the vault.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct SlotRequest {
    /// What opens the vault now.
    #[serde(default)]
    #[ts(as = "Option<ProofRequest>", optional)]
    pub present: ProofRequest,
    /// Which.
    pub slot: SlotKindView,
}

/// The longest passphrase that may be chosen, in bytes: judging it and deriving
/// a key from it take time.
const LONGEST: usize = 1024;

fn new_passphrase<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Passphrase, D::Error> {
    let text = String::deserialize(deserializer)?;
    bounded(&text)?;
    Ok(Passphrase::new(text))
}

fn optional_new_passphrase<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Passphrase>, D::Error> {
    let given = optional_passphrase(deserializer)?;
    if let Some(given) = &given {
        bounded(given.expose())?;
    }
    Ok(given)
}

fn bounded<E: serde::de::Error>(text: &str) -> Result<(), E> {
    match text.len() <= LONGEST {
        true => Ok(()),
        false => Err(E::custom("the passphrase is too long")),
    }
}

fn optional_passphrase<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Passphrase>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()).map(Passphrase::new))
}
