//! The state parameter: what ties a redirect to the flow it answers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Code, Problem};
use crate::random;
use crate::secret::StateToken;

/// 256 random bits, base64url (RFC 6749 section 10.12; OWASP ASVS 5).
///
/// # Errors
/// [`Code::Internal`] when the system has no randomness to give.
pub fn make_state() -> Result<StateToken, Problem> {
    make_random_text().map(StateToken::new)
}

/// 43 characters of base64url from 32 random bytes.
pub(crate) fn make_random_text() -> Result<String, Problem> {
    let mut bytes = [0u8; 32];
    random::fill(&mut bytes).map_err(|cause| Problem::new(Code::Internal).because(cause))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_no_two_states_are_alike_and_each_has_256_bits() {
        let (one, two) = (make_state().unwrap(), make_state().unwrap());
        assert_eq!(one.expose().len(), 43);
        assert!(!one.is_same(&two));
    }
}
