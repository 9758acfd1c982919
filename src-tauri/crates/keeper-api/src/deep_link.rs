//! Which deep links are answers to an authorization.

/// The one address that the relay page forwards to.
const CALLBACK: &str = "portalkeeper://oauth/callback";

/// `portalkeeper://oauth/callback?…`, and nothing like it: letter by letter,
/// so that nothing depends on how a URL may be spelt.
pub fn is_callback(text: &str) -> bool {
    let rest = text.strip_prefix(CALLBACK);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a9_only_the_callback_is_one() {
        assert!(is_callback("portalkeeper://oauth/callback?code=1&state=2"));
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
            assert!(!is_callback(text), "{text}");
        }
    }
}
