//! Scopes: HubSpot's catalogue as far as it is known, the three kinds, and
//! what is wrong with a list.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Code, Finding, Level};

mod catalogue;
mod group;
mod pasted;
mod search;

pub use catalogue::{ScopeEntry, ScopeStatus, catalogue, is_admin_only, lookup, tier_in};
pub use group::ScopeGroup;
pub(crate) use pasted::is_mentioned;
pub use pasted::{Pasted, UnknownScope, parse_pasted, parse_pasted_kinds};
pub use search::{ScopeFound, is_guess, nearest, search};

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

/// Checks the lists: known names, one kind each and the right one, `oauth`
/// among the required.
#[must_use]
pub fn check(scopes: &AppScopes) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for (kind, names) in scopes.kinds() {
        for (place, name) in names.iter().enumerate() {
            let field = format!("{kind}.{place}");
            findings.extend(check_name(name).map(|finding| finding.at(field.clone())));
            findings.extend(check_kind(kind, name).map(|finding| finding.at(field.clone())));
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
    let wanted = scopes.wanted();
    if wanted.is_empty() {
        return Some(Finding::new(Level::Block, Code::ScopesMissing).at("required_scopes"));
    }
    if wanted.contains(BASE) {
        return None;
    }
    Some(Finding::new(Level::Warn, Code::ScopeOauthMissing).at("required_scopes"))
}

/// The scope that every app has.
pub(crate) const BASE: &str = "oauth";

/// A scope that can't be of the kind it is listed as: `oauth` is required
/// wherever it is listed (HubSpot's app templates), and some scopes are for
/// the client-credentials grant, which installs nothing.
fn check_kind(kind: &str, name: &str) -> Option<Finding> {
    let is_for_clients =
        lookup(name).map(|entry| entry.status) == Some(ScopeStatus::ClientCredentials);
    let is_misplaced = is_for_clients || (name == BASE && kind != "required_scopes");
    let belongs = (!is_for_clients).then_some("required");
    is_misplaced.then(|| {
        Finding::new(Level::Warn, Code::ScopeKindWrong)
            .with("scope", name)
            .with("kind", kind)
            .with("belongs_to", belongs)
    })
}

/// Whether `name` has the characters that scope names have.
pub(crate) fn is_shaped(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !name.is_empty() && name.chars().all(plain)
}

/// What is wrong with a name by itself.
pub(crate) fn check_name(name: &str) -> Option<Finding> {
    if !is_shaped(name) {
        return Some(Finding::new(Level::Block, Code::ScopeShape).with("scope", name));
    }
    let code = match lookup(name).map(|entry| entry.status) {
        None => Code::ScopeUnknown,
        Some(ScopeStatus::Deprecated) => Code::ScopeDeprecated,
        Some(
            ScopeStatus::Selectable
            | ScopeStatus::SpecOnly
            | ScopeStatus::ClientCredentials
            | ScopeStatus::DocsSpelling
            | ScopeStatus::Reported,
        ) => return None,
    };
    Some(
        Finding::new(Level::Warn, code)
            .with("scope", name)
            .with("nearest", nearest(name)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn what_can_not_be_of_a_kind_is_said_at_its_place() {
        let scopes = AppScopes {
            required: vec!["developer.webhooks_journal.read".into(), "contacts".into()],
            optional: vec!["oauth".into()],
            ..AppScopes::default()
        };
        let told: Vec<_> = check(&scopes)
            .into_iter()
            .map(|finding| {
                (
                    finding.level,
                    finding.code,
                    finding.field.unwrap_or_default(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    Level::Warn,
                    Code::ScopeKindWrong,
                    "required_scopes.0".to_owned()
                ),
                (
                    Level::Warn,
                    Code::ScopeDeprecated,
                    "required_scopes.1".to_owned()
                ),
                (
                    Level::Warn,
                    Code::ScopeKindWrong,
                    "optional_scopes.0".to_owned()
                ),
            ],
            "oauth isn't missing as well: it stands in the wrong list"
        );
    }
}
