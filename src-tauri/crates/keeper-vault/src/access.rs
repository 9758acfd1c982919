//! The store as the domain's [`Vault`].

use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::app::App;
use keeper_core::grant::{Grant, Tokens};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::needs::{Answer, Change, ClientSecrets, Selection, Vault};
use keeper_core::{Code, Problem};
use std::sync::Arc;

use crate::data_key::Sealer;
use crate::rows::{
    accounts, activity, apps, client_secrets, grants, installations, settings, tokens,
};
use crate::store::Store;

impl Vault for Store {
    fn commit(&self, changes: Vec<Change>) -> Answer<'_, ()> {
        Box::pin(self.writer.commit(changes))
    }

    fn is_open(&self) -> bool {
        self.keys.current().is_some()
    }

    fn apps(&self) -> Answer<'_, Vec<App>> {
        Box::pin(self.readers.read(apps::all))
    }

    fn app(&self, id: AppId) -> Answer<'_, App> {
        Box::pin(
            self.readers
                .read(move |connection| apps::one(connection, id)),
        )
    }

    fn client_secrets(&self, id: AppId) -> Answer<'_, Option<ClientSecrets>> {
        Box::pin(async move {
            let read = move |connection: &_| client_secrets::read(connection, id);
            let sealed = self.readers.read(read).await?;
            if sealed.is_empty() {
                return Ok(None);
            }
            sealed.open(id, self.sealer()?.as_ref())
        })
    }

    fn accounts(&self) -> Answer<'_, Vec<Account>> {
        Box::pin(self.readers.read(accounts::all))
    }

    fn account(&self, id: HubId) -> Answer<'_, Option<Account>> {
        Box::pin(
            self.readers
                .read(move |connection| accounts::one(connection, id)),
        )
    }

    fn installations(&self, selection: Selection) -> Answer<'_, Vec<Installation>> {
        Box::pin(self.readers.read(move |connection| match selection {
            Selection::Kept => installations::kept(connection),
            Selection::Forgotten => installations::forgotten(connection),
            Selection::Ids(ids) => installations::by_ids(connection, &ids),
        }))
    }

    fn installation_of(
        &self,
        app: AppId,
        hub_id: HubId,
        user_id: Option<i64>,
    ) -> Answer<'_, Option<Installation>> {
        Box::pin(
            self.readers
                .read(move |connection| installations::of(connection, app, hub_id, user_id)),
        )
    }

    fn tokens(&self, id: InstallationId) -> Answer<'_, Option<Tokens>> {
        Box::pin(async move {
            let read = move |connection: &_| tokens::read(connection, id);
            match self.readers.read(read).await? {
                Some(sealed) => sealed.open(id, self.sealer()?.as_ref()).map(Some),
                None => Ok(None),
            }
        })
    }

    fn grants(&self) -> Answer<'_, Vec<Grant>> {
        Box::pin(self.readers.read(grants::all))
    }

    fn activity(&self, question: ActivityQuestion) -> Answer<'_, (Vec<Activity>, usize)> {
        Box::pin(
            self.readers
                .read(move |connection| activity::ask(connection, &question)),
        )
    }

    fn setting(&self, name: String) -> Answer<'_, Option<String>> {
        Box::pin(
            self.readers
                .read(move |connection| settings::get(connection, &name)),
        )
    }
}

impl Store {
    fn sealer(&self) -> Result<Arc<Sealer>, Problem> {
        self.keys
            .current()
            .ok_or_else(|| Problem::new(Code::VaultLocked))
    }
}
