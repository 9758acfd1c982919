//! The frame of the window: session, world, settings, links.

use crate::links;
use crate::outside::{Closing, Leaving};
use crate::requests::{LinkRequest, Nothing, QuitRequest, SettingsPatch, WorldRequest};
use crate::saved_views;
use crate::views::{
    AnswersSavedView, SessionView, SettingsView, StatusOpenedView, StatusSharedView,
};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Vault;

use super::{At, DONE, Reply};

/// Seconds that a copied token may stay on the clipboard.
const CLIPBOARD_SECONDS: std::ops::RangeInclusive<u32> = 5..=300;
/// Minutes without a person after which the vault may be locked; 0 for never.
const LOCK_AFTER: [u32; 5] = [0, 5, 15, 30, 60];
/// Days that activity may be kept.
const ACTIVITY_DAYS: std::ops::RangeInclusive<u32> = 30..=3650;

pub async fn session_get(desk: At<'_>, _: Nothing) -> Reply<SessionView> {
    let world = desk.world();
    Ok(SessionView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        world: world.kind,
        practice_available: desk.has_practice(),
        hubspot_available: desk.has_hubspot(),
        view_only: desk.is_view_only(),
        shared: desk.shared_status().await,
        data_directory: desk.directory().display().to_string(),
        vault: world.door.view().await?,
        lockable: desk.is_lockable().await,
        counts: world.counts().await?,
        settings: desk.settings().await?,
        settings_unreadable: desk.are_settings_unreadable(),
        language: desk.language(),
        tray: desk.outside().has_tray(),
        unsaved: desk.unsaved(),
    })
}

pub async fn world_enter(desk: At<'_>, request: WorldRequest) -> Reply<SessionView> {
    desk.enter(request.world).await?;
    session_get(desk, Nothing {}).await
}

/// Asks in the window first, where something would be lost.
pub async fn session_quit(desk: At<'_>, request: QuitRequest) -> Reply<Nothing> {
    if request.lose_answers || desk.leave(Leaving::Quits) == Closing::Ends {
        desk.outside().quit();
    }
    DONE
}

/// A person used the window. Sent by it at most every few seconds.
pub async fn session_note_use(desk: At<'_>, _: Nothing) -> Reply<Nothing> {
    desk.note_use().await;
    DONE
}

pub async fn answers_save(desk: At<'_>, _: Nothing) -> Reply<AnswersSavedView> {
    let unsaved = desk.save_answers().await;
    Ok(AnswersSavedView { unsaved })
}

pub async fn settings_save(desk: At<'_>, request: SettingsPatch) -> Reply<SettingsView> {
    desk.change_settings(|before| checked(&before, request.over(&before)?))
        .await
}

/// Takes the defaults; settings that can't be read are set aside.
pub async fn settings_reset(desk: At<'_>, _: Nothing) -> Reply<SettingsView> {
    desk.reset_settings().await
}

fn checked(before: &SettingsView, request: SettingsView) -> Result<SettingsView, Problem> {
    let request = saved_views::checked(request)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let env_name = request.env_name.trim();
    if env_name.is_empty() || !env_name.chars().all(is_name) {
        return Err(Problem::new(Code::ArgumentsInvalid).with("field", "env_name"));
    }
    if !LOCK_AFTER.contains(&request.lock_after_minutes) {
        return Err(Problem::new(Code::ArgumentsInvalid).with("field", "lock_after_minutes"));
    }
    Ok(SettingsView {
        activity_days: request
            .activity_days
            .clamp(*ACTIVITY_DAYS.start(), *ACTIVITY_DAYS.end()),
        clipboard_seconds: request
            .clipboard_seconds
            .clamp(*CLIPBOARD_SECONDS.start(), *CLIPBOARD_SECONDS.end()),
        env_name: env_name.to_owned(),
        proxy_url: request.proxy_url.trim().to_owned(),
        // Only a person's own choice in a dialog names a file.
        certificates: request.certificates.and(before.certificates.clone()),
        ..request
    })
}

pub async fn status_share(desk: At<'_>, _: Nothing) -> Reply<StatusSharedView> {
    let path = desk.share_status().await?;
    Ok(StatusSharedView { path })
}

pub async fn status_open(desk: At<'_>, _: Nothing) -> Reply<StatusOpenedView> {
    let session = match desk.open_status().await? {
        true => Some(session_get(desk, Nothing {}).await?),
        false => None,
    };
    Ok(StatusOpenedView { session })
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
