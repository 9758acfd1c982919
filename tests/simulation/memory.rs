//! A vault in memory that keeps the rules of the real one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::app::App;
use keeper_core::grant::{Grant, SealedTokens, Tokens};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::intent::Intent;
use keeper_core::needs::{
    Answer, Change, ClientSecrets, Selection, TokenChange, TokenSealer, Vault,
};
use keeper_core::secret::{AccessToken, RefreshToken};
use keeper_core::{Code, Problem};
use uuid::Uuid;

/// What is on disk.
#[derive(Clone, Default)]
pub struct State {
    pub apps: BTreeMap<AppId, App>,
    pub secrets: BTreeMap<AppId, ClientSecrets>,
    accounts: BTreeMap<HubId, Account>,
    pub rows: BTreeMap<InstallationId, Arc<Installation>>,
    pub tokens: BTreeMap<InstallationId, Arc<SealedTokens>>,
    /// Whose seal doesn't open any more.
    pub broken: BTreeSet<InstallationId>,
    grants: BTreeMap<InstallationId, Arc<Grant>>,
    settings: BTreeMap<String, String>,
    intents: BTreeMap<InstallationId, Intent>,
}

/// Seals nothing: the texts are kept, with the row that they are for.
struct Sealer;

impl TokenSealer for Sealer {
    fn seal(&self, owner: InstallationId, tokens: &Tokens) -> Result<SealedTokens, Problem> {
        let bytes = |text: &str| format!("{owner} {text}").into_bytes();
        Ok(SealedTokens {
            vault: Uuid::nil(),
            access: bytes(tokens.access.expose()),
            refresh: bytes(tokens.refresh.expose()),
            prints: tokens.prints(),
        })
    }
}

/// Opens what was sealed for this row.
pub fn unseal(owner: InstallationId, sealed: &SealedTokens) -> Result<Tokens, Problem> {
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let text = text.strip_prefix(&format!("{owner} ")).map(str::to_owned);
        text.ok_or(Code::SealBroken)
    };
    Ok(Tokens {
        access: AccessToken::new(text(&sealed.access)?),
        access_expires_at: sealed.prints.access_expires_at,
        refresh: RefreshToken::new(text(&sealed.refresh)?),
    })
}

/// The vault.
#[derive(Default)]
pub struct MemoryVault {
    pub state: Mutex<State>,
    pub open: Mutex<bool>,
}

type Done = Result<(), Problem>;

impl State {
    fn make(&mut self, change: Change, open: bool) -> Done {
        let sealing = || {
            if open {
                Ok(())
            } else {
                Err(Problem::new(Code::VaultLocked))
            }
        };
        match change {
            Change::PutApp(_)
            | Change::PutClientSecret { .. }
            | Change::SetAppFault { .. }
            | Change::PutAccount(_)
            | Change::PutSetting { .. } => return self.make_small(change, sealing()),
            Change::HoldGrant { grant, tokens } => {
                let id = grant.id;
                let prints = Some(tokens.prints.clone());
                self.grants.insert(id, Arc::new(Grant { prints, ..grant }));
                self.tokens.insert(id, Arc::new(tokens));
            }
            Change::PutGrant(grant) => {
                let known = self
                    .grants
                    .get(&grant.id)
                    .ok_or(Code::InstallationUnknown)?;
                let prints = known.prints.clone();
                self.grants
                    .insert(grant.id, Arc::new(Grant { prints, ..grant }));
            }
            Change::DropGrant(id) => self.drop_grant(id),
            Change::PutInstallation {
                installation,
                tokens,
            } => return self.put(installation, tokens, sealing()),
            Change::Annotate { id, annotation } => {
                let row = self.rows.get_mut(&id).ok_or(Code::InstallationUnknown)?;
                Arc::make_mut(row).annotation = annotation;
            }
            Change::Forget { id, at } => return self.set_forgotten(id, Some(at)),
            Change::Restore(id) => return self.set_forgotten(id, None),
            Change::Purge(id) => {
                self.rows.remove(&id);
                self.tokens.remove(&id);
            }
            Change::BeginCall(intent) => drop(self.intents.insert(intent.owner, intent)),
            Change::EndCall(owner) => drop(self.intents.remove(&owner)),
            Change::PutLogo { .. }
            | Change::PutSealedSetting { .. }
            | Change::DropApp(_)
            | Change::DropAccount(_)
            | Change::Record(_) => {}
        }
        Ok(())
    }

