//! Which deep links are answers to an authorization.

use url::Url;

/// `portalkeeper://oauth/callback?…`, and nothing like it.
pub fn is_callback(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        url.scheme() == "portalkeeper"
            && url.host_str() == Some("oauth")
            && url.path() == "/callback"
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a9_only_the_callback_is_one() {
        assert!(is_callback("portalkeeper://oauth/callback?code=1&state=2"));
        for text in [
            "portalkeeper://oauth/callback/../x?code=1",
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
