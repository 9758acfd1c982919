//! Logos of apps.

use keeper_core::event::Event;
use keeper_core::identifier::AppId;
use keeper_core::needs::{Change, Vault};

use crate::disk;
use crate::logo;
use crate::options::Choose;
use crate::requests::LogoRequest;
use crate::views::LogoView;
use crate::world::World;

use super::{At, Reply};

pub async fn app_logo_choose(desk: At<'_>, request: LogoRequest) -> Reply<LogoView> {
    let world = desk.world();
    world.store.app(request.app).await?;
    let chosen = desk.file_chooser().open(Choose::File(logo::EXTENSIONS));
    if let Some(path) = chosen.await? {
        let png = disk::read(move || logo::read(&path)).await?;
        put(&world, request.app, Some(png)).await?;
    }
    view(&world, request.app).await
}

pub async fn app_logo_remove(desk: At<'_>, request: LogoRequest) -> Reply<LogoView> {
    let world = desk.world();
    put(&world, request.app, None).await?;
    view(&world, request.app).await
}

async fn put(world: &World, app: AppId, png: Option<Vec<u8>>) -> Reply<()> {
    let change = Change::PutLogo { app, png };
    world.store.commit(vec![change]).await?;
    world.tell(Event::AppsChanged);
    Ok(())
}

async fn view(world: &World, app: AppId) -> Reply<LogoView> {
    let logos = world.store.logos().await?;
    let png = logos.into_iter().find(|(of, _)| *of == app);
    Ok(LogoView {
        app,
        logo: png.map(|(_, png)| logo::address(&png)),
    })
}
