//! Which worlds there are, and going from one to another.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use keeper_core::error::{Code, Problem};
use keeper_core::event::{Changed, Event};
use keeper_core::needs::{Change, Vault};

use super::Desk;
use crate::composition::{Address, compose, open_world};
use crate::options::{PracticeHost, PracticeStarted};
use crate::practice;
use crate::views::WorldView;
use crate::world::World;

const LAST_WORLD: &str = "last_world";

impl Desk {
    /// Whether the practice world can be entered.
    pub fn has_practice(&self) -> bool {
        self.practice_host.is_some() || self.base.kind == WorldView::Practice
    }

    /// Whether HubSpot's own world can be shown.
    pub fn has_hubspot(&self) -> bool {
        self.base.kind == WorldView::Hubspot
    }

    pub(super) async fn was_practice_shown_last(&self) -> Result<bool, Problem> {
        let last = self.base.store.setting(LAST_WORLD.into()).await?;
        Ok(last.as_deref() == Some("practice") && self.has_practice())
    }

    /// Shows a world, opening it first.
    ///
    /// # Errors
    /// [`Code::PracticeUnavailable`]; [`Code::VaultLocked`] for a world that was
    /// never opened before the others were locked; what keeps its file shut.
    pub async fn enter(self: &Arc<Self>, kind: WorldView) -> Result<(), Problem> {
        let _one_at_a_time = self.switching.lock().await;
        let world = if kind == self.base.kind {
            Arc::clone(&self.base)
        } else if kind == WorldView::Practice {
            self.open_practice().await?
        } else {
            return Err(Code::PracticeUnavailable.into());
        };
        self.show(&world).await;
        self.put_status_away().await;
        self.remember_world(kind).await
    }

    /// Puts a world before the person. Practice HubSpot stops when its world
    /// is left. Whoever calls this holds [`Desk::switching`].
    pub(super) async fn show(&self, world: &Arc<World>) {
        let former = self.world();
        if former.kind != world.kind {
            // What nobody sees must not be armed.
            former.engine.disarm(Code::FlowCancelled);
        }
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(world);
        self.tell(Event::WorldShown);
        for event in [
            Event::VaultChanged,
            Event::AppsChanged,
            Event::AccountsChanged,
            Event::InstallationsChanged {
                changed: Changed::Many,
            },
        ] {
            world.tell(event);
        }
        if world.kind != WorldView::Practice {
            self.leave_practice().await;
        }
    }

    async fn remember_world(&self, kind: WorldView) -> Result<(), Problem> {
        let value = match kind {
            WorldView::Hubspot => "hubspot",
            WorldView::Practice => "practice",
            // The next start shows what is one's own.
            WorldView::Shared => return Ok(()),
        };
        let change = Change::PutSetting {
            name: LAST_WORLD.into(),
            value: value.into(),
        };
        self.base.store.commit(vec![change]).await
    }

    /// The practice world, with Practice HubSpot running. One that was left
    /// comes back on its own vault, which stayed as it was, open or locked. One
    /// that would open by its keyring stays shut while a person keeps the others
    /// locked.
    async fn open_practice(&self) -> Result<Arc<World>, Problem> {
        let left = self.practice();
        if let Some(world) = left.as_ref().filter(|world| !world.is_closed()) {
            return Ok(Arc::clone(world));
        }
        if left.is_none() && self.base.store.is_locked_by_person() {
            return Err(Code::VaultLocked.into());
        }
        let started = self.start_practice().await?;
        let opened = self.open_against(started, left).await;
        if opened.is_err() {
            self.stop_practice().await;
        }
        opened
    }

    async fn open_against(
        &self,
        started: PracticeStarted,
        left: Option<Arc<World>>,
    ) -> Result<Arc<World>, Problem> {
        let (kind, shared) = (WorldView::Practice, &self.shared);
        let address = Address {
            api: started.api.clone(),
            pages: Some(started.pages.clone()),
            remembered_as: "Practice HubSpot",
        };
        let world = match left {
            Some(left) => compose(kind, Arc::clone(&left.door), address, shared).await?,
            None => {
                let keyring = shared.keyring.clone();
                open_world(kind, &self.directory, address, shared, keyring).await?
            }
        };
        self.start_world(&world).await?;
        practice::furnish(&world, started).await?;
        *self
            .practice
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&world));
        Ok(world)
    }

    /// Closes the practice world and stops Practice HubSpot. Answers that wait
    /// to be saved keep both.
    async fn leave_practice(&self) {
        let running = self.practice().filter(|world| !world.is_closed());
        let Some(world) = running else {
            return;
        };
        if world.close_unless_unsaved().await > 0 {
            tracing::warn!("Practice HubSpot goes on: its answers wait to be saved");
            return;
        }
        self.stop_practice().await;
    }

    async fn stop_practice(&self) {
        let Some(host) = &self.practice_host else {
            return;
        };
        if let Err(problem) = host.stop().await {
            tracing::warn!(%problem, "Practice HubSpot was not stopped");
        }
    }

    /// Furnishes the practice world, once its vault can seal secrets.
    ///
    /// # Errors
    /// [`Code::PracticeUnavailable`]; what the vault can't save.
    pub async fn furnish_practice(&self) -> Result<(), Problem> {
        let Some(world) = self.practice().filter(|world| !world.is_closed()) else {
            return Ok(());
        };
        let started = self.start_practice().await?;
        practice::furnish(&world, started).await?;
        world.tell(Event::AppsChanged);
        Ok(())
    }

    async fn start_practice(&self) -> Result<PracticeStarted, Problem> {
        let host = self.practice_host.as_ref();
        let host: &dyn PracticeHost = host.ok_or(Code::PracticeUnavailable)?.as_ref();
        host.start(self.practice_world_file()).await
    }

    fn practice_world_file(&self) -> PathBuf {
        self.directory.join("practice-world.json")
    }

    fn practice(&self) -> Option<Arc<World>> {
        let practice = self.practice.read();
        practice.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every world whose vault is held.
    pub(super) fn open_worlds(&self) -> Vec<Arc<World>> {
        std::iter::once(Arc::clone(&self.base))
            .chain(self.practice())
            .collect()
    }
}
