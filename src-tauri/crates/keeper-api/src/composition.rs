//! The composition root: which parts make up a world.

use std::path::Path;
use std::sync::Arc;

use keeper_core::engine::{Engine, Needs};
use keeper_core::error::Problem;
use keeper_core::needs::{Browser, Clipboard, Clock, Receiver};
use keeper_hubspot::{OverHttp, Target};
use keeper_vault::{KeyringChoice, Store, StoreOptions};

use crate::events::{Herald, Subscribers};
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
    pub subscribers: Subscribers,
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
    let which = match kind {
        WorldView::Hubspot | WorldView::Shared => keeper_vault::World::Hubspot,
        WorldView::Practice => keeper_vault::World::Practice,
    };
    let options = StoreOptions::new(directory, which, address.remembered_as, keyring);
    let store = Arc::new(Store::open(options).await?);
    compose(kind, Arc::new(VaultDoor::new(store)), address, shared).await
}

/// Puts a world together around a vault: its client and its engine.
///
/// # Errors
/// [`keeper_core::Code::ArgumentsInvalid`] for an address that isn't allowed.
pub async fn compose(
    kind: WorldView,
    door: Arc<VaultDoor>,
    address: Address,
    shared: &Shared,
) -> Result<Arc<World>, Problem> {
    let target = Target::parse(&address.api)?;
    let hubspot = Arc::new(OverHttp::build(
        target,
        &keeper_hubspot::Options::default(),
    )?);
    let store = door.store();
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
        listener: Arc::new(Herald::new(shared.subscribers.clone(), kind, stale.clone())),
    };
    let engine = Engine::new(needs, address.pages.clone());
    if let Err(problem) = engine.recover().await {
        tracing::error!(%problem, "calls of an earlier run could not be looked up");
    }
    Ok(World::new(WorldParts {
        kind,
        door,
        store,
        hubspot,
        engine,
        browser,
        pages: address.pages,
        projects: Projects::new(shared.subscribers.clone(), kind),
        subscribers: shared.subscribers.clone(),
        stale,
        tasks,
    }))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use keeper_core::app::{App, AppDraft};
    use keeper_core::engine::InstallOrder;
    use keeper_core::error::Code;
    use keeper_core::identifier::AppId;
    use keeper_core::needs::{Answer, Change, Vault as _};
    use keeper_core::scope::AppScopes;
    use keeper_core::secret::{ClientSecret, Passphrase};
    use keeper_loopback::LoopbackReceiver;

    use super::*;
    use crate::catalogue;
    use crate::clipboard::SystemClipboard;
    use crate::runtime::SystemClock;
    use crate::views::Language;

    const REDIRECT_URL: &str = "https://app.example/oauth-callback";

    #[derive(Default)]
    struct Recorder(Mutex<Vec<String>>);

    impl Browser for Recorder {
        fn open<'a>(&'a self, url: &'a str) -> Answer<'a, ()> {
            self.0.lock().unwrap().push(url.to_owned());
            Box::pin(async { Ok(()) })
        }
    }

    /// A world whose pages are at `pages`, and the system browser behind it.
    async fn world(directory: &Path, pages: &str) -> (Arc<World>, Arc<Recorder>) {
        let recorder = Arc::<Recorder>::default();
        let texts = catalogue::page_texts(Language::En);
        let receiver = LoopbackReceiver::new(keeper_loopback::Options::default(), &texts);
        let keyring = KeyringChoice::Passphrase(Passphrase::new("correct horse battery staple"));
        let shared = Shared {
            browser: Arc::clone(&recorder) as _,
            receiver: Arc::new(receiver),
            clipboard: Arc::new(SystemClipboard::start()),
            clock: Arc::new(SystemClock),
            keyring: keyring.clone(),
            subscribers: Subscribers::default(),
        };
        let address = Address {
            api: "http://127.0.0.1:9".to_owned(),
            pages: Some(pages.to_owned()),
            remembered_as: "a test",
        };
        let opened = open_world(WorldView::Practice, directory, address, &shared, keyring).await;
        let world = opened.unwrap();
        world.door.open_beside(|| ());
        world.door.wait_until_tried().await;
        (world, recorder)
    }

    async fn save_app(world: &World) -> AppId {
        let (id, now) = (AppId::make_random(), SystemClock.now());
        let draft = AppDraft {
            name: "Acme".into(),
            client_id: "0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f".into(),
            redirect_urls: vec![REDIRECT_URL.into()],
            scopes: AppScopes {
                required: vec!["oauth".into()],
                ..AppScopes::default()
            },
            ..AppDraft::default()
        };
        let app = App {
            id,
            draft,
            secret_set_at: None,
            former_secret_set_at: None,
            fault: None,
            created_at: now,
            updated_at: now,
        };
        let secret = Change::PutClientSecret {
            app: id,
            secret: ClientSecret::new("a secret".to_owned()),
            keep_former: false,
            at: now,
        };
        let changes = vec![Change::PutApp(app), secret];
        world.store.commit(changes).await.unwrap();
        id
    }

    /// Every way to the system browser goes through the check: the world's own, and the engine's.
    #[tokio::test]
    async fn a11_no_way_to_the_browser_leads_past_the_check() {
        for pages in [
            "file:///etc",
            "smb://host",
            "javascript:alert(1)//",
            "https://maya@app.hubspot.com",
        ] {
            let directory = tempfile::tempdir().unwrap();
            let (world, recorder) = world(directory.path(), pages).await;
            let refused = world.browser.open(pages).await.unwrap_err();
            assert_eq!(refused.code, Code::BrowserFailed, "{pages}");
            let order = InstallOrder {
                by_paste: true,
                ..InstallOrder::by_browser(save_app(&world).await, REDIRECT_URL)
            };
            let flow = world.engine.install(order).await.unwrap().flow;
            let refused = world.engine.open_again(flow).await.unwrap_err();
            assert_eq!(refused.code, Code::BrowserFailed, "{pages}");
            assert!(recorder.0.lock().unwrap().is_empty(), "{:?}", recorder.0);
        }
    }

    #[tokio::test]
    async fn a11_practice_hubspots_pages_are_opened() {
        let directory = tempfile::tempdir().unwrap();
        let (world, recorder) = world(directory.path(), "http://127.0.0.1:4000").await;
        let order = InstallOrder {
            by_paste: true,
            ..InstallOrder::by_browser(save_app(&world).await, REDIRECT_URL)
        };
        let started = world.engine.install(order).await.unwrap();
        world.engine.open_again(started.flow).await.unwrap();
        let opened = recorder.0.lock().unwrap();
        assert!(
            opened
                .iter()
                .all(|url| url.starts_with("http://127.0.0.1:4000/oauth/")),
            "{opened:?}"
        );
        assert!(!opened.is_empty());
    }
}
