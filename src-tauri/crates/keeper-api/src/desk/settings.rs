//! The settings, and what follows them.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keeper_core::activity::{Activity, ActivityKind, Actor};
use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;
use keeper_core::needs::{Change, Vault};

use super::Desk;
use crate::network;
use crate::views::SettingsView;
use crate::world::World;

const SETTINGS: &str = "settings";

impl Desk {
    /// The settings, with defaults where nothing was set.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn settings(&self) -> Result<SettingsView, Problem> {
        let kept = self.base.store.setting(SETTINGS.into()).await?;
        let kept = kept.and_then(|text| serde_json::from_str(&text).ok());
        Ok(kept.unwrap_or_default())
    }

    /// Keeps settings.
    ///
    /// # Errors
    /// [`Code::ProxyShape`], [`Code::CertificatesUnreadable`]; what the vault
    /// can't save.
    pub async fn save_settings(&self, settings: &SettingsView) -> Result<(), Problem> {
        // What is said elsewhere must not be refused because of a file of
        // certificates that has gone since.
        let way = match network::is_same_way(&self.settings().await?, settings) {
            true => None,
            false => Some(checked_way(settings)?),
        };
        let value = serde_json::to_string(settings)
            .map_err(|cause| Problem::new(Code::Internal).because(cause))?;
        let change = Change::PutSetting {
            name: SETTINGS.into(),
            value,
        };
        self.base.store.commit(vec![change]).await?;
        self.follow_settings(settings);
        for world in self.open_worlds() {
            follow(&world, settings);
            if let Some(way) = &way {
                world.hubspot.reconfigure(way)?;
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
        // A proxy that can't be used any more must not keep the program shut.
        let reached = network::options(&settings).and_then(|way| world.hubspot.reconfigure(&way));
        if let Err(problem) = reached {
            tracing::warn!(%problem, "HubSpot is reached the usual way");
        }
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

/// What a world does by itself.
fn follow(world: &World, settings: &SettingsView) {
    let daily_proof = settings.daily_proof;
    world.daily_proof.store(daily_proof, Ordering::Relaxed);
    let days = settings.activity_days;
    world.activity_days.store(days, Ordering::Relaxed);
}

fn checked_way(settings: &SettingsView) -> Result<keeper_hubspot::Options, Problem> {
    let way = network::options(settings)?;
    way.check()?;
    Ok(way)
}
