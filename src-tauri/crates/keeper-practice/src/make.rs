//! Making of random values: codes, tokens, secrets, and the fingerprints that stand for them in the log.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// `length` random bytes from the operating system.
///
/// The system's source does not fail on the platforms we run on once it has answered at all; if it
/// ever does, UUIDs (which draw on the same source) could not be made either, so this falls back on
/// them and lets that crate speak.
fn random_bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    if getrandom::fill(&mut bytes).is_err() {
        bytes = std::iter::repeat_with(|| Uuid::new_v4().into_bytes())
            .flatten()
            .take(length)
            .collect();
    }
    bytes
}

/// A random text for URLs: `bytes` bytes in base64.
pub(crate) fn make_text(bytes: usize) -> String {
    URL_SAFE_NO_PAD.encode(random_bytes(bytes))
}

/// A random UUID, as client IDs and client secrets are spelled.
pub(crate) fn make_uuid() -> String {
    Uuid::new_v4().to_string()
}

/// An authorization code of the hublet: `na1-xxxx-…`, as the redirect carries it.
pub(crate) fn make_code(hublet: &str) -> String {
    let uuid = make_uuid();
    format!("{hublet}-{}-{uuid}", &make_text(3))
}

/// A refresh token of the hublet: `na1-` and a UUID-like rest.
pub(crate) fn make_refresh_token(hublet: &str) -> String {
    let uuid = make_uuid();
    format!("{hublet}-{uuid}")
}

/// An access token. HubSpot asks clients to allow 512 characters; these have about 250.
pub(crate) fn make_access_token() -> String {
    let body = make_text(186);
    format!("CP{body}")
}

/// What stands for a secret in the log and the state: eight bytes of its SHA-256, in hex.
pub(crate) fn derive_fingerprint(secret: &str) -> String {
    let digest = Sha256::digest(secret.as_bytes());
    let hex: String = digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{hex}")
}

/// The S256 code challenge of a verifier (RFC 7636, section 4.2).
pub(crate) fn derive_challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(
            derive_challenge(verifier),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "the example of appendix B"
        );
    }

    #[test]
    fn tokens_have_their_shapes() {
        assert!(make_refresh_token("eu1").starts_with("eu1-"));
        let token = make_access_token();
        assert!(token.len() > 200 && token.len() <= 512, "{}", token.len());
        assert_ne!(make_access_token(), token, "tokens are random");
    }

    #[test]
    fn a_fingerprint_hides_its_secret() {
        let print = derive_fingerprint("na1-secret");
        assert_eq!(print.len(), "sha256:".len() + 16);
        assert!(!print.contains("secret"));
    }
}
