//! Secrets as types: never displayed, never serialised, wiped when dropped,
//! compared in constant time.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

macro_rules! secret_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            /// Takes the text over; it is wiped when the last copy is dropped.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(Zeroizing::new(text.into()))
            }

            /// The bare text. Every caller hands it to HubSpot, to the seal
            /// or to the clipboard, and nowhere else.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }

            /// Whether both hold the same text, in time independent of where
            /// they differ.
            #[must_use]
            pub fn is_same(&self, other: &Self) -> bool {
                self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
            }

            /// What may be shown of it.
            #[must_use]
            pub fn fingerprint(&self) -> Fingerprint {
                Fingerprint::derive_from(self.expose())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}

secret_text!(
    /// The token that authorizes calls on one account; lives about 30 minutes.
    AccessToken
);
secret_text!(
    /// The token that yields new access tokens until it is revoked or the app
    /// is uninstalled.
    RefreshToken
);
secret_text!(
    /// The app's client secret.
    ClientSecret
);
secret_text!(
    /// The single-use code that HubSpot appends to the redirect URL.
    AuthorizationCode
);
secret_text!(
    /// The value that ties a redirect to the authorization it answers
    /// (RFC 6749, section 10.12).
    StateToken
);
secret_text!(
    /// The PKCE code verifier (RFC 7636).
    CodeVerifier
);
secret_text!(
    /// A passphrase or recovery code that a person typed.
    Passphrase
);
secret_text!(
    /// A setting that isn't kept with the others, such as a proxy's URL with
    /// its credentials.
    SecretSetting
);

/// Sixteen hexadecimal digits that tell one secret from another and reveal
/// nothing of it: the head of a SHA-256 under a prefix of our own.
///
/// Equal fingerprints mean the same secret; the window shows the first eight.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(String);

impl Fingerprint {
    fn derive_from(secret: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"portalkeeper fingerprint 1\0");
        hasher.update(secret.as_bytes());
        let digest = hasher.finalize();
        Self(
            digest
                .iter()
                .take(8)
                .map(|byte| format!("{byte:02X}"))
                .collect(),
        )
    }

    /// The fingerprint read back from where it was kept.
    #[must_use]
    pub fn from_kept(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// All sixteen digits, for keeping and comparing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight digits in two groups, for the eye.
    #[must_use]
    pub fn short(&self) -> String {
        let (head, tail) = (self.0.get(0..4), self.0.get(4..8));
        format!("{} {}", head.unwrap_or_default(), tail.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_holds_the_text() {
        let token = AccessToken::new("CANARY");
        assert_eq!(format!("{token:?}"), "AccessToken([redacted])");
    }

    #[test]
    fn fingerprints_tell_secrets_apart_and_are_stable() {
        let one = RefreshToken::new("na1-one").fingerprint();
        assert_eq!(one, RefreshToken::new("na1-one").fingerprint());
        assert_ne!(one, RefreshToken::new("na1-two").fingerprint());
        assert_eq!(one.as_str().len(), 16);
        assert_eq!(one.short().len(), 9);
    }

    #[test]
    fn comparison_needs_the_whole_text() {
        assert!(StateToken::new("abc").is_same(&StateToken::new("abc")));
        assert!(!StateToken::new("abc").is_same(&StateToken::new("abd")));
        assert!(!StateToken::new("abc").is_same(&StateToken::new("abcd")));
    }
}
