//! One world, open: its vault, its engine, its lists.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keeper_core::Timestamp;
use keeper_core::engine::Engine;
use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;
use keeper_core::needs::{Browser, Clock, Spawner, Vault};
use keeper_hubspot::OverHttp;
use keeper_vault::Store;
use tokio::sync::Mutex as AsyncMutex;

use crate::events::Subscribers;
use crate::index::{Index, Stale};
use crate::projects::Projects;
use crate::runtime::TokioSpawner;
use crate::snapshots::Snapshots;
use crate::vault_door::VaultDoor;
use crate::views::{SettingsView, WorldView};

mod lists;

pub use lists::WINDOW_LIMIT;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Between two looks at what the vault needs.
const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);
/// Between two looks whether a locked vault is open again.
const UNTIL_OPEN: Duration = Duration::from_secs(60);
/// How long answers in flight are waited for before the key is wiped.
const CLOSING: Duration = Duration::from_secs(10);
/// How often it is looked whether they have come.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// One world, open.
pub struct World {
    /// Which.
    pub kind: WorldView,
    /// What is kept.
    pub store: Arc<Store>,
    /// The way to HubSpot.
    pub hubspot: Arc<OverHttp>,
    /// The trips.
    pub engine: Arc<Engine>,
    /// The way to the vault's key.
    pub door: Arc<VaultDoor>,
    /// The system browser, for links.
    pub browser: Arc<dyn Browser>,
    /// Practice HubSpot's pages, in the practice world.
    pub pages: Option<String>,
    /// Developer projects that apps came from.
    pub projects: Projects,
    /// Whether installations are proven once a day.
    pub daily_proof: Arc<AtomicBool>,
    /// For how many days activity is kept.
    pub activity_days: Arc<AtomicU32>,
    is_closed: AtomicBool,
    pub(crate) stale: Stale,
    subscribers: Subscribers,
    tasks: TokioSpawner,
    index: AsyncMutex<Index>,
    snapshots: Mutex<Snapshots>,
}

impl World {
    /// Puts a world together from its parts; nothing is read yet.
    pub fn new(parts: WorldParts) -> Arc<Self> {
        parts.stale.all();
        Arc::new(Self {
            kind: parts.kind,
            store: parts.store,
            hubspot: parts.hubspot,
            engine: parts.engine,
            door: parts.door,
            browser: parts.browser,
            pages: parts.pages,
            projects: parts.projects,
            daily_proof: Arc::new(AtomicBool::new(true)),
            activity_days: Arc::new(AtomicU32::new(SettingsView::default().activity_days)),
            is_closed: AtomicBool::new(false),
            stale: parts.stale,
            subscribers: parts.subscribers,
            tasks: parts.tasks,
            index: AsyncMutex::default(),
            snapshots: Mutex::default(),
        })
    }

    /// Tells of an event in this world, and marks what must be read again.
    pub fn tell(&self, event: Event) {
        self.stale.note(&event);
        self.subscribers.tell(self.kind, event);
    }

    /// Proves installations once a day from now on, as long as the world is
    /// there.
    pub fn keep_proven(&self) {
        let is_wanted = Arc::clone(&self.daily_proof);
        let engine = Arc::clone(&self.engine);
        let proving = engine.keep_proven(move || is_wanted.load(Ordering::Relaxed));
        self.tasks.spawn(Box::pin(proving));
    }

    /// Looks after the vault as long as the world is there: a copy a day, what
    /// was forgotten 30 days ago removed for good, and activity that is older
    /// than it is kept. Waits while the vault is locked.
    pub fn keep_house(&self, clock: Arc<dyn Clock>) {
        let store = Arc::downgrade(&self.store);
        let days = Arc::clone(&self.activity_days);
        let tried = self.door.tried();
        self.tasks.spawn(Box::pin(async move {
            tried.await;
            while let Some(store) = store.upgrade() {
                // From here on: what passes meanwhile is part of the wait.
                let begun = clock.instant();
                let days = days.load(Ordering::Relaxed);
                let wait = tidy_up_if_open(&store, clock.now(), DAY * days).await;
                drop(store);
                clock.sleep_until(begun.plus(wait)).await;
            }
        }));
    }

