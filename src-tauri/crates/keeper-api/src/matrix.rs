//! The matrix: accounts down, apps across.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use keeper_core::Timestamp;
use keeper_core::account::{Account, AccountType};
use keeper_core::app::App;
use keeper_core::health::Health;
use keeper_core::identifier::{HubId, InstallationId};

use crate::index::{Entry, Index, What};
use crate::listing;
use crate::requests::{InstallationFilter, InstallationSort, MatrixQueryRequest};
use crate::views::{
    AccountView, MatrixAppView, MatrixCellView, MatrixGroupView, MatrixPageView, MatrixRowView,
};
use crate::world::WINDOW_LIMIT;

/// The order of the groups.
const GROUPS: [AccountType; 5] = [
    AccountType::Standard,
    AccountType::DeveloperTest,
    AccountType::Sandbox,
    AccountType::AppDeveloper,
    AccountType::Unknown,
];

/// An account, with the number of its installations, and who can make a call
/// on it.
pub fn account_view(
    account: &Account,
    installations: Option<usize>,
    keep_alive_by: Option<InstallationId>,
) -> AccountView {
    AccountView {
        hub_id: account.hub_id,
        name: account.label().map(str::to_owned),
        domain: account.domain.clone(),
        account_type: account.account_type,
        can_host: account.account_type.can_host_apps(),
        last_call_at: account.last_call_at,
        expires_at_the_earliest: account.expires_at_the_earliest(),
        keep_alive_by,
        installations: installations.unwrap_or_default(),
    }
}

/// A window of the matrix.
pub fn page(index: &Index, request: &MatrixQueryRequest, now: Timestamp) -> MatrixPageView {
    let cells = cells(index, &request.filter, now);
    let rows = rows(index, &request.filter, &cells);
    let all_cells = || {
        rows.iter()
            .filter_map(|row| cells.get(&row.hub_id))
            .flatten()
    };
    let callers = listing::living_callers(index, now);
    let limit = request.limit.min(WINDOW_LIMIT);
    let window = rows.iter().skip(request.offset).take(limit);
    MatrixPageView {
        apps: columns(index, &request.filter),
        groups: groups(&rows, &cells),
        total: rows.len(),
        has_token: all_cells().filter(|cell| cell.health.has_token()).count(),
        needs_person: all_cells()
            .filter(|cell| cell.health.needs_person())
            .count(),
        rows: window
            .map(|account| row(account, &cells, callers.get(&account.hub_id).copied()))
            .collect(),
    }
}

type Cells = HashMap<HubId, Vec<MatrixCellView>>;

fn cells(index: &Index, filter: &InstallationFilter, now: Timestamp) -> Cells {
    // Words are looked for in the accounts, too: an account that is found has
    // all its cells.
    let filter = InstallationFilter {
        search: String::new(),
        ..filter.clone()
    };
    let listed = listing::list(index, &filter, InstallationSort::default(), now);
    let mut cells: Cells = HashMap::new();
    for entry in listed.order.iter().filter_map(|id| index.entries.get(id)) {
        if let Some(hub_id) = entry.what.hub_id() {
            cells
                .entry(hub_id)
                .or_default()
                .push(cell(index, entry, now));
        }
    }
    cells
}

fn cell(index: &Index, entry: &Entry, now: Timestamp) -> MatrixCellView {
    let row = listing::row(index, entry, now, |_| false);
    let error_at = match &entry.what {
        What::Installation(kept) => kept.last_error.as_ref().map(|error| error.at),
        What::Grant(_) => None,
    };
    MatrixCellView {
        app: row.app,
        id: row.id,
        kind: row.kind,
        health: row.health,
        code: row.code,
        proven_at: row.proven_at,
        error_at,
    }
}

/// The accounts that match, by group, then by name. Asking for a health, an
/// app or a tag leaves out accounts without a cell of it.
fn rows<'a>(index: &'a Index, filter: &InstallationFilter, cells: &Cells) -> Vec<&'a Account> {
    let needs_cell =
        !filter.healths.is_empty() || !filter.apps.is_empty() || !filter.tags.is_empty();
    let words = filter.search.to_lowercase();
    let mut rows: Vec<&Account> = index
        .accounts
        .values()
        .filter(|account| !needs_cell || cells.contains_key(&account.hub_id))
        .filter(|account| {
            filter.account_types.is_empty() || filter.account_types.contains(&account.account_type)
        })
        .filter(|account| filter.hub_id.is_none_or(|hub_id| hub_id == account.hub_id))
        .filter(|account| words.split_whitespace().all(|word| is_named(account, word)))
        .collect();
    rows.sort_by_key(|account| {
        let name = account.label().map(str::to_lowercase);
        (group_of(account), name.is_none(), name, account.hub_id)
    });
    rows
}

fn is_named(account: &Account, word: &str) -> bool {
    let has = |text: &Option<String>| {
        text.as_ref()
            .is_some_and(|text| text.to_lowercase().contains(word))
    };
    has(&account.name) || has(&account.domain) || account.hub_id.to_string().contains(word)
}

fn group_of(account: &Account) -> usize {
    let place = GROUPS
        .iter()
        .position(|group| *group == account.account_type);
    place.unwrap_or(GROUPS.len())
}

fn groups(rows: &[&Account], cells: &Cells) -> Vec<MatrixGroupView> {
    let of_type = |group: &AccountType| {
        let accounts: Vec<_> = rows
            .iter()
            .filter(|account| account.account_type == *group)
            .collect();
        let mut health: BTreeMap<Health, usize> = BTreeMap::new();
        let found = accounts
            .iter()
            .filter_map(|account| cells.get(&account.hub_id));
        for cell in found.flatten() {
            *health.entry(cell.health).or_default() += 1;
        }
        MatrixGroupView {
            account_type: *group,
            accounts: accounts.len(),
            health,
        }
    };
    let groups = GROUPS.iter().map(of_type);
    groups.filter(|group| group.accounts > 0).collect()
}

/// The apps asked for, else all; those with the same name stand together.
fn columns(index: &Index, filter: &InstallationFilter) -> Vec<MatrixAppView> {
    let wanted: BTreeSet<_> = filter.apps.iter().collect();
    let is_wanted = |app: &&App| wanted.is_empty() || wanted.contains(&app.id);
    let mut apps: Vec<&App> = index.apps.values().filter(is_wanted).collect();
    apps.sort_by_key(|app| {
        let environment = std::cmp::Reverse(app.draft.environment);
        (environment, app.draft.name.to_lowercase(), app.id)
    });
    apps.into_iter()
        .map(|app| MatrixAppView {
            id: app.id,
            name: app.draft.name.clone(),
            environment: app.draft.environment,
        })
        .collect()
}

fn row(account: &Account, cells: &Cells, caller: Option<InstallationId>) -> MatrixRowView {
    let cells = cells.get(&account.hub_id).cloned().unwrap_or_default();
    MatrixRowView {
        account: account_view(account, Some(cells.len()), caller),
        cells,
    }
}
