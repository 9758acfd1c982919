//! The vault as the program meets it: a vault beneath, faults of the disk, and
//! the rules that every commit must keep.

use std::sync::Arc;
use std::time::Duration;

use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::app::App;
use keeper_core::grant::{Grant, Tokens};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::intent::Intent;
use keeper_core::needs::{
    Answer, Change, ClientSecrets, Clock, Selection, TokenChange, TokenSealer, Vault,
};
use keeper_core::secret::Fingerprint;
use keeper_core::{Code, Problem};

use crate::clock::HandClock;
use crate::executor::give_way;
use crate::model::{Sabotage, Shared};
use crate::random::Random;
use crate::rules;

/// A vault that is watched.
pub struct WatchedVault {
    pub inner: Arc<dyn Vault>,
    pub model: Shared,
    pub clock: HandClock,
    pub random: Random,
}

/// What a commit is about to do, as far as the rules go.
enum Deed {
    Wipes(InstallationId, Option<Fingerprint>),
    /// The tokens of a grant take the place of these.
    Replaces(Tokens, Tokens),
    Proves(Box<Installation>, Option<Fingerprint>),
    Tells(Activity),
}

impl WatchedVault {
    async fn disturb(&self) -> Result<(), Problem> {
        for _ in 0..self.random.below(3) {
            give_way().await;
        }
        let disk = self.model.lock().disk;
        if self.random.chance(disk.slow) {
            let until = self.clock.now().plus(Duration::from_secs(5));
            self.clock.sleep_until(until).await;
        }
        let disk = self.model.lock().disk;
        if disk.full {
            return Err(Code::DiskFull.into());
        }
        match self.random.chance(disk.fails) {
            true => Err(Code::SaveFailed.into()),
            false => Ok(()),
        }
    }

    fn refuse(&self, changes: &[Change]) -> Result<(), Problem> {
        let is_installation = |change: &Change| matches!(change, Change::PutInstallation { .. });
        match self.model.lock().disk.refuses && changes.iter().any(is_installation) {
            true => Err(Code::SealBroken.into()),
            false => Ok(()),
        }
    }

    fn sabotaged(&self, mut changes: Vec<Change>) -> Vec<Change> {
        let sabotage = self.model.lock().sabotage;
        if sabotage == Some(Sabotage::DiskForgets) && self.random.chance(50) {
            changes.clear();
        }
        for change in &mut changes {
            if let (Some(Sabotage::TokensAreDropped), Change::PutInstallation { tokens, .. }) =
                (sabotage, change)
            {
                *tokens = TokenChange::Wipe;
            }
        }
        changes
    }

    async fn peek(&self, id: InstallationId) -> Option<Tokens> {
        self.inner.tokens(id).await.ok().flatten()
    }

    /// The fingerprint of the refresh token of a row or a grant, which can be
    /// read in a locked vault, too.
    async fn print(&self, id: InstallationId) -> Option<Fingerprint> {
        let rows = self.inner.installations(Selection::Ids(vec![id])).await;
        let row = rows.ok()?.pop().and_then(|row| row.prints);
        let grants = self.inner.grants().await.ok()?.into_iter();
        let grant = || {
            grants
                .filter(|grant| grant.id == id)
                .find_map(|it| it.prints)
        };
        row.or_else(grant).map(|prints| prints.refresh)
    }

    async fn deeds(&self, changes: &[Change]) -> Vec<Deed> {
        let mut deeds = Vec::new();
        for change in changes {
            match change {
                Change::DropGrant(id) | Change::Purge(id) => {
                    deeds.push(Deed::Wipes(*id, self.print(*id).await));
                }
                Change::Record(activity) => deeds.push(Deed::Tells(activity.clone())),
                Change::PutInstallation {
                    installation,
                    tokens,
                } => {
                    deeds.push(self.deed(installation, tokens).await);
                    deeds.extend(self.replaced(installation.id, tokens).await);
                }
                _ => {}
            }
        }
        deeds
    }

