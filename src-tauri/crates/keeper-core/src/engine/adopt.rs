//! Taking up an installation that exists already: a person has its refresh
//! token from elsewhere.
//!
//! HubSpot is asked whose the token is before anything is kept, so that a
//! token of another app or account is told, and never sealed under the wrong
//! profile. From there on it is a grant like any other.

use std::sync::Arc;

use crate::error::{Code, Problem};
use crate::grant::{Grant, GrantState, Tokens};
use crate::health::Condition;
use crate::identifier::{AppId, HubId, InstallationId};
use crate::intent::{Intent, IntentCall};
use crate::limiter::Priority;
use crate::needs::{Introspection, TokenAnswer};
use crate::secret::RefreshToken;

use super::Engine;
use super::calls::AppCalls;
use super::credentials::Credentials;
use super::settle::Settled;

/// A refresh token that a person has from elsewhere.
#[derive(Clone, Debug)]
pub struct Adoption {
    /// The app that it is said to belong to.
    pub app: AppId,
    /// The account that it is said to belong to, if that is known.
    pub hub_id: Option<HubId>,
    /// The token.
    pub token: RefreshToken,
}

impl Engine {
    /// Makes an installation of a refresh token: whose it is, a renewal to
    /// prove it, and then the way of every grant.
    ///
    /// # Errors
    /// [`Code::TokenForOtherApp`], with `belongs_to` where one of the apps kept
    /// here is its own; [`Code::TokenForOtherAccount`];
    /// [`Code::InstallationExists`] where a living installation is kept
    /// already; [`Code::RefreshRejected`] for a dead token;
    /// [`Code::VaultLocked`]; what else HubSpot answered. Nothing is kept then.
    /// [`Code::GrantHeld`] when it is saved and HubSpot hasn't yet said which
    /// account it is for; [`Code::AnswerUnsaved`] while the disk doesn't take
    /// it.
    pub async fn adopt(
        self: &Arc<Self>,
        adoption: Adoption,
        priority: &Priority,
    ) -> Result<InstallationId, Problem> {
        let sealer = self.needs.vault.sealer()?;
        let credentials = self.credentials(adoption.app).await?;
        let calls = self.calls(&credentials, priority);
        let asked = calls.introspect_refresh(&adoption.token).await;
        let who = asked.map_err(|failure| failure.problem)?;
        // `active: false` is no reason yet: the answer to a refresh says whether
        // the token is dead or another app's.
        if who.active {
            self.check_adoption(&adoption, &credentials, &who).await?;
        }
        let id = InstallationId::make_random();
        let answer = match self.renew_adopted(id, &adoption, &calls).await {
            Ok(answer) => answer,
            Err(problem) => {
                return Err(self
                    .say_whose(problem, &credentials, &adoption.token, priority)
                    .await);
            }
        };
        let (grant, tokens) = self.grant_of(id, &adoption, who, answer);
        self.hold(&grant, sealer.seal(id, &tokens)?).await?;
        self.tell_changed(grant.id);
        self.settle_adopted(grant, tokens).await
    }

    /// Uses the token once, which proves it; HubSpot may rotate it.
    async fn renew_adopted(
        self: &Arc<Self>,
        id: InstallationId,
        adoption: &Adoption,
        calls: &AppCalls<'_>,
    ) -> Result<TokenAnswer, Problem> {
        self.begin_call(Intent {
            owner: id,
            app: adoption.app,
            hub_id: adoption.hub_id,
            renews: None,
            call: IntentCall::Refresh,
            started_at: self.now(),
        })
        .await?;
        match calls.refresh(&adoption.token).await {
            Ok(answer) => Ok(answer),
            Err(failure) => {
                self.save_answer(id, Vec::new()).await?;
                Err(failure.problem)
            }
        }
    }

    async fn check_adoption(
        &self,
        adoption: &Adoption,
        credentials: &Credentials,
        who: &Introspection,
    ) -> Result<(), Problem> {
        let own = &credentials.app.draft.client_id;
        if let Some(found) = who
            .client_id
            .as_ref()
            .filter(|found| !found.eq_ignore_ascii_case(own))
        {
            let belongs_to = self.app_with(found).await?;
            return Err(Problem::new(Code::TokenForOtherApp).with("belongs_to", belongs_to));
        }
        let (Some(expected), Some(found)) = (adoption.hub_id, who.hub_id) else {
            return self.check_unknown_yet(adoption.app, who).await;
        };
        if expected != found {
            return Err(Problem::new(Code::TokenForOtherAccount)
                .with("expected_hub_id", expected.0)
                .with("found_hub_id", found.0));
        }
        self.check_unknown_yet(adoption.app, who).await
    }

