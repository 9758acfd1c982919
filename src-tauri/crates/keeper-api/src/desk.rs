//! The desk: which worlds are open, which one is shown, and who is told.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use keeper_core::engine::Engine;
use keeper_core::error::{Code, Problem};
use keeper_core::event::{Changed, Event};
use keeper_core::needs::{Change, Vault};
use keeper_loopback::LoopbackReceiver;
use tokio::sync::{Mutex, OnceCell, broadcast};

use crate::catalogue;
use crate::clipboard::SystemClipboard;
use crate::composition::{Address, Shared, open_world};
use crate::events::BACKLOG;
use crate::link_trip::LinkTrip;
use crate::options::{FileChooser, Options, PracticeHost};
use crate::outside::Outside;
use crate::practice;
use crate::runtime::TokioSpawner;
use crate::scheme::SchemeHandler;
use crate::views::{Language, WorldView};
use crate::world::World;

mod backups;
mod examined;
mod idle;
mod links;
mod locking;
mod looking;
mod outside;
mod settings;

/// Waits between tries to take up held grants.
const RESUME_WAITS: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(300),
];
/// Between tries to clear the clipboard when the vault is locked or the program
/// ends.
const CLEAR_WAITS: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::ZERO,
];
const LAST_WORLD: &str = "last_world";

/// What a data directory remembers a stand-in on this computer by.
pub const ANOTHER_TARGET: &str = "another target on this computer";

/// What both worlds share, and which of them is shown.
pub struct Desk {
    directory: PathBuf,
    shared: Shared,
    scheme: Arc<dyn SchemeHandler>,
    file_chooser: Arc<dyn FileChooser>,
    link_trip: LinkTrip,
    practice_host: Option<Arc<dyn PracticeHost>>,
    /// The world that keeps the settings: HubSpot's, or with another target
    /// the only one there is.
    base: Arc<World>,
    practice: OnceCell<Arc<World>>,
    status: Mutex<Option<looking::Shared>>,
    view_only: AtomicBool,
    settings_change: Mutex<()>,
    settings_unreadable: Arc<AtomicBool>,
    keep_in_tray: AtomicBool,
    idle: idle::Idle,
    /// What the doctor wrote last.
    report: Mutex<Option<String>>,
    current: RwLock<Arc<World>>,
    outside: Arc<dyn Outside>,
    receiver: Arc<LoopbackReceiver>,
    system_language: Language,
    language: RwLock<Language>,
    /// What runs beside, for no world in particular.
    tasks: TokioSpawner,
}

impl Desk {
    /// Opens the data directory.
    ///
    /// # Errors
    /// What keeps it shut.
    pub async fn open(options: Options) -> Result<Arc<Self>, Problem> {
        options.check()?;
        let directory = options.directory()?;
        let language = options.system_language;
        let receiver = Arc::new(LoopbackReceiver::new(
            keeper_loopback::Options::default(),
            &catalogue::page_texts(language),
        ));
        let shared = Shared {
            browser: options.browser,
            receiver: Arc::clone(&receiver) as _,
            clipboard: Arc::new(SystemClipboard::start()),
            clock: options.clock,
            keyring: options.keyring,
            subscribers: broadcast::Sender::new(BACKLOG),
        };
        let (kind, address) = match options.hubspot {
            None => (WorldView::Hubspot, Address::hubspot()),
            Some(target) => (
                WorldView::Practice,
                Address {
                    api: target.api,
                    pages: Some(target.pages),
                    remembered_as: ANOTHER_TARGET,
                },
            ),
        };
        let keyring = shared.keyring.clone();
        let idle = idle::Idle::new(shared.clock.instant());
        let base = open_world(kind, &directory, address, &shared, keyring).await?;
        let desk = Arc::new(Self {
            directory,
            shared,
            scheme: options.scheme,
            file_chooser: options.file_chooser,
            link_trip: LinkTrip::default(),
            practice_host: options.practice_host,
            current: RwLock::new(Arc::clone(&base)),
            practice: OnceCell::new(),
            status: Mutex::default(),
            view_only: AtomicBool::new(false),
            settings_change: Mutex::default(),
            settings_unreadable: Arc::default(),
            keep_in_tray: AtomicBool::new(false),
            idle,
            outside: options.outside,
            receiver,
            system_language: language,
            language: RwLock::new(language),
            tasks: TokioSpawner::current(),
            report: Mutex::default(),
            base,
        });
        desk.begin(options.practice).await?;
        Ok(desk)
    }

