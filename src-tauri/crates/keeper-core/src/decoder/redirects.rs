//! Two redirect URLs, compared as HubSpot compares them: character by
//! character.

use url::Url;

/// In what two URLs differ, in words that a sentence can take.
pub(super) fn differences(found: &str, registered: &str) -> Vec<&'static str> {
    if found == registered {
        return Vec::new();
    }
    let (Ok(left), Ok(right)) = (Url::parse(found), Url::parse(registered)) else {
        return vec!["spelling"];
    };
    let mut differs = Vec::new();
    let mut note = |is_different: bool, name| {
        if is_different {
            differs.push(name);
        }
    };
    note(left.scheme() != right.scheme(), "scheme");
    note(left.host_str() != right.host_str(), "host");
    note(port(&left) != port(&right), "port");
    if let Some(name) = path_difference(left.path(), right.path()) {
        note(true, name);
    }
    note(left.query() != right.query(), "query");
    note(left.fragment() != right.fragment(), "fragment");
    if differs.is_empty() {
        differs.push(match found.eq_ignore_ascii_case(registered) {
            true => "case",
            false => same_meaning(found, registered),
        });
    }
    differs
}

/// The port as it is written; a scheme's own isn't told apart, so that another
/// scheme doesn't read as another port.
fn port(url: &Url) -> Option<u16> {
    url.port()
}

fn path_difference(left: &str, right: &str) -> Option<&'static str> {
    let bare = |path: &str| path.trim_end_matches('/').to_owned();
    if left == right {
        None
    } else if bare(left) == bare(right) {
        Some("slash")
    } else if left.eq_ignore_ascii_case(right) {
        Some("case")
    } else {
        Some("path")
    }
}

/// URLs that a browser takes for one, and HubSpot doesn't: with and without
/// the slash after the host, or encoded differently.
fn same_meaning(found: &str, registered: &str) -> &'static str {
    match found.trim_end_matches('/') == registered.trim_end_matches('/') {
        true => "slash",
        false => "spelling",
    }
}

/// The registered URL that `found` is likest to.
pub(super) fn nearest<'a>(found: &str, registered: &'a [String]) -> Option<&'a str> {
    let others = registered.iter().filter(|url| *url != found);
    let likest = others.min_by_key(|url| {
        let far = strsim::levenshtein(&clipped(found), &clipped(url));
        (differences(found, url).len(), far)
    });
    likest.map(String::as_str)
}

fn clipped(url: &str) -> String {
    url.chars().take(300).collect()
}

/// Whether `found` reads like a slip of one of the URLs: same path, or same
/// host and something else in common.
pub(super) fn is_like(found: &str, others: &[&str]) -> bool {
    others.iter().any(|other| {
        let differs = differences(found, other);
        let is_same_place = !differs.contains(&"host") && differs.len() < 3;
        let is_same_path = !differs.contains(&"path") && path_tells(found);
        !differs.contains(&"spelling") && (is_same_place || is_same_path)
            || found.eq_ignore_ascii_case(other)
    })
}

/// Whether the path is more than a slash.
fn path_tells(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.path().len() > 1)
}

/// The URL without the answer that HubSpot's redirect adds; none where it
/// carries one: it came back, so it is registered.
pub(super) fn without_answer(text: &str) -> Option<&str> {
    let Ok(url) = Url::parse(text) else {
        return Some(text);
    };
    let is_answer = |name: &str| matches!(name, "code" | "state" | "error" | "error_description");
    let is_answered = url.query_pairs().any(|(name, _)| is_answer(&name));
    (!is_answered).then_some(text)
}

/// Whether it is an address of HubSpot's own.
pub(super) fn is_hubspots(text: &str) -> bool {
    let ends = |host: &str, domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|first| first.is_empty() || first.ends_with('.'))
    };
    Url::parse(text).is_ok_and(|url| {
        url.host_str()
            .is_some_and(|host| ends(host, "hubspot.com") || ends(host, "hubapi.com"))
    })
}

/// Whether it names this computer.
pub(super) fn is_loopback(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_has_its_word() {
        let registered = "http://localhost:3000/oauth-callback";
        for (found, differs) in [
            ("https://localhost:3000/oauth-callback", "scheme"),
            ("http://127.0.0.1:3000/oauth-callback", "host"),
            ("http://localhost:3917/oauth-callback", "port"),
            ("http://localhost/oauth-callback", "port"),
            ("http://localhost:3000/callback", "path"),
            ("http://localhost:3000/oauth-callback/", "slash"),
            ("http://localhost:3000/OAuth-Callback", "case"),
            ("HTTP://Localhost:3000/oauth-callback", "case"),
            ("http://localhost:3000/oauth-callback?a=b", "query"),
            ("http://localhost:3000/oauth-callback#x", "fragment"),
            ("not a url", "spelling"),
        ] {
            assert_eq!(differences(found, registered), [differs], "{found}");
        }
        assert_eq!(
            differences("http://localhost:3000", "http://localhost:3000/"),
            ["slash"]
        );
        assert!(differences(registered, registered).is_empty());
    }

    #[test]
    fn the_likest_of_the_registered_is_found() {
        let registered = [
            "https://a.example/cb".to_owned(),
            "http://localhost:3000/cb".to_owned(),
        ];
        assert_eq!(
            nearest("http://localhost:3001/cb", &registered),
            Some("http://localhost:3000/cb")
        );
        assert_eq!(nearest("x", &[]), None);
    }

    #[test]
    fn a_slip_is_told_from_another_address() {
        let registered = ["https://a.example/oauth/cb"];
        for slip in [
            "https://a.example/oauth/callback",
            "http://a.example:8080/oauth/cb",
            "https://b.example/oauth/cb",
            "https://A.EXAMPLE/OAUTH/CB",
        ] {
            assert!(is_like(slip, &registered), "{slip}");
        }
        assert!(is_like("not a URL", &["Not a url"]), "but for its case");
        for other in [
            "https://b.example/elsewhere",
            "http://a.example:8080/elsewhere",
            "https://b.example/",
            "not a URL",
        ] {
            assert!(!is_like(other, &registered), "{other}");
        }
        assert!(
            !is_like("https://b.example/", &["https://a.example/"]),
            "no path tells"
        );
    }
}
