//! The list in memory: what every row needs, read once and then only where
//! something changed.
//!
//! Rows are marked stale the moment the engine says that they changed, and
//! read again before the next question is answered; so whoever asks after a
//! command reads what the command wrote.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use keeper_core::account::Account;
use keeper_core::app::App;
use keeper_core::drift;
use keeper_core::error::Problem;
use keeper_core::event::{Changed, Event};
use keeper_core::grant::Grant;
use keeper_core::health::Health;
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::needs::{Selection, Vault};

/// What must be read again.
#[derive(Clone, Default)]
pub struct Stale(Arc<Mutex<Marks>>);

#[derive(Default)]
struct Marks {
    ids: HashSet<InstallationId>,
    everything: bool,
    apps: bool,
    accounts: bool,
}

impl Stale {
    /// Marks what an event says has changed.
    pub fn note(&self, event: &Event) {
        let mut marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::InstallationsChanged {
                changed: Changed::Ids(ids),
            } => marks.ids.extend(ids),
            Event::InstallationsChanged {
                changed: Changed::Many,
            } => marks.everything = true,
            Event::InstallationAdded { id, .. } => {
                marks.ids.insert(*id);
                marks.accounts = true;
                marks.apps = true;
            }
            Event::GrantQuarantined { id } => {
                marks.ids.insert(*id);
            }
            Event::AppsChanged => marks.apps = true,
            Event::AccountsChanged => marks.accounts = true,
            Event::InstallStarted { .. }
            | Event::InstallAdvanced { .. }
            | Event::InstallFailed { .. }
            | Event::RefreshProgressed { .. }
            | Event::RefreshFinished { .. }
            | Event::UnsavedChanged
            | Event::QuitAsked
            | Event::SecretChecked { .. }
            | Event::VaultChanged
            | Event::SettingsChanged
            | Event::WorldShown
            | Event::ClipboardCleared
            | Event::ClipboardNotCleared { .. }
            | Event::PlaceChosen { .. }
            | Event::LinkRefused { .. }
            | Event::ProjectChanged { .. }
            | Event::ImportProgressed { .. } => {}
        }
    }

    /// Marks everything.
    pub fn all(&self) {
        let mut marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks.everything = true;
        marks.apps = true;
        marks.accounts = true;
    }

    fn take(&self) -> Marks {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put_back(&self, marks: Marks) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        now.ids.extend(marks.ids);
        now.everything |= marks.everything;
        now.apps |= marks.apps;
        now.accounts |= marks.accounts;
    }
}

/// One row's facts, with what is dear to compute again at every question.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The installation, or the grant.
    pub what: What,
    /// Whether reauthorizing could grant something wanted.
    pub scopes_behind: bool,
    /// Wanted scopes that are granted, of how many.
    pub scopes: (usize, usize),
    /// What is searched, in lower case.
    pub haystack: String,
    /// What it is sorted by, in lower case: the account's label.
    pub account_key: Option<String>,
    /// What it is sorted by, in lower case: the app's name.
    pub app_key: String,
    /// The health that another computer told, where its status is shown.
    pub told: Option<Health>,
    /// Whether an answer of HubSpot's about it waits to be saved.
    pub unsaved: bool,
}

/// What a row stands for.
#[derive(Clone, Debug)]
pub enum What {
    /// An installation.
    Installation(Installation),
    /// A grant that waits.
    Grant(Grant),
}

impl What {
    /// Its name.
    pub fn id(&self) -> InstallationId {
        match self {
            Self::Installation(installation) => installation.id,
            Self::Grant(grant) => grant.id,
        }
    }

    /// Its app.
    pub fn app(&self) -> AppId {
        match self {
            Self::Installation(installation) => installation.app,
            Self::Grant(grant) => grant.app,
        }
    }

    /// Its account, where known.
    pub fn hub_id(&self) -> Option<HubId> {
        match self {
            Self::Installation(installation) => Some(installation.hub_id),
            Self::Grant(grant) => grant.hub_id,
        }
    }
}

