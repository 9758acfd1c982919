//! Three exits, three truths: forget, revoke, uninstall.

use std::sync::Arc;

use serde::Serialize;
use ts_rs::TS;

use crate::activity::{Activity, ActivityKind, Actor};
use crate::app::{App, Environment};
use crate::error::{Code, Problem};
use crate::grant::Tokens;
use crate::health::Condition;
use crate::identifier::InstallationId;
use crate::installation::Installation;
use crate::intent::IntentCall;
use crate::limiter::Priority;
use crate::needs::{CallFailure, Change, Receipt, TokenChange};

use super::Engine;
use super::credentials::failed;
use super::refresh::{RefreshResult, about};

/// The steps of exits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExitStep {
    /// A fresh access token was fetched.
    Refresh,
    /// The app was uninstalled.
    Uninstall,
    /// The refresh token was revoked.
    Revoke,
    /// The sealed tokens were wiped here.
    Wipe,
}

/// What came of one step.
#[derive(Clone, Debug)]
pub struct ExitStepReport {
    /// Which.
    pub step: ExitStep,
    /// What HubSpot answered, where it was asked and agreed.
    pub receipt: Option<Receipt>,
    /// What went wrong without undoing the exit.
    pub problem: Option<Problem>,
}

/// The steps taken, in order.
#[derive(Clone, Debug, Default)]
pub struct ExitReport {
    /// The steps.
    pub steps: Vec<ExitStepReport>,
}

impl ExitReport {
    fn done(&mut self, step: ExitStep, receipt: Option<Receipt>) {
        self.steps.push(ExitStepReport {
            step,
            receipt,
            problem: None,
        });
    }

    fn failed(&mut self, step: ExitStep, problem: Problem) {
        self.steps.push(ExitStepReport {
            step,
            receipt: None,
            problem: Some(problem),
        });
    }
}

impl Engine {
    /// Revokes the refresh token at HubSpot, then wipes it here. The app
    /// stays installed; access tokens live on for up to 30 minutes.
    ///
    /// # Errors
    /// [`Code::ConfirmationMismatch`] for a production app whose account's
    /// domain wasn't typed: other systems may live by the same token;
    /// [`Code::TokenShared`] where a grant that waits or another installation
    /// has the same token; [`Code::TokenGone`], [`Code::TokenUnreadable`],
    /// [`Code::VaultLocked`], or what HubSpot answered. Nothing is changed
    /// then. [`Code::AnswerUnsaved`] when HubSpot revoked it and the disk
    /// doesn't take that for now.
    pub async fn revoke(
        self: &Arc<Self>,
        id: InstallationId,
        confirmation: Option<&str>,
    ) -> Result<ExitReport, Problem> {
        let _lock = self.hold_row(id).await?;
        let installation = self.installation(id).await?;
        let app = self.needs.vault.app(installation.app).await?;
        self.check_confirmation(&installation, &app, confirmation)
            .await?;
        let tokens = self.tokens_of(&installation).await?;
        self.refuse_shared(id, &tokens.refresh.fingerprint())
            .await?;
        let credentials = self.credentials(installation.app).await?;
        self.begin_call(self.intent(&installation, IntentCall::Revoke))
            .await?;
        let mut report = ExitReport::default();
        let priority = Priority::person();
        let calls = self.calls(&credentials, &priority);
        match calls.revoke(&tokens.refresh).await {
            Ok(receipt) => report.done(ExitStep::Revoke, Some(receipt)),
            Err(failure) => return Err(self.exit_failed(&installation, failure).await),
        }
        let gone = Condition::Revoked { at: self.now() };
        self.bury(installation, gone, ActivityKind::Revoked, &mut report)
            .await?;
        Ok(report)
    }

    /// Uninstalls the app from its account: refresh, uninstall, revoke, wipe.
    ///
    /// # Errors
    /// [`Code::ConfirmationMismatch`] for a production app whose account's
    /// domain wasn't typed; [`Code::UninstallNeedsToken`] when the refresh
    /// token is dead; [`Code::TokenGone`], [`Code::VaultLocked`], or what
    /// HubSpot answered. The app is still installed then.
    pub async fn uninstall(
        self: &Arc<Self>,
        id: InstallationId,
        confirmation: Option<&str>,
    ) -> Result<ExitReport, Problem> {
        let installation = self.installation(id).await?;
        let app = self.needs.vault.app(installation.app).await?;
        self.check_confirmation(&installation, &app, confirmation)
            .await?;
        let _lock = self.hold_row(id).await?;
        let mut report = ExitReport::default();
        let tokens = self.fresh_tokens(id, &mut report).await?;
        let installation = self.installation(id).await?;
        self.begin_call(self.intent(&installation, IntentCall::Uninstall))
            .await?;
        let priority = Priority::person();
        match self.call_uninstall(&app, &tokens.access, &priority).await {
            Ok(receipt) => report.done(ExitStep::Uninstall, Some(receipt)),
            Err(failure) => return Err(self.exit_failed(&installation, failure).await),
        }
        self.revoke_too(&installation, &tokens, &mut report).await;
        let gone = Condition::Uninstalled { at: self.now() };
        self.bury(installation, gone, ActivityKind::Uninstalled, &mut report)
            .await?;
        Ok(report)
    }

