//! Redirect URLs: HubSpot's rules, and which of them this computer can
//! receive.

use std::collections::BTreeSet;

use url::{Host, Url};

use crate::error::{Code, Finding, Level};
use crate::text::is_invisible;

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

/// Parameters that HubSpot adds to a redirect URL when it answers.
pub const ANSWER_PARAMETERS: &[&str] = &["state", "code", "error", "error_description"];

/// Reads a redirect URL by HubSpot's rules: https, or `http://localhost` with
/// any port and path; no IP address, no other host on http, no fragment or
/// credentials, as HubSpot's OAuth guide and its app settings have it.
///
/// HubSpot compares letter by letter, so the text itself is judged: what a
/// parser would drop or put right is refused.
///
/// # Errors
/// The code of the rule it breaks.
pub fn parse(text: &str) -> Result<Route, Code> {
    check_letters(text)?;
    let url = Url::parse(text).map_err(|_| unread(text))?;
    if !has_whole_scheme(text, &url) {
        return Err(unread(text));
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
        ("http", Some("localhost")) if names_localhost(text) => {
            Ok(Route::Loopback(LoopbackTarget {
                port: url.port_or_known_default().unwrap_or(80),
                path: url.path().to_owned(),
            }))
        }
        ("http", _) => Err(Code::RedirectUrlHost),
        _ => Err(Code::RedirectUrlScheme),
    }
}

/// Whether the host is written as `localhost`: a parser reads other letters as
/// these, too.
fn names_localhost(text: &str) -> bool {
    let name = host_part(text).split(':').next().unwrap_or_default();
    name.eq_ignore_ascii_case("localhost")
}

fn check_letters(text: &str) -> Result<(), Code> {
    if text.trim() != text {
        return Err(Code::RedirectUrlShape);
    }
    if text.chars().any(is_unseen) {
        return Err(Code::RedirectUrlUnseen);
    }
    match text.contains('\\') {
        true => Err(Code::RedirectUrlBackslash),
        false => Ok(()),
    }
}

/// Blanks of every kind, control characters, and what shows nothing. No URL has
/// joiners, which other texts need.
fn is_unseen(letter: char) -> bool {
    let is_joiner = matches!(letter, '\u{200C}' | '\u{200D}');
    letter.is_whitespace() || letter.is_control() || is_joiner || is_invisible(letter)
}

/// Why a text can't be read: what looks like a host and a path lacks a scheme.
fn unread(text: &str) -> Code {
    match with_scheme(text) {
        Some(_) => Code::RedirectUrlSchemeMissing,
        None => Code::RedirectUrlShape,
    }
}

/// Whether `://` is there where it has to be. A parser doesn't need both
/// slashes, and takes the host before a port for a scheme.
fn has_whole_scheme(text: &str, url: &Url) -> bool {
    let is_web = matches!(url.scheme(), "http" | "https");
    let rest = text.get(url.scheme().len()..).unwrap_or_default();
    match is_web {
        true => rest.starts_with("://") && !rest.starts_with(":///"),
        false => url.has_host() || with_scheme(text).is_none(),
    }
}

/// The URL that is meant by one without a whole scheme: `localhost:3000/cb`,
/// `http:localhost:3000/cb`, `//example.com/cb`.
fn with_scheme(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let typed = ["https:", "http:"]
        .into_iter()
        .find(|one| lower.starts_with(one));
    let rest = &text[typed.map_or(0, str::len)..];
    if typed.is_some() && rest.starts_with("//") && !rest.starts_with("///") {
        return None;
    }
    let rest = rest.trim_start_matches('/');
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    let is_local = name.eq_ignore_ascii_case("localhost");
    let is_name = is_local || name.trim_matches('.').contains('.');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if !is_name || !name.chars().all(is_plain) || port.parse::<u16>().is_err() {
        return None;
    }
    let scheme = match is_local {
        true => "http://",
        false => "https://",
    };
    let scheme = if typed == Some("https:") {
        "https://"
    } else {
        scheme
    };
    Some(format!("{scheme}{rest}"))
}

/// The URL that is meant by one that HubSpot refuses or compares as it stands;
/// none where that takes a person to know.
#[must_use]
pub fn suggestion(text: &str) -> Option<String> {
    let seen: String = text.chars().filter(|letter| !is_unseen(*letter)).collect();
    let seen = seen.replace('\\', "/");
    let is_whole = |text: &str| parse(text).is_ok();
    let meant = match is_whole(&seen) {
        true => seen,
        false => with_scheme(&seen)?,
    };
    let meant = respelled(&meant).unwrap_or(meant);
    (meant != text && is_whole(&meant)).then_some(meant)
}

