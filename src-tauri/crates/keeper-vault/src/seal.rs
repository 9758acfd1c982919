//! Sealing: XChaCha20-Poly1305 over one column of one row.
//!
//! A sealed value is `format version (1) ‖ nonce (24) ‖ ciphertext ‖ tag (16)`.
//! The associated data names vault, kind, row and column, so that a value
//! moved elsewhere doesn't open.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use keeper_core::{Code, Problem};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::random_problem;

/// The only format so far. Part of the value and of the associated data.
const FORMAT: u8 = 1;
const NONCE_LENGTH: usize = 24;
const TAG_LENGTH: usize = 16;
/// Length of every key, in bytes.
pub(crate) const KEY_LENGTH: usize = 32;

/// A symmetric key: the data key or one that wraps it. Wiped when dropped;
/// boxed, so that moving it leaves no copy behind.
pub(crate) struct Key(Box<Zeroizing<[u8; KEY_LENGTH]>>);

impl Key {
    /// A new random key.
    pub(crate) fn make_random() -> Result<Self, Problem> {
        let mut key = Self(Box::new(Zeroizing::new([0; KEY_LENGTH])));
        getrandom::fill(key.0.as_mut_slice()).map_err(|error| random_problem(&error))?;
        Ok(key)
    }

    /// The key with these bytes, if there are as many as a key has.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != KEY_LENGTH {
            return None;
        }
        let mut key = Self(Box::new(Zeroizing::new([0; KEY_LENGTH])));
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    /// The bare bytes, for wrapping and for the keyring.
    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key([redacted])")
    }
}

/// What a sealed value belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The tokens of an installation or a grant.
    Tokens,
    /// The client secrets of an app.
    ClientSecret,
    /// A setting.
    Setting,
    /// The data key, wrapped.
    KeySlot,
    /// The known text that tells a wrong data key from damage.
    KeyCheck,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 5] = [
        Self::Tokens,
        Self::ClientSecret,
        Self::Setting,
        Self::KeySlot,
        Self::KeyCheck,
    ];

    /// Frozen: part of the associated data of every value ever sealed.
    fn name(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::ClientSecret => "client_secret",
            Self::Setting => "setting",
            Self::KeySlot => "key_slot",
            Self::KeyCheck => "key_check",
        }
    }
}

/// Where a sealed value stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The vault.
    pub(crate) vault: Uuid,
    /// What it belongs to.
    pub(crate) kind: Kind,
    /// The row.
    pub(crate) row: &'a [u8],
    /// The column.
    pub(crate) column: &'a str,
}

impl Place<'_> {
    /// Each part with its length before it, so that no two places read alike.
    fn associated_data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(96);
        let parts: [&[u8]; 6] = [
            b"portalkeeper seal",
            &[FORMAT],
            self.vault.as_bytes(),
            self.kind.name().as_bytes(),
            self.row,
            self.column.as_bytes(),
        ];
        for part in parts {
            data.extend((part.len() as u64).to_le_bytes());
            data.extend(part);
        }
        data
    }
}

/// Seals `plain` for its place under a fresh random nonce.
pub(crate) fn seal(key: &Key, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut nonce = [0; NONCE_LENGTH];
    getrandom::fill(&mut nonce).map_err(|error| random_problem(&error))?;
    seal_with_nonce(key, place, plain, nonce)
}

fn seal_with_nonce(
    key: &Key,
    place: Place<'_>,
    plain: &[u8],
    nonce: [u8; NONCE_LENGTH],
) -> Result<Vec<u8>, Problem> {
    let payload = Payload {
        msg: plain,
        aad: &place.associated_data(),
    };
    let ciphertext = cipher(key)?
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| Problem::new(Code::Internal).because("sealing failed"))?;
    let mut sealed = Vec::with_capacity(1 + NONCE_LENGTH + ciphertext.len());
    sealed.push(FORMAT);
    sealed.extend(nonce);
    sealed.extend(ciphertext);
    Ok(sealed)
}

/// Opens what [`seal`] made for the same place under the same key;
/// [`Code::SealBroken`] for everything else.
pub(crate) fn open(
    key: &Key,
    place: Place<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let (nonce, ciphertext) = take_apart(sealed)?;
    let payload = Payload {
        msg: ciphertext,
        aad: &place.associated_data(),
    };
    cipher(key)?
        .decrypt(&XNonce::from(nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| broken("it was sealed with another key, for another place, or changed"))
}

fn take_apart(sealed: &[u8]) -> Result<([u8; NONCE_LENGTH], &[u8]), Problem> {
    if sealed.len() < 1 + NONCE_LENGTH + TAG_LENGTH {
        return Err(broken("it is too short"));
    }
    let (format, rest) = sealed.split_at(1);
    if format != [FORMAT] {
        return Err(broken("its format isn't known"));
    }
    let (nonce, ciphertext) = rest.split_at(NONCE_LENGTH);
    let nonce = nonce.try_into().map_err(|_| broken("it is too short"))?;
    Ok((nonce, ciphertext))
}

fn cipher(key: &Key) -> Result<XChaCha20Poly1305, Problem> {
    XChaCha20Poly1305::new_from_slice(key.expose())
        .map_err(|_| Problem::new(Code::Internal).because("the key has a wrong length"))
}

fn broken(cause: &str) -> Problem {
    Problem::new(Code::SealBroken).because(cause)
}

#[cfg(test)]
mod tests;
