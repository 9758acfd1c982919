//! What a scope belongs to, told by its name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The part of HubSpot that a scope opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScopeGroup {
    /// What every app has: `oauth`.
    Basics,
    /// Records, lists, properties and pipelines.
    Crm,
    /// Selling: sequences, meetings, forecasts, one-to-one e-mail.
    Sales,
    /// Workflows.
    Automation,
    /// E-mail, forms, campaigns, social, subscriptions.
    Marketing,
    /// Events, reports and scores.
    Analytics,
    /// Pages, blogs, HubDB, knowledge base, GraphQL.
    Cms,
    /// Inbox and channels.
    Conversations,
    /// Products, quotes, orders, invoices, payments.
    Commerce,
    /// The file manager.
    Files,
    /// Users, teams, currencies, security of the account.
    Settings,
    /// Webhooks, timeline, sync and other means of integrations.
    Developer,
    /// None of these.
    Other,
}

use ScopeGroup as G;

/// Beginnings of names, the first that fits counts.
const BEGINNINGS: &[(&str, ScopeGroup)] = &[
    ("oauth", G::Basics),
    ("crm.objects.carts", G::Commerce),
    ("crm.objects.commercepayments", G::Commerce),
    ("crm.objects.contracts", G::Commerce),
    ("crm.objects.invoices", G::Commerce),
    ("crm.objects.line_items", G::Commerce),
    ("crm.objects.orders", G::Commerce),
    ("crm.objects.products", G::Commerce),
    ("crm.objects.quotes", G::Commerce),
    ("crm.objects.subscriptions", G::Commerce),
    ("crm.objects.goals", G::Sales),
    ("crm.objects.forecasts", G::Sales),
    ("crm.objects.marketing_events", G::Marketing),
    ("crm.objects.feedback", G::Marketing),
    ("crm.schemas.carts", G::Commerce),
    ("crm.schemas.commercepayments", G::Commerce),
    ("crm.schemas.invoices", G::Commerce),
    ("crm.schemas.line_items", G::Commerce),
    ("crm.schemas.orders", G::Commerce),
    ("crm.schemas.quotes", G::Commerce),
    ("crm.schemas.subscriptions", G::Commerce),
    ("crm.schemas.forecasts", G::Sales),
    ("crm.schema.invoices", G::Commerce),
    ("crm.pipelines.orders", G::Commerce),
    ("crm.dealsplits", G::Sales),
    ("crm", G::Crm),
    ("contacts", G::Crm),
    ("tickets", G::Crm),
    ("pipeline-level", G::Crm),
    ("tasks", G::Crm),
    ("record_images", G::Crm),
    ("automation.sequences", G::Sales),
    ("sequences", G::Sales),
    ("automation", G::Automation),
    ("sales-", G::Sales),
    ("scheduler", G::Sales),
    ("meetings", G::Sales),
    ("forecast", G::Sales),
    ("deal-approval", G::Sales),
    ("analytics", G::Analytics),
    ("behavioral_events", G::Analytics),
    ("business-intelligence", G::Analytics),
    ("mh-lead-scoring", G::Analytics),
    ("aeo-", G::Marketing),
    ("communication_preferences", G::Marketing),
    ("subscriptions-status", G::Marketing),
    ("marketing", G::Marketing),
    ("transactional-email", G::Marketing),
    ("social", G::Marketing),
    ("forms", G::Marketing),
    ("external_integrations.forms", G::Marketing),
    ("ctas", G::Marketing),
    ("cms", G::Cms),
    ("content", G::Cms),
    ("hubdb", G::Cms),
    ("collector", G::Cms),
    ("media_bridge", G::Cms),
    ("conversations", G::Conversations),
    ("accounting", G::Commerce),
    ("contracts", G::Commerce),
    ("cpq", G::Commerce),
    ("e-commerce", G::Commerce),
    ("inbounddb-product", G::Commerce),
    ("payment-links", G::Commerce),
    ("price-book", G::Commerce),
    ("revenue-contracts", G::Commerce),
    ("tax_rates", G::Commerce),
    ("files", G::Files),
    ("settings", G::Settings),
    ("account-info", G::Settings),
    ("business_units", G::Settings),
    ("actions", G::Developer),
    ("data-integration", G::Developer),
    ("data_integration", G::Developer),
    ("developer", G::Developer),
    ("integration", G::Developer),
    ("origins", G::Developer),
    ("portal-developers", G::Developer),
    ("private-apps", G::Developer),
    ("timeline", G::Developer),
    ("webhooks", G::Developer),
];

impl ScopeGroup {
    /// The group of a name, known or not.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let fits = BEGINNINGS
            .iter()
            .find(|(beginning, _)| name.starts_with(beginning));
        fits.map_or(Self::Other, |(_, group)| *group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::catalogue;

    #[test]
    fn names_tell_their_group() {
        for (name, group) in [
            ("oauth", G::Basics),
            ("crm.objects.contacts.read", G::Crm),
            ("crm.schemas.orders.write", G::Commerce),
            ("automation", G::Automation),
            ("automation.sequences.read", G::Sales),
            ("conversations.custom_channels.read", G::Conversations),
            ("cms.knowledge_base.articles.read", G::Cms),
            ("settings.users.read", G::Settings),
            ("files.ui_hidden.read", G::Files),
            ("forms-uploaded-files", G::Marketing),
            ("something.new", G::Other),
        ] {
            assert_eq!(ScopeGroup::of(name), group, "{name}");
        }
    }

    #[test]
    fn every_known_scope_has_a_group_of_its_own() {
        let strays: Vec<_> = catalogue()
            .iter()
            .filter(|entry| entry.group == G::Other)
            .map(|entry| &entry.scope)
            .collect();
        assert!(strays.is_empty(), "nobody looks under Other: {strays:?}");
    }

    #[test]
    fn every_beginning_is_needed() {
        for (beginning, group) in BEGINNINGS {
            let fits = |name: &str| name.starts_with(beginning) && ScopeGroup::of(name) == *group;
            assert!(
                catalogue().iter().any(|entry| fits(&entry.scope)),
                "nothing begins with {beginning}, or an earlier row takes it"
            );
        }
    }
}
