//! The activity list.

use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::needs::Vault;

use crate::exports::{self, Names};
use crate::index::Index;
use crate::requests::{ActivityExportRequest, ActivityQueryRequest, ExportFormat};
use crate::views::{ActivityPageView, ActivityView, ExportedView};
use crate::world::WINDOW_LIMIT;

use super::{At, Reply};

pub async fn activity_query(
    desk: At<'_>,
    request: ActivityQueryRequest,
) -> Reply<ActivityPageView> {
    let world = desk.world();
    let (lines, total) = world.store.activity(question_of(request)).await?;
    let index = world.index().await?;
    let rows = lines.into_iter().map(|line| view(&index, line)).collect();
    Ok(ActivityPageView { total, rows })
}

fn view(index: &Index, line: Activity) -> ActivityView {
    let app = line.app.and_then(|id| index.apps.get(&id));
    let app_name = app.map(|app| app.draft.name.clone());
    let account = line.hub_id.and_then(|id| index.accounts.get(&id));
    let account_name = account.and_then(Account::label).map(str::to_owned);
    ActivityView::of(line, app_name, account_name)
}

pub async fn activity_export(desk: At<'_>, request: ActivityExportRequest) -> Reply<ExportedView> {
    let world = desk.world();
    let suggested = match request.format {
        ExportFormat::Csv => "portalkeeper-activity.csv",
        ExportFormat::Json => "portalkeeper-activity.json",
    };
    let Some(path) = desk.file_chooser().save(suggested).await? else {
        return Ok(ExportedView::none());
    };
    let names = Names::of(&*world.index().await?);
    let question = question_of(request.question);
    let to = (path.clone(), request.format);
    let count = exports::activity(&world.store, question, names, to).await?;
    Ok(ExportedView::at(&path, count))
}

fn question_of(request: ActivityQueryRequest) -> ActivityQuestion {
    ActivityQuestion {
        app: request.app,
        hub_id: request.hub_id,
        installation: request.installation,
        kinds: request.kinds,
        failures_only: request.failures_only,
        search: request.search,
        since: request.since,
        until: request.until,
        offset: request.offset,
        limit: request.limit.min(WINDOW_LIMIT),
    }
}
