//! The list of installations: rows, filtered, sorted, counted.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use keeper_core::Timestamp;
use keeper_core::account::{Account, AccountType};
use keeper_core::app::App;
use keeper_core::error::Code;
use keeper_core::grant::{Grant, GrantState};
use keeper_core::health::{self, Condition, Health, HealthFacts};
use keeper_core::identifier::{HubId, InstallationId};
use keeper_core::installation::Installation;

use crate::index::{Entry, Index, What};
use crate::requests::{InstallationFilter, InstallationSort, InstallationSortKey};
use crate::views::{FacetsView, InstallationRowView, RowKind};

/// The health of a row now. A locked vault changes none: what was seen last is
/// shown.
pub fn health_of(entry: &Entry, app: Option<&App>, now: Timestamp) -> Health {
    if let Some(told) = entry.told {
        return told;
    }
    match &entry.what {
        What::Installation(kept) => health::assess(
            HealthFacts {
                condition: kept.condition,
                proven_at: kept.proven_at,
                scopes_behind: entry.scopes_behind,
                app_faulty: app.is_some_and(|app| app.fault.is_some()),
                has_tokens: kept.prints.is_some(),
                answer_unsaved: entry.unsaved,
            },
            now,
        ),
        What::Grant(grant) => match grant.state {
            GrantState::Held { .. } => Health::Held,
            GrantState::Quarantined { .. } | GrantState::Unconfirmed { .. } => Health::Quarantined,
            GrantState::Unreadable { .. } => Health::TokenUnreadable,
        },
    }
}

/// A row as the window is shown it.
pub fn row(
    index: &Index,
    entry: &Entry,
    now: Timestamp,
    is_refreshing: impl Fn(InstallationId) -> bool,
) -> InstallationRowView {
    let app = index.apps.get(&entry.what.app());
    let hub_id = entry.what.hub_id();
    let account = hub_id.and_then(|hub_id| index.accounts.get(&hub_id));
    let health = health_of(entry, app, now);
    let id = entry.what.id();
    InstallationRowView {
        id,
        app: entry.what.app(),
        app_name: app.map(|app| app.draft.name.clone()).unwrap_or_default(),
        environment: app.map(|app| app.draft.environment).unwrap_or_default(),
        hub_id,
        account_name: account.and_then(Account::label).map(str::to_owned),
        domain: account.and_then(|account| account.domain.clone()),
        account_type: account.map_or(AccountType::Unknown, |account| account.account_type),
        health,
        scopes_granted: entry.scopes.0,
        scopes_wanted: entry.scopes.1,
        refreshing: is_refreshing(id),
        ..of_kind(entry, app, health)
    }
}

/// What installations and grants fill differently.
fn of_kind(entry: &Entry, app: Option<&App>, health: Health) -> InstallationRowView {
    match &entry.what {
        // What is on disk about the next try is out of date.
        What::Installation(kept) if entry.unsaved => InstallationRowView {
            code: Some(Code::AnswerUnsaved),
            next_try_at: None,
            ..of_installation(kept, app, health)
        },
        What::Installation(kept) => of_installation(kept, app, health),
        What::Grant(grant) => of_grant(grant),
    }
}

fn of_installation(kept: &Installation, app: Option<&App>, health: Health) -> InstallationRowView {
    let fault = app.and_then(|app| app.fault.as_ref());
    let code = match health {
        Health::AppProblem => fault.map(|fault| fault.code),
        Health::TokenUnreadable => Some(Code::TokenUnreadable),
        Health::SecretUnavailable => Some(Code::TokenGone),
        Health::NeedsReauthorization | Health::Retrying => {
            kept.last_error.as_ref().map(|error| error.code)
        }
        Health::Healthy
        | Health::Unproven
        | Health::ScopesBehind
        | Health::Quarantined
        | Health::Held
        | Health::Revoked
        | Health::Uninstalled => None,
    };
    let next_try_at = match kept.condition {
        Condition::Retrying { next_try_at, .. } => Some(next_try_at),
        Condition::Working
        | Condition::Dead { .. }
        | Condition::Unreadable { .. }
        | Condition::Revoked { .. }
        | Condition::Uninstalled { .. } => None,
    };
    InstallationRowView {
        kind: RowKind::Installation,
        code,
        proven_at: kept.proven_at,
        next_try_at,
        installed_by: kept.installed_by.clone(),
        tags: kept.annotation.tags.clone(),
        ..blank(kept.id, kept.app)
    }
}

