//! The store as the domain's [`Vault`].

use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::app::App;
use keeper_core::grant::{Grant, SealedTokens, Tokens};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::intent::Intent;
use keeper_core::needs::{Answer, Change, ClientSecrets, Selection, TokenSealer, Vault};
use keeper_core::secret::SecretSetting;
use keeper_core::{Code, Problem, Timestamp};
use std::sync::Arc;

use crate::data_key::Sealer;
use crate::rows::{
    accounts, activity, apps, client_secrets, grants, installations, intents, logos,
    sealed_settings, settings, tokens,
};
use crate::store::Store;

impl Vault for Store {
    fn commit(&self, changes: Vec<Change>) -> Answer<'_, ()> {
        Box::pin(self.writer.commit(changes))
    }

    fn is_open(&self) -> bool {
        self.keys.current().is_some()
    }

    fn sealer(&self) -> Result<Arc<dyn TokenSealer>, Problem> {
        Ok(self.open_sealer()?)
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
            sealed.open(id, self.open_sealer()?.as_ref())
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
                Some(sealed) => sealed.open(id, self.open_sealer()?.as_ref()).map(Some),
                None => Ok(None),
            }
        })
    }

    fn intents(&self) -> Answer<'_, Vec<Intent>> {
        Box::pin(self.readers.read(intents::all))
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

impl TokenSealer for Sealer {
    fn seal(&self, owner: InstallationId, tokens: &Tokens) -> Result<SealedTokens, Problem> {
        tokens::seal(self, owner, tokens)
    }
}

impl Store {
    /// Goes through the activity that matches, newest first, line by line and
    /// off the async threads; how many lines. Offset and limit don't count.
    ///
    /// # Errors
    /// What `take` says; [`Code::VaultDamaged`] and its kin.
    pub async fn visit_activity<F>(
        &self,
        question: ActivityQuestion,
        take: F,
    ) -> Result<usize, Problem>
    where
        F: FnMut(Activity) -> Result<(), Problem> + Send + 'static,
    {
        self.readers
            .read(move |connection| activity::visit(connection, &question, take))
            .await
    }

    /// Removes activity from before `before`; how many lines.
    ///
    /// # Errors
    /// [`Code::SaveFailed`] and its kin.
    pub async fn prune_activity(&self, before: Timestamp) -> Result<usize, Problem> {
        self.writer
            .run(move |connection| activity::remove_before(connection, before))
            .await
    }

    /// The logos of all apps that have one, as PNG.
    ///
    /// # Errors
    /// [`Code::VaultDamaged`] and its kin.
    pub async fn logos(&self) -> Result<Vec<(AppId, Vec<u8>)>, Problem> {
        self.readers.read(logos::all).await
    }

    /// A sealed setting, opened; none when it was never set.
    ///
    /// # Errors
    /// [`Code::VaultLocked`], [`Code::SealBroken`]; [`Code::VaultDamaged`] and
    /// its kin.
    pub async fn sealed_setting(&self, name: &str) -> Result<Option<SecretSetting>, Problem> {
        match self.read_sealed_setting(name).await? {
            Some(sealed) => {
                let sealer = self.open_sealer()?;
                sealed_settings::open(&sealer, name, &sealed).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Whether a sealed setting was set; the vault may be locked.
    ///
    /// # Errors
    /// [`Code::VaultDamaged`] and its kin.
    pub async fn has_sealed_setting(&self, name: &str) -> Result<bool, Problem> {
        Ok(self.read_sealed_setting(name).await?.is_some())
    }

    async fn read_sealed_setting(&self, name: &str) -> Result<Option<Vec<u8>>, Problem> {
        let name = name.to_owned();
        self.readers
            .read(move |connection| sealed_settings::read(connection, &name))
            .await
    }

    fn open_sealer(&self) -> Result<Arc<Sealer>, Problem> {
        self.keys
            .current()
            .ok_or_else(|| Problem::new(Code::VaultLocked))
    }
}
