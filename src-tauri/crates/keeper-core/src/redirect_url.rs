//! Redirect URLs: HubSpot's rules, and which of them this computer can
//! receive.

use std::collections::BTreeSet;

use url::{Host, Url};

use crate::error::{Code, Finding, Level};

/// How the answer to an authorization comes back to this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// A listener on `localhost` receives it.
    Loopback(LoopbackTarget),
    /// An https page receives it and forwards it (a relay page), or a person
    /// pastes its address.
    Relay,
}

/// Where the listener listens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LoopbackTarget {
    /// The registered port.
    pub port: u16,
    /// The registered path, beginning with `/`.
    pub path: String,
}

/// Reads a redirect URL by HubSpot's rules: https, or `http://localhost` with
/// any port and path; no IP address, no other host on http, no fragment or
/// credentials, as HubSpot's OAuth guide and its app settings have it.
///
/// # Errors
/// The code of the rule it breaks.
pub fn parse(text: &str) -> Result<Route, Code> {
    let url = Url::parse(text).map_err(|_| Code::RedirectUrlShape)?;
    if text.trim() != text {
        return Err(Code::RedirectUrlShape);
    }
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(Code::RedirectUrlExtras);
    }
    match url.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(Code::RedirectUrlIpAddress),
        Some(Host::Domain(_)) => {}
        None => return Err(Code::RedirectUrlScheme),
    }
    match (url.scheme(), url.host_str()) {
        ("https", _) => Ok(Route::Relay),
        ("http", Some("localhost")) => Ok(Route::Loopback(LoopbackTarget {
            port: url.port_or_known_default().unwrap_or(80),
            path: url.path().to_owned(),
        })),
        ("http", _) => Err(Code::RedirectUrlHost),
        _ => Err(Code::RedirectUrlScheme),
    }
}

/// Whether this computer may bind the target's port without special rights.
///
/// # Errors
/// [`Code::RedirectPortMissing`] for port 80, which nobody types, and
/// [`Code::RedirectPortPrivileged`] below 1024.
pub fn check_port(target: &LoopbackTarget) -> Result<(), Code> {
    match target.port {
        80 => Err(Code::RedirectPortMissing),
        0..1024 => Err(Code::RedirectPortPrivileged),
        _ => Ok(()),
    }
}

/// Checks a profile's list.
#[must_use]
pub fn check_all(urls: &[String]) -> Vec<Finding> {
    if urls.is_empty() {
        return vec![Finding::new(Level::Block, Code::RedirectUrlMissing).at("redirect_urls")];
    }
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for (place, text) in urls.iter().enumerate() {
        let field = format!("redirect_urls.{place}");
        if !seen.insert(text) {
            findings.push(Finding::new(Level::Block, Code::RedirectUrlTwice).at(field.clone()));
        }
        findings.extend(check_one(text).map(|finding| finding.at(field)));
    }
    findings
}

fn check_one(text: &str) -> Option<Finding> {
    match parse(text) {
        Err(code) => Some(Finding::new(Level::Block, code)),
        Ok(Route::Relay) => Some(Finding::new(Level::Info, Code::RedirectUrlNeedsRelay)),
        Ok(Route::Loopback(target)) => check_port(&target)
            .err()
            .map(|code| Finding::new(Level::Warn, code).with("port", target.port)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_hubspot() {
        let cases = [
            ("https://example.com/cb", Ok(Route::Relay)),
            ("http://localhost:3000", loopback(3000, "/")),
            (
                "http://localhost:3917/oauth-callback",
                loopback(3917, "/oauth-callback"),
            ),
            ("http://localhost", loopback(80, "/")),
            ("http://127.0.0.1:3000/cb", Err(Code::RedirectUrlIpAddress)),
            ("http://[::1]:3000/cb", Err(Code::RedirectUrlIpAddress)),
            ("https://192.0.2.1/cb", Err(Code::RedirectUrlIpAddress)),
            ("http://2130706433/cb", Err(Code::RedirectUrlIpAddress)),
            ("http://app.localhost:3000", Err(Code::RedirectUrlHost)),
            ("http://localhost.:3000", Err(Code::RedirectUrlHost)),
            ("http://example.com/cb", Err(Code::RedirectUrlHost)),
            (
                "portalkeeper://oauth/callback",
                Err(Code::RedirectUrlScheme),
            ),
            ("javascript:alert(1)", Err(Code::RedirectUrlScheme)),
            ("https://user@example.com/", Err(Code::RedirectUrlExtras)),
            ("https://example.com/#x", Err(Code::RedirectUrlExtras)),
            (" https://example.com/", Err(Code::RedirectUrlShape)),
            ("example.com/cb", Err(Code::RedirectUrlShape)),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    fn loopback(port: u16, path: &str) -> Result<Route, Code> {
        Ok(Route::Loopback(LoopbackTarget {
            port,
            path: path.to_owned(),
        }))
    }

    #[test]
    fn low_ports_are_said() {
        let target = |port| LoopbackTarget {
            port,
            path: "/".into(),
        };
        assert_eq!(check_port(&target(80)), Err(Code::RedirectPortMissing));
        assert_eq!(check_port(&target(443)), Err(Code::RedirectPortPrivileged));
        assert_eq!(check_port(&target(1024)), Ok(()));
    }

    #[test]
    fn a_list_names_the_place_of_each_finding() {
        let urls = [
            "http://localhost:3000".into(),
            "http://localhost:3000".into(),
        ];
        let findings = check_all(&urls);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code, Code::RedirectUrlTwice);
        assert_eq!(findings[0].field.as_deref(), Some("redirect_urls.1"));
        assert_eq!(check_all(&[])[0].code, Code::RedirectUrlMissing);
    }
}