fn of_grant(grant: &Grant) -> InstallationRowView {
    let (code, next_try_at) = match grant.state {
        GrantState::Held { next_try_at, .. } => (Code::GrantHeld, Some(next_try_at)),
        GrantState::Quarantined {
            other_app: true, ..
        } => (Code::AppMismatch, None),
        GrantState::Quarantined { .. } => (Code::AccountMismatch, None),
        GrantState::Unconfirmed { .. } => (Code::GrantUnconfirmed, None),
        GrantState::Unreadable { .. } => (Code::TokenUnreadable, None),
    };
    InstallationRowView {
        kind: RowKind::Grant,
        code: Some(code),
        next_try_at,
        ..blank(grant.id, grant.app)
    }
}

fn blank(id: InstallationId, app: keeper_core::identifier::AppId) -> InstallationRowView {
    InstallationRowView {
        id,
        kind: RowKind::Installation,
        app,
        app_name: String::new(),
        environment: keeper_core::app::Environment::default(),
        hub_id: None,
        account_name: None,
        domain: None,
        account_type: AccountType::Unknown,
        health: Health::Unproven,
        code: None,
        scopes_granted: 0,
        scopes_wanted: 0,
        proven_at: None,
        next_try_at: None,
        installed_by: None,
        tags: Vec::new(),
        refreshing: false,
    }
}

/// Why a row is left out; a facet counts the rows that only its own filter
/// leaves out, too.
#[derive(Default)]
struct Misses {
    health: bool,
    app: bool,
    account_type: bool,
    tag: bool,
    other: bool,
}

impl Misses {
    fn only(&self, own: bool) -> bool {
        let all = [self.health, self.app, self.account_type, self.tag];
        let count = all.iter().filter(|missed| **missed).count();
        !self.other && (count == 0 || (count == 1 && own))
    }
}

/// A list: its order and the numbers beside the filters.
pub struct Listed {
    /// The rows' names, in order.
    pub order: Vec<InstallationId>,
    /// Numbers beside the filters.
    pub facets: FacetsView,
}

/// Filters, counts and sorts.
pub fn list(
    index: &Index,
    filter: &InstallationFilter,
    sort: InstallationSort,
    now: Timestamp,
) -> Listed {
    let words: Vec<String> = filter
        .search
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let mut facets = FacetsView::default();
    let mut kept: Vec<(Health, &Entry)> = Vec::new();
    for entry in index.entries.values() {
        let app = index.apps.get(&entry.what.app());
        let health = health_of(entry, app, now);
        let misses = misses(index, entry, health, filter, &words);
        count(&mut facets, index, entry, health, &misses);
        if misses.only(false) {
            kept.push((health, entry));
        }
    }
    kept.sort_by(|left, right| compare(*left, *right, sort));
    Listed {
        order: kept.iter().map(|(_, entry)| entry.what.id()).collect(),
        facets,
    }
}

fn misses(
    index: &Index,
    entry: &Entry,
    health: Health,
    filter: &InstallationFilter,
    words: &[String],
) -> Misses {
    let hub_id = entry.what.hub_id();
    let lacks = |wanted: bool, has: bool| wanted && !has;
    Misses {
        health: lacks(!filter.healths.is_empty(), filter.healths.contains(&health)),
        app: lacks(
            !filter.apps.is_empty(),
            filter.apps.contains(&entry.what.app()),
        ),
        account_type: lacks(
            !filter.account_types.is_empty(),
            filter.account_types.contains(&type_of(index, entry)),
        ),
        tag: lacks(
            !filter.tags.is_empty(),
            tags_of(entry).iter().any(|tag| filter.tags.contains(tag)),
        ),
        other: lacks(filter.hub_id.is_some(), filter.hub_id == hub_id)
            || !words.iter().all(|word| entry.haystack.contains(word)),
    }
}