/// How a browser spells a URL, where it is otherwise than it stands there. A
/// slash that only a browser adds to a bare host is left off.
fn respelled(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let mut spelled = url.to_string();
    let is_bare = url.path() == "/" && !text.ends_with('/') && url.query().is_none();
    if is_bare {
        spelled.pop();
    }
    (spelled != text).then_some(spelled)
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
        let found = check_one(text).into_iter();
        findings.extend(found.map(|finding| finding.at(field.clone())));
    }
    findings
}

fn check_one(text: &str) -> Vec<Finding> {
    let mut findings = match parse(text) {
        Err(code) => return vec![refused(text, code)],
        Ok(Route::Relay) => vec![Finding::new(Level::Info, Code::RedirectUrlNeedsRelay)],
        Ok(Route::Loopback(target)) => {
            let port = check_port(&target).err();
            let port = port.map(|code| port_finding(Level::Warn, code, text, target.port));
            port.into_iter().collect()
        }
    };
    findings.extend(check_spelling(text));
    findings.extend(check_query(text));
    findings
}

/// What is said of a URL that breaks a rule.
#[must_use]
pub fn refused(text: &str, code: Code) -> Finding {
    let finding = Finding::new(Level::Block, code);
    match suggestion(text) {
        Some(suggestion) => finding.with("suggestion", suggestion),
        None => finding,
    }
}

/// What is said of a port that can't be bound. Port 80 is told by whether
/// somebody typed it.
#[must_use]
pub fn port_finding(level: Level, code: Code, text: &str, port: u16) -> Finding {
    let is_typed = code == Code::RedirectPortMissing && host_part(text).contains(':');
    let code = match is_typed {
        true => Code::RedirectPortEighty,
        false => code,
    };
    Finding::new(level, code).with("port", port)
}