    fn make_small(&mut self, change: Change, sealing: Done) -> Done {
        match change {
            Change::PutApp(app) => {
                let fault = self.apps.get(&app.id).and_then(|known| known.fault.clone());
                self.apps.insert(app.id, App { fault, ..app });
            }
            Change::PutClientSecret {
                app,
                secret,
                keep_former,
                ..
            } => {
                sealing?;
                let before = self.secrets.remove(&app).map(|it| it.present);
                let former = before.filter(|_| keep_former);
                let present = secret;
                self.secrets.insert(app, ClientSecrets { present, former });
            }
            Change::SetAppFault { app, fault } => {
                self.apps.get_mut(&app).ok_or(Code::AppUnknown)?.fault = fault;
            }
            Change::PutAccount(new) => {
                let id = new.hub_id;
                let known = self.accounts.remove(&id);
                let merged = known.map_or(new.clone(), |known| known.updated_by(new));
                self.accounts.insert(id, merged);
            }
            Change::PutSetting { name, value } => drop(self.settings.insert(name, value)),
            _ => {}
        }
        Ok(())
    }

    fn drop_grant(&mut self, id: InstallationId) {
        if self.grants.remove(&id).is_some() {
            self.tokens.remove(&id);
        }
    }

    fn put(&mut self, row: Installation, change: TokenChange, sealing: Done) -> Done {
        let id = row.id;
        let known = self.rows.get(&id);
        let mut new = Installation {
            prints: known.and_then(|known| known.prints.clone()),
            annotation: known.map_or(row.annotation.clone(), |known| known.annotation.clone()),
            ..row
        };
        self.refuse_second(&new)?;
        let tokens = match change {
            TokenChange::Keep => None,
            TokenChange::Put(tokens) => Some(Arc::new(tokens)),
            TokenChange::TakeFromGrant(grant) => {
                sealing?;
                let tokens = self.tokens.get(&grant).ok_or(Code::TokenGone)?;
                let tokens = Sealer.seal(id, &unseal(grant, tokens)?)?;
                self.drop_grant(grant);
                Some(Arc::new(tokens))
            }
            TokenChange::Wipe => {
                self.tokens.remove(&id);
                new.prints = None;
                None
            }
        };
        if let Some(tokens) = tokens {
            new.prints = Some(tokens.prints.clone());
            self.tokens.insert(id, tokens);
            self.broken.remove(&id);
        }
        self.rows.insert(id, Arc::new(new));
        Ok(())
    }

    fn refuse_second(&self, new: &Installation) -> Done {
        let key = |row: &Installation| (row.app, row.hub_id, row.user_id);
        let is_second = |row: &&Arc<Installation>| {
            row.id != new.id && row.forgotten_at.is_none() && key(row) == key(new)
        };
        match new.forgotten_at.is_none() && self.rows.values().any(|row| is_second(&row)) {
            true => Err(Code::InstallationExists.into()),
            false => Ok(()),
        }
    }

    fn set_forgotten(&mut self, id: InstallationId, at: Option<keeper_core::Timestamp>) -> Done {
        let row = self.rows.get(&id).ok_or(Code::InstallationUnknown)?;
        let mut row = Installation::clone(row);
        row.forgotten_at = at;
        self.refuse_second(&row)?;
        self.rows.insert(id, Arc::new(row));
        Ok(())
    }

