//! Logos of apps.

use keeper_core::event::Event;
use keeper_core::identifier::AppId;
use keeper_core::needs::{Change, Vault};

use crate::logo;
use crate::options::Choose;
use crate::projects::beside;
use crate::requests::LogoRequest;
use crate::views::LogoView;

use super::{At, Reply};

pub async fn app_logo_choose(desk: At<'_>, request: LogoRequest) -> Reply<LogoView> {
    desk.world().store.app(request.app).await?;
    let chosen = desk.file_chooser().open(Choose::File(logo::EXTENSIONS));
    if let Some(path) = chosen.await? {
        let png = beside(move || logo::read(&path)).await?;
        put(desk, request.app, Some(png)).await?;
    }
    view(desk, request.app).await
}

pub async fn app_logo_remove(desk: At<'_>, request: LogoRequest) -> Reply<LogoView> {
    put(desk, request.app, None).await?;
    view(desk, request.app).await
}

async fn put(desk: At<'_>, app: AppId, png: Option<Vec<u8>>) -> Reply<()> {
    let change = Change::PutLogo { app, png };
    desk.world().store.commit(vec![change]).await?;
    desk.tell(Event::AppsChanged);
    Ok(())
}

async fn view(desk: At<'_>, app: AppId) -> Reply<LogoView> {
    let logos = desk.world().store.logos().await?;
    let png = logos.into_iter().find(|(of, _)| *of == app);
    Ok(LogoView {
        app,
        logo: png.map(|(_, png)| logo::address(&png)),
    })
}
