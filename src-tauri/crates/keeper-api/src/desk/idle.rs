//! Locking after a time in which no person used the window.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use keeper_core::Instant;
use keeper_core::activity::Actor;
use keeper_core::needs::{Clock, Spawner};
use tokio::sync::watch;

use super::Desk;

/// When a person was last there, and for how long none may be.
pub(super) struct Idle {
    since: Mutex<Instant>,
    limit: watch::Sender<Option<Duration>>,
}

impl Idle {
    /// Without a limit.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            since: Mutex::new(now),
            limit: watch::Sender::new(None),
        }
    }

    /// A person is there.
    pub(super) fn note(&self, now: Instant) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Sets the limit; none for no locking.
    pub(super) fn limit(&self, minutes: u32) {
        let limit = Duration::from_secs(u64::from(minutes) * 60);
        let limit = Some(limit).filter(|limit| !limit.is_zero());
        self.limit
            .send_if_modified(|kept| std::mem::replace(kept, limit) != limit);
    }

    /// When the limit is reached; none without one.
    fn ends_at(&self) -> Option<Instant> {
        let since = *self.since.lock().unwrap_or_else(PoisonError::into_inner);
        self.limit.borrow().map(|limit| since.plus(limit))
    }

    fn is_over(&self, now: Instant) -> bool {
        self.ends_at().is_some_and(|at| at <= now)
    }
}

impl Desk {
    /// Notes that a person uses the window. Whoever comes back after the limit,
    /// such as to a machine that slept, finds it locked.
    pub async fn note_use(&self) {
        let now = self.shared.clock.instant();
        match self.idle.is_over(now) {
            true => self.lock_idle().await,
            false => self.idle.note(now),
        }
    }

    /// Nobody is idle who waits for a flow or a batch.
    async fn lock_idle(&self) {
        let worlds = self.open_worlds();
        let is_awaited = worlds.iter().any(|world| world.engine.is_awaited());
        if !is_awaited && self.is_lockable().await {
            tracing::info!("nobody used the window for a while");
            if let Err(problem) = self.lock(Actor::Schedule).await {
                tracing::warn!(%problem, "the vault was not locked");
            }
        }
        self.idle.note(self.shared.clock.instant());
    }

    /// Locks from now on what is idle for too long.
    pub(super) fn watch_idle(self: &Arc<Self>) {
        let clock = Arc::clone(&self.shared.clock);
        let limit = self.idle.limit.subscribe();
        let watching = keep_watch(Arc::downgrade(self), clock, limit);
        self.tasks.spawn(Box::pin(watching));
    }
}

async fn keep_watch(
    desk: Weak<Desk>,
    clock: Arc<dyn Clock>,
    mut limit: watch::Receiver<Option<Duration>>,
) {
    loop {
        limit.mark_unchanged();
        let Some(ends_at) = desk.upgrade().map(|desk| desk.idle.ends_at()) else {
            return;
        };
        let ending = async {
            match ends_at {
                Some(at) => clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = ending => {}
            changed = limit.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
        }
        let Some(desk) = desk.upgrade() else {
            return;
        };
        if desk.idle.is_over(clock.instant()) {
            desk.lock_idle().await;
        }
    }
}
