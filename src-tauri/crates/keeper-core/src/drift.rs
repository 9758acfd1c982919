//! Drift: the three-way comparison of wanted, requested and granted scopes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::scope::AppScopes;

/// What a scope's place in the comparison means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DriftMeaning {
    /// Wanted, never asked for: reauthorize to get it.
    AddedSince,
    /// Required and asked for, yet not granted.
    Refused,
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
            drift(name, has, wanted.optional.contains(name))
        })
        .collect();
    drifts.sort_by(|left, right| (left.meaning, &left.scope).cmp(&(right.meaning, &right.scope)));
    drifts
}

fn drift(
    scope: &str,
    (wanted, requested, granted): (bool, bool, bool),
    optional: bool,
) -> ScopeDrift {
    let meaning = match (wanted, granted) {
        (true, true) => DriftMeaning::Fine,
        (false, _) => DriftMeaning::Surplus,
        (true, false) if !requested => DriftMeaning::AddedSince,
        (true, false) if optional => DriftMeaning::AccountLacks,
        (true, false) => DriftMeaning::Refused,
    };
    ScopeDrift {
        scope: scope.to_owned(),
        wanted,
        requested,
        granted,
        meaning,
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
                DriftMeaning::AddedSince | DriftMeaning::Refused
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
}