    /// A living installation is not exchanged for another's token unsaid; one
    /// that is dead or gone may be brought back to life.
    async fn check_unknown_yet(&self, app: AppId, who: &Introspection) -> Result<(), Problem> {
        let Some(hub_id) = who.hub_id else {
            return Ok(());
        };
        let user_id = who.user_id.filter(|_| who.is_user_level);
        let known = self
            .needs
            .vault
            .installation_of(app, hub_id, user_id)
            .await?;
        match known.map(|known| (known.id, known.condition)) {
            Some((id, Condition::Working | Condition::Retrying { .. })) => {
                Err(Problem::new(Code::InstallationExists).with("installation", id.to_string()))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Names the profile that a token belongs to, where it is one of ours: the
    /// others are asked one by one.
    async fn say_whose(
        &self,
        problem: Problem,
        refused: &Credentials,
        token: &RefreshToken,
        priority: &Priority,
    ) -> Problem {
        if problem.code != Code::RefreshTokenOfOtherApp {
            return problem;
        }
        let problem = Problem::new(Code::TokenForOtherApp);
        let apps = self.needs.vault.apps().await.unwrap_or_default();
        for app in apps.iter().filter(|app| app.id != refused.app.id) {
            if self.is_token_of(app.id, token, priority).await {
                return problem.with("belongs_to", app.draft.name.as_str());
            }
        }
        problem
    }

    async fn is_token_of(&self, app: AppId, token: &RefreshToken, priority: &Priority) -> bool {
        let Ok(credentials) = self.credentials(app).await else {
            return false;
        };
        let calls = self.calls(&credentials, priority);
        let asked = calls.introspect_refresh(token).await;
        asked.is_ok_and(|who| who.active)
    }

    async fn app_with(&self, client_id: &str) -> Result<Option<String>, Problem> {
        let apps = self.needs.vault.apps().await?.into_iter();
        let mut same = apps.filter(|app| app.draft.client_id.eq_ignore_ascii_case(client_id));
        Ok(same.next().map(|app| app.draft.name))
    }

    fn grant_of(
        &self,
        id: InstallationId,
        adoption: &Adoption,
        who: Introspection,
        answer: TokenAnswer,
    ) -> (Grant, Tokens) {
        let now = self.now();
        let granted = answer.scopes.or(who.scopes).unwrap_or_default();
        let tokens = Tokens {
            access: answer.access,
            access_expires_at: now.plus(answer.expires_in),
            refresh: answer.refresh.unwrap_or_else(|| adoption.token.clone()),
        };
        let grant = Grant {
            id,
            app: adoption.app,
            expected: adoption.hub_id,
            hub_id: who.hub_id.or(answer.hub_id),
            renews: None,
            // What was once asked for is known elsewhere only.
            requested: granted.clone(),
            granted,
            from_elsewhere: false,
            state: GrantState::Held {
                next_try_at: now,
                tries: 0,
            },
            made_at: now,
            prints: None,
        };
        (grant, tokens)
    }

    /// Settles it now; where HubSpot doesn't answer it goes on beside.
    async fn settle_adopted(
        self: &Arc<Self>,
        grant: Grant,
        tokens: Tokens,
    ) -> Result<InstallationId, Problem> {
        let _only_one = self.settling.hold(grant.id).await;
        let settled = self.settle(grant.clone(), tokens, None).await;
        let result = match &settled {
            Settled::Installed { id, .. } => Ok(*id),
            Settled::Quarantined(problem) | Settled::Gone(problem) => Err(problem.clone()),
            Settled::Held(_) => Err(Code::GrantHeld.into()),
        };
        let is_held = matches!(settled, Settled::Held(_));
        self.tell_settled(None, &grant, settled);
        if is_held {
            self.resume_one(grant.id);
        }
        result
    }
}