    /// Starts what runs beside, and returns to the world that was shown last.
    async fn begin(self: &Arc<Self>, practice: bool) -> Result<(), Problem> {
        self.start_world(&self.base).await?;
        let was_practice = self.base.store.setting(LAST_WORLD.into()).await?;
        let was_practice = was_practice.as_deref() == Some("practice");
        if practice || (was_practice && self.has_practice()) {
            self.enter(WorldView::Practice).await?;
        }
        self.watch();
        self.watch_idle();
        Ok(())
    }

    async fn start_world(&self, world: &Arc<World>) -> Result<(), Problem> {
        self.apply_settings(world).await?;
        self.tell_missing_versions(world);
        world.door.open_beside(self.subscriber_of(world));
        world.keep_proven();
        world.keep_house(Arc::clone(&self.shared.clock));
        world.watch_projects();
        Ok(())
    }

    /// What to do once a world's vault has been opened or has failed to.
    fn subscriber_of(&self, world: &Arc<World>) -> impl Fn() + Send + Sync + 'static {
        let subscribers = self.shared.subscribers.clone();
        let engine = Arc::downgrade(&world.engine);
        let store = Arc::downgrade(&world.store);
        let stale = world.stale.clone();
        let was_open = AtomicBool::new(false);
        let calls_nobody = Arc::clone(&self.settings_unreadable);
        move || {
            stale.all();
            // Nobody listens while no window is open.
            let _ = subscribers.send(Event::VaultChanged);
            let _ = subscribers.send(Event::InstallationsChanged {
                changed: Changed::Many,
            });
            let is_open = store.upgrade().is_some_and(|store| store.is_open());
            let was_open = was_open.swap(is_open, Ordering::SeqCst);
            // Another slot of an open vault is no reason to ask HubSpot twice.
            if let Some(engine) = engine.upgrade().filter(|_| is_open && !was_open)
                && !calls_nobody.load(Ordering::Relaxed)
            {
                tokio::spawn(take_up_grants(engine));
            }
        }
    }

    /// The data directory.
    pub fn directory(&self) -> &std::path::Path {
        &self.directory
    }

    /// The world shown.
    pub fn world(&self) -> Arc<World> {
        let current = self.current.read();
        Arc::clone(&current.unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The world shown, once its vault has been opened or has failed to.
    pub async fn world_after_opening(&self) -> Arc<World> {
        let world = self.world();
        world.door.wait_until_tried().await;
        world
    }

    /// Where files are written to.
    pub fn file_chooser(&self) -> &dyn FileChooser {
        self.file_chooser.as_ref()
    }

    /// Whether the practice world can be entered.
    pub fn has_practice(&self) -> bool {
        self.practice_host.is_some() || self.base.kind == WorldView::Practice
    }

    /// Whether HubSpot's own world can be shown.
    pub fn has_hubspot(&self) -> bool {
        self.base.kind == WorldView::Hubspot
    }

    /// Shows a world, opening it first.
    ///
    /// # Errors
    /// [`Code::PracticeUnavailable`]; [`Code::VaultLocked`] for a world that was
    /// never opened before the others were locked; what keeps its file shut.
    pub async fn enter(self: &Arc<Self>, kind: WorldView) -> Result<(), Problem> {
        let world = if kind == self.base.kind {
            Arc::clone(&self.base)
        } else if kind == WorldView::Practice {
            self.practice_world().await?
        } else {
            return Err(Code::PracticeUnavailable.into());
        };
        self.show(&world).await;
        self.put_status_away().await;
        self.remember_world(kind).await
    }

    /// Puts a world before the person.
    async fn show(&self, world: &Arc<World>) {
        let former = self.world();
        if former.kind != world.kind {
            // What nobody sees must not be armed.
            former.engine.disarm(Code::FlowCancelled);
        }
        *self
            .current
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::clone(world);
        for event in [
            Event::VaultChanged,
            Event::AppsChanged,
            Event::AccountsChanged,
            Event::InstallationsChanged {
                changed: Changed::Many,
            },
        ] {
            self.tell(event);
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

    /// A world that would open by its keyring stays shut while a person keeps
    /// the others locked.
    async fn practice_world(self: &Arc<Self>) -> Result<Arc<World>, Problem> {
        if self.practice.get().is_none() && self.base.store.is_locked_by_person() {
            return Err(Code::VaultLocked.into());
        }
        let world = self.practice.get_or_try_init(|| self.open_practice());
        world.await.map(Arc::clone)
    }

    async fn open_practice(self: &Arc<Self>) -> Result<Arc<World>, Problem> {
        let host = self
            .practice_host
            .as_ref()
            .ok_or(Code::PracticeUnavailable)?;
        let started = host.start(self.practice_world_file()).await?;
        let address = Address {
            api: started.api.clone(),
            pages: Some(started.pages.clone()),
            remembered_as: "Practice HubSpot",
        };
        let world = open_world(
            WorldView::Practice,
            &self.directory,
            address,
            &self.shared,
            self.shared.keyring.clone(),
        )
        .await?;
        self.start_world(&world).await?;
        practice::furnish(&world, started).await?;
        Ok(world)
    }

    /// Furnishes the practice world, once its vault can seal secrets.
    ///
    /// # Errors
    /// [`Code::PracticeUnavailable`]; what the vault can't save.
    pub async fn furnish_practice(&self) -> Result<(), Problem> {
        let Some(world) = self.practice.get() else {
            return Ok(());
        };
        let host = self
            .practice_host
            .as_ref()
            .ok_or(Code::PracticeUnavailable)?;
        let started = host.start(self.practice_world_file()).await?;
        practice::furnish(world, started).await?;
        self.tell(Event::AppsChanged);
        Ok(())
    }

    fn practice_world_file(&self) -> PathBuf {
        self.directory.join("practice-world.json")
    }

    fn open_worlds(&self) -> Vec<Arc<World>> {
        let practice = self.practice.get();
        std::iter::once(&self.base)
            .chain(practice)
            .map(Arc::clone)
            .collect()
    }

    /// Whoever wants to be told.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.shared.subscribers.subscribe()
    }

    /// Tells everybody, and marks what must be read again in the world shown.
    pub fn tell(&self, event: Event) {
        self.world().stale.note(&event);
        // Nobody listens while no window is open.
        let _ = self.shared.subscribers.send(event);
    }

    /// Ends what runs.
    pub async fn close(&self) {
        self.tasks.end_all();
        for world in self.open_worlds() {
            world.close().await;
        }
        self.put_status_away().await;
        self.clear_clipboard().await;
    }

    /// Takes a token off the clipboard, if it is still there. Another program
    /// may have the clipboard for a moment.
    pub async fn clear_clipboard(&self) {
        for wait in CLEAR_WAITS {
            match self.shared.clipboard.clear(None).await {
                Ok(_) => return,
                Err(problem) => tracing::warn!(%problem, "the clipboard was not cleared"),
            }
            tokio::time::sleep(wait).await;
        }
    }
}

/// Takes up the grants that an earlier run left held. A vault that can't be
/// read for a moment is read again.
async fn take_up_grants(engine: Arc<Engine>) {
    for wait in RESUME_WAITS {
        match engine.resume().await {
            Ok(()) => return,
            Err(problem) => tracing::warn!(%problem, "held grants could not be taken up"),
        }
        tokio::time::sleep(wait).await;
    }
}
