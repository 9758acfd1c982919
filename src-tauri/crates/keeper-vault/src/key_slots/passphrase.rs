//! The passphrase slot: Argon2id (RFC 9106).

use argon2::{Algorithm, Argon2, Params, Version};
use keeper_core::secret::Passphrase;
use keeper_core::{Code, Problem};
use serde::{Deserialize, Serialize};

use super::{NewSlot, SlotKind};
use crate::error::random_problem;
use crate::rows::to_json;
use crate::seal::{KEY_LENGTH, Key};

/// The shortest passphrase that a person may choose, in characters.
pub(crate) const SHORTEST: usize = 8;
const SALT_LENGTH: usize = 16;

/// What deriving a key from a passphrase costs. Kept beside each slot, so that
/// it can rise without shutting anyone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for KeyCost {
    /// The second recommended choice of RFC 9106, section 4, with one lane:
    /// 64 MiB, three passes. OWASP asks for 19 MiB and two passes at the least.
    /// A guess here costs five times as much, and a slow machine is still done
    /// within a second.
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 1,
        }
    }
}

impl KeyCost {
    /// A file from elsewhere must not be able to ask for all memory there is.
    fn is_bearable(self) -> bool {
        self.memory_kib <= 1024 * 1024 && self.passes <= 64 && self.lanes <= 16
    }

    /// What a guess costs: memory is filled once per pass, however many lanes.
    fn work(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }
}

#[derive(Serialize, Deserialize)]
struct Parameters {
    algorithm: String,
    #[serde(flatten)]
    cost: KeyCost,
    salt: [u8; SALT_LENGTH],
}

const ALGORITHM: &str = "argon2id-v19";

/// Refuses a passphrase that is too short to be one.
pub(crate) fn check_length(passphrase: &Passphrase) -> Result<(), Problem> {
    if passphrase.expose().chars().count() >= SHORTEST {
        return Ok(());
    }
    Err(Problem::new(Code::PassphraseTooShort).with("shortest", SHORTEST))
}

/// A slot for a passphrase under a fresh salt. Takes its time by design.
pub(crate) fn make_slot(passphrase: &Passphrase, cost: KeyCost) -> Result<NewSlot, Problem> {
    let mut salt = [0; SALT_LENGTH];
    getrandom::fill(&mut salt).map_err(|error| random_problem(&error))?;
    let parameters = Parameters {
        algorithm: ALGORITHM.to_owned(),
        cost,
        salt,
    };
    Ok(NewSlot {
        kind: SlotKind::Passphrase,
        wrapping: derive(passphrase, &parameters)?,
        parameters: to_json(&parameters)?,
    })
}

/// The wrapping key of a slot with these parameters. Takes its time by design.
///
/// # Errors
/// [`Code::SealBroken`] when the parameters are none of ours.
pub(crate) fn derive_key(passphrase: &Passphrase, parameters: &str) -> Result<Key, Problem> {
    let unreadable = |cause: String| Problem::new(Code::SealBroken).because(cause);
    let parameters: Parameters =
        serde_json::from_str(parameters).map_err(|error| unreadable(error.to_string()))?;
    if parameters.algorithm != ALGORITHM || !parameters.cost.is_bearable() {
        return Err(unreadable("the passphrase slot is none of ours".to_owned()));
    }
    derive(passphrase, &parameters)
}

/// Whether a slot with these parameters costs less to try than `cost` asks
/// for.
pub(crate) fn is_cheaper(parameters: &str, cost: KeyCost) -> bool {
    let kept = serde_json::from_str::<Parameters>(parameters);
    kept.is_ok_and(|kept| kept.cost.work() < cost.work())
}

fn derive(passphrase: &Passphrase, parameters: &Parameters) -> Result<Key, Problem> {
    let broken = |error: argon2::Error| Problem::new(Code::Internal).because(error);
    let cost = parameters.cost;
    let settings =
        Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(KEY_LENGTH)).map_err(broken)?;
    let mut bytes = zeroize::Zeroizing::new([0; KEY_LENGTH]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, settings)
        .hash_password_into(
            passphrase.expose().as_bytes(),
            &parameters.salt,
            bytes.as_mut_slice(),
        )
        .map_err(broken)?;
    Key::from_bytes(bytes.as_slice()).ok_or_else(|| Problem::new(Code::Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: KeyCost = KeyCost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    #[test]
    fn a_slot_yields_its_key_again_for_its_passphrase_only() {
        let slot = make_slot(&Passphrase::new("correct horse"), CHEAP).unwrap();
        let key = |text: &str| derive_key(&Passphrase::new(text), &slot.parameters).unwrap();
        assert_eq!(key("correct horse").expose(), slot.wrapping.expose());
        assert_ne!(key("correct hors").expose(), slot.wrapping.expose());
    }

    #[test]
    fn two_slots_for_one_passphrase_have_different_keys() {
        let make = || make_slot(&Passphrase::new("correct horse"), CHEAP).unwrap();
        assert_ne!(make().wrapping.expose(), make().wrapping.expose());
    }

    /// Frozen: a slot made by this version must open for ever.
    #[test]
    fn the_derivation_is_frozen() {
        let parameters = r#"{"algorithm":"argon2id-v19","memory_kib":64,"passes":2,"lanes":1,
            "salt":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}"#;
        let key = derive_key(&Passphrase::new("frozen passphrase"), parameters).unwrap();
        let hex: String = key.expose().iter().map(|it| format!("{it:02x}")).collect();
        assert_eq!(hex, FROZEN);
    }

    const FROZEN: &str = "3138c566eaf989d09d8a21776dea152368f5db35c8ada590defcac76cb75061e";

    #[test]
    fn a_hostile_slot_cannot_ask_for_all_memory() {
        let slot = make_slot(&Passphrase::new("correct horse"), CHEAP).unwrap();
        let greedy = slot.parameters.replace(":64,", ":4000000000,");
        assert_ne!(greedy, slot.parameters);
        let refused = derive_key(&Passphrase::new("correct horse"), &greedy);
        assert_eq!(refused.unwrap_err().code, Code::SealBroken);
    }

    /// OWASP's password storage advice for Argon2id, as of 2026: 19 MiB, two
    /// passes, one lane.
    #[test]
    fn a_guess_costs_no_less_than_owasp_asks_for() {
        let cost = KeyCost::default();
        assert!(cost.memory_kib >= 19 * 1024 && cost.passes >= 2 && cost.lanes >= 1);
    }

    #[test]
    fn a_slot_is_made_anew_for_a_higher_cost_only() {
        let slot = make_slot(&Passphrase::new("correct horse"), CHEAP).unwrap();
        let dearer = KeyCost { passes: 2, ..CHEAP };
        assert!(is_cheaper(&slot.parameters, dearer));
        assert!(!is_cheaper(&slot.parameters, CHEAP));
        let slot = make_slot(&Passphrase::new("correct horse"), dearer).unwrap();
        assert!(!is_cheaper(&slot.parameters, CHEAP));
        assert!(!is_cheaper("{}", dearer), "what isn't ours is left alone");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(check_length(&Passphrase::new("пароль12")).is_ok());
        let refused = check_length(&Passphrase::new("seven77"));
        assert_eq!(refused.unwrap_err().code, Code::PassphraseTooShort);
    }
}
