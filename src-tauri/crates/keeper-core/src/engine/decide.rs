//! What a person decides about a grant that waits: keep it, wipe it here, or
//! revoke it.

use std::sync::Arc;

use futures::future::{Either, select};
use tokio::sync::watch;

use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::grant::{Grant, GrantState, TokenPrints};
use crate::identifier::{HubId, InstallationId};
use crate::intent::IntentCall;
use crate::limiter::Priority;
use crate::needs::{Change, Selection};
use crate::secret::Fingerprint;

use super::Engine;
use super::settle::Settled;
use super::whose::{Identified, Identity, identity_guard};

/// The grants that a person is about to wipe or revoke.
#[derive(Default)]
pub(super) struct Decisions(watch::Sender<Vec<InstallationId>>);

/// While it is there, nobody waits for HubSpot's word about the grant.
struct Decision<'a> {
    decisions: &'a Decisions,
    grant: InstallationId,
}

impl Decisions {
    fn begin(&self, grant: InstallationId) -> Decision<'_> {
        self.0.send_modify(|grants| grants.push(grant));
        Decision {
            decisions: self,
            grant,
        }
    }
}

impl Drop for Decision<'_> {
    fn drop(&mut self) {
        self.decisions.0.send_modify(|grants| {
            let place = grants.iter().position(|grant| *grant == self.grant);
            place.map(|place| grants.remove(place));
        });
    }
}

impl Engine {
    /// Waits for a call that changes nothing, unless a person decides about
    /// the grant meanwhile: they don't wait for HubSpot.
    ///
    /// # Errors
    /// [`Code::FlowCancelled`].
    pub(super) async fn unless_decided<T>(
        &self,
        grant: InstallationId,
        call: impl Future<Output = T>,
    ) -> Result<T, Problem> {
        let mut decisions = self.decisions.0.subscribe();
        let decided = decisions.wait_for(|grants| grants.contains(&grant));
        match select(Box::pin(call), Box::pin(decided)).await {
            Either::Left((answer, _)) => Ok(answer),
            Either::Right(_) => Err(Code::FlowCancelled.into()),
        }
    }

    /// Makes an installation of a grant that was set aside: another row than
    /// the one that was to be renewed, or the one that is known already on this
    /// account.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`] when no such grant waits;
    /// [`Code::AppMismatch`] or [`Code::AccountMismatch`] when HubSpot says
    /// that it is for another app or account than it said before; what HubSpot
    /// answered. [`Code::RefreshRejected`] or [`Code::AccountGone`] when HubSpot
    /// no longer knows the grant, which is removed here then.
    pub async fn keep_grant(
        self: &Arc<Self>,
        id: InstallationId,
    ) -> Result<InstallationId, Problem> {
        let _only_one = self.hold_grant(id).await?;
        let (grant, found) = self.undecided(id).await?;
        let credentials = self.credentials(grant.app).await?;
        let tokens = self.tokens_of_grant(&grant).await?;
        let priority = Priority::person();
        let calls = self.calls(&credentials, &priority);
        let Identified { tokens, who } = match self.identify(&grant, tokens, &calls).await? {
            Identity::Known(known) => known,
            Identity::Gone(gone) => {
                self.tell_changed(id);
                return Err(gone);
            }
        };
        let hub_id = who.hub_id.unwrap_or(found);
        let client_id = &credentials.app.draft.client_id;
        if let Some(problem) = identity_guard(Some(found), &who, hub_id, client_id) {
            return Err(problem);
        }
        let details = calls.account(&tokens.access);
        let details = self.unless_decided(id, details).await?.ok();
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
            GrantState::Unreadable { .. } => Err(Code::TokenUnreadable.into()),
        }
    }

    /// Wipes a grant here; HubSpot is not told.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`] when no such grant waits; what the vault
    /// can't save.
    pub async fn discard_grant(&self, id: InstallationId) -> Result<(), Problem> {
        let _decision = self.decisions.begin(id);
        let _only_one = self.hold_grant(id).await?;
        let grant = self.grant(id).await?;
        let changes = self.without_grant(&grant, ActivityKind::GrantDiscarded);
        self.needs.vault.commit(changes).await?;
        self.end_flow_of(id);
        self.tell_changed(id);
        Ok(())
    }

    /// Revokes a grant's refresh token at HubSpot, then wipes it here; only
    /// where nothing else kept here has the same token.
    ///
    /// # Errors
    /// [`Code::TokenShared`]; [`Code::InstallationUnknown`] when no such grant
    /// waits; [`Code::TokenGone`], [`Code::VaultLocked`], or what HubSpot
    /// answered. The grant waits on then.
    pub async fn revoke_grant(self: &Arc<Self>, id: InstallationId) -> Result<(), Problem> {
        if !self.needs.vault.is_open() {
            return Err(Code::VaultLocked.into());
        }
        let _decision = self.decisions.begin(id);
        let _only_one = self.hold_grant(id).await?;
        let grant = self.grant(id).await?;
        let tokens = self.tokens_of_grant(&grant).await?;
        self.refuse_shared(id, &tokens.refresh.fingerprint())
            .await?;
        let credentials = self.credentials(grant.app).await?;
        let priority = Priority::person();
        self.begin_call(self.grant_intent(&grant, IntentCall::Revoke))
            .await?;
        let calls = self.calls(&credentials, &priority);
        match calls.revoke(&tokens.refresh).await {
            Ok(_) => {
                let changes = self.without_grant(&grant, ActivityKind::Revoked);
                self.save_answer(id, changes).await?;
                self.end_flow_of(id);
                self.tell_changed(id);
                Ok(())
            }
            Err(failure) => {
                self.save_answer(id, Vec::new()).await?;
                Err(failure.problem)
            }
        }
    }

    /// Refuses to revoke a token that another installation, forgotten or not,
    /// or another grant has, too.
    ///
    /// # Errors
    /// [`Code::TokenShared`], with `shared_by`: `installation`, `forgotten` or
    /// `grant`.
    pub(super) async fn refuse_shared(
        &self,
        id: InstallationId,
        refresh: &Fingerprint,
    ) -> Result<(), Problem> {
        let vault = &self.needs.vault;
        let is_same = |other: InstallationId, prints: &Option<TokenPrints>| {
            let is_same = |prints: &TokenPrints| prints.refresh == *refresh;
            other != id && prints.as_ref().is_some_and(is_same)
        };
        let shared_by = |who: &str| Problem::new(Code::TokenShared).with("shared_by", who);
        let grants = vault.grants().await?;
        if grants.iter().any(|one| is_same(one.id, &one.prints)) {
            return Err(shared_by("grant"));
        }
        for (selection, who) in [
            (Selection::Kept, "installation"),
            (Selection::Forgotten, "forgotten"),
        ] {
            let installations = vault.installations(selection).await?;
            if installations.iter().any(|one| is_same(one.id, &one.prints)) {
                return Err(shared_by(who));
            }
        }
        Ok(())
    }

    async fn grant(&self, id: InstallationId) -> Result<Grant, Problem> {
        let grants = self.needs.vault.grants().await?;
        let grant = grants.into_iter().find(|grant| grant.id == id);
        grant.ok_or_else(|| Code::InstallationUnknown.into())
    }

    fn without_grant(&self, grant: &Grant, kind: ActivityKind) -> Vec<Change> {
        let activity = Activity {
            app: Some(grant.app),
            hub_id: grant.hub_id,
            ..Activity::new(self.now(), kind)
        };
        vec![Change::DropGrant(grant.id), Change::Record(activity)]
    }
}
