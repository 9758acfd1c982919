//! The list of installations as a file.

use crate::disk;
use crate::exports;
use crate::requests::InstallationsExportRequest;
use crate::views::ExportedView;

use super::{At, Reply};

const FILE: &str = "portalkeeper-installations.csv";

pub async fn installations_export(
    desk: At<'_>,
    request: InstallationsExportRequest,
) -> Reply<ExportedView> {
    let world = desk.world();
    let Some(path) = desk.file_chooser().save(FILE).await? else {
        return Ok(ExportedView::none());
    };
    let rows = match request.chosen {
        Some(chosen) => world.rows_among(chosen, request.sort).await?,
        None => world.rows(&request.filter, request.sort).await?,
    };
    let view = ExportedView::at(&path, rows.len());
    disk::write(move || exports::installations(&path, &rows)).await?;
    Ok(view)
}
