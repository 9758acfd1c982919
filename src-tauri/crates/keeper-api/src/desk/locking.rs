//! Locking every open world, and opening them again.

use std::sync::Arc;

use futures::future::join_all;
use keeper_core::activity::{Activity, ActivityKind, Actor};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::{Change, Vault};

use super::Desk;
use crate::requests::{VaultSetUpRequest, VaultUnlockRequest};
use crate::views::{VaultStartedOverView, VaultView};
use crate::world::World;

impl Desk {
    /// Refuses what needs an open vault in the world shown. A vault that isn't
    /// set up isn't locked.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; what the vault can't read.
    pub async fn refuse_while_locked(&self) -> Result<(), Problem> {
        refuse_if_locked(&self.world()).await
    }

    /// The same for what all worlds share: the settings.
    ///
    /// # Errors
    /// As [`Desk::refuse_while_locked`].
    pub(super) async fn refuse_while_base_is_locked(&self) -> Result<(), Problem> {
        refuse_if_locked(&self.base).await?;
        self.refuse_while_locked().await
    }

    /// Whether there is something to lock, and a person could unlock it again.
    pub async fn is_lockable(&self) -> bool {
        let (lockable, _) = self.by_lockable().await;
        lockable.iter().any(|world| world.store.is_open())
    }

    /// The open worlds: those that a person can unlock, and the others.
    async fn by_lockable(&self) -> (Vec<Arc<World>>, Vec<Arc<World>>) {
        let (mut lockable, mut others) = (Vec::new(), Vec::new());
        for world in self.open_worlds() {
            match world.door.check_lockable().await {
                Ok(()) => lockable.push(world),
                Err(_) => others.push(world),
            }
        }
        (lockable, others)
    }

    /// Locks every open world, after answers of HubSpot's that are under way.
    /// One that no person can unlock is locked along with another.
    ///
    /// # Errors
    /// [`Code::NoSlotOpens`] where no person could unlock it again.
    pub async fn lock(&self, by: Actor) -> Result<(), Problem> {
        let worlds = self.open_worlds();
        join_all(worlds.iter().map(|world| world.door.wait_until_tried())).await;
        let (lockable, others) = self.by_lockable().await;
        let guardian = lockable.iter().find(|world| world.store.is_open());
        let needs_guardian = others.iter().any(|world| world.store.is_open());
        if lockable.is_empty() || (needs_guardian && guardian.is_none()) {
            return Err(Code::NoSlotOpens.into());
        }
        join_all(
            worlds
                .iter()
                .map(|world| world.wait_until_quiet(Code::VaultLocked)),
        )
        .await;
        let open = worlds.iter().filter(|world| world.store.is_open());
        let open: Vec<_> = open.map(Arc::clone).collect();
        // What can't be locked keeps nothing else open.
        let mut locked = Ok(());
        for world in &others {
            locked = locked.and(lock_along(world, guardian).await);
        }
        for world in &lockable {
            locked = locked.and(world.door.lock().await.map(drop));
        }
        self.clear_clipboard().await;
        for world in open {
            record(&world, ActivityKind::VaultLocked, by).await?;
        }
        locked
    }

    /// Opens the vault of the world shown, and those that were locked along
    /// with it.
    ///
    /// # Errors
    /// [`Code::PassphraseWrong`] with the time to wait; those of the keyring.
    pub async fn unlock(&self, request: VaultUnlockRequest) -> Result<VaultView, Problem> {
        let world = self.world_after_opening().await;
        let view = world.door.unlock(request).await?;
        self.idle.note(self.shared.clock.instant());
        for along in self.open_worlds() {
            if let Err(problem) = along.door.open_along(world.kind, &world.store).await {
                tracing::warn!(%problem, world = ?along.kind, "it stays locked");
            }
        }
        record(&world, ActivityKind::VaultUnlocked, Actor::Person).await?;
        Ok(view)
    }

    /// Sets the vault of the world shown aside, and makes a new key. Flows that
    /// wait are cancelled.
    ///
    /// # Errors
    /// [`Code::AnswerUnsaved`]; [`Code::DiskFull`]; those of the keyring.
    /// Nothing is changed then.
    pub async fn start_over(
        &self,
        request: VaultSetUpRequest,
    ) -> Result<VaultStartedOverView, Problem> {
        let world = self.world_after_opening().await;
        world.wait_until_quiet(Code::FlowCancelled).await;
        world.refuse_unsaved().await?;
        let started = world.door.start_over(request).await?;
        self.idle.note(self.shared.clock.instant());
        self.furnish_practice().await?;
        record(&world, ActivityKind::VaultChanged, Actor::Person).await?;
        Ok(started)
    }
}

async fn refuse_if_locked(world: &World) -> Result<(), Problem> {
    match world.door.is_locked().await? {
        true => Err(Code::VaultLocked.into()),
        false => Ok(()),
    }
}

async fn lock_along(world: &World, guardian: Option<&Arc<World>>) -> Result<(), Problem> {
    match guardian {
        Some(guardian) => {
            let (kind, store) = (guardian.kind, &guardian.store);
            world.door.lock_along(kind, store).await
        }
        // It isn't open either.
        None => Ok(()),
    }
}

async fn record(world: &World, kind: ActivityKind, by: Actor) -> Result<(), Problem> {
    let activity = Activity {
        by,
        ..Activity::new(world.engine.now(), kind)
    };
    world.store.commit(vec![Change::Record(activity)]).await
}
