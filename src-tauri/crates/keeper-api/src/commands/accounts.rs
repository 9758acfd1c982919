//! Accounts and the matrix.

use std::collections::HashMap;

use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityKind};
use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;
use keeper_core::identifier::HubId;
use keeper_core::needs::{Change, Vault};
use keeper_core::text::{NAME_LIMIT, one_line};

use crate::requests::{AccountAddRequest, HubRequest, MatrixQueryRequest, Nothing};
use crate::views::{AccountView, MatrixPageView};
use crate::{listing, matrix};

use super::{At, DONE, Reply};

pub async fn account_list(desk: At<'_>, _: Nothing) -> Reply<Vec<AccountView>> {
    let world = desk.world();
    let index = world.index().await?;
    let mut counts: HashMap<HubId, usize> = HashMap::new();
    for hub_id in index
        .entries
        .values()
        .filter_map(|entry| entry.what.hub_id())
    {
        *counts.entry(hub_id).or_default() += 1;
    }
    let callers = listing::living_callers(&index, world.engine.now());
    let mut views: Vec<_> = index
        .accounts
        .values()
        .map(|account| {
            let count = counts.remove(&account.hub_id);
            let caller = callers.get(&account.hub_id).copied();
            matrix::account_view(account, count, caller)
        })
        .collect();
    views.sort_by_key(|view| (view.name.is_none(), view.name.clone(), view.hub_id));
    Ok(views)
}

pub async fn account_add(desk: At<'_>, request: AccountAddRequest) -> Reply<Nothing> {
    if request.hub_id.0 <= 0 {
        return Err(Problem::new(Code::ArgumentsInvalid).with("field", "hub_id"));
    }
    let world = desk.world();
    let now = world.engine.now();
    let name = request.name.map(|name| one_line(&name, NAME_LIMIT));
    let account = Account {
        name: name.filter(|name| !name.is_empty()),
        account_type: request.account_type,
        ..Account::with_hub_id(request.hub_id, now)
    };
    let activity = Activity {
        hub_id: Some(request.hub_id),
        ..Activity::new(now, ActivityKind::AccountAdded)
    };
    let changes = vec![Change::PutAccount(account), Change::Record(activity)];
    world.store.commit(changes).await?;
    world.tell(Event::AccountsChanged);
    DONE
}

pub async fn account_remove(desk: At<'_>, request: HubRequest) -> Reply<Nothing> {
    let world = desk.world();
    let change = Change::DropAccount(request.hub_id);
    world.store.commit(vec![change]).await?;
    world.tell(Event::AccountsChanged);
    DONE
}

pub async fn matrix_query(desk: At<'_>, request: MatrixQueryRequest) -> Reply<MatrixPageView> {
    let world = desk.world();
    let index = world.index().await?;
    Ok(matrix::page(&index, &request, world.engine.now()))
}
