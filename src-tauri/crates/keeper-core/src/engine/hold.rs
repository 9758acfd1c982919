//! Installing, from the code to a saved grant.
//!
//! A grant is sealed on disk before the next call, so that whatever happens
//! afterwards it can be settled later, also by the next start of the program.

use std::sync::Arc;
use std::time::Duration;

use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::event::Event;
use crate::grant::{Grant, GrantState, SealedTokens, Tokens};
use crate::identifier::{FlowId, InstallationId};
use crate::intent::{Intent, IntentCall};
use crate::limiter::Priority;
use crate::needs::{CallFailure, Change, CodeExchange, PageVerdict, TokenAnswer};
use crate::oauth::redirect::RedirectAnswer;
use crate::secret::AuthorizationCode;

use super::Engine;
use super::credentials::{Credentials, is_new_fault};
use super::flow::{FlowStatus, Pending};

impl Engine {
    /// Ends a flow whose redirect came: denial or code.
    pub(super) async fn complete(
        self: Arc<Self>,
        flow: FlowId,
        pending: Pending,
        answer: RedirectAnswer,
    ) {
        let code = match answer {
            RedirectAnswer::Granted(code) => code,
            RedirectAnswer::Denied { error } => {
                let problem = Problem::new(Code::ConsentDenied).with("error", error);
                return self.record_failure(flow, problem).await;
            }
        };
        match self.exchange_and_hold(flow, &pending, code).await {
            Ok((grant, tokens)) => self.settle_flow(flow, grant, tokens, pending).await,
            Err(problem) => self.record_failure(flow, problem).await,
        }
    }

    async fn record_failure(&self, flow: FlowId, problem: Problem) {
        if let Ok(status) = self.flow(flow) {
            let activity = Activity {
                app: Some(status.app),
                hub_id: status.expected,
                installation: status.renews,
                code: Some(problem.code),
                ..Activity::new(self.now(), ActivityKind::InstallFailed)
            };
            // The flow reports the failure itself; a vault that can't take the
            // line must not hide it.
            let _ = self
                .needs
                .vault
                .commit(vec![Change::Record(activity)])
                .await;
        }
        self.fail_flow(flow, problem);
    }

    async fn exchange_and_hold(
        self: &Arc<Self>,
        flow: FlowId,
        pending: &Pending,
        code: AuthorizationCode,
    ) -> Result<(Grant, Tokens), Problem> {
        let status = self.flow(flow)?;
        let sealer = self.needs.vault.sealer()?;
        let credentials = self.credentials(status.app).await?;
        let id = InstallationId::make_random();
        self.begin_call(exchange_intent(id, &status, self.now()))
            .await?;
        let exchange = CodeExchange {
            code,
            redirect_url: status.redirect_url.clone(),
            verifier: pending.verifier.clone(),
        };
        let priority = Priority::person();
        let answer = match self
            .calls(&credentials, &priority)
            .exchange(&exchange)
            .await
        {
            Ok(answer) => answer,
            Err(failure) => return Err(self.exchange_failed(id, &credentials, failure).await),
        };
        let grant = self.grant_from(id, &status, pending, &answer);
        let Some(tokens) = self.tokens_from(answer) else {
            let problem = Problem::new(Code::AnswerUnexpected).because("no refresh token came");
            self.save_answer(id, Vec::new()).await?;
            return Err(problem);
        };
        let sealed = sealer.seal(id, &tokens)?;
        self.hold_exchanged(flow, &grant, sealed).await?;
        self.tell_changed(grant.id);
        Ok((grant, tokens))
    }

    /// Saves a grant; where the disk doesn't take it, the flow says so and
    /// waits until it does.
    async fn hold_exchanged(
        self: &Arc<Self>,
        flow: FlowId,
        grant: &Grant,
        tokens: SealedTokens,
    ) -> Result<(), Problem> {
        match self.hold(grant, tokens).await {
            Err(problem) if problem.code == Code::AnswerUnsaved => {
                self.change_flow(flow, |status| status.problem = Some(problem));
                self.tell_page(flow, PageVerdict::Working);
                self.until_saved(grant.id).await;
                self.change_flow(flow, |status| status.problem = None);
                Ok(())
            }
            saved => saved,
        }
    }

    async fn exchange_failed(
        self: &Arc<Self>,
        id: InstallationId,
        credentials: &Credentials,
        failure: CallFailure,
    ) -> Problem {
        let changes = self.fault_found(&credentials.app, &failure);
        if let Err(problem) = self.save_answer(id, changes).await {
            return problem;
        }
        if is_new_fault(&credentials.app, &failure) {
            self.tell(Event::AppsChanged);
        }
        failure.problem
    }

    fn grant_from(
        &self,
        id: InstallationId,
        status: &FlowStatus,
        pending: &Pending,
        answer: &TokenAnswer,
    ) -> Grant {
        let granted = answer.scopes.clone().unwrap_or_default();
        Grant {
            id,
            app: status.app,
            expected: status.expected,
            hub_id: answer.hub_id,
            renews: status.renews,
            requested: match status.from_elsewhere {
                // What the link asked for is known to whoever made it.
                true => granted.clone(),
                false => pending.requested.clone(),
            },
            granted,
            from_elsewhere: status.from_elsewhere,
            state: GrantState::Held {
                next_try_at: self.now(),
                tries: 0,
            },
            made_at: self.now(),
            prints: None,
        }
    }

    fn tokens_from(&self, answer: TokenAnswer) -> Option<Tokens> {
        Some(Tokens {
            access_expires_at: self.now().plus(answer.expires_in),
            refresh: answer.refresh?,
            access: answer.access,
        })
    }

    /// Saves a grant with its tokens and ends the call that yielded them.
    ///
    /// # Errors
    /// [`Code::AnswerUnsaved`] while the disk doesn't take it.
    pub(super) async fn hold(
        self: &Arc<Self>,
        grant: &Grant,
        tokens: SealedTokens,
    ) -> Result<(), Problem> {
        let hold = Change::HoldGrant {
            grant: grant.clone(),
            tokens,
        };
        self.save_answer(grant.id, vec![hold]).await
    }

    pub(super) async fn pause(&self, wait: Duration) {
        self.needs.clock.sleep(wait).await;
    }
}

fn exchange_intent(owner: InstallationId, status: &FlowStatus, now: crate::Timestamp) -> Intent {
    Intent {
        owner,
        app: status.app,
        hub_id: status.expected,
        renews: status.renews,
        call: IntentCall::Exchange,
        started_at: now,
    }
}
