//! How an app's file and its profile here differ, field by field.
//!
//! Only what a file can hold is compared. The order of scopes means nothing
//! to HubSpot; of redirect URLs the first is its default, so that one counts.

use std::collections::{BTreeMap, BTreeSet};

use keeper_core::app::AppDraft;
use keeper_core::scope::AppScopes;
use serde::Serialize;
use ts_rs::TS;

use crate::import::ImportedApp;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    /// The field of the profile, such as `support.email`.
    pub field: String,
    /// What differs.
    #[serde(flatten)]
    #[ts(flatten)]
    pub kind: DifferenceKind,
}

/// What differs, seen from the profile: what would change in it if the file
/// were taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DifferenceKind {
    /// Only the file has it.
    Added {
        /// What.
        value: String,
    },
    /// Only the profile has it.
    Removed {
        /// What.
        value: String,
    },
    /// Both have one, not the same.
    Changed {
        /// The file's.
        file: String,
        /// The profile's.
        profile: String,
    },
    /// Both have the scope, as different kinds.
    Moved {
        /// Which scope.
        scope: String,
        /// Its kind in the profile.
        from_kind: ScopeKind,
        /// Its kind in the file.
        to_kind: ScopeKind,
    },
    /// Another redirect URL stands first.
    Reordered {
        /// The file's first.
        file: String,
        /// The profile's first.
        profile: String,
    },
}

/// HubSpot's three kinds of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// Must be granted.
    Required,
    /// Must be granted where it is asked for.
    ConditionallyRequired,
    /// May be granted.
    Optional,
}

impl ScopeKind {
    /// The field of the profile that lists scopes of this kind.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Required => "required_scopes",
            Self::ConditionallyRequired => "conditionally_required_scopes",
            Self::Optional => "optional_scopes",
        }
    }
}

/// Compares an app's file with its profile here; nothing where both say the
/// same.
#[must_use]
pub fn compare(file: &ImportedApp, profile: &AppDraft) -> Vec<Difference> {
    let (file, mut found) = (&file.draft, Vec::new());
    let texts = [
        ("name", &file.name, &profile.name),
        ("description", &file.description, &profile.description),
        ("support.email", &file.support.email, &profile.support.email),
        ("support.phone", &file.support.phone, &profile.support.phone),
        (
            "support.documentation_url",
            &file.support.documentation_url,
            &profile.support.documentation_url,
        ),
        (
            "support.support_url",
            &file.support.support_url,
            &profile.support.support_url,
        ),
    ];
    found.extend(texts.into_iter().filter_map(|(field, file, profile)| {
        let kind = text(file, profile)?;
        Some(difference(field, kind))
    }));
    found.extend(redirect_urls(&file.redirect_urls, &profile.redirect_urls));
    found.extend(scopes(&file.scopes, &profile.scopes));
    found
}

fn difference(field: &str, kind: DifferenceKind) -> Difference {
    Difference {
        field: field.to_owned(),
        kind,
    }
}

fn text(file: &str, profile: &str) -> Option<DifferenceKind> {
    if file == profile {
        return None;
    }
    let (file, profile) = (file.to_owned(), profile.to_owned());
    Some(if profile.is_empty() {
        DifferenceKind::Added { value: file }
    } else if file.is_empty() {
        DifferenceKind::Removed { value: profile }
    } else {
        DifferenceKind::Changed { file, profile }
    })
}

fn redirect_urls(file: &[String], profile: &[String]) -> Vec<Difference> {
    let in_file: BTreeSet<_> = file.iter().collect();
    let in_profile: BTreeSet<_> = profile.iter().collect();
    let added = in_file.difference(&in_profile).map(|url| added(url));
    let removed = in_profile.difference(&in_file).map(|url| removed(url));
    let mut kinds: Vec<_> = added.chain(removed).collect();
    if let (Some(one), Some(other)) = (file.first(), profile.first())
        && one != other
        && (in_profile.contains(one) || in_file.contains(other))
    {
        kinds.push(DifferenceKind::Reordered {
            file: one.clone(),
            profile: other.clone(),
        });
    }
    let all = kinds.into_iter();
    all.map(|kind| difference("redirect_urls", kind)).collect()
}

fn added(value: &str) -> DifferenceKind {
    DifferenceKind::Added {
        value: value.to_owned(),
    }
}

fn removed(value: &str) -> DifferenceKind {
    DifferenceKind::Removed {
        value: value.to_owned(),
    }
}

type Kinds = BTreeSet<ScopeKind>;

fn kinds(scopes: &AppScopes) -> BTreeMap<&String, Kinds> {
    let lists = [
        (ScopeKind::Required, &scopes.required),
        (
            ScopeKind::ConditionallyRequired,
            &scopes.conditionally_required,
        ),
        (ScopeKind::Optional, &scopes.optional),
    ];
    let mut kinds: BTreeMap<&String, Kinds> = BTreeMap::new();
    for (kind, names) in lists {
        for name in names {
            kinds.entry(name).or_default().insert(kind);
        }
    }
    kinds
}

fn scopes(file: &AppScopes, profile: &AppScopes) -> Vec<Difference> {
    let (in_file, in_profile) = (kinds(file), kinds(profile));
    let names: BTreeSet<_> = in_file.keys().chain(in_profile.keys()).copied().collect();
    let none = Kinds::new();
    let mut found = Vec::new();
    for name in names {
        let file = in_file.get(name).unwrap_or(&none);
        let profile = in_profile.get(name).unwrap_or(&none);
        found.extend(scope(name, file, profile));
    }
    found.sort_by_key(|(kind, _)| *kind);
    found
        .into_iter()
        .map(|(kind, told)| difference(kind.field(), told))
        .collect()
}

/// A scope that is of one kind in each has moved; else what each has more.
fn scope(name: &str, file: &Kinds, profile: &Kinds) -> Vec<(ScopeKind, DifferenceKind)> {
    let more: Vec<_> = file.difference(profile).copied().collect();
    let less: Vec<_> = profile.difference(file).copied().collect();
    if let ([to_kind], [from_kind]) = (more.as_slice(), less.as_slice()) {
        let moved = DifferenceKind::Moved {
            scope: name.to_owned(),
            from_kind: *from_kind,
            to_kind: *to_kind,
        };
        return vec![(*to_kind, moved)];
    }
    let more = more.into_iter().map(|kind| (kind, added(name)));
    let less = less.into_iter().map(|kind| (kind, removed(name)));
    more.chain(less).collect()
}
