//! What is still missing of an installation and its account, filled in by the
//! next refresh: HubSpot may not have answered when it was installed.

use crate::account::{Account, AccountType};
use crate::event::Event;
use crate::grant::Tokens;
use crate::installation::Installation;
use crate::limiter::Endpoint;
use crate::needs::{Change, Introspection, TokenChange};

use super::Engine;
use super::call::account_of;
use super::calls::AppCalls;

impl Engine {
    /// Asks for what is missing, once the tokens are on disk. Whatever goes
    /// wrong, or would have to wait, is asked again by the next refresh.
    pub(super) async fn read_missing_details(
        &self,
        installation: &Installation,
        calls: &AppCalls<'_>,
        tokens: &Tokens,
    ) {
        let Ok(account) = self.needs.vault.account(installation.hub_id).await else {
            return;
        };
        let mut changes = Vec::new();
        if is_incomplete(installation, account.as_ref())
            && !calls.would_wait(Endpoint::Introspect)
            && let Ok(who) = calls.introspect(&tokens.access).await
        {
            changes.extend(self.filled_in(installation, who).await);
        }
        let is_known = account.is_some_and(|account| account.account_type != AccountType::Unknown);
        if !is_known
            && !calls.would_wait(Endpoint::Account)
            && let Ok(details) = calls.account(&tokens.access).await
        {
            let account = account_of(&details, installation.hub_id, self.now());
            changes.push(Change::PutAccount(account));
        }
        if !changes.is_empty() && self.needs.vault.commit(changes).await.is_ok() {
            self.tell_changed(installation.id);
            self.tell(Event::AccountsChanged);
        }
    }

    /// The user, without whom an installation of a user-level app isn't found
    /// by a later reauthorization, the e-mail address and the domain.
    async fn filled_in(&self, installation: &Installation, who: Introspection) -> Vec<Change> {
        if !who.active
            || who
                .hub_id
                .is_some_and(|hub_id| hub_id != installation.hub_id)
        {
            return Vec::new();
        }
        let domain = Change::PutAccount(Account {
            domain: who.hub_domain.clone(),
            ..Account::with_hub_id(installation.hub_id, self.now())
        });
        let user_id = match installation.user_id {
            Some(known) => Some(known),
            None => self.free_user_id(installation, &who).await,
        };
        let user = who.user.or_else(|| who.user_id.map(|id| id.to_string()));
        let filled_in = Installation {
            user_id,
            installed_by: installation.installed_by.clone().or(user),
            ..installation.clone()
        };
        let row = (filled_in != *installation).then_some(Change::PutInstallation {
            installation: filled_in,
            tokens: TokenChange::Keep,
        });
        std::iter::once(domain).chain(row).collect()
    }

    /// The user of a user-level installation, unless another row is theirs.
    async fn free_user_id(&self, installation: &Installation, who: &Introspection) -> Option<i64> {
        let user_id = who.user_id.filter(|_| who.is_user_level)?;
        let (app, hub_id) = (installation.app, installation.hub_id);
        let vault = &self.needs.vault;
        let taken = vault.installation_of(app, hub_id, Some(user_id)).await;
        matches!(taken, Ok(None)).then_some(user_id)
    }
}

fn is_incomplete(installation: &Installation, account: Option<&Account>) -> bool {
    let has_domain = account.is_some_and(|account| account.domain.is_some());
    installation.installed_by.is_none() || !has_domain
}
