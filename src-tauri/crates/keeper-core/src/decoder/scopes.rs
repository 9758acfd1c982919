//! Scopes of a link, and of a text, compared with the app's three lists.

use crate::oauth::link::Link;
use crate::scope::{self, AppScopes, ScopeEntry, ScopeStatus};

/// What is wrong with the scopes, by HubSpot's rules: every required scope
/// stands in `scope`, optional ones in `optional_scope`, nothing else does.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ScopeFaults {
    /// Required by the app, not in `scope`.
    pub(super) missing: Vec<String>,
    /// In `scope`, though the app has it as optional.
    pub(super) only_optional: Vec<String>,
    /// In `optional_scope`, though the app has it as conditionally required.
    pub(super) not_optional: Vec<String>,
    /// In the link, and in none of the app's lists.
    pub(super) not_configured: Vec<String>,
    /// In no catalogue, and in none of the app's lists.
    pub(super) unknown: Vec<String>,
    /// No longer accepted.
    pub(super) deprecated: Vec<String>,
    /// `scope` is there, and names none. Set by whoever has the URL.
    pub(super) is_empty: bool,
}

impl ScopeFaults {
    /// Compares a link with the lists of the app, if there is one. Without an
    /// app only names are judged.
    pub(super) fn of(link: &Link, app: Option<&AppScopes>) -> Self {
        let mut faults = Self::default();
        for name in link.scopes.iter().chain(&link.optional_scopes) {
            faults.judge_name(name, app);
        }
        if let Some(app) = app {
            faults.judge_places(link, app);
        }
        faults
    }

    fn judge_name(&mut self, name: &str, app: Option<&AppScopes>) {
        if is_deprecated(name) {
            self.deprecated.push(name.to_owned());
        } else if scope::lookup(name).is_none() && !app.is_some_and(|app| has(app, name)) {
            self.unknown.push(name.to_owned());
        }
    }

    fn judge_places(&mut self, link: &Link, app: &AppScopes) {
        let stands = |list: &[String], name: &String| list.contains(name);
        let missing = app
            .required
            .iter()
            .filter(|name| !stands(&link.scopes, name));
        self.missing = missing.cloned().collect();
        for name in &link.scopes {
            if stands(&app.optional, name) {
                self.only_optional.push(name.clone());
            }
        }
        for name in &link.optional_scopes {
            if stands(&app.conditionally_required, name) {
                self.not_optional.push(name.clone());
            }
        }
        for name in link.scopes.iter().chain(&link.optional_scopes) {
            let is_strange = !has(app, name) && !is_deprecated(name);
            if is_strange && scope::lookup(name).is_some() {
                self.not_configured.push(name.clone());
            }
        }
    }

    pub(super) fn is_misplaced(&self) -> bool {
        !(self.only_optional.is_empty()
            && self.not_optional.is_empty()
            && self.not_configured.is_empty())
    }
}

/// Whether the app wants it, in whatever list.
pub(super) fn has(app: &AppScopes, name: &str) -> bool {
    let both = app.required.iter().chain(&app.conditionally_required);
    both.chain(&app.optional).any(|known| known == name)
}

pub(super) fn is_deprecated(name: &str) -> bool {
    scope::lookup(name).is_some_and(|entry| entry.status == ScopeStatus::Deprecated)
}

/// Whether every account is known to have it.
pub(super) fn is_for_every_account(name: &str) -> bool {
    scope::lookup(name).is_some_and(|entry| entry.tier.is_some() && !entry.is_tiered())
}

/// Whether some accounts are known to lack it.
pub(super) fn is_tiered(name: &str) -> bool {
    scope::lookup(name).is_some_and(ScopeEntry::is_tiered)
}
