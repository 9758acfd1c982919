//! Drift: the three-way comparison of wanted, requested and granted scopes,
//! what each lack costs, and what reauthorizing can change.
//!
//! Reauthorizing adds what is newly asked for, and drops what was taken out of
//! the app's settings at HubSpot. Nothing else shrinks a grant short of
//! uninstalling (HubSpot's changelog on reauthorization and advanced scope
//! settings).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::scope::{self, AppScopes, ScopeEntry};

/// What a scope's place in the comparison means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DriftMeaning {
    /// Wanted, never asked for: reauthorize to get it.
    AddedSince,
    /// Required and asked for, yet not granted.
    Refused,
    /// Conditionally required and asked for, yet not granted. Installing fails
    /// on an account that lacks it, so it was lost since: the account's
    /// subscription changed, or the scope became part of the app later.
    ConditionalLost,
    /// Optional and asked for, yet not granted: the account lacks it.
    AccountLacks,
    /// Granted, no longer wanted: stays until it is removed from the app's
    /// settings at HubSpot.
    Surplus,
    /// Wanted and granted.
    Fine,
}

/// One scope of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeDrift {
    /// Its name.
    pub scope: String,
    /// Whether the app wants it.
    pub wanted: bool,
    /// Whether the last authorization asked for it.
    pub requested: bool,
    /// Whether it is granted.
    pub granted: bool,
    /// What that means.
    pub meaning: DriftMeaning,
    /// What can't be done while it isn't granted, where the catalogue knows
    /// what the scope allows; none where it is granted or not wanted.
    pub cost: Option<&'static ScopeEntry>,
    /// Whether reauthorizing takes it out of the grant. Only what the app no
    /// longer wants goes, and only once it is out of the app's settings at
    /// HubSpot, too; `oauth` belongs to every app and stays.
    pub can_be_dropped_by_reauthorizing: bool,
}

/// Compares, exceptions first, then by name.
#[must_use]
pub fn compare(wanted: &AppScopes, requested: &[String], granted: &[String]) -> Vec<ScopeDrift> {
    let all_wanted = wanted.wanted();
    let granted_set: BTreeSet<&String> = granted.iter().collect();
    let mut names: BTreeSet<&String> = all_wanted.iter().collect();
    names.extend(&granted_set);
    let mut drifts: Vec<ScopeDrift> = names
        .into_iter()
        .map(|name| {
            let has = (
                all_wanted.contains(name),
                requested.contains(name),
                granted_set.contains(name),
            );
            drift(name, has, wanted)
        })
        .collect();
    drifts.sort_by(|left, right| (left.meaning, &left.scope).cmp(&(right.meaning, &right.scope)));
    drifts
}

fn drift(
    name: &str,
    (wanted, requested, granted): (bool, bool, bool),
    app: &AppScopes,
) -> ScopeDrift {
    let meaning = match (wanted, granted) {
        (true, true) => DriftMeaning::Fine,
        (false, _) => DriftMeaning::Surplus,
        (true, false) if !requested => DriftMeaning::AddedSince,
        (true, false) => refusal(name, app),
    };
    let is_lacking = wanted && !granted;
    ScopeDrift {
        scope: name.to_owned(),
        wanted,
        requested,
        granted,
        meaning,
        cost: scope::lookup(name).filter(|_| is_lacking),
        can_be_dropped_by_reauthorizing: granted && !wanted && name != scope::BASE,
    }
}

/// What it means that a wanted scope was asked for and isn't granted.
fn refusal(name: &str, app: &AppScopes) -> DriftMeaning {
    let stands = |list: &[String]| list.iter().any(|known| known == name);
    if stands(&app.required) {
        DriftMeaning::Refused
    } else if stands(&app.conditionally_required) {
        DriftMeaning::ConditionalLost
    } else {
        DriftMeaning::AccountLacks
    }
}

/// Whether reauthorizing could grant something wanted: what makes an
/// installation [`crate::health::Health::ScopesBehind`].
///
/// An optional scope that was asked for and left off is not behind: the
/// account lacks the feature, and asking again changes nothing. What was
/// granted without naming scopes is not judged.
#[must_use]
pub fn is_behind(wanted: &AppScopes, requested: &[String], granted: &[String]) -> bool {
    !granted.is_empty()
        && compare(wanted, requested, granted).iter().any(|drift| {
            matches!(
                drift.meaning,
                DriftMeaning::AddedSince | DriftMeaning::Refused | DriftMeaning::ConditionalLost
            )
        })
}

/// How many wanted scopes are granted, of how many.
#[must_use]
pub fn count(wanted: &AppScopes, granted: &[String]) -> (usize, usize) {
    let all = wanted.wanted();
    let have = all.iter().filter(|name| granted.contains(name)).count();
    (have, all.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn exceptions_come_first_and_each_has_its_meaning() {
        let wanted = AppScopes {
            required: names("oauth a b"),
            conditionally_required: vec![],
            optional: names("o"),
        };
        let drifts = compare(&wanted, &names("oauth a o gone"), &names("oauth gone"));
        let told: Vec<_> = drifts
            .iter()
            .map(|drift| (drift.scope.as_str(), drift.meaning))
            .collect();
        assert_eq!(
            told,
            [
                ("b", DriftMeaning::AddedSince),
                ("a", DriftMeaning::Refused),
                ("o", DriftMeaning::AccountLacks),
                ("gone", DriftMeaning::Surplus),
                ("oauth", DriftMeaning::Fine),
            ]
        );
        assert_eq!(count(&wanted, &names("oauth gone")), (1, 4));
    }

    #[test]
    fn a_lacking_optional_scope_is_not_behind() {
        let wanted = AppScopes {
            required: names("oauth"),
            conditionally_required: vec![],
            optional: names("o"),
        };
        assert!(!is_behind(&wanted, &names("oauth o"), &names("oauth")));
        assert!(is_behind(&wanted, &names("oauth"), &names("oauth")));
    }

    #[test]
    fn a_conditional_lack_is_told_from_a_required_one_and_says_what_it_costs() {
        let wanted = AppScopes {
            required: names("oauth crm.objects.contacts.read"),
            conditionally_required: names("crm.objects.custom.read"),
            optional: names("tickets"),
        };
        let asked = names("oauth crm.objects.contacts.read crm.objects.custom.read tickets");
        let drifts = compare(&wanted, &asked, &names("oauth"));
        let told: Vec<_> = drifts
            .iter()
            .map(|drift| {
                (
                    drift.meaning,
                    drift.cost.map(|entry| entry.description.as_str()),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (DriftMeaning::Refused, Some("View contacts.")),
                (DriftMeaning::ConditionalLost, Some("View custom objects.")),
                (DriftMeaning::AccountLacks, Some("Read and write tickets.")),
                (DriftMeaning::Fine, None),
            ]
        );
        assert!(is_behind(&wanted, &asked, &names("oauth")));
    }

    #[test]
    fn reauthorizing_drops_only_what_the_app_no_longer_wants() {
        let wanted = AppScopes {
            required: names("crm.objects.contacts.read"),
            ..AppScopes::default()
        };
        let granted = names("oauth crm.objects.contacts.read tickets");
        let dropped: Vec<_> = compare(&wanted, &granted, &granted)
            .into_iter()
            .filter(|drift| drift.can_be_dropped_by_reauthorizing)
            .map(|drift| drift.scope)
            .collect();
        assert_eq!(dropped, ["tickets"], "oauth belongs to every app");
    }
}
