//! Apps as their developer set them up: credentials, redirect URLs, three kinds of scopes.

use serde::{Deserialize, Serialize};

/// What the consent page says about who made an app (HubSpot's three states of review).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Review {
    /// No verified domain: a banner, and a box to tick before "Connect app".
    Unverified,
    /// A verified domain, but not listed: a banner.
    Unlisted,
    /// Listed on the marketplace: no banner.
    Listed,
}

/// One app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct App {
    pub(crate) name: String,
    pub(crate) app_id: u64,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) redirect_urls: Vec<String>,
    pub(crate) required_scopes: Vec<String>,
    #[serde(default)]
    pub(crate) conditionally_required_scopes: Vec<String>,
    #[serde(default)]
    pub(crate) optional_scopes: Vec<String>,
    pub(crate) review: Review,
    /// Distributed by an allow list, not by the marketplace; introspection tells.
    #[serde(default)]
    pub(crate) is_private_distribution: bool,
    /// The developer has signed HubSpot's acceptable use policy.
    #[serde(default = "yes")]
    pub(crate) acceptable_use_signed: bool,
    /// The developer's account is a Solutions Partner's: its allow lists are longer.
    #[serde(default)]
    pub(crate) solutions_partner: bool,
    /// The allow list of a privately distributed app; see [`super::distribution`] for `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) allowed_accounts: Option<Vec<u64>>,
    /// Where the developer's account is hosted, and so the app: a link at another region's host does
    /// not find it.
    #[serde(default = "na1")]
    pub(crate) hublet: String,
}

fn na1() -> String {
    "na1".to_owned()
}

fn yes() -> bool {
    true
}

/// `oauth` is added to every app by default (HubSpot's scope table), whether its settings list it or not.
pub(crate) const OAUTH: &str = "oauth";

impl App {
    /// Whether a scope stands in the app's settings, of whatever kind.
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        let lists = [
            &self.required_scopes,
            &self.conditionally_required_scopes,
            &self.optional_scopes,
        ];
        scope == OAUTH
            || lists
                .iter()
                .any(|list| list.iter().any(|known| known == scope))
    }

    /// Whether a scope may stand in the `scope` parameter: required or conditionally required ones.
    pub(crate) fn may_require(&self, scope: &str) -> bool {
        let lists = [&self.required_scopes, &self.conditionally_required_scopes];
        scope == OAUTH
            || lists
                .iter()
                .any(|list| list.iter().any(|known| known == scope))
    }

    /// Whether a redirect URL is registered: scheme, host, port and path must be the same to the letter.
    pub(crate) fn has_redirect_url(&self, url: &str) -> bool {
        self.redirect_urls.iter().any(|known| known == url)
    }
}