fn type_of(index: &Index, entry: &Entry) -> AccountType {
    let account = entry.what.hub_id().and_then(|id| index.accounts.get(&id));
    account.map_or(AccountType::Unknown, |account| account.account_type)
}

fn tags_of(entry: &Entry) -> &[String] {
    match &entry.what {
        What::Installation(kept) => &kept.annotation.tags,
        What::Grant(_) => &[],
    }
}

fn count(facets: &mut FacetsView, index: &Index, entry: &Entry, health: Health, misses: &Misses) {
    if misses.only(misses.health) {
        *facets.health.entry(health).or_default() += 1;
    }
    if misses.only(misses.app) {
        *facets.apps.entry(entry.what.app()).or_default() += 1;
    }
    if misses.only(misses.account_type) {
        *facets
            .account_types
            .entry(type_of(index, entry))
            .or_default() += 1;
    }
    if misses.only(misses.tag) {
        for tag in tags_of(entry) {
            *facets.tags.entry(tag.clone()).or_default() += 1;
        }
    }
}

/// By the key, then by account and app, then by name, so that an order is the
/// same every time.
fn compare(left: (Health, &Entry), right: (Health, &Entry), sort: InstallationSort) -> Ordering {
    let by_key = match sort.by {
        InstallationSortKey::Health => left.0.cmp(&right.0),
        InstallationSortKey::Account => Ordering::Equal,
        InstallationSortKey::HubId => left.1.what.hub_id().cmp(&right.1.what.hub_id()),
        InstallationSortKey::App => left.1.app_key.cmp(&right.1.app_key),
        InstallationSortKey::Scopes => left.1.scopes.cmp(&right.1.scopes),
        InstallationSortKey::Proven => proven_at(left.1).cmp(&proven_at(right.1)),
        InstallationSortKey::InstalledBy => installed_by(left.1).cmp(&installed_by(right.1)),
    };
    let ordering = by_key.then_with(|| by_account(left.1, right.1));
    if sort.descending {
        ordering.reverse()
    } else {
        ordering
    }
}

/// Accounts without a label last.
fn by_account(left: &Entry, right: &Entry) -> Ordering {
    fn key(entry: &Entry) -> (bool, Option<&str>, &str, InstallationId) {
        let label = entry.account_key.as_deref();
        (label.is_none(), label, &entry.app_key, entry.what.id())
    }
    key(left).cmp(&key(right))
}

fn proven_at(entry: &Entry) -> Option<Timestamp> {
    match &entry.what {
        What::Installation(kept) => kept.proven_at,
        What::Grant(_) => None,
    }
}

fn installed_by(entry: &Entry) -> Option<&str> {
    match &entry.what {
        What::Installation(kept) => kept.installed_by.as_deref(),
        What::Grant(_) => None,
    }
}

/// For each account the row that can make a call on it: the healthiest.
pub fn living_callers(index: &Index, now: Timestamp) -> BTreeMap<HubId, InstallationId> {
    let mut callers: BTreeMap<HubId, (Health, InstallationId)> = BTreeMap::new();
    for entry in index.entries.values() {
        let health = health_of(entry, index.apps.get(&entry.what.app()), now);
        let What::Installation(kept) = &entry.what else {
            continue;
        };
        if !health.has_token() || entry.told.is_some() {
            continue;
        }
        let best = callers.entry(kept.hub_id).or_insert((health, kept.id));
        // The order of healths is that of urgency: the healthiest comes last.
        *best = (*best).max((health, kept.id));
    }
    callers
        .into_iter()
        .map(|(hub_id, (_, id))| (hub_id, id))
        .collect()
}

/// Rows by health, for an app's card or a group of the matrix.
pub fn count_health<'a>(
    index: &Index,
    entries: impl Iterator<Item = &'a Entry>,
    now: Timestamp,
) -> BTreeMap<Health, usize> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        let app = index.apps.get(&entry.what.app());
        *counts.entry(health_of(entry, app, now)).or_default() += 1;
    }
    counts
}