fn host_part(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// HubSpot keeps what was registered; a browser goes to its own spelling.
fn check_spelling(text: &str) -> Option<Finding> {
    let spelled = respelled(text).filter(|_| !is_port_eighty(text))?;
    let finding = Finding::new(Level::Warn, Code::RedirectUrlSpelling);
    Some(finding.with("suggestion", spelled))
}

/// Whether only a port is spelled out that needn't be, which is said already.
fn is_port_eighty(text: &str) -> bool {
    text.starts_with("http://localhost:80") && host_part(text) == "localhost:80"
}

/// A parameter of the URL's own that the answer has, too: it would stand there
/// twice.
#[must_use]
pub fn check_query(text: &str) -> Option<Finding> {
    let url = Url::parse(text).ok()?;
    let mut names = url.query_pairs().map(|(name, _)| name);
    let name = names.find(|name| ANSWER_PARAMETERS.contains(&name.as_ref()))?;
    let finding = Finding::new(Level::Warn, Code::RedirectUrlAnswerInQuery);
    Some(finding.with("name", name.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            ("http://ⓛocalhost:3000", Err(Code::RedirectUrlHost)),
            ("http://example.com/cb", Err(Code::RedirectUrlHost)),
            (
                "portalkeeper://oauth/callback",
                Err(Code::RedirectUrlScheme),
            ),
            ("javascript:alert(1)", Err(Code::RedirectUrlScheme)),
            ("https://user@example.com/", Err(Code::RedirectUrlExtras)),
            ("https://example.com/#x", Err(Code::RedirectUrlExtras)),
            (" https://example.com/", Err(Code::RedirectUrlShape)),
            ("example.com/cb", Err(Code::RedirectUrlSchemeMissing)),
            ("nonsense", Err(Code::RedirectUrlShape)),
            ("", Err(Code::RedirectUrlShape)),
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

    #[test]
    fn the_text_is_judged_and_not_what_a_parser_makes_of_it() {
        let meant = "http://localhost:3000/cb";
        for (text, code) in [
            ("http://localhost:3000/cb\u{200B}", Code::RedirectUrlUnseen),
            ("http://local\u{AD}host:3000/cb", Code::RedirectUrlUnseen),
            ("http://localhost:3000/c\u{200D}b", Code::RedirectUrlUnseen),
            ("http://localhost:3000/\u{202E}cb", Code::RedirectUrlUnseen),
            ("http://local\thost:3000/cb", Code::RedirectUrlUnseen),
            ("http://localhost:3000/\ncb", Code::RedirectUrlUnseen),
            ("http://localhost:3000/ cb", Code::RedirectUrlUnseen),
            ("http://localhost:3000/c\u{A0}b", Code::RedirectUrlUnseen),
            (" http://localhost:3000/cb", Code::RedirectUrlShape),
            ("http://localhost:3000\\cb", Code::RedirectUrlBackslash),
            ("http:\\\\localhost:3000\\cb", Code::RedirectUrlBackslash),
            ("http:localhost:3000/cb", Code::RedirectUrlSchemeMissing),
            ("http:/localhost:3000/cb", Code::RedirectUrlSchemeMissing),
            ("http:///localhost:3000/cb", Code::RedirectUrlSchemeMissing),
            ("localhost:3000/cb", Code::RedirectUrlSchemeMissing),
            ("//localhost:3000/cb", Code::RedirectUrlSchemeMissing),
        ] {
            assert_eq!(parse(text), Err(code), "{text:?}");
            assert_eq!(suggestion(text).as_deref(), Some(meant), "{text:?}");
        }
    }

    fn told(text: &str) -> Vec<(Level, Code)> {
        let findings = check_all(&[text.to_owned()]);
        findings
            .into_iter()
            .map(|one| (one.level, one.code))
            .collect()
    }

    #[test]
    fn a_spelling_that_only_a_browser_changes_is_told() {
        let spelling = (Level::Warn, Code::RedirectUrlSpelling);
        for (text, suggested) in [
            ("HTTP://localhost:3000/cb", "http://localhost:3000/cb"),
            ("http://LocalHost:3000/cb", "http://localhost:3000/cb"),
            ("http://localhost:3000/a/../cb", "http://localhost:3000/cb"),
            (
                "http://localhost:3000/größe",
                "http://localhost:3000/gr%C3%B6%C3%9Fe",
            ),
        ] {
            assert_eq!(told(text), [spelling], "{text}");
            assert_eq!(suggestion(text).as_deref(), Some(suggested), "{text}");
        }
        for (text, suggested) in [
            ("https://Acme.example/cb", "https://acme.example/cb"),
            ("https://acme.example:443/cb", "https://acme.example/cb"),
            (
                "https://münchen.example/cb",
                "https://xn--mnchen-3ya.example/cb",
            ),
        ] {
            assert!(told(text).contains(&spelling), "{text}");
            assert_eq!(suggestion(text).as_deref(), Some(suggested), "{text}");
        }
        for text in [
            "http://localhost:3000",
            "http://localhost:3000/",
            "http://localhost:3000/CB/Path?A=B",
            "https://acme.example",
            "https://acme.example/c%2Fb?x=%20",
        ] {
            assert!(!told(text).contains(&spelling), "{text}");
            assert_eq!(suggestion(text), None, "{text}");
        }
    }

    #[test]
    fn a_query_that_the_answer_repeats_is_told() {
        for query in [
            "state=acme",
            "a=b&code=x",
            "error=",
            "error_description=x",
            "st%61te=x",
        ] {
            for base in ["http://localhost:3000/cb", "https://acme.example/cb"] {
                let found = told(&format!("{base}?{query}"));
                let expected = (Level::Warn, Code::RedirectUrlAnswerInQuery);
                assert!(found.contains(&expected), "{base} {query}");
            }
        }
        for query in ["tenant=acme", "State=x", "codec=x", "x=state"] {
            assert_eq!(told(&format!("http://localhost:3000/cb?{query}")), []);
        }
    }

    #[test]
    fn port_80_is_told_by_whether_it_was_typed() {
        for (text, code) in [
            ("http://localhost", Code::RedirectPortMissing),
            ("http://localhost/", Code::RedirectPortMissing),
            ("http://localhost/cb:80", Code::RedirectPortMissing),
            ("http://localhost:80", Code::RedirectPortEighty),
            ("http://localhost:80/cb", Code::RedirectPortEighty),
            ("http://localhost:443/cb", Code::RedirectPortPrivileged),
        ] {
            assert_eq!(told(text), [(Level::Warn, code)], "{text}");
        }
    }

    #[test]
    fn what_takes_a_person_to_know_is_not_suggested() {
        for text in [
            "",
            "nonsense",
            "cb",
            "ftp://a.example",
            "http://a.example",
            "localhost:x/cb",
        ] {
            assert_eq!(suggestion(text), None, "{text}");
        }
        assert_eq!(
            suggestion("acme.example/cb").as_deref(),
            Some("https://acme.example/cb")
        );
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_plain_and_suggestions_are_taken(
            text in "\\PC{0,40}|(https?|HTTP)?:?/{0,3}(localhost|a\\.example)(:[0-9]{1,5})?[/\\\\a-zA-Z \t\u{200B}?=&.]{0,12}",
        ) {
            if parse(&text).is_ok() {
                prop_assert!(!text.chars().any(is_unseen) && text.contains("://"), "{}", text);
            }
            if let Some(meant) = suggestion(&text) {
                prop_assert!(parse(&meant).is_ok() && meant != text);
                prop_assert_eq!(suggestion(&meant), None);
            }
        }
    }
}
