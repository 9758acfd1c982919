//! The frame of the window: session, world, settings, links.

use crate::links;
use crate::requests::{LinkRequest, Nothing, WorldRequest};
use crate::views::{SessionView, SettingsView};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Vault;

use super::{At, DONE, Reply};

/// Seconds that a copied token may stay on the clipboard.
const CLIPBOARD_SECONDS: std::ops::RangeInclusive<u32> = 5..=300;

pub async fn session_get(desk: At<'_>, _: Nothing) -> Reply<SessionView> {
    let world = desk.world();
    Ok(SessionView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        world: world.kind,
        practice_available: desk.has_practice(),
        hubspot_available: desk.has_hubspot(),
        data_directory: desk.directory().display().to_string(),
        vault: world.door.view().await?,
        counts: world.counts().await?,
        settings: desk.settings().await?,
    })
}

pub async fn world_enter(desk: At<'_>, request: WorldRequest) -> Reply<SessionView> {
    desk.enter(request.world).await?;
    session_get(desk, Nothing {}).await
}

pub async fn settings_save(desk: At<'_>, request: SettingsView) -> Reply<SettingsView> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let env_name = request.env_name.trim();
    if env_name.is_empty() || !env_name.chars().all(is_name) {
        return Err(Problem::new(Code::ArgumentsInvalid).with("field", "env_name"));
    }
    let settings = SettingsView {
        clipboard_seconds: request
            .clipboard_seconds
            .clamp(*CLIPBOARD_SECONDS.start(), *CLIPBOARD_SECONDS.end()),
        env_name: env_name.to_owned(),
        ..request
    };
    desk.save_settings(&settings).await?;
    Ok(settings)
}

pub async fn link_open(desk: At<'_>, request: LinkRequest) -> Reply<Nothing> {
    let world = desk.world();
    let account = match &request {
        LinkRequest::Account { hub_id } | LinkRequest::ConnectedApps { hub_id } => {
            world.store.account(*hub_id).await?
        }
        LinkRequest::Docs { .. } => None,
    };
    let address = links::address(&request, account.as_ref(), world.pages.as_deref());
    world.browser.open(&address).await?;
    DONE
}
