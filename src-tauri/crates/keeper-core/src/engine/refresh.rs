//! Trip 2: proving a refresh token good.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

use crate::account::AccountType;
use crate::activity::{Activity, ActivityKind, Actor};
use crate::error::{Code, Problem};
use crate::event::Event;
use crate::grant::Tokens;
use crate::health::{self, Condition, RefreshVerdict};
use crate::identifier::InstallationId;
use crate::installation::{Installation, LastError};
use crate::needs::{CallFailure, Change, Client, TokenAnswer, TokenChange, Verdict};
use crate::random;
use crate::secret::RefreshToken;

use super::call::account_of;
use super::credentials::{Credentials, failed};
use super::whose::renewed_tokens;
use super::{Engine, locked};

/// What came of a refresh.
#[derive(Clone, Debug)]
pub enum RefreshResult {
    /// Proven good; the new tokens are on disk.
    Proven(Tokens),
    /// The refresh token is dead.
    Refused(Problem),
    /// It passes, and is tried again.
    Postponed(Problem),
    /// The app's profile is wrong: said once, at the app.
    ProfileWrong(Problem),
    /// Not tried, or not saved.
    Failed(Problem),
}

/// A refresh in flight; a second caller joins the first.
pub(super) type Flight = Shared<BoxFuture<'static, RefreshResult>>;

impl Engine {
    /// Refreshes one installation. Single flight: whoever asks while one is
    /// under way gets the same answer. The refresh goes on when the caller
    /// goes away.
    pub async fn refresh(self: &Arc<Self>, id: InstallationId, by: Actor) -> RefreshResult {
        let flight = self.board(id, by);
        flight.await
    }

    /// Whether a refresh of this installation is in flight.
    #[must_use]
    pub fn is_refreshing(&self, id: InstallationId) -> bool {
        locked(&self.flights).contains_key(&id)
    }

    fn board(self: &Arc<Self>, id: InstallationId, by: Actor) -> Flight {
        let mut flights = locked(&self.flights);
        if let Some(flight) = flights.get(&id) {
            return flight.clone();
        }
        let engine = Arc::clone(self);
        let task = async move {
            let result = {
                let _lock = engine.locks.hold(id).await;
                engine.refresh_locked(id, by).await
            };
            locked(&engine.flights).remove(&id);
            engine.tell_changed(id);
            result
        };
        let flight = task.boxed().shared();
        flights.insert(id, flight.clone());
        drop(flights);
        self.run_beside(flight.clone().map(drop));
        flight
    }

    /// Refreshes; the caller holds the installation's lock.
    pub(super) async fn refresh_locked(&self, id: InstallationId, by: Actor) -> RefreshResult {
        match self.try_refresh(id, by).await {
            Ok(result) => result,
            Err(problem) => RefreshResult::Failed(problem),
        }
    }

    async fn try_refresh(&self, id: InstallationId, by: Actor) -> Result<RefreshResult, Problem> {
        let installation = self.installation(id).await?;
        let tokens = self.needs.vault.tokens(id).await?.ok_or(Code::TokenGone)?;
        let credentials = match self.credentials(installation.app).await {
            Ok(credentials) => credentials,
            Err(problem) if problem.code == Code::ClientSecretMissing => {
                return Ok(RefreshResult::ProfileWrong(problem));
            }
            Err(problem) => return Err(problem),
        };
        match self.call_refresh(&credentials, &tokens.refresh).await {
            Ok(answer) => {
                self.proven(installation, &credentials, &tokens, answer, by)
                    .await
            }
            Err(failure) => {
                self.not_proven(installation, &credentials, failure, by)
                    .await
            }
        }
    }

    pub(super) async fn call_refresh(
        &self,
        credentials: &Credentials,
        token: &RefreshToken,
    ) -> Result<TokenAnswer, CallFailure> {
        let hubspot = &self.needs.hubspot;
        let first = hubspot.refresh(&credentials.present(), token).await;
        match (first, credentials.former()) {
            (Err(failure), Some(former)) if failure.problem.code == Code::ClientSecretRefused => {
                hubspot.refresh(&former, token).await
            }
            (first, _) => first,
        }
    }

    /// The newest refresh token, the granted scopes and the proof are
    /// committed together, before anybody is told.
    async fn proven(
        &self,
        before: Installation,
        credentials: &Credentials,
        tokens: &Tokens,
        answer: TokenAnswer,
        by: Actor,
    ) -> Result<RefreshResult, Problem> {
        let now = self.now();
        let renewed = renewed_tokens(tokens, &answer, now);
        let after = Installation {
            condition: health::after_refresh(before.condition, RefreshVerdict::Proven, now),
            proven_at: Some(now),
            granted: answer.scopes.unwrap_or_else(|| before.granted.clone()),
            last_error: None,
            ..before
        };
        let mut changes = vec![Change::Record(Activity {
            by,
            ..about(&after, Activity::new(now, ActivityKind::Refreshed))
        })];
        let cleared = Self::fault_cleared(&credentials.app);
        let is_cleared = cleared.is_some();
        changes.extend(cleared);
        changes.push(Change::PutInstallation {
            installation: after.clone(),
            tokens: TokenChange::Put(renewed.clone()),
        });
        self.commit_stubbornly(changes).await?;
        if is_cleared {
            self.tell(Event::AppsChanged);
        }
        self.read_missing_details(&after, &credentials.present(), &renewed)
            .await;
        Ok(RefreshResult::Proven(renewed))
    }

