//! Refreshing one installation: its refresh token is used, which shows whether
//! it works.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

use crate::activity::{Activity, ActivityKind, Actor};
use crate::error::{Code, Problem};
use crate::event::Event;
use crate::grant::{SealedTokens, Tokens};
use crate::health::{self, Condition, RefreshVerdict};
use crate::identifier::InstallationId;
use crate::installation::{Installation, LastError};
use crate::intent::IntentCall;
use crate::limiter::Priority;
use crate::needs::{CallFailure, Change, TokenAnswer, TokenChange, Verdict};

use super::credentials::{Credentials, failed, is_new_fault, make_jitter};
use super::whose::renewed_tokens;
use super::{Engine, locked};

/// What came of a refresh.
#[derive(Clone, Debug)]
pub enum RefreshResult {
    /// The token works; the new tokens are on disk.
    Proven(Tokens),
    /// The refresh token is dead.
    Refused(Problem),
    /// A temporary failure; it is tried again.
    Postponed(Problem),
    /// The app's profile is wrong, which its finding says.
    ProfileWrong(Problem),
    /// Not tried, or not saved.
    Failed(Problem),
}

/// A refresh in flight; a second caller joins the first.
#[derive(Clone)]
pub(super) struct Flight {
    result: Shared<BoxFuture<'static, RefreshResult>>,
    priority: Priority,
}

impl Engine {
    /// Refreshes one installation. Single flight: whoever asks while one is
    /// under way gets the same answer. The refresh goes on when the caller
    /// goes away.
    pub async fn refresh(
        self: &Arc<Self>,
        id: InstallationId,
        by: Actor,
        priority: &Priority,
    ) -> RefreshResult {
        let flight = self.board(id, by, priority);
        flight.result.await
    }

    /// Whether a refresh of this installation is in flight.
    #[must_use]
    pub fn is_refreshing(&self, id: InstallationId) -> bool {
        locked(&self.flights).contains_key(&id)
    }

    fn board(self: &Arc<Self>, id: InstallationId, by: Actor, priority: &Priority) -> Flight {
        let mut flights = locked(&self.flights);
        if let Some(flight) = flights.get(&id) {
            if priority.is_person() {
                flight.priority.raise();
            }
            return flight.clone();
        }
        let flight = Flight {
            result: self.take_off(id, by, priority.clone()).boxed().shared(),
            priority: priority.clone(),
        };
        flights.insert(id, flight.clone());
        drop(flights);
        self.run_beside(flight.result.clone().map(drop));
        flight
    }

    fn take_off(
        self: &Arc<Self>,
        id: InstallationId,
        by: Actor,
        priority: Priority,
    ) -> impl Future<Output = RefreshResult> + use<> {
        let engine = Arc::clone(self);
        async move {
            let result = match engine.hold_row(id).await {
                Ok(_lock) => engine.refresh_locked(id, by, &priority).await,
                Err(problem) => RefreshResult::Failed(problem),
            };
            locked(&engine.flights).remove(&id);
            if by == Actor::Person || changes_row(&result) {
                engine.tell_changed(id);
            }
            result
        }
    }

    /// Refreshes; the caller holds the installation's lock.
    pub(super) async fn refresh_locked(
        self: &Arc<Self>,
        id: InstallationId,
        by: Actor,
        priority: &Priority,
    ) -> RefreshResult {
        match self.try_refresh(id, by, priority).await {
            Ok(result) => result,
            Err(problem) => RefreshResult::Failed(problem),
        }
    }

    async fn try_refresh(
        self: &Arc<Self>,
        id: InstallationId,
        by: Actor,
        priority: &Priority,
    ) -> Result<RefreshResult, Problem> {
        let installation = self.installation(id).await?;
        let sealer = self.needs.vault.sealer()?;
        let tokens = self.tokens_of(&installation).await?;
        let credentials = match self.credentials(installation.app).await {
            Ok(credentials) => credentials,
            Err(problem) if problem.code == Code::ClientSecretMissing => {
                return Ok(RefreshResult::ProfileWrong(problem));
            }
            Err(problem) => return Err(problem),
        };
        self.begin_call(self.intent(&installation, IntentCall::Refresh))
            .await?;
        let calls = self.calls(&credentials, priority);
        match calls.refresh(&tokens.refresh).await {
            Ok(answer) => {
                let renewed = renewed_tokens(&tokens, &answer, self.now());
                let sealed = sealer.seal(id, &renewed)?;
                let after = self.works(installation, answer);
                self.save_working(&after, &credentials, sealed, by).await?;
                self.read_missing_details(&after, &calls, &renewed).await;
                Ok(RefreshResult::Proven(renewed))
            }
            Err(failure) => {
                self.save_failure(installation, &credentials, failure, by)
                    .await
            }
        }
    }

    /// An installation whose refresh token has just worked.
    fn works(&self, before: Installation, answer: TokenAnswer) -> Installation {
        let now = self.now();
        Installation {
            condition: health::after_refresh(before.condition, RefreshVerdict::Proven, now),
            proven_at: Some(now),
            granted: answer.scopes.unwrap_or_else(|| before.granted.clone()),
            last_error: None,
            ..before
        }
    }

    /// The newest refresh token, the granted scopes and the time are saved
    /// together, before anybody is told.
    async fn save_working(
        self: &Arc<Self>,
        after: &Installation,
        credentials: &Credentials,
        tokens: SealedTokens,
        by: Actor,
    ) -> Result<(), Problem> {
        let cleared = self.fault_cleared(&credentials.app);
        let is_cleared = !cleared.is_empty();
        let mut changes = vec![Change::Record(Activity {
            by,
            ..about(after, Activity::new(self.now(), ActivityKind::Refreshed))
        })];
        changes.extend(cleared);
        changes.push(Change::PutInstallation {
            installation: after.clone(),
            tokens: TokenChange::Put(tokens),
        });
        self.save_answer(after.id, changes).await?;
        if is_cleared {
            self.tell(Event::AppsChanged);
        }
        Ok(())
    }

    async fn save_failure(
        self: &Arc<Self>,
        before: Installation,
        credentials: &Credentials,
        failure: CallFailure,
        by: Actor,
    ) -> Result<RefreshResult, Problem> {
        let now = self.now();
        let id = before.id;
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
        self.save_answer(id, changes).await?;
        if is_new_fault(&credentials.app, &failure) {
            self.tell(Event::AppsChanged);
        }
        Ok(result(verdict, failure.problem))
    }
}

/// Whether the row shows something else than before. A standing fault of the
/// app's, or a refresh that wasn't tried, changes nothing.
fn changes_row(result: &RefreshResult) -> bool {
    match result {
        RefreshResult::Proven(_) | RefreshResult::Refused(_) | RefreshResult::Postponed(_) => true,
        RefreshResult::ProfileWrong(_) | RefreshResult::Failed(_) => false,
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
                | Condition::Unreadable { .. }
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
