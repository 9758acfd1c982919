//! Copies of the vault.

use crate::requests::{BackupRequest, Nothing};
use crate::views::{BackupRestoredView, BackupView};

use super::{At, Reply};

pub async fn backup_list(desk: At<'_>, _: Nothing) -> Reply<Vec<BackupView>> {
    let copies = desk.world().store.backups().await?;
    Ok(copies.into_iter().map(BackupView::from).collect())
}

pub async fn backup_make(desk: At<'_>, _: Nothing) -> Reply<BackupView> {
    let world = desk.world();
    let copy = world.store.make_backup(world.engine.now()).await?;
    Ok(copy.into())
}

pub async fn backup_restore(desk: At<'_>, request: BackupRequest) -> Reply<BackupRestoredView> {
    let then = request.then.map(Into::into);
    desk.restore_backup(&request.name, then).await
}
