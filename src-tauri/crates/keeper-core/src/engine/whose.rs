//! Whose token a grant is: introspection, and the identity guard.

use std::time::Duration;

use crate::Timestamp;
use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::grant::{Grant, GrantState, Tokens};
use crate::identifier::HubId;
use crate::needs::{
    AccountDetails, CallFailure, Change, Client, Introspection, TokenAnswer, Verdict,
};

use super::Engine;
use super::credentials::failed;

/// After so many unanswered questions the account named by the token answer
/// is believed.
const PATIENCE: u32 = 3;

/// A token that lives no longer than this is renewed before it is used.
const NEARLY_EXPIRED: Duration = Duration::from_secs(60);

impl Engine {
    /// The grant's tokens, renewed first when they are about to expire: a
    /// grant may have waited for a night.
    pub(super) async fn living_grant(
        &self,
        grant: &Grant,
        tokens: Tokens,
        client: &Client,
    ) -> Result<Result<Tokens, Problem>, Problem> {
        if self.now().plus(NEARLY_EXPIRED) < tokens.access_expires_at {
            return Ok(Ok(tokens));
        }
        self.renew_grant(grant, tokens, client).await
    }

    async fn renew_grant(
        &self,
        grant: &Grant,
        tokens: Tokens,
        client: &Client,
    ) -> Result<Result<Tokens, Problem>, Problem> {
        match self.needs.hubspot.refresh(client, &tokens.refresh).await {
            Ok(answer) => {
                let renewed = renewed_tokens(&tokens, &answer, self.now());
                self.hold(grant, &renewed).await?;
                Ok(Ok(renewed))
            }
            Err(failure) => match failure.verdict {
                Verdict::TokenDead(_) => self.drop_dead(grant, &failure).await.map(Err),
                Verdict::ProfileWrong | Verdict::Refused | Verdict::Later => Err(failure.problem),
            },
        }
    }

    /// Whose token it is. `active: false` orders one refresh and nothing
    /// more: only the answer to a refresh can say that a token is dead.
    pub(super) async fn ask_who(
        &self,
        grant: &Grant,
        tokens: Tokens,
        client: &Client,
    ) -> Result<Result<(Tokens, Introspection), Problem>, Problem> {
        let who = self.introspect(grant, &tokens, client).await?;
        match who {
            Some(who) if !who.active => match self.renew_grant(grant, tokens, client).await? {
                Ok(renewed) => {
                    let again = self.introspect(grant, &renewed, client).await?;
                    Ok(Ok((renewed, again.unwrap_or_default())))
                }
                Err(gone) => Ok(Err(gone)),
            },
            known => Ok(Ok((tokens, known.unwrap_or_default()))),
        }
    }

    /// What HubSpot says of the account, best effort: an installation without
    /// its account's name is an installation.
    pub(super) async fn account_behind(
        &self,
        client: &Client,
        tokens: &Tokens,
    ) -> Option<AccountDetails> {
        let hubspot = &self.needs.hubspot;
        let answered = hubspot.account_details(client.api_version, &tokens.access);
        answered.await.ok()
    }

    async fn drop_dead(&self, grant: &Grant, failure: &CallFailure) -> Result<Problem, Problem> {
        let activity = Activity {
            app: Some(grant.app),
            hub_id: grant.hub_id,
            ..failed(self.now(), ActivityKind::InstallFailed, failure)
        };
        let changes = vec![Change::DropGrant(grant.id), Change::Record(activity)];
        self.needs.vault.commit(changes).await?;
        Ok(failure.problem.clone())
    }

    /// Introspects. A passing fault leaves the grant held for a few rounds;
    /// after that there is no answer, and the token answer's own hub ID is
    /// believed.
    async fn introspect(
        &self,
        grant: &Grant,
        tokens: &Tokens,
        client: &Client,
    ) -> Result<Option<Introspection>, Problem> {
        match self.needs.hubspot.introspect(client, &tokens.access).await {
            Ok(who) => Ok(Some(who)),
            Err(failure) if failure.verdict == Verdict::Later && !patience_is_over(grant) => {
                Err(failure.problem)
            }
            Err(_) => Ok(None),
        }
    }
}

fn patience_is_over(grant: &Grant) -> bool {
    let tries = match grant.state {
        GrantState::Held { tries, .. } => tries,
        GrantState::Quarantined { .. } | GrantState::Unconfirmed { .. } => return true,
    };
    tries >= PATIENCE && grant.hub_id.is_some()
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
    grant: &Grant,
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
    let expected = grant.expected?;
    (expected != hub_id).then(|| {
        Problem::new(Code::AccountMismatch)
            .with("expected_hub_id", expected.0)
            .with("found_hub_id", hub_id.0)
    })
}
