//! What HubSpot takes as a redirect URL: https, or `http://localhost`; never an IP address.

use url::{Host, Url};

/// Why a redirect URL can't be registered; the sentence is for the one who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{url:?} can't be a redirect URL: {why}")]
pub struct BadRedirectUrl {
    /// What was given.
    pub url: String,
    /// The rule it breaks.
    pub why: &'static str,
}

/// Holds a redirect URL against HubSpot's rules.
///
/// # Errors
/// [`BadRedirectUrl`] with the broken rule.
pub(crate) fn check_redirect_url(text: &str) -> Result<(), BadRedirectUrl> {
    match find_fault(text) {
        None => Ok(()),
        Some(why) => Err(BadRedirectUrl {
            url: text.to_owned(),
            why,
        }),
    }
}

fn find_fault(text: &str) -> Option<&'static str> {
    let Ok(url) = Url::parse(text) else {
        return Some("it is not a URL");
    };
    if url.fragment().is_some() {
        return Some("it must not have a fragment");
    }
    match (url.scheme(), url.host()) {
        (_, Some(Host::Ipv4(_) | Host::Ipv6(_))) => {
            Some("IP addresses are not accepted, localhost is")
        }
        ("https", Some(Host::Domain(_))) => None,
        ("http", Some(Host::Domain("localhost"))) => None,
        ("http", _) => Some("http is accepted for localhost only"),
        _ => Some("only https, and http for localhost, are accepted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_localhost_pass() {
        for good in [
            "https://example.com/cb",
            "http://localhost:3917/oauth-callback",
            "http://localhost:1",
        ] {
            assert_eq!(check_redirect_url(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn all_else_is_refused() {
        for bad in [
            "http://127.0.0.1:3000/",
            "https://10.0.0.1/",
            "http://[::1]:80/",
            "http://app.localhost/",
            "http://example.com/",
            "portalkeeper://oauth",
            "localhost:3000",
            "https://example.com/#x",
            "",
        ] {
            assert!(check_redirect_url(bad).is_err(), "{bad:?} must be refused");
        }
    }
}
