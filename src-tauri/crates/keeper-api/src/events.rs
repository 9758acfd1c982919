//! Events on their way out: at most ten a second about changed rows, each
//! naming at most 200 of them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keeper_core::event::{Changed, Event};
use keeper_core::identifier::InstallationId;
use keeper_core::needs::Listener;
use tokio::sync::broadcast;

use crate::index::Stale;

/// Between two tellings of changed rows.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// More rows than this are told as "many".
const NAMED_AT_MOST: usize = 200;
/// Events a slow subscriber may lag behind before it misses some.
pub const BACKLOG: usize = 1024;

struct Telling {
    subscribers: broadcast::Sender<Event>,
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
        // Nobody listens while no window is open.
        let _ = self.subscribers.send(event);
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
    pub fn new(subscribers: broadcast::Sender<Event>, stale: Stale) -> Self {
        Self(Arc::new(Telling {
            subscribers,
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
            | Event::ProjectChanged { .. }
            | Event::ImportProgressed { .. }
            | Event::ClipboardCleared
            | Event::ClipboardNotCleared { .. }
            | Event::PlaceChosen { .. }
            | Event::LinkRefused { .. }) => self.0.tell(other),
        }
    }
}
