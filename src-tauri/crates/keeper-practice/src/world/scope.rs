//! The scopes HubSpot knows, what they are for in our words, and which products they need.
//!
//! The table is `data/scopes.json`: `needs` lists alternatives, any of which is enough; the parts of
//! an alternative are joined by `+` and must all be there. `any-professional` is Professional or
//! better in whichever Hub.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::account::{Account, AccountType};

/// What is known about a scope's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Can be chosen in an app's settings.
    #[default]
    Selectable,
    /// Named by the published specifications only.
    SpecOnly,
    /// Seen in reports only.
    Reported,
    /// A spelling of the documentation that is no scope.
    DocsSpelling,
    /// For the client credentials grant, never on an authorization URL.
    ClientCredentials,
    /// The old `contacts`.
    Deprecated,
}

#[derive(Debug, Deserialize)]
struct Row {
    scope: String,
    words: String,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    needs: Vec<String>,
}

static TABLE: LazyLock<HashMap<String, Row>> = LazyLock::new(|| {
    let rows: Vec<Row> =
        serde_json::from_str(include_str!("../../data/scopes.json")).unwrap_or_default();
    rows.into_iter()
        .map(|row| (row.scope.clone(), row))
        .collect()
});

/// What is known about this name; `None` for a name HubSpot does not know.
pub(crate) fn scope_kind(scope: &str) -> Option<Kind> {
    TABLE.get(scope).map(|row| row.kind)
}

/// Whether the name may stand on an authorization URL at all.
pub(crate) fn is_scope_name(scope: &str) -> bool {
    match scope_kind(scope) {
        Some(Kind::Selectable | Kind::SpecOnly | Kind::Reported | Kind::Deprecated) => true,
        Some(Kind::DocsSpelling | Kind::ClientCredentials) | None => false,
    }
}

/// Whether the name is one of the client credentials grant's.
pub(crate) fn is_journal_scope(scope: &str) -> bool {
    scope_kind(scope) == Some(Kind::ClientCredentials)
}

/// Whether only a super admin may let an app have it: bulk export, and sensitive data.
pub(crate) fn needs_super_admin(scope: &str) -> bool {
    let is_sensitive = |part| part == "sensitive" || part == "highly_sensitive";
    scope == "crm.export" || scope.split('.').any(is_sensitive)
}

/// What a scope is for, in plain words.
pub(crate) fn scope_words(scope: &str) -> &str {
    TABLE.get(scope).map_or(scope, |row| row.words.as_str())
}

/// Whether an account's products are enough for a scope.
pub(crate) fn account_has_scope(account: &Account, scope: &str) -> bool {
    let Some(row) = TABLE.get(scope) else {
        return false;
    };
    // A developer test account has a trial of everything.
    if row.needs.is_empty() || account.kind == AccountType::DeveloperTest {
        return true;
    }
    row.needs.iter().any(|together| {
        together
            .split('+')
            .all(|need| has_product(&account.products, need))
    })
}

fn has_product(products: &[String], need: &str) -> bool {
    match need
        .rsplit_once('-')
        .and_then(|(hub, tier)| Some((hub, tier_rank(tier)?)))
    {
        Some((hub, rank)) => products.iter().any(|product| reaches(product, hub, rank)),
        None => products.iter().any(|product| product == need),
    }
}

fn reaches(product: &str, hub: &str, rank: u8) -> bool {
    product.rsplit_once('-').is_some_and(|(owned, tier)| {
        (hub == "any" || owned == hub)
            && tier_rank(tier).is_some_and(|owned_rank| owned_rank >= rank)
    })
}

fn tier_rank(tier: &str) -> Option<u8> {
    match tier {
        "starter" => Some(1),
        "professional" => Some(2),
        "enterprise" => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::seed::seed_world;
    use super::*;

    fn account(products: &[&str]) -> Account {
        let mut account = seed_world(1, 1, 1).accounts.iter().next().unwrap().clone();
        account.kind = AccountType::Standard;
        account.products = products
            .iter()
            .map(|product| (*product).to_owned())
            .collect();
        account
    }

    #[test]
    fn the_table_is_read() {
        assert!(TABLE.len() > 250, "scopes.json must parse: {}", TABLE.len());
        assert_eq!(scope_kind("oauth"), Some(Kind::Selectable));
        assert!(
            !is_scope_name("crm.objects.invoice.read"),
            "a mistyped name is unknown"
        );
        assert!(
            !is_scope_name("developer.webhooks_journal.read"),
            "not for authorization URLs"
        );
        assert_eq!(scope_kind("contacts"), Some(Kind::Deprecated));
    }

    #[test]
    fn every_need_is_one_the_rules_understand() {
        let add_ons = ["sensitive-data", "brands", "transactional-email", "website"];
        for row in TABLE.values() {
            for need in row.needs.iter().flat_map(|together| together.split('+')) {
                let tiered = need
                    .rsplit_once('-')
                    .is_some_and(|(_, tier)| tier_rank(tier).is_some());
                assert!(tiered || add_ons.contains(&need), "{}: {need}", row.scope);
            }
        }
    }

    #[test]
    fn tiers_count_upwards_and_across_hubs() {
        let scope = "crm.objects.custom.read";
        assert!(
            !account_has_scope(&account(&["sales-professional"]), scope),
            "needs Enterprise"
        );
        assert!(
            account_has_scope(&account(&["service-enterprise"]), scope),
            "in any Hub"
        );
        assert!(
            account_has_scope(&account(&["marketing-enterprise"]), "automation"),
            "more than needed"
        );
        assert!(
            !account_has_scope(&account(&["sales-enterprise"]), "automation"),
            "the wrong Hub"
        );
        assert!(
            account_has_scope(&account(&[]), "crm.objects.contacts.read"),
            "needs nothing"
        );
    }

    #[test]
    fn alternatives_and_add_ons() {
        let scope = "hubdb";
        assert!(account_has_scope(
            &account(&["content-professional"]),
            scope
        ));
        assert!(
            !account_has_scope(&account(&["marketing-professional"]), scope),
            "lacks the add-on"
        );
        assert!(account_has_scope(
            &account(&["marketing-professional", "website"]),
            scope
        ));
    }
}
