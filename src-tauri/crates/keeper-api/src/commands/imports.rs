//! Taking up installations that exist already, from their refresh tokens.

use keeper_core::engine::{Adoption, ImportLine, ImportStatus, ImportedLine};
use keeper_core::error::Code;
use keeper_core::limiter::Priority;
use keeper_core::needs::Vault;

use crate::disk;
use crate::options::Choose;
use crate::requests::{
    ImportRequest, InstallationAddRequest, InstallationImportRequest, InstallationRequest, Nothing,
};
use crate::views::{ImportRowView, ImportStartedView, ImportView};

use super::{At, DONE, Reply};

pub async fn installation_add(
    desk: At<'_>,
    request: InstallationAddRequest,
) -> Reply<InstallationRequest> {
    let world = desk.world_after_opening().await;
    let adoption = Adoption {
        app: request.app,
        hub_id: request.hub_id,
        token: request.refresh_token,
    };
    let id = world.engine.adopt(adoption, &Priority::person()).await?;
    Ok(InstallationRequest { id })
}

pub async fn installation_import(
    desk: At<'_>,
    request: InstallationImportRequest,
) -> Reply<ImportStartedView> {
    let world = desk.world_after_opening().await;
    if !world.store.is_open() {
        return Err(Code::VaultLocked.into());
    }
    world.store.app(request.app).await?;
    let chosen = desk.file_chooser().open(Choose::File(&["csv", "txt"]));
    let Some(path) = chosen.await? else {
        return Ok(ImportStartedView { import: None });
    };
    let lines = disk::read(move || keeper_projects::read_tokens_csv(&path)).await?;
    let lines = lines.into_iter().map(|line| ImportLine {
        line: line.line,
        hub_id: line.hub_id,
        token: line.token,
    });
    let import = world.engine.import_many(request.app, lines.collect());
    Ok(ImportStartedView {
        import: Some(import),
    })
}

pub async fn import_status(desk: At<'_>, request: ImportRequest) -> Reply<ImportView> {
    desk.world().engine.import(request.import).map(view)
}

/// The imports of the world shown that haven't ended.
pub async fn import_list(desk: At<'_>, _: Nothing) -> Reply<Vec<ImportView>> {
    let running = desk.world().engine.running_imports();
    Ok(running.into_iter().map(view).collect())
}

pub async fn import_cancel(desk: At<'_>, request: ImportRequest) -> Reply<Nothing> {
    desk.world().engine.cancel_import(request.import)?;
    DONE
}

fn view(status: ImportStatus) -> ImportView {
    ImportView {
        import: status.import,
        app: status.app,
        total: status.total,
        done: status.rows.len(),
        added: status.rows.iter().filter(|row| row.result.is_ok()).count(),
        finished: status.finished,
        rows: status.rows.into_iter().map(row).collect(),
    }
}

fn row(line: ImportedLine) -> ImportRowView {
    let (installation, problem) = match line.result {
        Ok(id) => (Some(id), None),
        Err(problem) => (None, Some(problem)),
    };
    ImportRowView {
        line: line.line,
        hub_id: line.hub_id,
        installation,
        problem,
    }
}
