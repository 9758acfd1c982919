//! The composition root: which parts make up a world.

use std::path::Path;
use std::sync::Arc;

use keeper_core::engine::{Engine, Needs};
use keeper_core::error::Problem;
use keeper_core::event::Event;
use keeper_core::needs::{Browser, Clipboard, Clock, Receiver};
use keeper_hubspot::{OverHttp, Target};
use keeper_vault::{KeyringChoice, Store, StoreOptions};
use tokio::sync::broadcast;

use crate::events::Herald;
use crate::index::Stale;
use crate::links::CheckedBrowser;
use crate::projects::Projects;
use crate::runtime::TokioSpawner;
use crate::vault_door::VaultDoor;
use crate::views::WorldView;
use crate::world::{World, WorldParts};

/// Where a world's calls and pages are.
pub struct Address {
    /// The API's base.
    pub api: String,
    /// The pages' base; none means each app's own authorize host.
    pub pages: Option<String>,
    /// What the data directory remembers it by. Practice HubSpot's port
    /// changes with every start, so its own address is no name.
    pub remembered_as: &'static str,
}

impl Address {
    /// HubSpot itself.
    pub fn hubspot() -> Self {
        Self {
            api: keeper_hubspot::target::HUBSPOT_API.to_owned(),
            pages: None,
            remembered_as: keeper_hubspot::target::HUBSPOT_API,
        }
    }
}

/// What both worlds share.
pub struct Shared {
    /// The system browser.
    pub browser: Arc<dyn Browser>,
    /// Loopback listeners.
    pub receiver: Arc<dyn Receiver>,
    /// The clipboard.
    pub clipboard: Arc<dyn Clipboard>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Where a new vault's key rests.
    pub keyring: KeyringChoice,
    /// Who is told.
    pub subscribers: broadcast::Sender<Event>,
}

/// Opens a world: its file, its client, its engine.
///
/// # Errors
/// What keeps the data directory shut; [`keeper_core::Code::ArgumentsInvalid`]
/// for an address that isn't allowed.
pub async fn open_world(
    kind: WorldView,
    directory: &Path,
    address: Address,
    shared: &Shared,
    keyring: KeyringChoice,
) -> Result<Arc<World>, Problem> {
    let target = Target::parse(&address.api)?;
    let hubspot = Arc::new(OverHttp::build(
        target,
        &keeper_hubspot::Options::default(),
    )?);
    let which = match kind {
        WorldView::Hubspot | WorldView::Shared => keeper_vault::World::Hubspot,
        WorldView::Practice => keeper_vault::World::Practice,
    };
    let options = StoreOptions::new(directory, which, address.remembered_as, keyring);
    let store = Arc::new(Store::open(options).await?);
    let stale = Stale::default();
    let browser: Arc<dyn Browser> = Arc::new(CheckedBrowser::new(
        Arc::clone(&shared.browser),
        address.pages.as_deref(),
    ));
    let tasks = TokioSpawner::current();
    let needs = Needs {
        hubspot: Arc::clone(&hubspot) as _,
        vault: Arc::clone(&store) as _,
        receiver: Arc::clone(&shared.receiver),
        browser: Arc::clone(&browser),
        clipboard: Arc::clone(&shared.clipboard),
        clock: Arc::clone(&shared.clock),
        spawner: Arc::new(tasks.clone()),
        listener: Arc::new(Herald::new(shared.subscribers.clone(), stale.clone())),
    };
    let engine = Engine::new(needs, address.pages.clone());
    Ok(World::new(WorldParts {
        kind,
        door: VaultDoor::new(Arc::clone(&store)),
        store,
        hubspot,
        engine,
        browser,
        pages: address.pages,
        projects: Projects::new(shared.subscribers.clone()),
        stale,
        tasks,
    }))
}
