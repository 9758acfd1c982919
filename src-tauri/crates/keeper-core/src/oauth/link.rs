//! Reading an authorization URL that somebody else wrote: what it fills in,
//! and what is wrong with it.
//!
//! Parameters and their rules are those of HubSpot's OAuth guide.

use url::Url;

use super::pasted;
use crate::app::{self, AppDraft, is_hubspot_host};
use crate::error::{Code, Finding, Level, Problem};
use crate::redirect_url;
use crate::scope::{self, AppScopes};
use crate::text;

/// Names that people write, and the one that HubSpot reads.
const SLIPS: &[(&str, &str)] = &[
    ("clientId", "client_id"),
    ("client-id", "client_id"),
    ("client", "client_id"),
    ("redirect_url", "redirect_uri"),
    ("redirectUri", "redirect_uri"),
    ("redirectUrl", "redirect_uri"),
    ("redirect", "redirect_uri"),
    ("scopes", "scope"),
    ("optional_scopes", "optional_scope"),
    ("optionalScope", "optional_scope"),
    ("optionalScopes", "optional_scope"),
];

/// What HubSpot reads, and `response_type=code`, which other services need
/// and HubSpot passes over.
const READ: &[&str] = &[
    "client_id",
    "redirect_uri",
    "scope",
    "optional_scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

/// How much of a name or value is told, in characters.
const TOLD: usize = 200;
/// Most findings of one kind; the rest would say the same.
const KIND_LIMIT: usize = 20;

/// Fills a draft from the authorization URL in a text, and says what is wrong
/// with it: what had to be put right to read it, names that HubSpot doesn't
/// read, what is missing, empty, twice or left over, and values that it
/// refuses. Nothing of it blocks.
///
/// # Errors
/// [`Code::UrlShape`] when there is no URL at all.
pub fn parse(text: &str) -> Result<(AppDraft, Vec<Finding>), Problem> {
    let found = pasted::authorization_url(text).ok_or(Code::UrlShape)?;
    let url = found.url;
    let link = Link::read(&url);
    let mut draft = AppDraft {
        client_id: link.client_id.clone().unwrap_or_default(),
        redirect_urls: link.redirect_url.iter().cloned().collect(),
        scopes: AppScopes {
            required: link.scopes.clone(),
            conditionally_required: Vec::new(),
            optional: link.optional_scopes.clone(),
        },
        ..AppDraft::default()
    };
    if let Some(host) = url.host_str().filter(|host| is_hubspot_host(host)) {
        host.clone_into(&mut draft.authorize_host);
    }
    let mut findings: Vec<Finding> = found.repairs.into_iter().map(warn).collect();
    findings.extend(lint(&url, &link));
    Ok((draft, findings))
}

/// The parts of an authorization URL. Of a parameter that stands twice the
/// first counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) client_id: Option<String>,
    pub(crate) redirect_url: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) optional_scopes: Vec<String>,
    pub(crate) state: Option<String>,
    pub(crate) challenge: Option<String>,
}

impl Link {
    /// Slips in the names, and commas between scopes, read as meant.
    pub(crate) fn read(url: &Url) -> Self {
        Self::read_with(url, SLIPS, |c| c.is_whitespace() || c == ',')
    }

    /// Only what HubSpot reads.
    pub(crate) fn read_strictly(url: &Url) -> Self {
        Self::read_with(url, &[], char::is_whitespace)
    }

    fn read_with(url: &Url, slips: &[(&str, &str)], separates: fn(char) -> bool) -> Self {
        let value = |name: &str| {
            let meant = |key: &str| key == name || slips.contains(&(key, name));
            let found = url.query_pairs().find(|(key, _)| meant(key));
            let value = found.map(|(_, value)| value.into_owned());
            value.filter(|value| !value.trim().is_empty())
        };
        Self {
            client_id: value("client_id"),
            redirect_url: value("redirect_uri"),
            scopes: names(url, "scope", slips, separates),
            optional_scopes: names(url, "optional_scope", slips, separates),
            state: value("state"),
            challenge: value("code_challenge"),
        }
    }
}

