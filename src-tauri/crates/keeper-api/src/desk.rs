//! The desk: which worlds are open, which one is shown, and who is told.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use keeper_core::engine::Engine;
use keeper_core::error::{Code, Problem};
use keeper_core::event::{Changed, Event};
use keeper_core::needs::Vault;
use keeper_loopback::LoopbackReceiver;
use tokio::sync::{Mutex, broadcast};

use crate::catalogue;
use crate::clipboard::SystemClipboard;
use crate::composition::{Address, Shared, open_world};
use crate::events::{Subscribers, WorldEvent};
use crate::link_trip::LinkTrip;
use crate::options::{FileChooser, Options, PracticeHost};
use crate::outside::Outside;
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
mod network;
mod outside;
mod settings;
mod worlds;

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
    /// The practice world once it was entered. One that was left is closed.
    practice: RwLock<Option<Arc<World>>>,
    /// Held while another world is being shown.
    switching: Mutex<()>,
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
            subscribers: Subscribers::default(),
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
            practice: RwLock::default(),
            switching: Mutex::default(),
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
        self.take_certificates_of_earlier_version().await?;
        self.lead_with_vault();
        self.start_world(&self.base).await?;
        if practice || self.was_practice_shown_last().await? {
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
        let (subscribers, kind) = (self.shared.subscribers.clone(), world.kind);
        let engine = Arc::downgrade(&world.engine);
        let store = Arc::downgrade(&world.store);
        let stale = world.stale.clone();
        let was_open = AtomicBool::new(false);
        let calls_nobody = Arc::clone(&self.settings_unreadable);
        move || {
            stale.all();
            subscribers.tell(kind, Event::VaultChanged);
            let changed = Changed::Many;
            subscribers.tell(kind, Event::InstallationsChanged { changed });
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

    /// Whoever wants to be told.
    pub fn subscribe(&self) -> broadcast::Receiver<WorldEvent> {
        self.shared.subscribers.subscribe()
    }

    /// Tells of an event that concerns the whole program.
    pub fn tell(&self, event: Event) {
        self.shared.subscribers.tell_of_program(event);
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
    /// may have the clipboard for a moment; where it keeps it, a person is told.
    pub async fn clear_clipboard(&self) {
        for wait in CLEAR_WAITS {
            match self.shared.clipboard.clear(None).await {
                Ok(_) => return,
                Err(problem) => tracing::warn!(%problem, "the clipboard was not cleared"),
            }
            tokio::time::sleep(wait).await;
        }
        let code = Code::ClipboardNotCleared;
        self.tell(Event::ClipboardNotCleared { code });
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