    /// What is still unknown of the account, asked for by the way, once the
    /// tokens are on disk. Whatever goes wrong is tried again by the next
    /// refresh.
    async fn read_missing_details(
        &self,
        installation: &Installation,
        client: &Client,
        tokens: &Tokens,
    ) {
        if let Some(account) = self.missing_details(installation, client, tokens).await
            && self.needs.vault.commit(vec![account]).await.is_ok()
        {
            self.tell(Event::AccountsChanged);
        }
    }

    async fn missing_details(
        &self,
        installation: &Installation,
        client: &Client,
        tokens: &Tokens,
    ) -> Option<Change> {
        let known = self.needs.vault.account(installation.hub_id).await.ok()?;
        let is_known = known.is_some_and(|account| account.account_type != AccountType::Unknown);
        if is_known {
            return None;
        }
        let hubspot = &self.needs.hubspot;
        let details = hubspot.account_details(client.api_version, &tokens.access);
        let details = details.await.ok()?;
        let now = self.now();
        Some(Change::PutAccount(account_of(
            &details,
            installation.hub_id,
            now,
        )))
    }

    async fn not_proven(
        &self,
        before: Installation,
        credentials: &Credentials,
        failure: CallFailure,
        by: Actor,
    ) -> Result<RefreshResult, Problem> {
        let now = self.now();
        let verdict = refresh_verdict(&failure, before.condition);
        let mut changes = self.fault_found(&credentials.app, &failure);
        if let Some(kind) = activity_kind(verdict) {
            let activity = about(&before, failed(now, kind, &failure));
            changes.push(Change::Record(Activity { by, ..activity }));
            changes.push(Change::PutInstallation {
                installation: Installation {
                    condition: health::after_refresh(before.condition, verdict, now),
                    last_error: Some(last_error(&failure, now)),
                    ..before
                },
                tokens: TokenChange::Keep,
            });
        }
        self.needs.vault.commit(changes).await?;
        if verdict == RefreshVerdict::ProfileWrong {
            self.tell(Event::AppsChanged);
        }
        Ok(result(verdict, failure.problem))
    }
}

/// What a failed refresh says about the installation. An answer that refuses
/// for good without saying that the token is dead is not believed to: it is
/// tried again later.
fn refresh_verdict(failure: &CallFailure, before: Condition) -> RefreshVerdict {
    match failure.verdict {
        Verdict::TokenDead(cause) => RefreshVerdict::Dead(cause),
        Verdict::ProfileWrong => RefreshVerdict::ProfileWrong,
        Verdict::Refused | Verdict::Later => {
            let tries = match before {
                Condition::Retrying { tries, .. } => tries,
                Condition::Working
                | Condition::Dead { .. }
                | Condition::Revoked { .. }
                | Condition::Uninstalled { .. } => 0,
            };
            let wait = health::back_off(tries, make_jitter());
            RefreshVerdict::Later {
                wait: failure.retry_after.unwrap_or_default().max(wait),
            }
        }
    }
}

/// A random number in 0..=1; the middle when the system has no randomness.
pub(super) fn make_jitter() -> f64 {
    let mut bytes = [0u8; 4];
    random::fill(&mut bytes).map_or(0.5, |()| {
        f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    })
}

fn activity_kind(verdict: RefreshVerdict) -> Option<ActivityKind> {
    match verdict {
        RefreshVerdict::Dead(_) => Some(ActivityKind::RefreshRefused),
        RefreshVerdict::Later { .. } => Some(ActivityKind::RefreshPostponed),
        RefreshVerdict::ProfileWrong | RefreshVerdict::Proven => None,
    }
}

fn result(verdict: RefreshVerdict, problem: Problem) -> RefreshResult {
    match verdict {
        RefreshVerdict::Dead(_) => RefreshResult::Refused(problem),
        RefreshVerdict::ProfileWrong => RefreshResult::ProfileWrong(problem),
        RefreshVerdict::Later { .. } | RefreshVerdict::Proven => RefreshResult::Postponed(problem),
    }
}

fn last_error(failure: &CallFailure, at: crate::Timestamp) -> LastError {
    LastError {
        code: failure.problem.code,
        hubspot_status: failure.hubspot_status.clone(),
        correlation_id: failure.correlation_id.clone(),
        at,
    }
}

/// An activity about an installation.
pub(super) fn about(installation: &Installation, activity: Activity) -> Activity {
    Activity {
        app: Some(installation.app),
        hub_id: Some(installation.hub_id),
        installation: Some(installation.id),
        ..activity
    }
}
