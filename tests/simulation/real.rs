//! The real vault, on a disk that fails. Each call runs to its end before the
//! simulation goes on, so that its threads don't change what happens.

use std::path::Path;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::app::App;
use keeper_core::grant::{Grant, Tokens};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::intent::Intent;
use keeper_core::needs::{Answer, Change, ClientSecrets, Selection, TokenSealer, Vault};
use keeper_core::secret::Passphrase;
use keeper_core::{Problem, Timestamp};
use keeper_vault::{KeyCost, KeyringChoice, Store, StoreOptions, World};
use tokio::runtime::Runtime;

/// A store and the runtime that its threads need.
pub struct RealVault {
    /// None once the program was killed; what is left of it in memory may
    /// still point here.
    store: Mutex<Option<Store>>,
    runtime: Arc<Runtime>,
}

fn phrase() -> Passphrase {
    Passphrase::new("correct horse battery")
}

impl RealVault {
    /// Opens the vault of a directory.
    pub fn open(directory: &Path, runtime: &Arc<Runtime>) -> Self {
        let choice = KeyringChoice::Passphrase(phrase());
        let target = "https://api.hubapi.com";
        let mut options = StoreOptions::new(directory, World::Hubspot, target, choice);
        options.key_cost = KeyCost {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        let store = runtime.block_on(async {
            let store = Store::open(options).await.expect("the disk is sound");
            store.make_ready().await.expect("the passphrase is right");
            store
        });
        Self {
            store: Mutex::new(Some(store)),
            runtime: Arc::clone(runtime),
        }
    }

    /// Lets go of the directory.
    pub fn close(&self) {
        drop(self.store.lock().unwrap().take());
    }

    /// Locks it, or unlocks it.
    pub fn set_open(&self, open: bool) {
        let store = self.store.lock().unwrap();
        let store = store.as_ref().expect("open");
        let done = self.runtime.block_on(async {
            match open {
                true => store.unlock_with_passphrase(phrase()).await,
                false => store.lock().await,
            }
        });
        done.expect("locking needs no room on the disk");
    }

    /// Copies it; answers with the copy's name.
    pub fn back_up(&self, now: Timestamp) -> Option<String> {
        let store = self.store.lock().unwrap();
        let made = store.as_ref().expect("open").make_backup(now);
        self.runtime.block_on(made).ok().map(|copy| copy.name)
    }

    /// Puts a copy in its place; says whether that was done.
    pub fn restore(&self, name: &str, now: Timestamp) -> bool {
        let store = self.store.lock().unwrap();
        let restored = store
            .as_ref()
            .expect("open")
            .restore_backup(name, None, now);
        self.runtime.block_on(restored).is_ok()
    }

    fn now<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Answer<'_, T>,
    ) -> Answer<'static, T> {
        let store = self.store.lock().unwrap();
        let store = store.as_ref().expect("open");
        std::future::ready(self.runtime.block_on(question(store))).boxed()
    }
}

impl Vault for RealVault {
    fn commit(&self, changes: Vec<Change>) -> Answer<'_, ()> {
        self.now(|store| store.commit(changes))
    }

    fn is_open(&self) -> bool {
        let store = self.store.lock().unwrap();
        store.as_ref().is_some_and(Vault::is_open)
    }

    fn sealer(&self) -> Result<Arc<dyn TokenSealer>, Problem> {
        let store = self.store.lock().unwrap();
        store.as_ref().expect("open").sealer()
    }

    fn intents(&self) -> Answer<'_, Vec<Intent>> {
        self.now(|store| store.intents())
    }

    fn apps(&self) -> Answer<'_, Vec<App>> {
        self.now(|store| store.apps())
    }

    fn app(&self, id: AppId) -> Answer<'_, App> {
        self.now(|store| store.app(id))
    }

    fn client_secrets(&self, id: AppId) -> Answer<'_, Option<ClientSecrets>> {
        self.now(|store| store.client_secrets(id))
    }

    fn accounts(&self) -> Answer<'_, Vec<Account>> {
        self.now(|store| store.accounts())
    }

    fn account(&self, id: HubId) -> Answer<'_, Option<Account>> {
        self.now(|store| store.account(id))
    }

    fn installations(&self, selection: Selection) -> Answer<'_, Vec<Installation>> {
        self.now(|store| store.installations(selection))
    }

    fn installation_of(
        &self,
        app: AppId,
        hub_id: HubId,
        user_id: Option<i64>,
    ) -> Answer<'_, Option<Installation>> {
        self.now(|store| store.installation_of(app, hub_id, user_id))
    }

    fn tokens(&self, id: InstallationId) -> Answer<'_, Option<Tokens>> {
        self.now(|store| store.tokens(id))
    }

    fn grants(&self) -> Answer<'_, Vec<Grant>> {
        self.now(|store| store.grants())
    }

    fn activity(&self, question: ActivityQuestion) -> Answer<'_, (Vec<Activity>, usize)> {
        self.now(|store| store.activity(question))
    }

    fn setting(&self, name: String) -> Answer<'_, Option<String>> {
        self.now(|store| store.setting(name))
    }
}