    async fn replaced(&self, id: InstallationId, change: &TokenChange) -> Option<Deed> {
        let TokenChange::TakeFromGrant(grant) = change else {
            return None;
        };
        let before = self.peek(id).await?;
        Some(Deed::Replaces(before, self.peek(*grant).await?))
    }

    async fn deed(&self, row: &Installation, change: &TokenChange) -> Deed {
        let print = |tokens: Tokens| tokens.refresh.fingerprint();
        let print = match change {
            TokenChange::Wipe => return Deed::Wipes(row.id, self.print(row.id).await),
            TokenChange::Keep => self.peek(row.id).await.map(print),
            TokenChange::Put(tokens) => Some(tokens.prints.refresh.clone()),
            TokenChange::TakeFromGrant(grant) => self.peek(*grant).await.map(print),
        };
        Deed::Proves(Box::new(row.clone()), print)
    }

    fn judge(&self, deeds: &[Deed]) {
        let mut model = self.model.lock();
        for deed in deeds {
            match deed {
                Deed::Wipes(id, print) => {
                    rules::wipes_what_was_asked(&mut model, *id, print.as_ref());
                }
                Deed::Tells(activity) => rules::tells_what_happened(&mut model, activity),
                Deed::Replaces(before, new) => rules::replaces(&mut model, before, new),
                Deed::Proves(row, print) => {
                    rules::proves_what_it_says(&mut model, row, print.as_ref());
                    rules::shows_an_error_where_there_is_one(&mut model, row);
                }
            }
        }
    }
}

impl Vault for WatchedVault {
    fn commit(&self, changes: Vec<Change>) -> Answer<'_, ()> {
        Box::pin(async move {
            if changes.is_empty() {
                return Ok(());
            }
            self.disturb().await?;
            self.refuse(&changes)?;
            let changes = self.sabotaged(changes);
            let deeds = self.deeds(&changes).await;
            self.inner.commit(changes).await?;
            self.judge(&deeds);
            give_way().await;
            Ok(())
        })
    }

    fn is_open(&self) -> bool {
        self.inner.is_open()
    }

    fn sealer(&self) -> Result<Arc<dyn TokenSealer>, Problem> {
        self.inner.sealer()
    }

    fn intents(&self) -> Answer<'_, Vec<Intent>> {
        self.inner.intents()
    }

    fn apps(&self) -> Answer<'_, Vec<App>> {
        self.inner.apps()
    }

    fn app(&self, id: AppId) -> Answer<'_, App> {
        self.inner.app(id)
    }

    fn client_secrets(&self, id: AppId) -> Answer<'_, Option<ClientSecrets>> {
        self.inner.client_secrets(id)
    }

    fn accounts(&self) -> Answer<'_, Vec<Account>> {
        self.inner.accounts()
    }

    fn account(&self, id: HubId) -> Answer<'_, Option<Account>> {
        self.inner.account(id)
    }

    fn installations(&self, selection: Selection) -> Answer<'_, Vec<Installation>> {
        self.inner.installations(selection)
    }

    fn installation_of(
        &self,
        app: AppId,
        hub_id: HubId,
        user_id: Option<i64>,
    ) -> Answer<'_, Option<Installation>> {
        self.inner.installation_of(app, hub_id, user_id)
    }

    fn tokens(&self, id: InstallationId) -> Answer<'_, Option<Tokens>> {
        let mut model = self.model.lock();
        let sound = !model.disk.full && model.disk.fails == 0;
        if sound && model.damaged.contains(&id) && self.inner.is_open() {
            model.damage_met.insert(id);
        }
        drop(model);
        self.inner.tokens(id)
    }

    fn grants(&self) -> Answer<'_, Vec<Grant>> {
        self.inner.grants()
    }

    fn activity(&self, question: ActivityQuestion) -> Answer<'_, (Vec<Activity>, usize)> {
        self.inner.activity(question)
    }

    fn setting(&self, name: String) -> Answer<'_, Option<String>> {
        self.inner.setting(name)
    }
}
