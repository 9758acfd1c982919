//! What is beneath the program: a vault in memory or the real one, and the
//! apps and rows that a world begins with.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use keeper_core::Timestamp;
use keeper_core::account::{Account, AccountType};
use keeper_core::app::{App, AppDraft};
use keeper_core::grant::Tokens;
use keeper_core::health::Condition;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::{Annotation, Installation};
use keeper_core::needs::{Change, TokenChange, Vault};
use keeper_core::scope::AppScopes;
use keeper_core::secret::{AccessToken, ClientSecret, RefreshToken};
use keeper_tests::failing_disk::FailingDisk;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::memory::{MemoryVault, State};
use crate::model::AppTruth;
use crate::real::RealVault;
use crate::world::{BEGIN, World};

/// Where the redirect of every app goes.
pub const REDIRECT: &str = "https://relay.example/oauth";

/// What survives a kill.
pub enum Beneath {
    Memory(Arc<MemoryVault>),
    Real(Box<OnDisk>),
}

/// A copy of all that is kept.
pub enum Copy {
    Memory(Box<State>),
    Real(String),
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        if let Some(vault) = self.vault.take() {
            vault.close();
        }
    }
}

/// The real vault's directory.
pub struct OnDisk {
    vault: Option<Arc<RealVault>>,
    pub disk: FailingDisk,
    runtime: Arc<Runtime>,
    directory: TempDir,
}

impl Beneath {
    pub fn new(real: bool) -> Self {
        match real {
            true => Self::on_disk(tempfile::tempdir().unwrap()),
            false => Self::Memory(Arc::default()),
        }
    }

    /// The real vault in a directory that is empty.
    pub fn on_disk(directory: TempDir) -> Self {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        Self::Real(Box::new(OnDisk {
            vault: None,
            disk: FailingDisk::beneath(directory.path()),
            runtime: Arc::new(runtime),
            directory,
        }))
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Memory(_) => "a vault in memory",
            Self::Real(_) => "the real vault",
        }
    }

    /// Opens and unlocks it.
    pub fn open(&mut self) -> Arc<dyn Vault> {
        match self {
            Self::Memory(vault) => {
                *vault.open.lock().unwrap() = true;
                Arc::clone(vault) as Arc<dyn Vault>
            }
            Self::Real(on_disk) => {
                let (path, runtime): (&Path, _) = (on_disk.directory.path(), &on_disk.runtime);
                let disk = &on_disk.disk;
                let vault = on_disk.vault.get_or_insert_with(|| {
                    disk.free();
                    RealVault::open(path, runtime).into()
                });
                Arc::clone(vault) as Arc<dyn Vault>
            }
        }
    }

    pub fn close(&mut self) {
        if let Self::Real(on_disk) = self
            && let Some(vault) = on_disk.vault.take()
        {
            vault.close();
        }
    }

    pub fn vault(&self) -> Arc<dyn Vault> {
        match self {
            Self::Memory(vault) => Arc::clone(vault) as Arc<dyn Vault>,
            Self::Real(on_disk) => {
                let vault = on_disk.vault.as_ref().expect("open");
                Arc::clone(vault) as Arc<dyn Vault>
            }
        }
    }

    /// Copies it; none where the disk doesn't take the copy.
    pub fn back_up(&self, now: Timestamp) -> Option<Copy> {
        match self {
            Self::Memory(vault) => {
                Some(Copy::Memory(Box::new(vault.state.lock().unwrap().clone())))
            }
            Self::Real(on_disk) => {
                let name = on_disk.vault.as_ref().expect("open").back_up(now)?;
                Some(Copy::Real(name))
            }
        }
    }

    /// Puts a copy in its place; says whether that was done.
    pub fn restore(&self, copy: &Copy, now: Timestamp) -> bool {
        match (self, copy) {
            (Self::Memory(vault), Copy::Memory(state)) => {
                *vault.state.lock().unwrap() = State::clone(state);
                true
            }
            (Self::Real(on_disk), Copy::Real(name)) => {
                on_disk.vault.as_ref().expect("open").restore(name, now)
            }
            (_, _) => false,
        }
    }

    pub fn set_open(&self, open: bool) {
        match self {
            Self::Memory(vault) => *vault.open.lock().unwrap() = open,
            Self::Real(on_disk) => on_disk.vault.as_ref().expect("open").set_open(open),
        }
    }
}

