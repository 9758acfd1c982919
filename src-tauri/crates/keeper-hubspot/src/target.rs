//! Which HubSpot is called.

use keeper_core::{Code, Problem};
use url::{Host, Url};

/// HubSpot's API host: `servers` of every specification that it publishes.
pub const HUBSPOT_API: &str = "https://api.hubapi.com";

/// Where the calls go: HubSpot itself, or a stand-in on this machine.
///
/// Invariant: anything but [`HUBSPOT_API`] is a loopback address, so that no
/// setting can send secrets elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    api: Url,
    is_loopback: bool,
}

impl Target {
    /// The target named by `api`.
    ///
    /// # Errors
    /// [`Code::ArgumentsInvalid`] unless it is [`HUBSPOT_API`] or an `http` or
    /// `https` URL on loopback without credentials, query and fragment.
    pub fn parse(api: &str) -> Result<Self, Problem> {
        let url = Url::parse(api).map_err(|_| refused("not a URL"))?;
        if url.as_str().trim_end_matches('/') == HUBSPOT_API {
            return Ok(Self {
                api: url,
                is_loopback: false,
            });
        }
        if !is_plain(&url) || !is_loopback(&url) {
            return Err(refused("neither HubSpot nor on this machine"));
        }
        Ok(Self {
            api: url,
            is_loopback: true,
        })
    }

    /// Whether it is a stand-in on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// The base of every call.
    #[must_use]
    pub fn api(&self) -> &Url {
        &self.api
    }

    /// The URL of a path that begins with `/`.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.api.clone();
        let whole = format!("{}{path}", self.api.path().trim_end_matches('/'));
        url.set_path(&whole);
        url
    }
}

fn refused(why: &str) -> Problem {
    Problem::new(Code::ArgumentsInvalid).because(format!("the API address is {why}"))
}

fn is_plain(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Whether a URL names this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hubspot_and_loopback_are_targets() {
        for good in [
            "https://api.hubapi.com",
            "https://api.hubapi.com/",
            "http://127.0.0.1:40000",
            "http://[::1]:40000/",
            "http://localhost:40000/api",
            "https://localhost:40000",
        ] {
            assert!(Target::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.hubapi.com",
            "https://api.hubapi.com.example",
            "https://api.hubapi.com:8443",
            "https://api.hubapi.com/elsewhere",
            "https://user@api.hubapi.com",
            "http://192.0.2.1:40000",
            "http://localhost.example",
            "http://user:word@127.0.0.1:40000",
            "http://127.0.0.1:40000/?to=example.com",
            "file:///etc/passwd",
            "",
        ] {
            assert!(Target::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_base_may_have_a_path() {
        let target = Target::parse("http://localhost:40000/api/").unwrap();
        assert_eq!(
            target.url("/oauth/v3/token").as_str(),
            "http://localhost:40000/api/oauth/v3/token"
        );
    }
}
