//! The settings, and what follows them.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keeper_core::activity::{Activity, ActivityKind, Actor};
use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;
use keeper_core::needs::{Change, Vault};
use tokio::sync::MutexGuard;

use super::Desk;
use crate::network;
use crate::views::SettingsView;
use crate::world::World;

const SETTINGS: &str = "settings";
/// Where settings are kept that couldn't be read, as they were.
const SETTINGS_SET_ASIDE: &str = "settings_set_aside";

impl Desk {
    /// The settings, with defaults where nothing was set. Where they can't be
    /// read nothing may be changed, and nobody is called.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn settings(&self) -> Result<SettingsView, Problem> {
        Ok(self.read_settings().await?.unwrap_or_else(looking_only))
    }

    /// Whether what is kept couldn't be read when it was read last.
    pub fn are_settings_unreadable(&self) -> bool {
        self.settings_unreadable.load(Ordering::Relaxed)
    }

    /// None where what is kept can't be read.
    async fn read_settings(&self) -> Result<Option<SettingsView>, Problem> {
        let kept = self.base.store.setting(SETTINGS.into()).await?;
        let read = match kept {
            None => Some(SettingsView::default()),
            Some(text) => serde_json::from_str(&text).ok(),
        };
        self.settings_unreadable
            .store(read.is_none(), Ordering::Relaxed);
        Ok(read)
    }

    /// As [`Desk::settings`], to be changed.
    ///
    /// # Errors
    /// [`Code::SettingsUnreadable`]; what the vault can't read.
    pub(super) async fn readable_settings(&self) -> Result<SettingsView, Problem> {
        let read = self.read_settings().await?;
        read.ok_or_else(|| Code::SettingsUnreadable.into())
    }

    /// Changes the settings; one change at a time, so that none is lost. A
    /// proxy's credentials are sealed, and not among them.
    ///
    /// # Errors
    /// [`Code::SettingsUnreadable`], [`Code::ProxyShape`]; [`Code::VaultLocked`]
    /// for more than the looks of the window; what `change` says and the vault can't save.
    pub async fn change_settings(
        &self,
        change: impl FnOnce(SettingsView) -> Result<SettingsView, Problem>,
    ) -> Result<SettingsView, Problem> {
        let _one_at_a_time = self.one_settings_change().await;
        let before = self.readable_settings().await?;
        let settings = change(before.clone())?;
        if !differs_in_looks_alone(&before, &settings) {
            self.refuse_while_base_is_locked().await?;
        }
        if network::is_same_way(&before, &settings) {
            self.keep_settings(&settings, Vec::new(), false).await?;
            return Ok(settings);
        }
        let (settings, typed) = network::without_credentials(settings)?;
        network::options(&settings, typed.as_ref(), Vec::new())?.check()?;
        let changes = self.changes_of_way(&before, &settings, typed).await?;
        self.keep_settings(&settings, changes, true).await?;
        Ok(settings)
    }

    /// Takes the defaults. Settings that can't be read are set aside.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; what the vault can't save.
    pub async fn reset_settings(&self) -> Result<SettingsView, Problem> {
        let _one_at_a_time = self.one_settings_change().await;
        self.refuse_while_base_is_locked().await?;
        let settings = SettingsView::default();
        let mut changes = self.changes_of_no_way().await?;
        if self.read_settings().await?.is_none() {
            let kept = self.base.store.setting(SETTINGS.into()).await?;
            changes.extend(kept.map(|text| put(SETTINGS_SET_ASIDE, text)));
        }
        self.keep_settings(&settings, changes, true).await?;
        for world in self.open_worlds() {
            if world.store.is_open() && !world.is_closed() {
                tokio::spawn(super::take_up_grants(Arc::clone(&world.engine)));
            }
        }
        Ok(settings)
    }

    /// Waits for its turn to change the settings. The first try to open the
    /// vault ends before: it takes a turn of its own, to lead the worlds, and
    /// whoever changes settings asks whether the vault is locked.
    async fn one_settings_change(&self) -> MutexGuard<'_, ()> {
        self.base.door.wait_until_tried().await;
        self.settings_change.lock().await
    }

    pub(super) async fn keep_settings(
        &self,
        settings: &SettingsView,
        mut changes: Vec<Change>,
        is_other_way: bool,
    ) -> Result<(), Problem> {
        let value = serde_json::to_string(settings)
            .map_err(|cause| Problem::new(Code::Internal).because(cause))?;
        changes.push(put(SETTINGS, value));
        self.base.store.commit(changes).await?;
        self.settings_unreadable.store(false, Ordering::Relaxed);
        self.follow_settings(settings);
        for world in self.open_worlds() {
            follow(&world, settings);
            if is_other_way {
                self.lead(&world, settings).await;
            }
        }
        self.tell(Event::SettingsChanged);
        Ok(())
    }

    /// Makes a world that was just opened follow the settings.
    pub(super) async fn apply_settings(&self, world: &World) -> Result<(), Problem> {
        let settings = self.settings().await?;
        self.follow_settings(&settings);
        follow(world, &settings);
        self.lead(world, &settings).await;
        Ok(())
    }

    /// Says in the activity when HubSpot lacks the wanted version of a call.
    pub(super) fn tell_missing_versions(&self, world: &Arc<World>) {
        let store = Arc::downgrade(&world.store);
        let clock = Arc::clone(&self.shared.clock);
        world.hubspot.on_missing(move |missing| {
            let activity = Activity {
                code: Some(Code::EndpointVersionMissing),
                hubspot_status: Some(missing.path()),
                by: Actor::Schedule,
                ..Activity::new(clock.now(), ActivityKind::VersionMissing)
            };
            let Some(store) = store.upgrade() else {
                return;
            };
            tokio::spawn(async move {
                let line = store.commit(vec![Change::Record(activity)]).await;
                if let Err(problem) = line {
                    tracing::warn!(%problem, "a missing version was not written down");
                }
            });
        });
    }
}

pub(super) fn put(name: &str, value: String) -> Change {
    Change::PutSetting {
        name: name.into(),
        value,
    }
}

/// What may be changed while the vault is locked.
fn differs_in_looks_alone(before: &SettingsView, after: &SettingsView) -> bool {
    let looks = SettingsView {
        theme: after.theme,
        compact: after.compact,
        language: after.language,
        columns: after.columns.clone(),
        ..before.clone()
    };
    looks == *after
}

/// Until a person decides about settings that can't be read.
fn looking_only() -> SettingsView {
    SettingsView {
        view_only: true,
        daily_proof: false,
        ..SettingsView::default()
    }
}

/// What a world does by itself.
fn follow(world: &World, settings: &SettingsView) {
    let daily_proof = settings.daily_proof;
    world.daily_proof.store(daily_proof, Ordering::Relaxed);
    let days = settings.activity_days;
    world.activity_days.store(days, Ordering::Relaxed);
}
