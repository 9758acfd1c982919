//! The activity list.

use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::needs::Vault;

use crate::index::Index;
use crate::requests::ActivityQueryRequest;
use crate::views::{ActivityPageView, ActivityView};
use crate::world::WINDOW_LIMIT;

use super::{At, Reply};

pub async fn activity_query(
    desk: At<'_>,
    request: ActivityQueryRequest,
) -> Reply<ActivityPageView> {
    let world = desk.world();
    let question = ActivityQuestion {
        app: request.app,
        hub_id: request.hub_id,
        installation: request.installation,
        kinds: request.kinds,
        failures_only: request.failures_only,
        offset: request.offset,
        limit: request.limit.min(WINDOW_LIMIT),
    };
    let (lines, total) = world.store.activity(question).await?;
    let index = world.index().await?;
    let rows = lines.into_iter().map(|line| view(&index, line)).collect();
    Ok(ActivityPageView { total, rows })
}

fn view(index: &Index, line: Activity) -> ActivityView {
    let app = line.app.and_then(|id| index.apps.get(&id));
    let account = line.hub_id.and_then(|id| index.accounts.get(&id));
    ActivityView {
        at: line.at,
        kind: line.kind,
        app: line.app,
        app_name: app.map(|app| app.draft.name.clone()),
        hub_id: line.hub_id,
        account_name: account.and_then(Account::label).map(str::to_owned),
        installation: line.installation,
        code: line.code,
        hubspot_status: line.hubspot_status,
        correlation_id: line.correlation_id,
        by: line.by,
    }
}