    /// What must be typed before a production app is revoked or uninstalled: the
    /// account's domain, else its hub ID.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn confirmation(
        &self,
        installation: &Installation,
        app: &App,
    ) -> Result<Option<String>, Problem> {
        if app.draft.environment != Environment::Production {
            return Ok(None);
        }
        let account = self.needs.vault.account(installation.hub_id).await?;
        let domain = account.and_then(|account| account.domain);
        Ok(Some(
            domain.unwrap_or_else(|| installation.hub_id.to_string()),
        ))
    }

    async fn check_confirmation(
        &self,
        installation: &Installation,
        app: &App,
        typed: Option<&str>,
    ) -> Result<(), Problem> {
        let Some(expected) = self.confirmation(installation, app).await? else {
            return Ok(());
        };
        let is_same = typed.is_some_and(|typed| typed.trim().eq_ignore_ascii_case(&expected));
        if is_same {
            return Ok(());
        }
        Err(Problem::new(Code::ConfirmationMismatch).with("expected", expected))
    }

    async fn fresh_tokens(
        self: &Arc<Self>,
        id: InstallationId,
        report: &mut ExitReport,
    ) -> Result<Tokens, Problem> {
        let priority = Priority::person();
        let refreshed = self.refresh_locked(id, Actor::Person, &priority).await;
        // Whatever came of it is in the row now.
        self.tell_changed(id);
        match refreshed {
            RefreshResult::Proven(tokens) => {
                report.done(ExitStep::Refresh, None);
                Ok(tokens)
            }
            RefreshResult::Refused(problem) => {
                let cause = problem.detail.unwrap_or_else(|| problem.code.name().into());
                Err(Problem::new(Code::UninstallNeedsToken).because(cause))
            }
            RefreshResult::Postponed(problem)
            | RefreshResult::ProfileWrong(problem)
            | RefreshResult::Failed(problem) => Err(problem),
        }
    }

    /// Best effort: an uninstalled app's refresh token is dead already.
    async fn revoke_too(
        &self,
        installation: &Installation,
        tokens: &Tokens,
        report: &mut ExitReport,
    ) {
        let Ok(credentials) = self.credentials(installation.app).await else {
            return;
        };
        let priority = Priority::person();
        let calls = self.calls(&credentials, &priority);
        match calls.revoke(&tokens.refresh).await {
            Ok(receipt) => report.done(ExitStep::Revoke, Some(receipt)),
            Err(failure) => report.failed(ExitStep::Revoke, failure.problem),
        }
    }

    async fn bury(
        self: &Arc<Self>,
        installation: Installation,
        condition: Condition,
        kind: ActivityKind,
        report: &mut ExitReport,
    ) -> Result<(), Problem> {
        let id = installation.id;
        let activity = about(&installation, Activity::new(self.now(), kind));
        let changes = vec![
            Change::PutInstallation {
                installation: Installation {
                    condition,
                    last_error: None,
                    ..installation
                },
                tokens: TokenChange::Wipe,
            },
            Change::Record(activity),
        ];
        self.save_answer(id, changes).await?;
        report.done(ExitStep::Wipe, None);
        self.tell_changed(id);
        Ok(())
    }

    async fn exit_failed(
        self: &Arc<Self>,
        installation: &Installation,
        failure: CallFailure,
    ) -> Problem {
        let activity = failed(self.now(), ActivityKind::ExitFailed, &failure);
        let changes = vec![Change::Record(about(installation, activity))];
        match self.save_answer(installation.id, changes).await {
            Ok(()) => failure.problem,
            Err(problem) => problem,
        }
    }

    /// Forgets an installation on this computer: HubSpot isn't told. Its
    /// sealed tokens are kept for 30 days, unless `for_good`.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`]; what the vault can't save.
    pub async fn forget(&self, id: InstallationId, for_good: bool) -> Result<(), Problem> {
        let _lock = self.hold_row(id).await?;
        let installation = self.installation(id).await?;
        let at = self.now();
        let change = if for_good {
            Change::Purge(id)
        } else {
            Change::Forget { id, at }
        };
        self.change_and_record(&installation, change, ActivityKind::Forgotten)
            .await
    }

    /// Brings a forgotten installation back.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`]; what the vault can't save.
    pub async fn restore(&self, id: InstallationId) -> Result<(), Problem> {
        let _lock = self.hold_row(id).await?;
        let installation = self.installation(id).await?;
        self.change_and_record(&installation, Change::Restore(id), ActivityKind::Restored)
            .await
    }

    async fn change_and_record(
        &self,
        installation: &Installation,
        change: Change,
        kind: ActivityKind,
    ) -> Result<(), Problem> {
        let activity = about(installation, Activity::new(self.now(), kind));
        let changes = vec![change, Change::Record(activity)];
        self.needs.vault.commit(changes).await?;
        self.tell_changed(installation.id);
        Ok(())
    }
}