impl World {
    /// Apps and rows to begin with; how many rows is drawn where it isn't said.
    pub fn furnish(&mut self, rows: Option<usize>) {
        self.beneath.open();
        for place in 0..3 {
            let id = self.furnish_app(place);
            self.apps.push(id);
            let rows = rows.unwrap_or_else(|| self.people.below(4));
            for row in 0..rows {
                self.furnish_row(place, i64::try_from(100 + row).unwrap());
            }
        }
    }

    fn furnish_app(&mut self, place: usize) -> AppId {
        let id = AppId::make_random();
        let client_id = id.to_string();
        let secret = self.model.lock().make_text("secret");
        self.model.lock().apps.push(AppTruth {
            client_id: client_id.clone(),
            secrets: [secret.clone()].into(),
        });
        let app = App {
            id,
            draft: AppDraft {
                name: format!("App {place}"),
                client_id,
                redirect_urls: vec![REDIRECT.to_owned()],
                scopes: AppScopes {
                    required: vec!["oauth".to_owned()],
                    ..AppScopes::default()
                },
                ..AppDraft::default()
            },
            secret_set_at: Some(BEGIN),
            former_secret_set_at: None,
            fault: None,
            created_at: BEGIN,
            updated_at: BEGIN,
        };
        self.put(vec![Change::PutApp(app), set_secret(id, &secret, false)]);
        id
    }

    fn furnish_row(&mut self, app: usize, hub: i64) {
        let id = InstallationId::make_random();
        let (access, refresh) = {
            let mut model = self.model.lock();
            let line = model.new_line(app, hub, false);
            let access = model.make_text("access");
            model.lines[line].access.insert(access.clone());
            model.lines[line].tokens[0].known = true;
            (access, model.lines[line].tokens[0].text.clone())
        };
        let tokens = Tokens {
            access: AccessToken::new(access),
            access_expires_at: BEGIN.plus(Duration::from_secs(1800)),
            refresh: RefreshToken::new(refresh),
        };
        let sealer = self.beneath.vault().sealer().expect("open");
        let sealed = sealer.seal(id, &tokens).expect("sealing works");
        let account = Account {
            account_type: AccountType::Standard,
            ..Account::with_hub_id(HubId(hub), BEGIN)
        };
        self.put(vec![
            Change::PutAccount(account),
            Change::PutInstallation {
                installation: row(id, self.apps_or(app), hub),
                tokens: TokenChange::Put(sealed),
            },
        ]);
    }

    fn apps_or(&self, app: usize) -> AppId {
        self.apps[app]
    }
}

/// Sets an app's client secret.
pub fn set_secret(app: AppId, secret: &str, keep_former: bool) -> Change {
    Change::PutClientSecret {
        app,
        secret: ClientSecret::new(secret),
        keep_former,
        at: BEGIN,
    }
}

fn row(id: InstallationId, app: AppId, hub: i64) -> Installation {
    Installation {
        id,
        app,
        hub_id: HubId(hub),
        user_id: None,
        condition: Condition::Working,
        proven_at: Some(Timestamp::from_millis(BEGIN.as_millis() - 3_600_000)),
        requested: vec!["oauth".to_owned()],
        granted: vec!["oauth".to_owned()],
        installed_by: None,
        installed_at: BEGIN,
        authorized_at: BEGIN,
        last_error: None,
        forgotten_at: None,
        prints: None,
        annotation: Annotation::default(),
    }
}
