//! HubSpot's catalogue of scopes, as far as it is known.
//!
//! The names, descriptions and tiers come from HubSpot's published scope table
//! and its API specifications (`catalogue.json`); group and rights are derived
//! from the name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::language::Language;

use super::group::ScopeGroup;

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScopeEntry {
    /// Its name.
    pub scope: String,
    /// What it allows, in plain words.
    pub description: String,
    /// Whether it can be chosen.
    pub status: ScopeStatus,
    /// Which accounts have it, where known.
    pub tier: Option<String>,
    /// What it belongs to.
    pub group: ScopeGroup,
    /// Whether only a super admin can install an app that wants it.
    pub admin_only: bool,
}

impl ScopeEntry {
    /// What it allows, in a language.
    #[must_use]
    pub fn description_in(&self, language: Language) -> &str {
        let told = match language {
            Language::En => None,
            Language::De => GERMAN.descriptions.get(&self.scope),
        };
        told.unwrap_or(&self.description)
    }

    /// The same, told in a language.
    #[must_use]
    pub fn told_in(&self, language: Language) -> Self {
        Self {
            description: self.description_in(language).to_owned(),
            tier: self
                .tier
                .as_deref()
                .map(|tier| tier_in(tier, language).to_owned()),
            ..self.clone()
        }
    }

    /// Whether some accounts are known to lack it.
    #[must_use]
    pub fn is_tiered(&self) -> bool {
        self.tier.as_deref().is_some_and(|tier| tier != ANY_ACCOUNT)
    }
}

/// How the catalogue writes that every account has a scope.
const ANY_ACCOUNT: &str = "any account";

/// A row of the file.
#[derive(Deserialize)]
struct CatalogueRow {
    scope: String,
    description: String,
    status: ScopeStatus,
    #[serde(default)]
    tier: Option<String>,
}

impl From<CatalogueRow> for ScopeEntry {
    fn from(row: CatalogueRow) -> Self {
        Self {
            group: ScopeGroup::of(&row.scope),
            admin_only: is_admin_only(&row.scope),
            scope: row.scope,
            description: row.description,
            status: row.status,
            tier: row.tier,
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "the catalogue is compiled in; a test reads it"
)]
static CATALOGUE: LazyLock<Vec<ScopeEntry>> = LazyLock::new(|| {
    let rows: Vec<CatalogueRow> =
        serde_json::from_str(include_str!("catalogue.json")).expect("the catalogue is valid");
    rows.into_iter().map(ScopeEntry::from).collect()
});

/// What the catalogue says, in another language.
#[derive(Deserialize)]
struct Told {
    /// By scope.
    descriptions: BTreeMap<String, String>,
    /// By tier; a tier that is a name stands for itself.
    tiers: BTreeMap<String, String>,
}

#[expect(
    clippy::expect_used,
    reason = "the texts are compiled in; a test reads them"
)]
static GERMAN: LazyLock<Told> = LazyLock::new(|| {
    serde_json::from_str(include_str!("catalogue.de.json")).expect("the German texts are valid")
});

/// Which accounts have a scope, as the catalogue names them, in a language.
#[must_use]
pub fn tier_in(tier: &str, language: Language) -> &str {
    match language {
        Language::En => tier,
        Language::De => GERMAN.tiers.get(tier).map_or(tier, String::as_str),
    }
}

/// Every scope known, sorted by name.
#[must_use]
pub fn catalogue() -> &'static [ScopeEntry] {
    &CATALOGUE
}

/// The entry for `name`, if the catalogue has it.
#[must_use]
pub fn lookup(name: &str) -> Option<&'static ScopeEntry> {
    let all = catalogue();
    let place = all.binary_search_by(|entry| entry.scope.as_str().cmp(name));
    place.ok().and_then(|place| all.get(place))
}

/// Whether only a super admin can install an app that wants `name`: bulk
/// export and sensitive data (HubSpot's developer community, July 2024, on
/// `crm.export`; HubSpot's pages on sensitive data).
#[must_use]
pub fn is_admin_only(name: &str) -> bool {
    name == "crm.export"
        || name
            .split('.')
            .any(|part| matches!(part, "sensitive" | "highly_sensitive"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_and_every_tier_is_told_in_german() {
        let scopes = catalogue().iter().map(|entry| &entry.scope);
        assert!(GERMAN.descriptions.keys().eq(scopes), "scope by scope");
        let tiers = catalogue().iter().filter_map(|entry| entry.tier.as_deref());
        let mut left_over = GERMAN.tiers.keys();
        let tiers: Vec<_> = tiers.collect();
        assert!(left_over.all(|tier| tiers.contains(&tier.as_str())));
        let contacts = lookup("crm.objects.contacts.read").unwrap();
        assert!(contacts.description_in(Language::De).contains("Kontakte"));
        assert_eq!(contacts.told_in(Language::En), *contacts);
        let everyone = contacts.told_in(Language::De);
        assert_eq!(
            everyone.tier.as_deref(),
            Some(ANY_ACCOUNT),
            "a mark, no text"
        );
    }

    #[test]
    fn the_catalogue_reads_and_is_sorted() {
        let names: Vec<_> = catalogue().iter().map(|entry| &entry.scope).collect();
        assert!(names.len() > 250, "the catalogue is whole");
        assert!(
            names.is_sorted(),
            "a stranger finds a scope by its name, and so does a binary search"
        );
        assert!(
            names.iter().all(|name| lookup(name).is_some()),
            "every entry is found by its name"
        );
    }

    #[test]
    fn export_and_sensitive_data_need_a_super_admin() {
        for name in [
            "crm.export",
            "tickets.sensitive",
            "crm.objects.contacts.sensitive.read.v2",
            "crm.objects.deals.highly_sensitive.write",
        ] {
            assert!(is_admin_only(name), "{name} is for super admins");
        }
        assert!(!is_admin_only("crm.import"), "importing is for others, too");
        assert!(!is_admin_only("crm.objects.contacts.read"));
    }

    #[test]
    fn what_every_account_has_is_not_tiered() {
        let tiered = |name| lookup(name).is_some_and(ScopeEntry::is_tiered);
        assert!(tiered("crm.objects.custom.read"));
        assert!(!tiered("crm.objects.contacts.read"));
        assert!(!tiered("crm.objects.calls.read"), "unknown is not tiered");
    }

    #[test]
    fn an_entry_is_told_whole_in_another_language() {
        for entry in catalogue() {
            let told = entry.told_in(Language::De);
            assert_eq!(told.description, GERMAN.descriptions[&entry.scope]);
            let tier = entry
                .tier
                .as_deref()
                .map(|tier| tier_in(tier, Language::De));
            assert_eq!(told.tier.as_deref(), tier, "{}", entry.scope);
        }
        let german = |entry: &&ScopeEntry| entry.told_in(Language::De).tier != entry.tier;
        assert!(
            catalogue().iter().any(|entry| german(&entry)),
            "tiers are told, too"
        );
    }
}