    /// Tells from now on when a file is written that an app came from.
    pub fn watch_projects(self: &Arc<Self>) {
        let world = Arc::downgrade(self);
        self.tasks.spawn(Box::pin(async move {
            let Some(world) = world.upgrade() else {
                return;
            };
            let apps = world.store.apps().await.unwrap_or_default();
            for app in apps {
                if let Some(source) = &app.draft.source {
                    world.projects.watch(app.id, source).await;
                }
            }
        }));
    }

    /// Whether it was closed: only its vault is left of it.
    pub fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Relaxed)
    }

    /// Cancels what waits for a person and what is queued, lets what must not
    /// be cut off end within the deadline, and ends the rest.
    pub async fn close(&self) {
        let unsaved = self.come_to_rest().await;
        if unsaved > 0 {
            tracing::error!(
                unsaved,
                "answers of HubSpot's were lost: the disk didn't take them"
            );
        }
        self.end();
    }

    /// As [`World::close`], unless answers of HubSpot's wait to be saved: it
    /// goes on then. How many there are.
    pub async fn close_unless_unsaved(&self) -> usize {
        let unsaved = self.come_to_rest().await;
        if unsaved == 0 {
            self.end();
        }
        unsaved
    }

    /// How many answers still wait to be saved after it.
    async fn come_to_rest(&self) -> usize {
        self.engine.cancel_queued();
        self.wait_until_quiet(Code::FlowCancelled).await;
        self.engine.save_waiting_answers().await
    }

    fn end(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
        self.tasks.end_all();
    }

    /// Ends the flows that wait, saying why, and waits for answers in flight.
    pub async fn wait_until_quiet(&self, why: Code) {
        self.engine.end_waiting_flows(why);
        let quiet = async {
            while self.engine.is_busy() {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        if tokio::time::timeout(CLOSING, quiet).await.is_err() {
            tracing::warn!("an answer of HubSpot's was still awaited at the deadline");
        }
    }

    /// Refuses what would take away the vault that an answer waits to be saved
    /// in, after one more try to save it.
    ///
    /// # Errors
    /// [`Code::AnswerUnsaved`].
    pub async fn refuse_unsaved(&self) -> Result<(), Problem> {
        match self.engine.save_waiting_answers().await {
            0 => Ok(()),
            _ => Err(Code::AnswerUnsaved.into()),
        }
    }
}

/// How long to wait for the next look.
async fn tidy_up_if_open(store: &Store, now: Timestamp, activity_kept: Duration) -> Duration {
    if !store.is_open() {
        return UNTIL_OPEN;
    }
    tidy_up(store, now, activity_kept).await;
    HOUSEKEEPING
}

async fn tidy_up(store: &Store, now: Timestamp, activity_kept: Duration) {
    if let Err(problem) = store.daily_backup(now).await {
        tracing::warn!(%problem, "today's copy of the vault was not made");
    }
    if let Err(problem) = store.purge_expired(now).await {
        tracing::warn!(%problem, "what was forgotten long ago was not removed");
    }
    if let Err(problem) = store.prune_activity(now.minus(activity_kept)).await {
        tracing::warn!(%problem, "old activity was not removed");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.tasks.end_all();
    }
}

/// What a world is made of.
pub struct WorldParts {
    /// Which.
    pub kind: WorldView,
    /// What is kept.
    pub store: Arc<Store>,
    /// The way to HubSpot.
    pub hubspot: Arc<OverHttp>,
    /// The trips.
    pub engine: Arc<Engine>,
    /// The way to the vault's key.
    pub door: Arc<VaultDoor>,
    /// The system browser.
    pub browser: Arc<dyn Browser>,
    /// Practice HubSpot's pages, in the practice world.
    pub pages: Option<String>,
    /// Developer projects that apps came from.
    pub projects: Projects,
    /// Who is told.
    pub subscribers: Subscribers,
    /// What must be read again.
    pub stale: Stale,
    /// What runs beside.
    pub tasks: TokioSpawner,
}
