//! What a person decides about a grant that was set aside: keep it, wipe it
//! here, or revoke it.

use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::grant::{Grant, GrantState, TokenPrints};
use crate::identifier::{HubId, InstallationId};
use crate::needs::{Change, Selection};
use crate::secret::Fingerprint;

use super::Engine;
use super::settle::Settled;

impl Engine {
    /// Makes an installation of a grant that was set aside: another row than
    /// the one that was to be renewed, or the one that is known already on this
    /// account.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`] when no such grant waits;
    /// [`Code::AppMismatch`] when it is for another app.
    pub async fn keep_grant(&self, id: InstallationId) -> Result<InstallationId, Problem> {
        let (grant, found) = self.undecided(id).await?;
        let credentials = self.credentials(grant.app).await?;
        let tokens = self.needs.vault.tokens(id).await?.ok_or(Code::TokenGone)?;
        let client = credentials.present();
        let tokens = self.living_grant(&grant, tokens, &client).await??;
        let who = self.needs.hubspot.introspect(&client, &tokens.access).await;
        let who = who.unwrap_or_default();
        let details = self.account_behind(&client, &tokens).await;
        let settled = self.save(&grant, &credentials, who, found, details).await?;
        let kept = match settled {
            Settled::Installed { id, .. } => id,
            Settled::Quarantined(_) | Settled::Held(_) | Settled::Gone(_) => grant.id,
        };
        self.tell_settled(None, &grant, settled);
        Ok(kept)
    }

    async fn undecided(&self, id: InstallationId) -> Result<(Grant, HubId), Problem> {
        let grant = self.grant(id).await?;
        match grant.state {
            GrantState::Quarantined {
                other_app: true, ..
            } => Err(Code::AppMismatch.into()),
            GrantState::Quarantined { found, .. } | GrantState::Unconfirmed { found, .. } => {
                Ok((grant, found))
            }
            GrantState::Held { .. } => Err(Code::GrantHeld.into()),
        }
    }

    /// Wipes a grant here; HubSpot is not told.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`] when no such grant waits; what the vault
    /// can't save.
    pub async fn discard_grant(&self, id: InstallationId) -> Result<(), Problem> {
        let grant = self.grant(id).await?;
        self.drop_grant(&grant, ActivityKind::GrantDiscarded).await
    }

    /// Revokes a grant's refresh token at HubSpot, then wipes it here; only
    /// where nothing else kept here has the same token.
    ///
    /// # Errors
    /// [`Code::TokenShared`]; [`Code::InstallationUnknown`] when no such grant
    /// waits; [`Code::TokenGone`], [`Code::VaultLocked`], or what HubSpot
    /// answered. The grant waits on then.
    pub async fn revoke_grant(&self, id: InstallationId) -> Result<(), Problem> {
        if !self.needs.vault.is_open() {
            return Err(Code::VaultLocked.into());
        }
        let grant = self.grant(id).await?;
        let tokens = self.needs.vault.tokens(id).await?.ok_or(Code::TokenGone)?;
        if self
            .is_kept_elsewhere(id, &tokens.refresh.fingerprint())
            .await?
        {
            return Err(Code::TokenShared.into());
        }
        let client = self.credentials(grant.app).await?.present();
        let revoked = self.needs.hubspot.revoke(&client, &tokens.refresh).await;
        revoked.map_err(|failure| failure.problem)?;
        self.drop_grant(&grant, ActivityKind::Revoked).await
    }

    /// Whether another installation, forgotten or not, or another grant has
    /// this refresh token.
    async fn is_kept_elsewhere(
        &self,
        id: InstallationId,
        refresh: &Fingerprint,
    ) -> Result<bool, Problem> {
        let vault = &self.needs.vault;
        let is_same = |prints: &Option<TokenPrints>| {
            prints
                .as_ref()
                .is_some_and(|prints| prints.refresh == *refresh)
        };
        for selection in [Selection::Kept, Selection::Forgotten] {
            let installations = vault.installations(selection).await?;
            if installations.iter().any(|one| is_same(&one.prints)) {
                return Ok(true);
            }
        }
        let grants = vault.grants().await?;
        Ok(grants
            .iter()
            .any(|one| one.id != id && is_same(&one.prints)))
    }

    async fn grant(&self, id: InstallationId) -> Result<Grant, Problem> {
        let grants = self.needs.vault.grants().await?;
        let grant = grants.into_iter().find(|grant| grant.id == id);
        grant.ok_or_else(|| Code::InstallationUnknown.into())
    }

    async fn drop_grant(&self, grant: &Grant, kind: ActivityKind) -> Result<(), Problem> {
        let id = grant.id;
        let activity = Activity {
            app: Some(grant.app),
            hub_id: grant.hub_id,
            ..Activity::new(self.now(), kind)
        };
        let changes = vec![Change::DropGrant(id), Change::Record(activity)];
        self.needs.vault.commit(changes).await?;
        self.tell_changed(id);
        Ok(())
    }
}
