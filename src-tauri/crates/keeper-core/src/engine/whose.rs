//! Which account and user a grant is for: introspection, and the identity
//! guard.

use std::sync::Arc;
use std::time::Duration;

use crate::Timestamp;
use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::grant::{Grant, GrantState, Tokens};
use crate::identifier::HubId;
use crate::intent::{Intent, IntentCall};
use crate::needs::{CallFailure, Change, Introspection, TokenAnswer, Verdict};

use super::Engine;
use super::calls::AppCalls;
use super::credentials::failed;

/// After so many unanswered questions the account named by the token answer
/// is believed.
const PATIENCE: u32 = 3;

/// A token that lives no longer than this is renewed before it is used.
const NEARLY_EXPIRED: Duration = Duration::from_secs(60);

/// Whether HubSpot still knows a grant.
pub(super) enum Identity {
    /// It does.
    Known(Identified),
    /// HubSpot took it back, for this reason; it was removed here.
    Gone(Problem),
}

/// A grant whose tokens live.
pub(super) struct Identified {
    /// The newest tokens.
    pub tokens: Tokens,
    /// What HubSpot says of them; empty when it didn't answer.
    pub who: Introspection,
}

enum Renewal {
    Renewed(Tokens),
    Gone(Problem),
}

impl Engine {
    /// Which account and user a grant is for, with tokens that live.
    ///
    /// # Errors
    /// What HubSpot couldn't answer, or the vault couldn't save.
    pub(super) async fn identify(
        self: &Arc<Self>,
        grant: &Grant,
        tokens: Tokens,
        calls: &AppCalls<'_>,
    ) -> Result<Identity, Problem> {
        let is_alive = self.now().plus(NEARLY_EXPIRED) < tokens.access_expires_at;
        let tokens = if is_alive {
            tokens
        } else {
            // A grant may have waited for a night.
            match self.renew_grant(grant, tokens, calls).await? {
                Renewal::Renewed(tokens) => tokens,
                Renewal::Gone(gone) => return Ok(Identity::Gone(gone)),
            }
        };
        self.ask_who(grant, tokens, calls).await
    }

    /// `active: false` orders one refresh and nothing more: only the answer to
    /// a refresh can say that a token is dead.
    async fn ask_who(
        self: &Arc<Self>,
        grant: &Grant,
        tokens: Tokens,
        calls: &AppCalls<'_>,
    ) -> Result<Identity, Problem> {
        let who = self.introspect(grant, &tokens, calls).await?;
        if who.as_ref().is_none_or(|who| who.active) {
            let who = who.unwrap_or_default();
            return Ok(Identity::Known(Identified { tokens, who }));
        }
        match self.renew_grant(grant, tokens, calls).await? {
            Renewal::Renewed(tokens) => {
                let who = self.introspect(grant, &tokens, calls).await?;
                let who = who.unwrap_or_default();
                Ok(Identity::Known(Identified { tokens, who }))
            }
            Renewal::Gone(gone) => Ok(Identity::Gone(gone)),
        }
    }

    async fn renew_grant(
        self: &Arc<Self>,
        grant: &Grant,
        tokens: Tokens,
        calls: &AppCalls<'_>,
    ) -> Result<Renewal, Problem> {
        let sealer = self.needs.vault.sealer()?;
        self.begin_call(self.grant_intent(grant, IntentCall::Refresh))
            .await?;
        match calls.refresh(&tokens.refresh).await {
            Ok(answer) => {
                let renewed = renewed_tokens(&tokens, &answer, self.now());
                self.hold(grant, sealer.seal(grant.id, &renewed)?).await?;
                Ok(Renewal::Renewed(renewed))
            }
            Err(failure) => match failure.verdict {
                Verdict::TokenDead(_) => self.drop_dead(grant, failure).await,
                Verdict::ProfileWrong | Verdict::Refused | Verdict::Later => {
                    self.save_answer(grant.id, Vec::new()).await?;
                    Err(failure.problem)
                }
            },
        }
    }

    pub(super) fn grant_intent(&self, grant: &Grant, call: IntentCall) -> Intent {
        Intent {
            owner: grant.id,
            app: grant.app,
            hub_id: grant.hub_id,
            renews: grant.renews,
            call,
            started_at: self.now(),
        }
    }

