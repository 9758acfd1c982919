//! Reading an authorization URL that somebody else wrote: what it fills in,
//! and what is wrong with it.

use url::Url;

use crate::app::{AppDraft, is_hubspot_host};
use crate::error::{Code, Finding, Level, Problem};
use crate::scope::AppScopes;

/// Fills a draft from an authorization URL.
///
/// # Errors
/// [`Code::UrlShape`] when it isn't a URL at all.
pub fn parse(text: &str) -> Result<(AppDraft, Vec<Finding>), Problem> {
    let url = Url::parse(text.trim()).map_err(|_| Problem::new(Code::UrlShape))?;
    let scopes = AppScopes {
        required: words(&url, &["scope", "scopes"]),
        conditionally_required: Vec::new(),
        optional: words(&url, &["optional_scope", "optional_scopes"]),
    };
    let mut draft = AppDraft {
        client_id: value(&url, "client_id").unwrap_or_default(),
        redirect_urls: value(&url, "redirect_uri").into_iter().collect(),
        scopes,
        ..AppDraft::default()
    };
    if let Some(host) = url.host_str().filter(|host| is_hubspot_host(host)) {
        host.clone_into(&mut draft.authorize_host);
    }
    let findings = lint(&url);
    Ok((draft, findings))
}

fn value(url: &Url, name: &str) -> Option<String> {
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

fn words(url: &Url, names: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for name in names {
        for word in value(url, name).unwrap_or_default().split_whitespace() {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    words
}

fn lint(url: &Url) -> Vec<Finding> {
    let warn = |code: Code| Finding::new(Level::Warn, code);
    let has = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    let mut findings = Vec::new();
    if url.scheme() != "https" || !url.host_str().is_some_and(is_hubspot_host) {
        findings.push(warn(Code::LinkNotHubSpot));
    }
    for (wrong, right) in [("scopes", "scope"), ("optional_scopes", "optional_scope")] {
        if has(wrong) {
            let finding = warn(Code::LinkParameterName);
            findings.push(finding.with("wrong", wrong).with("right", right));
        }
    }
    if url.query().is_some_and(|query| query.contains('+')) {
        findings.push(warn(Code::LinkPlusForSpace));
    }
    if !has("state") {
        findings.push(warn(Code::LinkWithoutState));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_link_fills_everything() {
        let (draft, findings) = parse(
            "https://app-eu1.hubspot.com/oauth/1/authorize?client_id=abc&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb&scope=oauth%20tickets&optional_scope=content&state=s",
        )
        .unwrap();
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(draft.client_id, "abc");
        assert_eq!(draft.authorize_host, "app-eu1.hubspot.com");
        assert_eq!(draft.redirect_urls, ["http://localhost:3000/cb"]);
        assert_eq!(draft.scopes.required, ["oauth", "tickets"]);
        assert_eq!(draft.scopes.optional, ["content"]);
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
                Code::LinkWithoutState
            ]
        );
        assert_eq!(draft.scopes.required, ["oauth", "tickets"]);
        assert!(parse("not a link").is_err());
    }
}
