//! Scopes: HubSpot's catalogue as far as it is known, the three kinds, and
//! what is wrong with a list.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Code, Finding, Level};

/// How sure it is that a scope can be chosen in an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeStatus {
    /// Offered in an app's settings.
    Selectable,
    /// Named in the published specifications only.
    SpecOnly,
    /// For the client-credentials grant only.
    ClientCredentials,
    /// Spelled so in HubSpot's docs; the selectable name differs.
    DocsSpelling,
    /// Reported by developers.
    Reported,
    /// No longer accepted.
    Deprecated,
}

/// One scope of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScopeEntry {
    /// Its name.
    pub scope: String,
    /// What it allows, in plain words.
    pub description: String,
    /// Whether it can be chosen.
    pub status: ScopeStatus,
    /// Which accounts have it, where known.
    #[serde(default)]
    pub tier: Option<String>,
}

#[expect(
    clippy::expect_used,
    reason = "the catalogue is compiled in; a test reads it"
)]
static CATALOGUE: LazyLock<Vec<ScopeEntry>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("scope/catalogue.json")).expect("the catalogue is valid")
});

/// Every scope known, sorted by name.
#[must_use]
pub fn catalogue() -> &'static [ScopeEntry] {
    &CATALOGUE
}

/// The entry for `name`, if the catalogue has it.
#[must_use]
pub fn lookup(name: &str) -> Option<&'static ScopeEntry> {
    catalogue().iter().find(|entry| entry.scope == name)
}

/// The known name most like `name`, if one is close enough to be a slip.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    catalogue()
        .iter()
        .map(|entry| (strsim::jaro_winkler(name, &entry.scope), &entry.scope))
        .filter(|(likeness, _)| *likeness > 0.88)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, scope)| scope.as_str())
}

/// An app's scopes, by HubSpot's three kinds. Order is as typed; a name
/// stands in one list only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AppScopes {
    /// Must all be in `scope` of the authorization URL, and be granted.
    #[serde(rename = "required_scopes")]
    pub required: Vec<String>,
    /// May be in `scope`; installing fails where the account lacks one.
    #[serde(rename = "conditionally_required_scopes")]
    pub conditionally_required: Vec<String>,
    /// Only in `optional_scope`; left off where the account lacks one.
    #[serde(rename = "optional_scopes")]
    pub optional: Vec<String>,
}

impl AppScopes {
    /// What the authorization URL names in `scope`: required and
    /// conditionally required, in that order.
    #[must_use]
    pub fn in_scope_parameter(&self) -> Vec<String> {
        let both = self.required.iter().chain(&self.conditionally_required);
        both.cloned().collect()
    }

    /// Every scope the app wants, each once.
    #[must_use]
    pub fn wanted(&self) -> BTreeSet<String> {
        let mandatory = self.required.iter().chain(&self.conditionally_required);
        mandatory.chain(&self.optional).cloned().collect()
    }

    fn kinds(&self) -> [(&'static str, &Vec<String>); 3] {
        [
            ("required_scopes", &self.required),
            (
                "conditionally_required_scopes",
                &self.conditionally_required,
            ),
            ("optional_scopes", &self.optional),
        ]
    }
}

/// Checks the lists: known names, one kind each, `oauth` among the required.
#[must_use]
pub fn check(scopes: &AppScopes) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for (kind, names) in scopes.kinds() {
        for (place, name) in names.iter().enumerate() {
            let field = format!("{kind}.{place}");
            findings.extend(check_name(name).map(|finding| finding.at(field.clone())));
            if !seen.insert(name) {
                findings.push(
                    Finding::new(Level::Block, Code::ScopeInTwoKinds)
                        .at(field)
                        .with("scope", name.as_str()),
                );
            }
        }
    }
    findings.extend(check_presence(scopes));
    findings
}

fn check_presence(scopes: &AppScopes) -> Option<Finding> {
    if scopes.wanted().is_empty() {
        return Some(Finding::new(Level::Block, Code::ScopesMissing).at("required_scopes"));
    }
    if scopes.required.iter().any(|name| name == "oauth") {
        return None;
    }
    Some(Finding::new(Level::Warn, Code::ScopeOauthMissing).at("required_scopes"))
}

fn check_name(name: &str) -> Option<Finding> {
    let shaped = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if !shaped {
        return Some(Finding::new(Level::Block, Code::ScopeShape).with("scope", name));
    }
    if lookup(name).is_some() {
        return None;
    }
    Some(
        Finding::new(Level::Warn, Code::ScopeUnknown)
            .with("scope", name)
            .with("nearest", nearest(name)),
    )
}

/// The names in a text from anywhere: a URL's `scope` and `optional_scope`,
/// JSON, lines, commas or blanks between. Each once, in order.
#[must_use]
pub fn parse_pasted(text: &str) -> Vec<String> {
    let separated = |c: char| c.is_whitespace() || ",;\"'[](){}&?=+".contains(c);
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
    let mut names: Vec<String> = Vec::new();
    for word in decoded.split(separated) {
        let is_name = lookup(word).is_some() || is_dotted_name(word);
        if is_name && !names.iter().any(|name| name == word) {
            names.push(word.to_owned());
        }
    }
    names
}

/// Whether an unknown word still reads like a scope: `crm.objects.x.read`.
fn is_dotted_name(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let plain = |part: &&str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-'))
    };
    parts.len() >= 3 && parts.iter().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_reads_and_is_sorted() {
        let names: Vec<_> = catalogue().iter().map(|entry| &entry.scope).collect();
        assert!(names.len() > 250, "the catalogue is whole");
        assert!(names.is_sorted(), "a stranger finds a scope by its name");
    }

    #[test]
    fn a_slip_finds_its_neighbour_and_nonsense_does_not() {
        assert_eq!(
            nearest("crm.objects.contact.read"),
            Some("crm.objects.contacts.read")
        );
        assert_eq!(nearest("zzzz"), None);
    }

    #[test]
    fn a_name_stands_in_one_kind_only() {
        let scopes = AppScopes {
            required: vec!["oauth".into(), "tickets".into()],
            optional: vec!["tickets".into()],
            ..AppScopes::default()
        };
        let findings = check(&scopes);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code, Code::ScopeInTwoKinds);
        assert_eq!(findings[0].field.as_deref(), Some("optional_scopes.0"));
    }

    #[test]
    fn unknown_names_warn_with_a_guess_and_shapes_block() {
        let scopes = AppScopes {
            required: vec!["oauth".into(), "crm.objects.deal.read".into(), "a b".into()],
            ..AppScopes::default()
        };
        let codes: Vec<_> = check(&scopes)
            .into_iter()
            .map(|finding| (finding.level, finding.code))
            .collect();
        assert_eq!(
            codes,
            [
                (Level::Warn, Code::ScopeUnknown),
                (Level::Block, Code::ScopeShape)
            ]
        );
    }

    #[test]
    fn scopes_are_pasted_from_urls_json_and_lists() {
        let url = "https://app.hubspot.com/oauth/authorize?client_id=x&scope=oauth%20crm.objects.contacts.read&optional_scope=tickets";
        let expected = ["oauth", "crm.objects.contacts.read", "tickets"];
        let pasted: Vec<_> = parse_pasted(url);
        assert!(
            expected
                .iter()
                .all(|name| pasted.contains(&(*name).to_owned()))
        );
        assert_eq!(
            parse_pasted(r#"["oauth", "crm.objects.contacts.read"]"#),
            ["oauth", "crm.objects.contacts.read"]
        );
        assert_eq!(parse_pasted("oauth,tickets\noauth"), ["oauth", "tickets"]);
    }
}