    async fn drop_dead(
        self: &Arc<Self>,
        grant: &Grant,
        failure: CallFailure,
    ) -> Result<Renewal, Problem> {
        let activity = Activity {
            app: Some(grant.app),
            hub_id: grant.hub_id,
            ..failed(self.now(), ActivityKind::InstallFailed, &failure)
        };
        let changes = vec![Change::DropGrant(grant.id), Change::Record(activity)];
        self.save_answer(grant.id, changes).await?;
        Ok(Renewal::Gone(failure.problem))
    }

    /// Introspects. A temporary failure leaves a held grant held for a few
    /// rounds; after that there is no answer, and the token answer's own hub ID
    /// is believed. One that was set aside waits for an answer: a person can ask
    /// again.
    async fn introspect(
        &self,
        grant: &Grant,
        tokens: &Tokens,
        calls: &AppCalls<'_>,
    ) -> Result<Option<Introspection>, Problem> {
        let asked = calls.introspect(&tokens.access);
        match self.unless_decided(grant.id, asked).await? {
            Ok(who) => Ok(Some(who)),
            Err(failure) if is_asked_again(grant, failure.verdict) => Err(failure.problem),
            Err(_) => Ok(None),
        }
    }

    /// The tokens of a grant. Where they are missing or can't be decrypted, the
    /// grant says so from then on.
    ///
    /// # Errors
    /// [`Code::TokenUnreadable`]; [`Code::VaultLocked`] and what else the vault
    /// can't read.
    pub(super) async fn tokens_of_grant(&self, grant: &Grant) -> Result<Tokens, Problem> {
        let problem = match self.needs.vault.tokens(grant.id).await {
            Ok(Some(tokens)) => return Ok(tokens),
            Ok(None) => Problem::new(Code::TokenUnreadable).because("no tokens are saved"),
            Err(problem) if problem.code == Code::SealBroken => Problem {
                code: Code::TokenUnreadable,
                ..problem
            },
            Err(problem) => return Err(problem),
        };
        if matches!(grant.state, GrantState::Unreadable { .. }) {
            return Err(problem);
        }
        let now = self.now();
        let activity = Activity {
            app: Some(grant.app),
            hub_id: grant.hub_id,
            code: Some(problem.code),
            ..Activity::new(now, ActivityKind::TokenUnreadable)
        };
        let unreadable = Grant {
            state: GrantState::Unreadable { since: now },
            ..grant.clone()
        };
        let changes = vec![Change::PutGrant(unreadable), Change::Record(activity)];
        self.needs.vault.commit(changes).await?;
        self.tell_changed(grant.id);
        Err(problem)
    }
}

/// Whether a grant waits on when introspection fails so.
fn is_asked_again(grant: &Grant, verdict: Verdict) -> bool {
    match grant.state {
        GrantState::Held { tries, .. } => {
            let patience_is_over = tries >= PATIENCE && grant.hub_id.is_some();
            verdict == Verdict::Later && !patience_is_over
        }
        GrantState::Quarantined { .. }
        | GrantState::Unconfirmed { .. }
        | GrantState::Unreadable { .. } => true,
    }
}

/// The newest of each token: HubSpot may send the refresh token back
/// unchanged, new, or not at all.
pub(super) fn renewed_tokens(before: &Tokens, answer: &TokenAnswer, now: Timestamp) -> Tokens {
    Tokens {
        access: answer.access.clone(),
        access_expires_at: now.plus(answer.expires_in),
        refresh: answer
            .refresh
            .clone()
            .unwrap_or_else(|| before.refresh.clone()),
    }
}

/// Compares the grant with what was asked for. A mismatch touches nothing.
pub(super) fn identity_guard(
    expected: Option<HubId>,
    who: &Introspection,
    hub_id: HubId,
    client_id: &str,
) -> Option<Problem> {
    if who
        .client_id
        .as_deref()
        .is_some_and(|found| found != client_id)
    {
        return Some(Problem::new(Code::AppMismatch).with("found_hub_id", hub_id.0));
    }
    let expected = expected?;
    (expected != hub_id).then(|| {
        Problem::new(Code::AccountMismatch)
            .with("expected_hub_id", expected.0)
            .with("found_hub_id", hub_id.0)
    })
}