    fn selected(&self, selection: &Selection) -> Vec<Installation> {
        let all = self.rows.values();
        match selection {
            Selection::Kept => all
                .filter(|row| row.forgotten_at.is_none())
                .map(|row| Installation::clone(row))
                .collect(),
            Selection::Forgotten => all
                .filter(|row| row.forgotten_at.is_some())
                .map(|row| Installation::clone(row))
                .collect(),
            Selection::Ids(ids) => ids
                .iter()
                .filter_map(|id| self.rows.get(id))
                .map(|row| Installation::clone(row))
                .collect(),
        }
    }
}

impl MemoryVault {
    fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&State) -> Result<T, Problem>,
    ) -> Answer<'_, T> {
        let answer = question(&self.state.lock().unwrap());
        std::future::ready(answer).boxed()
    }

    fn must_be_open(&self) -> Done {
        match *self.open.lock().unwrap() {
            true => Ok(()),
            false => Err(Code::VaultLocked.into()),
        }
    }
}

impl Vault for MemoryVault {
    fn commit(&self, changes: Vec<Change>) -> Answer<'_, ()> {
        let open = *self.open.lock().unwrap();
        let mut state = self.state.lock().unwrap();
        let mut after = state.clone();
        let made = changes
            .into_iter()
            .try_for_each(|change| after.make(change, open));
        if made.is_ok() {
            *state = after;
        }
        std::future::ready(made).boxed()
    }

    fn is_open(&self) -> bool {
        *self.open.lock().unwrap()
    }

    fn sealer(&self) -> Result<Arc<dyn TokenSealer>, Problem> {
        self.must_be_open()?;
        Ok(Arc::new(Sealer))
    }

    fn intents(&self) -> Answer<'_, Vec<Intent>> {
        self.read(|state| Ok(state.intents.values().cloned().collect()))
    }

    fn apps(&self) -> Answer<'_, Vec<App>> {
        self.read(|state| Ok(state.apps.values().cloned().collect()))
    }

    fn app(&self, id: AppId) -> Answer<'_, App> {
        self.read(|state| Ok(state.apps.get(&id).cloned().ok_or(Code::AppUnknown)?))
    }

    fn client_secrets(&self, id: AppId) -> Answer<'_, Option<ClientSecrets>> {
        let open = self.must_be_open();
        self.read(|state| match state.secrets.get(&id) {
            Some(secrets) => open.map(|()| Some(secrets.clone())),
            None => Ok(None),
        })
    }

    fn accounts(&self) -> Answer<'_, Vec<Account>> {
        self.read(|state| Ok(state.accounts.values().cloned().collect()))
    }

    fn account(&self, id: HubId) -> Answer<'_, Option<Account>> {
        self.read(|state| Ok(state.accounts.get(&id).cloned()))
    }

    fn installations(&self, selection: Selection) -> Answer<'_, Vec<Installation>> {
        self.read(|state| Ok(state.selected(&selection)))
    }

    fn installation_of(
        &self,
        app: AppId,
        hub_id: HubId,
        user_id: Option<i64>,
    ) -> Answer<'_, Option<Installation>> {
        self.read(|state| {
            let mut kept = state.selected(&Selection::Kept).into_iter();
            Ok(kept.find(|row| (row.app, row.hub_id, row.user_id) == (app, hub_id, user_id)))
        })
    }

    fn tokens(&self, id: InstallationId) -> Answer<'_, Option<Tokens>> {
        let open = self.must_be_open();
        self.read(|state| match state.tokens.get(&id) {
            Some(_) if state.broken.contains(&id) => Err(Code::SealBroken.into()),
            Some(tokens) => open.and_then(|()| unseal(id, tokens).map(Some)),
            None => Ok(None),
        })
    }

    fn grants(&self) -> Answer<'_, Vec<Grant>> {
        self.read(|state| {
            let grants = state.grants.values();
            Ok(grants.map(|grant| Grant::clone(grant)).collect())
        })
    }

    fn activity(&self, _: ActivityQuestion) -> Answer<'_, (Vec<Activity>, usize)> {
        self.read(|_| Ok((Vec::new(), 0)))
    }

    fn setting(&self, name: String) -> Answer<'_, Option<String>> {
        self.read(|state| Ok(state.settings.get(&name).cloned()))
    }
}