/// The scope names in a parameter and its slips, each once.
fn names(
    url: &Url,
    parameter: &str,
    slips: &[(&str, &str)],
    separates: fn(char) -> bool,
) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (key, value) in url.query_pairs() {
        if key != parameter && !slips.contains(&(key.as_ref(), parameter)) {
            continue;
        }
        for name in value.split(separates) {
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// The first name in `url` that is a slip of one that HubSpot reads, with it.
pub(crate) fn first_slip(url: &Url) -> Option<(&'static str, &'static str)> {
    let slip = |key: &str| SLIPS.iter().find(|(wrong, _)| *wrong == key).copied();
    url.query_pairs().find_map(|(key, _)| slip(&key))
}

/// Whether a parameter holds scopes, under its name or a slip of it.
pub(crate) fn is_scope_parameter(name: &str) -> bool {
    let is_one = |name: &str| matches!(name, "scope" | "optional_scope");
    is_one(name)
        || SLIPS
            .iter()
            .any(|(wrong, right)| *wrong == name && is_one(right))
}

/// Whether a URL leads to the page that asks for consent, on whatever host.
pub(crate) fn is_authorize_path(url: &Url) -> bool {
    let parts: Vec<&str> = url
        .path_segments()
        .map(Iterator::collect)
        .unwrap_or_default();
    let is_hub = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    match parts.as_slice() {
        ["oauth", "authorize"] => true,
        ["oauth", hub_id, "authorize"] => is_hub(hub_id),
        _ => false,
    }
}

fn warn(code: Code) -> Finding {
    Finding::new(Level::Warn, code)
}

fn lint(url: &Url, link: &Link) -> Vec<Finding> {
    let is_hubspots = url.host_str().is_some_and(is_hubspot_host);
    let mut findings = Vec::new();
    if url.scheme() != "https" || !is_hubspots || !is_authorize_path(url) {
        findings.push(warn(Code::LinkNotHubSpot));
    }
    findings.extend(lint_names(url));
    if url.query().is_some_and(|query| query.contains('+')) {
        findings.push(warn(Code::LinkPlusForSpace));
    }
    if url
        .query_pairs()
        .any(|(key, value)| is_scope_parameter(&key) && value.contains(','))
    {
        findings.push(warn(Code::LinkCommaForSpace));
    }
    if !has(url, "state") {
        findings.push(warn(Code::LinkWithoutState));
    }
    findings.extend(lint_presence(url, link));
    findings.extend(lint_values(link));
    findings.extend(lint_scopes(link));
    findings
}

fn has(url: &Url, name: &str) -> bool {
    url.query_pairs().any(|(key, _)| key == name)
}

/// Wrong names, names that stand twice, names that nobody reads.
fn lint_names(url: &Url) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (key, value) in url.query_pairs() {
        let name = text::one_line(&key, TOLD);
        if seen.contains(&name) {
            findings.push(warn(Code::LinkParameterTwice).with("name", name));
        } else if let Some((wrong, right)) = SLIPS.iter().find(|(wrong, _)| *wrong == key) {
            let finding = warn(Code::LinkParameterName);
            findings.push(finding.with("wrong", *wrong).with("right", *right));
            seen.push(name);
        } else {
            let is_read =
                READ.contains(&key.as_ref()) || (key == "response_type" && value == "code");
            if !is_read {
                let finding = Finding::new(Level::Info, Code::LinkParameterExtra);
                findings.push(finding.with("name", name.as_str()));
            }
            seen.push(name);
        }
        if findings.len() >= KIND_LIMIT {
            break;
        }
    }
    findings
}

/// What HubSpot needs and isn't there, under any name. A `scope` that is there
/// and empty is its own finding: HubSpot calls it an invalid name.
fn lint_presence(url: &Url, link: &Link) -> Vec<Finding> {
    let missing = |name: &str| warn(Code::LinkParameterMissing).with("name", name);
    let mut findings = Vec::new();
    if link.client_id.is_none() {
        findings.push(missing("client_id"));
    }
    if link.redirect_url.is_none() {
        findings.push(missing("redirect_uri"));
    }
    if link.scopes.is_empty() {
        let is_empty = has(url, "scope") || has(url, "scopes");
        findings.push(match is_empty {
            true => warn(Code::ScopesMissing),
            false => missing("scope"),
        });
    }
    findings
}

fn lint_values(link: &Link) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(finding) = link.client_id.as_deref().and_then(app::check_client_id) {
        findings.push(Finding {
            level: Level::Warn,
            ..finding
        });
    }
    if let Some(address) = &link.redirect_url
        && let Err(code) = redirect_url::parse(address)
    {
        findings.push(warn(code).with("redirect_url", text::one_line(address, TOLD)));
    }
    findings
}

