//! The trips: installing, reauthorizing, refreshing, leaving.
//!
//! One engine per world. It owns what lives in memory only — flows, batches,
//! refreshes in flight — and reaches the world through [`Needs`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Timestamp;
use crate::event::Event;
use crate::identifier::{BatchId, FlowId, InstallationId};
use crate::limiter::Limiter;
use crate::needs::{Browser, Clipboard, Clock, HubSpot, Listener, Receiver, Spawner, Vault};

mod adopt;
mod armed;
mod arrival;
mod batch;
mod call;
mod calls;
mod commit;
mod copy;
mod credentials;
mod decide;
mod details;
mod exits;
mod flow;
mod hold;
mod import;
mod install;
mod keyed;
mod order;
mod recover;
mod refresh;
pub mod schedule;
mod secret_check;
mod settle;
mod tokens;
mod unsaved;
mod whose;

pub use adopt::Adoption;
pub use armed::{ARMED_LASTS, Waited};
pub use batch::BatchStatus;
pub use call::TestCall;
pub use copy::{Copied, TokenForm};
pub use exits::{ExitReport, ExitStep, ExitStepReport};
pub use flow::{FlowState, FlowStatus, FlowStep};
pub use import::{ImportLine, ImportStatus, ImportedLine};
pub use install::Started;
pub use order::InstallOrder;
pub use refresh::RefreshResult;
pub use unsaved::UnsavedAnswer;

/// Everything the engine needs from the world.
#[derive(Clone)]
pub struct Needs {
    /// HubSpot's calls.
    pub hubspot: Arc<dyn HubSpot>,
    /// What is kept.
    pub vault: Arc<dyn Vault>,
    /// Loopback listeners.
    pub receiver: Arc<dyn Receiver>,
    /// The system browser.
    pub browser: Arc<dyn Browser>,
    /// The clipboard.
    pub clipboard: Arc<dyn Clipboard>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The runtime.
    pub spawner: Arc<dyn Spawner>,
    /// Who is told.
    pub listener: Arc<dyn Listener>,
}

/// The trips of one world.
pub struct Engine {
    needs: Needs,
    limiter: Arc<Limiter>,
    unsaved: unsaved::Unsaved,
    /// Scheme and host of the authorization page where it isn't HubSpot's
    /// (Practice HubSpot); else each app's own authorize host.
    pages: Option<String>,
    flows: Mutex<HashMap<FlowId, flow::Flow>>,
    batches: Mutex<HashMap<BatchId, Arc<batch::Batch>>>,
    imports: Mutex<HashMap<BatchId, Arc<import::Import>>>,
    flights: Mutex<HashMap<InstallationId, refresh::Flight>>,
    locks: keyed::KeyedLock<InstallationId>,
    /// Held by the task that goes on asking about a held grant.
    settle_loops: keyed::KeyedLock<InstallationId>,
    /// Held by one try to settle a grant, or by a person's decision about it.
    settling: keyed::KeyedLock<InstallationId>,
    decisions: decide::Decisions,
}

impl Engine {
    /// An engine at rest. `pages` overrides every app's authorize host.
    #[must_use]
    pub fn new(needs: Needs, pages: Option<String>) -> Arc<Self> {
        let limiter = Limiter::new(Arc::clone(&needs.clock), Arc::clone(&needs.spawner));
        Arc::new(Self {
            needs,
            limiter,
            unsaved: unsaved::Unsaved::default(),
            pages,
            flows: Mutex::default(),
            batches: Mutex::default(),
            imports: Mutex::default(),
            flights: Mutex::default(),
            locks: keyed::KeyedLock::default(),
            settle_loops: keyed::KeyedLock::default(),
            settling: keyed::KeyedLock::default(),
            decisions: decide::Decisions::default(),
        })
    }

    /// The time that this world goes by.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.needs.clock.now()
    }

    fn tell(&self, event: Event) {
        self.needs.listener.happened(event);
    }

    fn tell_changed(&self, id: InstallationId) {
        self.tell(Event::InstallationsChanged {
            changed: crate::event::Changed::Ids(vec![id]),
        });
    }

    /// Runs `task` beside the caller.
    fn run_beside<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.needs.spawner.spawn(Box::pin(task));
    }
}

/// A lock that outlives a panic elsewhere: what it guards is replaced whole,
/// never left half-changed.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
