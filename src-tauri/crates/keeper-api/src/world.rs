//! One world, open: its vault, its engine, its lists.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keeper_core::Timestamp;
use keeper_core::engine::Engine;
use keeper_core::error::{Code, Problem};
use keeper_core::health::Health;
use keeper_core::identifier::InstallationId;
use keeper_core::needs::{Browser, Clock, Spawner, Vault};
use keeper_hubspot::OverHttp;
use keeper_vault::Store;
use tokio::sync::{Mutex as AsyncMutex, MutexGuard};

use crate::index::{Entry, Index, Stale};
use crate::listing::{self, Listed};
use crate::projects::Projects;
use crate::requests::{
    ChosenRequest, InstallationFilter, InstallationQueryRequest, InstallationSort,
};
use crate::runtime::TokioSpawner;
use crate::snapshots::{self, Snapshot, Snapshots};
use crate::vault_door::VaultDoor;
use crate::views::{
    CountsView, InstallationPageView, InstallationRowView, SettingsView, WorldView,
};

/// The most rows that one question is answered with.
pub const WINDOW_LIMIT: usize = 500;

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
    pub door: VaultDoor,
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
    pub(crate) stale: Stale,
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
            stale: parts.stale,
            tasks: parts.tasks,
            index: AsyncMutex::default(),
            snapshots: Mutex::default(),
        })
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
                    world.projects.watch(app.id, source);
                }
            }
        }));
    }

    /// Cancels what waits for a person, lets what must not be cut off end
    /// within the deadline, and ends the rest.
    pub async fn close(&self) {
        self.wait_until_quiet(Code::FlowCancelled).await;
        let unsaved = self.engine.save_waiting_answers().await;
        if unsaved > 0 {
            tracing::error!(
                unsaved,
                "answers of HubSpot's were lost: the disk didn't take them"
            );
        }
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

    /// The lists in memory, fresh.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn index(&self) -> Result<MutexGuard<'_, Index>, Problem> {
        let mut index = self.index.lock().await;
        let unsaved = self.engine.unsaved_answers().into_iter();
        index.unsaved = unsaved.map(|answer| answer.owner).collect();
        index.freshen(self.store.as_ref(), &self.stale).await?;
        Ok(index)
    }

    /// Takes healths from another computer: what was seen there is shown, and
    /// not what could be seen here.
    pub async fn take_healths(&self, told: HashMap<InstallationId, Health>) {
        self.index.lock().await.told = told;
        self.stale.all();
    }

    /// One row.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`].
    pub async fn entry(&self, id: InstallationId) -> Result<(Entry, InstallationRowView), Problem> {
        let index = self.index().await?;
        let entry = index.entries.get(&id).ok_or(Code::InstallationUnknown)?;
        Ok((entry.clone(), self.row(&index, entry)))
    }

    /// Every row of a list, in its order.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn rows(
        &self,
        filter: &InstallationFilter,
        sort: InstallationSort,
    ) -> Result<Vec<InstallationRowView>, Problem> {
        let index = self.index().await?;
        let listed = listing::list(&index, filter, sort, self.engine.now());
        let entries = listed.order.iter().filter_map(|id| index.entries.get(id));
        Ok(entries.map(|entry| self.row(&index, entry)).collect())
    }

    /// The rows that were chosen and still exist, in an order.
    ///
    /// # Errors
    /// [`Code::SnapshotGone`]; what the vault can't read.
    pub async fn rows_among(
        &self,
        chosen: ChosenRequest,
        sort: InstallationSort,
    ) -> Result<Vec<InstallationRowView>, Problem> {
        let ids: HashSet<_> = self.chosen(chosen)?.into_iter().collect();
        let mut rows = self.rows(&InstallationFilter::default(), sort).await?;
        rows.retain(|row| ids.contains(&row.id));
        Ok(rows)
    }

    fn row(&self, index: &Index, entry: &Entry) -> InstallationRowView {
        let is_refreshing = |id| self.engine.is_refreshing(id);
        listing::row(index, entry, self.engine.now(), is_refreshing)
    }

    /// A window of a list, made anew or read on.
    ///
    /// # Errors
    /// [`Code::SnapshotGone`].
    pub async fn query(
        &self,
        request: InstallationQueryRequest,
    ) -> Result<InstallationPageView, Problem> {
        let index = self.index().await?;
        let mut snapshots = self
            .snapshots
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let name = match request.snapshot {
            Some(name) => name,
            None => snapshots.keep(self.snapshot(&index, request.filter, request.sort)),
        };
        let snapshot = snapshots.find(name)?;
        self.count_again(&index, snapshot);
        let limit = request.limit.min(WINDOW_LIMIT);
        let window = snapshot.order.iter().skip(request.offset).take(limit);
        Ok(InstallationPageView {
            snapshot: name,
            total: snapshot.order.len(),
            unfiltered: index.entries.len(),
            stale: snapshot.stale,
            facets: snapshot.facets.clone(),
            rows: window
                .filter_map(|id| index.entries.get(id))
                .map(|entry| self.row(&index, entry))
                .collect(),
        })
    }

    fn snapshot(
        &self,
        index: &Index,
        filter: InstallationFilter,
        sort: InstallationSort,
    ) -> Snapshot {
        let Listed { order, facets } = listing::list(index, &filter, sort, self.engine.now());
        Snapshot {
            filter,
            sort,
            order,
            facets,
            stale: 0,
            as_of: index.version,
        }
    }

    /// Brings the numbers of a list up to date; its order stays.
    fn count_again(&self, index: &Index, snapshot: &mut Snapshot) {
        if snapshot.as_of == index.version {
            return;
        }
        let now = self.engine.now();
        let now = listing::list(index, &snapshot.filter, snapshot.sort, now);
        snapshot.stale = snapshots::moved(&snapshot.order, &now.order);
        snapshot.facets = now.facets;
        snapshot.as_of = index.version;
    }

    /// The installations that were chosen.
    ///
    /// # Errors
    /// [`Code::SnapshotGone`].
    pub fn chosen(&self, request: ChosenRequest) -> Result<Vec<InstallationId>, Problem> {
        let (snapshot, except) = match request {
            ChosenRequest::Ids { ids } => return Ok(ids),
            ChosenRequest::Snapshot { snapshot, except } => (snapshot, except),
        };
        let except: HashSet<_> = except.into_iter().collect();
        let mut snapshots = self
            .snapshots
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let order = &snapshots.find(snapshot)?.order;
        let kept = order.iter().filter(|id| !except.contains(id));
        Ok(kept.copied().collect())
    }

    /// Numbers for the sidebar.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn counts(&self) -> Result<CountsView, Problem> {
        let index = self.index().await?;
        let now = self.engine.now();
        let mut counts = CountsView {
            accounts: index.accounts.len(),
            apps: index.apps.len(),
            ..CountsView::default()
        };
        for entry in index.entries.values() {
            let app = index.apps.get(&entry.what.app());
            let health = listing::health_of(entry, app, now);
            counts.installations += usize::from(!health.is_gone());
            counts.needs_person += usize::from(health.needs_person());
            counts.has_token += usize::from(health.has_token());
        }
        Ok(counts)
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
    pub door: VaultDoor,
    /// The system browser.
    pub browser: Arc<dyn Browser>,
    /// Practice HubSpot's pages, in the practice world.
    pub pages: Option<String>,
    /// Developer projects that apps came from.
    pub projects: Projects,
    /// What must be read again.
    pub stale: Stale,
    /// What runs beside.
    pub tasks: TokioSpawner,
}
