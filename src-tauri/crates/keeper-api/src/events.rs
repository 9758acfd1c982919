//! Events on their way out: each with the world it happened in; at most ten a
//! second about changed rows, each naming at most 200 of them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keeper_core::event::{Changed, Event};
use keeper_core::identifier::InstallationId;
use keeper_core::needs::Listener;
use serde::Serialize;
use tokio::sync::broadcast;
use ts_rs::TS;

use crate::index::Stale;
use crate::views::WorldView;

/// Between two tellings of changed rows.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// More rows than this are told as "many".
const NAMED_AT_MOST: usize = 200;
/// Events a slow subscriber may lag behind before it misses some.
const BACKLOG: usize = 1024;

/// An event, and the world it happened in.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(type = "Event & { world: WorldView | null }")]
pub struct WorldEvent {
    /// Null for an event about the whole program, whichever world is shown.
    pub world: Option<WorldView>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

impl WorldEvent {
    /// What to say to a subscriber that missed events: any row of any world
    /// may have changed.
    #[must_use]
    pub fn missed() -> Self {
        Self {
            world: None,
            event: Event::InstallationsChanged {
                changed: Changed::Many,
            },
        }
    }

    /// Whether it concerns the window while it shows this world.
    #[must_use]
    pub fn concerns(&self, shown: WorldView) -> bool {
        self.world.is_none_or(|world| world == shown)
    }
}

/// Everyone who hears events.
#[derive(Clone)]
pub struct Subscribers(broadcast::Sender<WorldEvent>);

impl Default for Subscribers {
    fn default() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }
}

impl Subscribers {
    /// Tells of an event in one world.
    pub fn tell(&self, world: WorldView, event: Event) {
        let world = (!concerns_program(&event)).then_some(world);
        self.send(WorldEvent { world, event });
    }

    /// Tells of an event that concerns the whole program.
    pub fn tell_of_program(&self, event: Event) {
        self.send(WorldEvent { world: None, event });
    }

    /// What happens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<WorldEvent> {
        self.0.subscribe()
    }

    fn send(&self, event: WorldEvent) {
        // Nobody listens while no window is open.
        let _ = self.0.send(event);
    }
}

/// Whether an event that a world's engine tells concerns what all worlds
/// share: the clipboard, and how many answers wait to be saved in any of them.
fn concerns_program(event: &Event) -> bool {
    match event {
        Event::UnsavedChanged
        | Event::QuitAsked
        | Event::SettingsChanged
        | Event::WorldShown
        | Event::ClipboardCleared
        | Event::ClipboardNotCleared { .. }
        | Event::PlaceChosen { .. }
        | Event::LinkRefused { .. } => true,
        Event::InstallStarted { .. }
        | Event::InstallAdvanced { .. }
        | Event::InstallationAdded { .. }
        | Event::InstallFailed { .. }
        | Event::GrantQuarantined { .. }
        | Event::InstallationsChanged { .. }
        | Event::RefreshProgressed { .. }
        | Event::RefreshFinished { .. }
        | Event::SecretChecked { .. }
        | Event::AppsChanged
        | Event::ProjectChanged { .. }
        | Event::ImportProgressed { .. }
        | Event::AccountsChanged
        | Event::VaultChanged => false,
    }
}

struct Telling {
    subscribers: Subscribers,
    world: WorldView,
    stale: Stale,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    ids: BTreeSet<InstallationId>,
    many: bool,
    is_scheduled: bool,
}

impl Telling {
    fn tell(&self, event: Event) {
        self.subscribers.tell(self.world, event);
    }

    fn gather(self: &Arc<Self>, changed: Changed) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match changed {
            Changed::Ids(ids) => waiting.ids.extend(ids),
            Changed::Many => waiting.many = true,
        }
        if !waiting.is_scheduled {
            waiting.is_scheduled = true;
            let herald = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep(TELL_EVERY).await;
                herald.tell_gathered();
            });
        }
    }

    fn tell_gathered(&self) {
        let gathered = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *waiting)
        };
        let is_many = gathered.many || gathered.ids.len() > NAMED_AT_MOST;
        let changed = if is_many {
            Changed::Many
        } else {
            Changed::Ids(gathered.ids.into_iter().collect())
        };
        self.tell(Event::InstallationsChanged { changed });
    }
}

/// Takes what one world's engine says: marks what the index must read again,
/// at once, and tells everybody else.
pub struct Herald(Arc<Telling>);

impl Herald {
    /// A herald for one world.
    pub fn new(subscribers: Subscribers, world: WorldView, stale: Stale) -> Self {
        Self(Arc::new(Telling {
            subscribers,
            world,
            stale,
            waiting: Mutex::default(),
        }))
    }
}

impl Listener for Herald {
    fn happened(&self, event: Event) {
        self.0.stale.note(&event);
        match event {
            Event::InstallationsChanged { changed } => self.0.gather(changed),
            other @ (Event::InstallStarted { .. }
            | Event::InstallAdvanced { .. }
            | Event::InstallationAdded { .. }
            | Event::InstallFailed { .. }
            | Event::GrantQuarantined { .. }
            | Event::RefreshProgressed { .. }
            | Event::RefreshFinished { .. }
            | Event::UnsavedChanged
            | Event::QuitAsked
            | Event::SecretChecked { .. }
            | Event::AppsChanged
            | Event::AccountsChanged
            | Event::VaultChanged
            | Event::SettingsChanged
            | Event::WorldShown
            | Event::ProjectChanged { .. }
            | Event::ImportProgressed { .. }
            | Event::ClipboardCleared
            | Event::ClipboardNotCleared { .. }
            | Event::PlaceChosen { .. }
            | Event::LinkRefused { .. }) => self.0.tell(other),
        }
    }
}