/// Everything the lists show.
#[derive(Default)]
pub struct Index {
    /// Apps.
    pub apps: BTreeMap<AppId, App>,
    /// Accounts.
    pub accounts: BTreeMap<HubId, Account>,
    /// Rows that aren't forgotten.
    pub entries: HashMap<InstallationId, Entry>,
    /// Grows with every change; lists made at the same number are alike.
    pub version: u64,
    /// Healths that another computer told.
    pub told: HashMap<InstallationId, Health>,
    /// Rows about which an answer of HubSpot's waits to be saved.
    pub unsaved: HashSet<InstallationId>,
}

impl Index {
    /// Reads again what is marked.
    ///
    /// # Errors
    /// What the vault can't read; it stays marked.
    pub async fn freshen(&mut self, vault: &dyn Vault, stale: &Stale) -> Result<(), Problem> {
        let marks = stale.take();
        if !(marks.everything || marks.apps || marks.accounts || !marks.ids.is_empty()) {
            return Ok(());
        }
        match self.read(vault, &marks).await {
            Ok(()) => {
                self.version += 1;
                Ok(())
            }
            Err(problem) => {
                stale.put_back(marks);
                Err(problem)
            }
        }
    }

    async fn read(&mut self, vault: &dyn Vault, marks: &Marks) -> Result<(), Problem> {
        if marks.apps || marks.everything {
            let apps = vault.apps().await?;
            self.apps = apps.into_iter().map(|app| (app.id, app)).collect();
        }
        if marks.accounts || marks.everything {
            let accounts = vault.accounts().await?.into_iter();
            self.accounts = accounts.map(|account| (account.hub_id, account)).collect();
        }
        if marks.everything || marks.apps || marks.accounts {
            return self.read_all(vault).await;
        }
        let ids: Vec<_> = marks.ids.iter().copied().collect();
        for id in &ids {
            self.entries.remove(id);
        }
        let kept = vault.installations(Selection::Ids(ids)).await?;
        self.take_in(kept, vault.grants().await?);
        Ok(())
    }

    async fn read_all(&mut self, vault: &dyn Vault) -> Result<(), Problem> {
        let installations = vault.installations(Selection::Kept).await?;
        let grants = vault.grants().await?;
        self.entries.clear();
        self.take_in(installations, grants);
        Ok(())
    }

    fn take_in(&mut self, installations: Vec<Installation>, grants: Vec<Grant>) {
        let installations = installations
            .into_iter()
            .filter(|installation| installation.forgotten_at.is_none())
            .map(What::Installation);
        for what in installations.chain(grants.into_iter().map(What::Grant)) {
            let entry = self.entry(what);
            self.entries.insert(entry.what.id(), entry);
        }
    }

    fn entry(&self, what: What) -> Entry {
        let app = self.apps.get(&what.app());
        let wanted = app.map(|app| &app.draft.scopes);
        let (requested, granted): (&[String], &[String]) = match &what {
            What::Installation(kept) => (&kept.requested, &kept.granted),
            What::Grant(grant) => (&grant.requested, &grant.granted),
        };
        Entry {
            scopes_behind: wanted
                .is_some_and(|wanted| drift::is_behind(wanted, requested, granted)),
            scopes: wanted.map_or((0, 0), |wanted| drift::count(wanted, granted)),
            haystack: self.haystack(&what, app),
            account_key: self.account_key(&what),
            app_key: app
                .map(|app| app.draft.name.to_lowercase())
                .unwrap_or_default(),
            told: self.told.get(&what.id()).copied(),
            unsaved: self.unsaved.contains(&what.id()),
            what,
        }
    }

    fn account_key(&self, what: &What) -> Option<String> {
        let account = what.hub_id().and_then(|hub_id| self.accounts.get(&hub_id));
        account.and_then(Account::label).map(str::to_lowercase)
    }

    fn haystack(&self, what: &What, app: Option<&App>) -> String {
        let mut words = vec![app.map(|app| app.draft.name.clone()).unwrap_or_default()];
        if let Some(hub_id) = what.hub_id() {
            words.push(hub_id.to_string());
            if let Some(account) = self.accounts.get(&hub_id) {
                words.extend(account.name.clone());
                words.extend(account.domain.clone());
            }
        }
        if let What::Installation(kept) = what {
            words.extend(kept.installed_by.clone());
            words.extend(kept.annotation.tags.iter().cloned());
        }
        words.join("\n").to_lowercase()
    }
}
