//! Proof key for code exchange (RFC 7636). Off by default: HubSpot documents
//! it for other kinds of apps only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::Problem;
use crate::oauth::state::make_random_text;
use crate::secret::CodeVerifier;

/// A new verifier of 43 characters.
///
/// # Errors
/// [`crate::Code::Internal`] when the system has no randomness to give.
pub fn make_verifier() -> Result<CodeVerifier, Problem> {
    make_random_text().map(CodeVerifier::new)
}

/// The `S256` challenge for a verifier.
#[must_use]
pub fn derive_challenge(verifier: &CodeVerifier) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b() {
        let verifier = CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(
            derive_challenge(&verifier),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
