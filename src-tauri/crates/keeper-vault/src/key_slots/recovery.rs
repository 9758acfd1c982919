//! The recovery code: 128 random bits, shown once, to be written down.
//!
//! Twenty-eight symbols of Crockford's base 32 in seven groups: the bits, then
//! twelve of a checksum, so that a slip of the pen is told from a wrong code.

use keeper_core::secret::Passphrase;
use keeper_core::{Code, Problem};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{NewSlot, SlotKind};
use crate::error::random_problem;
use crate::seal::Key;

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS_LENGTH: usize = 16;
/// Bits and checksum, the last four bits unused.
const CODE_LENGTH: usize = BITS_LENGTH + 2;
const SYMBOL_COUNT: usize = 28;
const GROUP: usize = 4;

/// A recovery code. Shown once and kept nowhere: the vault can't tell it
/// again.
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    /// The bare text, in groups. Every caller shows it to the person, once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RecoveryCode([redacted])")
    }
}

/// A fresh code and the slot that it opens.
pub(crate) fn make_slot(vault: Uuid) -> Result<(RecoveryCode, NewSlot), Problem> {
    let mut bits = Zeroizing::new([0; BITS_LENGTH]);
    getrandom::fill(bits.as_mut_slice()).map_err(|error| random_problem(&error))?;
    let slot = NewSlot {
        kind: SlotKind::Recovery,
        parameters: "{}".to_owned(),
        wrapping: derive(vault, &bits)?,
    };
    Ok((encode(&bits), slot))
}

/// The wrapping key for a code as a person typed it.
///
/// # Errors
/// [`Code::PassphraseWrong`] with `mistyped` when it can't be a code at all.
pub(crate) fn derive_key(vault: Uuid, typed: &Passphrase) -> Result<Key, Problem> {
    let mistyped = || Problem::new(Code::PassphraseWrong).with("mistyped", true);
    let bits = decode(typed.expose()).ok_or_else(mistyped)?;
    derive(vault, &bits)
}

/// The bits are random and as many as a key needs, so one hash is enough.
fn derive(vault: Uuid, bits: &[u8; BITS_LENGTH]) -> Result<Key, Problem> {
    let mut hasher = Sha256::new();
    hasher.update(b"portalkeeper recovery code 1\0");
    hasher.update(vault.as_bytes());
    hasher.update(bits);
    let digest = Zeroizing::new(<[u8; 32]>::from(hasher.finalize()));
    Key::from_bytes(digest.as_slice()).ok_or_else(|| Problem::new(Code::Internal))
}

fn with_checksum(bits: &[u8; BITS_LENGTH]) -> Zeroizing<[u8; CODE_LENGTH]> {
    let digest = Sha256::new()
        .chain_update(b"portalkeeper recovery checksum 1\0")
        .chain_update(bits)
        .finalize();
    let mut code = Zeroizing::new([0; CODE_LENGTH]);
    code[..BITS_LENGTH].copy_from_slice(bits);
    code[BITS_LENGTH] = digest[0];
    code[BITS_LENGTH + 1] = digest[1] & 0xf0;
    code
}

fn bit(bytes: &[u8], position: usize) -> u8 {
    (bytes[position / 8] >> (7 - position % 8)) & 1
}

fn encode(bits: &[u8; BITS_LENGTH]) -> RecoveryCode {
    let code = with_checksum(bits);
    let mut text = Zeroizing::new(String::with_capacity(SYMBOL_COUNT + SYMBOL_COUNT / GROUP));
    for place in 0..SYMBOL_COUNT {
        if place > 0 && place % GROUP == 0 {
            text.push('-');
        }
        let value = (0..5).fold(0, |value, next| {
            value << 1 | bit(&code[..], place * 5 + next)
        });
        text.push(char::from(SYMBOLS[usize::from(value)]));
    }
    RecoveryCode(text)
}

/// Crockford's leniency: case, hyphens and blanks don't matter, and letters
/// that look like digits are read as these.
fn decode(typed: &str) -> Option<Zeroizing<[u8; BITS_LENGTH]>> {
    let mut code = Zeroizing::new([0_u8; CODE_LENGTH]);
    let mut count = 0;
    for symbol in typed.chars().filter(|c| *c != '-' && !c.is_whitespace()) {
        let value = value_of(symbol)?;
        if count == SYMBOL_COUNT {
            return None;
        }
        for next in 0..5 {
            let position = count * 5 + next;
            let bit = value >> (4 - next) & 1;
            code[position / 8] |= bit << (7 - position % 8);
        }
        count += 1;
    }
    let bits = Zeroizing::new(<[u8; BITS_LENGTH]>::try_from(&code[..BITS_LENGTH]).ok()?);
    let is_whole = count == SYMBOL_COUNT && *with_checksum(&bits) == *code;
    is_whole.then_some(bits)
}

fn value_of(symbol: char) -> Option<u8> {
    let plain = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = SYMBOLS
        .iter()
        .position(|known| char::from(*known) == plain)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BITS: [u8; BITS_LENGTH] = [
        0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee,
        0xff,
    ];

    fn hex(key: &Key) -> String {
        key.expose().iter().map(|it| format!("{it:02x}")).collect()
    }

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = encode(&BITS);
        let plain = code.expose();
        let sloppy = plain.to_lowercase().replace('-', " ").replace('0', "o");
        for typed in [plain, &sloppy.replace('1', "l"), &plain.replace('-', "")] {
            assert_eq!(decode(typed).as_deref(), Some(&BITS), "{typed}");
        }
    }

    /// Frozen: a code on paper must open the vault for ever.
    #[test]
    fn the_code_and_its_key_are_frozen() {
        let code = encode(&BITS);
        assert_eq!(code.expose(), FROZEN_CODE);
        let key = derive_key(Uuid::nil(), &Passphrase::new(FROZEN_CODE)).unwrap();
        assert_eq!(hex(&key), FROZEN_KEY);
    }

    const FROZEN_CODE: &str = "008J-4CT4-ANK7-F24S-NAXW-SQFE-ZX4N";
    const FROZEN_KEY: &str = "eb4e42f65d3ec8f2776aa83735adce59268aea14ff675b4a1338c68dedaf872f";

    #[test]
    fn a_slip_of_the_pen_is_told_from_a_wrong_code() {
        let plain = encode(&BITS).expose().to_owned();
        let mut slips = 0;
        for place in 0..plain.len() {
            for symbol in SYMBOLS.iter().map(|symbol| char::from(*symbol)) {
                let mut typed: Vec<char> = plain.chars().collect();
                if typed[place] == '-' || typed[place] == symbol {
                    continue;
                }
                typed[place] = symbol;
                let typed: String = typed.into_iter().collect();
                slips += usize::from(decode(&typed).is_some());
            }
        }
        assert!(slips <= 4, "{slips} of 868 slips went unnoticed");
    }

    #[test]
    fn what_is_no_code_is_said_to_be_mistyped() {
        let whole = encode(&BITS).expose().to_owned();
        for typed in ["", "ABC", &whole[1..], &format!("{whole}0"), "é"] {
            let problem = derive_key(Uuid::nil(), &Passphrase::new(typed)).unwrap_err();
            assert_eq!(problem.code, Code::PassphraseWrong);
            assert_eq!(problem.args.get("mistyped"), Some(&true.into()), "{typed}");
        }
    }

    #[test]
    fn a_code_says_nothing_when_debugged() {
        assert_eq!(format!("{:?}", encode(&BITS)), "RecoveryCode([redacted])");
    }
}
