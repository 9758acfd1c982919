//! Links of our scheme: which are answers to an authorization, and which are
//! tests of the way that they take.

/// The one address that the relay page forwards to.
pub const CALLBACK: &str = "portalkeeper://oauth/callback";

/// What begins the query of a test.
const TEST: &str = "?test=";

/// What a link of our scheme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link<'a> {
    /// The callback, whatever its query says.
    Callback,
    /// A test of this program's, by its nonce.
    Test(&'a str),
}

/// `portalkeeper://oauth/callback?…`, and nothing like it: letter by letter,
/// so that nothing depends on how a URL may be spelt.
pub fn parse(text: &str) -> Option<Link<'_>> {
    let rest = text.strip_prefix(CALLBACK)?;
    match rest.strip_prefix(TEST) {
        Some(nonce) => Some(Link::Test(nonce)),
        None if rest.is_empty() || rest.starts_with('?') => Some(Link::Callback),
        None => None,
    }
}

/// The link of a test.
pub fn test(nonce: &str) -> String {
    format!("{CALLBACK}{TEST}{nonce}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a9_only_the_callback_is_one() {
        let callback = "portalkeeper://oauth/callback?code=1&state=2";
        assert_eq!(parse(callback), Some(Link::Callback));
        for text in [
            "portalkeeper://oauth/callback/../x?code=1",
            "portalkeeper://oauth/callback/../callback?code=1",
            "portalkeeper://oauth/%63allback?code=1",
            "portalkeeper://evil/callback?code=1",
            "portalkeeper://oauth:1/callback",
            "portalkeeper://a@oauth/callback",
            "portalkeeper:oauth/callback",
            "https://oauth/callback",
            "",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_test_carries_its_nonce_and_is_no_answer() {
        let link = test("n0nce");
        assert_eq!(parse(&link), Some(Link::Test("n0nce")));
        assert!(keeper_core::oauth::redirect::parse(&link).is_none());
    }
}