fn lint_scopes(link: &Link) -> Vec<Finding> {
    let all = link.scopes.iter().chain(&link.optional_scopes);
    let by_name = all.filter_map(|name| scope::check_name(&text::one_line(name, TOLD)));
    let by_name = by_name.map(|finding| Finding {
        level: Level::Warn,
        ..finding
    });
    let twice = link
        .scopes
        .iter()
        .filter(|name| link.optional_scopes.contains(name));
    let twice =
        twice.map(|name| warn(Code::ScopeInTwoKinds).with("scope", text::one_line(name, TOLD)));
    by_name
        .take(KIND_LIMIT)
        .chain(twice.take(KIND_LIMIT))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_link_fills_everything() {
        let (draft, findings) = parse(
            "https://app-eu1.hubspot.com/oauth/1/authorize?client_id=0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb&scope=oauth%20tickets&optional_scope=content&state=s&response_type=code",
        )
        .unwrap();
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(draft.client_id, "0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f");
        assert_eq!(draft.authorize_host, "app-eu1.hubspot.com");
        assert_eq!(draft.redirect_urls, ["http://localhost:3000/cb"]);
        assert_eq!(draft.scopes.required, ["oauth", "tickets"]);
        assert_eq!(draft.scopes.optional, ["content"]);
    }

    #[test]
    fn what_would_block_an_app_only_warns_about_a_link() {
        let link = "https://app.hubspot.com/oauth/authorize?client_id=a%20b&scope=oauth%20%3Cb%3E";
        let (_, findings) = parse(link).unwrap();
        assert!(app::check_client_id("a b").is_some_and(|found| found.level == Level::Block));
        assert!(scope::check_name("<b>").is_some_and(|found| found.level == Level::Block));
        let levels: Vec<_> = findings
            .iter()
            .map(|found| (found.code, found.level))
            .collect();
        assert!(
            levels.iter().all(|(_, level)| *level == Level::Warn),
            "{levels:?}"
        );
    }

    #[test]
    fn each_slip_is_named() {
        let (draft, findings) =
            parse("http://example.com/?client_id=a&scopes=oauth+tickets").unwrap();
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(
            codes,
            [
                Code::LinkNotHubSpot,
                Code::LinkParameterName,
                Code::LinkPlusForSpace,
                Code::LinkWithoutState,
                Code::LinkParameterMissing,
                Code::ClientIdShape,
            ]
        );
        assert_eq!(draft.scopes.required, ["oauth", "tickets"]);
        assert!(parse("not a link").is_err());
    }

    fn codes(query: &str) -> Vec<Code> {
        let (_, findings) =
            parse(&format!("https://app.hubspot.com/oauth/authorize?{query}")).unwrap();
        assert!(
            findings.iter().all(|finding| finding.level > Level::Block),
            "somebody else's link is read, whatever it says"
        );
        findings.into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn each_parameter_is_looked_at() {
        const ID: &str = "client_id=0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f";
        const BACK: &str = "redirect_uri=https%3A%2F%2Fa.example%2F";
        let cases: [(String, &[Code]); 13] = [
            (format!("{ID}&{BACK}&scope=oauth&state=s"), &[]),
            (
                format!("{ID}&{BACK}&scope=oauth&state=s&foo=1"),
                &[Code::LinkParameterExtra],
            ),
            (
                format!("{ID}&{BACK}&scope=oauth&state=s&response_type=token"),
                &[Code::LinkParameterExtra],
            ),
            (
                format!("{ID}&{ID}&{BACK}&scope=oauth&state=s"),
                &[Code::LinkParameterTwice],
            ),
            (
                format!("{BACK}&scope=oauth&state=s"),
                &[Code::LinkParameterMissing],
            ),
            (
                format!("{ID}&redirect_uri=&scope=oauth&state=s"),
                &[Code::LinkParameterMissing],
            ),
            (
                format!("{ID}&{BACK}&scope=&state=s"),
                &[Code::ScopesMissing],
            ),
            (
                format!("{ID}&{BACK}&state=s"),
                &[Code::LinkParameterMissing],
            ),
            (
                format!("{ID}&redirect_uri=http%3A%2F%2F127.0.0.1%3A3000%2F&scope=oauth&state=s"),
                &[Code::RedirectUrlIpAddress],
            ),
            (
                format!("{ID}&redirect_uri=http%3A%2F%2Fa.example%2F&scope=oauth&state=s"),
                &[Code::RedirectUrlHost],
            ),
            (
                format!("{ID}&{BACK}&scope=oauth%20crm.objects.contact.read&state=s"),
                &[Code::ScopeUnknown],
            ),
            (
                format!("{ID}&{BACK}&scope=oauth%20contacts&state=s"),
                &[Code::ScopeDeprecated],
            ),
            (
                format!("{ID}&{BACK}&scope=oauth%20tickets&optional_scopes=tickets&state=s"),
                &[Code::LinkParameterName, Code::ScopeInTwoKinds],
            ),
        ];
        for (query, expected) in cases {
            assert_eq!(codes(&query), expected, "{query}");
        }
    }

    #[test]
    fn commas_between_scopes_are_told() {
        const GOOD: &str = "client_id=0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f&redirect_uri=https%3A%2F%2Fa.example%2F&state=s";
        for scopes in [
            "scope=oauth%2Ctickets",
            "scope=oauth&optional_scope=tickets,content",
        ] {
            let told = codes(&format!("{GOOD}&{scopes}"));
            assert_eq!(told, [Code::LinkCommaForSpace], "{scopes}");
        }
    }

    #[test]
    fn what_was_put_right_is_told_first() {
        let text = "[Install](app.hubspot.com/oauth/authorize?client_id=0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f&amp;redirect_uri=https%3A%2F%2Fa.example%2Fcb&amp;scope=oauth,tickets)";
        let (draft, findings) = parse(text).unwrap();
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(
            codes,
            [
                Code::LinkSurrounded,
                Code::LinkEscaped,
                Code::LinkSchemeMissing,
                Code::LinkCommaForSpace,
                Code::LinkWithoutState,
            ]
        );
        assert_eq!(draft.redirect_urls, ["https://a.example/cb"]);
        assert_eq!(draft.scopes.required, ["oauth", "tickets"]);
    }

    #[test]
    fn only_the_page_that_asks_for_consent_is_hubspots_authorization_page() {
        for (address, is_it) in [
            ("https://app.hubspot.com/oauth/authorize", true),
            ("https://app-na2.hubspot.com/oauth/123/authorize", true),
            ("https://app.hubspot.com/oauth/x/authorize", false),
            ("https://app.hubspot.com/home", false),
            ("http://app.hubspot.com/oauth/authorize", false),
            (
                "https://app.hubspot.com.evil.example/oauth/authorize",
                false,
            ),
        ] {
            let (_, findings) = parse(address).unwrap();
            let told = findings.iter().any(|one| one.code == Code::LinkNotHubSpot);
            assert_eq!(told, !is_it, "{address}");
        }
    }
}
