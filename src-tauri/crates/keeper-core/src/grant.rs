//! Grants: what HubSpot gave out at an exchange and is sealed on disk at
//! once, before it is known which account it is for.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;
use crate::identifier::{AppId, HubId, InstallationId};
use crate::secret::{AccessToken, Fingerprint, RefreshToken};

/// The two tokens of one grant. Sealed at rest.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// For calls; expires.
    pub access: AccessToken,
    /// When the access token expires.
    pub access_expires_at: Timestamp,
    /// Yields new access tokens.
    pub refresh: RefreshToken,
}

impl Tokens {
    /// What may be kept unsealed and shown.
    #[must_use]
    pub fn prints(&self) -> TokenPrints {
        TokenPrints {
            access: self.access.fingerprint(),
            access_expires_at: self.access_expires_at,
            refresh: self.refresh.fingerprint(),
        }
    }
}

/// Tokens as ciphertext, sealed for one row of one vault
/// ([`crate::needs::TokenSealer`]). Saving them needs no key, so an answer of
/// HubSpot's outlives the locking of the vault.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedTokens {
    /// The vault whose data key sealed them.
    pub vault: Uuid,
    /// The access token.
    pub access: Vec<u8>,
    /// The refresh token.
    pub refresh: Vec<u8>,
    /// What may be kept unsealed.
    pub prints: TokenPrints,
}

impl fmt::Debug for SealedTokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SealedTokens")
            .field("prints", &self.prints)
            .finish_non_exhaustive()
    }
}

/// Fingerprints of the tokens that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPrints {
    /// Of the access token.
    pub access: Fingerprint,
    /// When the access token expires.
    pub access_expires_at: Timestamp,
    /// Of the refresh token.
    pub refresh: Fingerprint,
}

/// Why a grant isn't an installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum GrantState {
    /// HubSpot hasn't yet said whose token it is; asked again.
    Held {
        /// When it is asked again.
        next_try_at: Timestamp,
        /// How often it was asked.
        tries: u32,
    },
    /// It is for another account, or another app, than was asked for.
    Quarantined {
        /// The account it is for.
        found: HubId,
        /// The account that was asked for.
        expected: Option<HubId>,
        /// Whether the app was the wrong one.
        other_app: bool,
    },
    /// It was started elsewhere; a person says whether they started it.
    Unconfirmed {
        /// The account it is for.
        found: HubId,
        /// The account's name, where HubSpot sent one.
        name: Option<String>,
        /// The account's domain, where HubSpot sent one.
        domain: Option<String>,
        /// Who authorized it, where HubSpot said so.
        user: Option<String>,
    },
    /// Its sealed tokens are missing or can't be decrypted, so that HubSpot
    /// can't be asked about it.
    Unreadable {
        /// When that was found.
        since: Timestamp,
    },
}

/// A grant that is saved and not yet an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its name; a new installation takes it over.
    pub id: InstallationId,
    /// The app that was authorized.
    pub app: AppId,
    /// The account pinned in the authorization URL, if one was.
    pub expected: Option<HubId>,
    /// The account the token answer named, if it did.
    pub hub_id: Option<HubId>,
    /// The installation that it renews, if it was a reauthorization.
    pub renews: Option<InstallationId>,
    /// What the authorization URL asked for, both parameters.
    pub requested: Vec<String>,
    /// What the token answer said was granted; empty when it didn't.
    pub granted: Vec<String>,
    /// Whether it was started elsewhere, so that it never becomes an
    /// installation by itself.
    pub from_elsewhere: bool,
    /// Why it waits.
    pub state: GrantState,
    /// When HubSpot made it.
    pub made_at: Timestamp,
    /// Fingerprints of its tokens; filled by the vault from what it seals.
    pub prints: Option<TokenPrints>,
}

impl Grant {
    /// When HubSpot is asked again whose it is; none when it doesn't wait for
    /// that.
    #[must_use]
    pub fn next_try_at(&self) -> Option<Timestamp> {
        match self.state {
            GrantState::Held { next_try_at, .. } => Some(next_try_at),
            GrantState::Quarantined { .. }
            | GrantState::Unconfirmed { .. }
            | GrantState::Unreadable { .. } => None,
        }
    }
}
