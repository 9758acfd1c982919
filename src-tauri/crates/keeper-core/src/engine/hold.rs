//! Trip 1, from the code to a sealed grant.
//!
//! A grant is sealed on disk before the next call, so that whatever happens
//! afterwards it can be settled later, also by the next start of the program.

use std::sync::Arc;
use std::time::Duration;

use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::event::Event;
use crate::grant::{Grant, GrantState, Tokens};
use crate::identifier::{FlowId, InstallationId};
use crate::needs::{CallFailure, Change, CodeExchange, TokenAnswer};
use crate::oauth::redirect::RedirectAnswer;
use crate::secret::AuthorizationCode;

use super::Engine;
use super::credentials::Credentials;
use super::flow::Pending;

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
            // The failure itself is told by the flow; a vault that can't take
            // the line must not hide it.
            let _ = self
                .needs
                .vault
                .commit(vec![Change::Record(activity)])
                .await;
        }
        self.fail_flow(flow, problem);
    }

    async fn exchange_and_hold(
        &self,
        flow: FlowId,
        pending: &Pending,
        code: AuthorizationCode,
    ) -> Result<(Grant, Tokens), Problem> {
        let status = self.flow(flow)?;
        let credentials = self.credentials(status.app).await?;
        let exchange = CodeExchange {
            code,
            redirect_url: status.redirect_url.clone(),
            verifier: pending.verifier.clone(),
        };
        let answer = match self.exchange(&credentials, exchange).await {
            Ok(answer) => answer,
            Err(failure) => {
                let changes = self.fault_found(&credentials.app, &failure);
                let is_found = !changes.is_empty();
                self.needs.vault.commit(changes).await?;
                if is_found {
                    self.tell(Event::AppsChanged);
                }
                return Err(failure.problem);
            }
        };
        let tokens = self.tokens_from(&answer)?;
        let granted = answer.scopes.unwrap_or_default();
        let grant = Grant {
            id: InstallationId::make_random(),
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
        };
        self.hold(&grant, &tokens).await?;
        self.tell_changed(grant.id);
        Ok((grant, tokens))
    }

    async fn exchange(
        &self,
        credentials: &Credentials,
        code: CodeExchange,
    ) -> Result<TokenAnswer, CallFailure> {
        let hubspot = &self.needs.hubspot;
        let first = hubspot.exchange(&credentials.present(), code.clone()).await;
        match (first, credentials.former()) {
            (Err(failure), Some(former)) if failure.problem.code == Code::ClientSecretRefused => {
                hubspot.exchange(&former, code).await
            }
            (first, _) => first,
        }
    }

    fn tokens_from(&self, answer: &TokenAnswer) -> Result<Tokens, Problem> {
        let missing = || Problem::new(Code::AnswerUnexpected).because("no refresh token came");
        Ok(Tokens {
            access: answer.access.clone(),
            access_expires_at: self.now().plus(answer.expires_in),
            refresh: answer.refresh.clone().ok_or_else(missing)?,
        })
    }

    pub(super) async fn hold(&self, grant: &Grant, tokens: &Tokens) -> Result<(), Problem> {
        self.commit_stubbornly(vec![Change::HoldGrant {
            grant: grant.clone(),
            tokens: tokens.clone(),
        }])
        .await
    }

    /// Commits what can't be had again; a passing fault of the disk is given
    /// three chances.
    pub(super) async fn commit_stubbornly(&self, changes: Vec<Change>) -> Result<(), Problem> {
        let mut waits = [200u64, 1_000, 3_000].into_iter();
        loop {
            let problem = match self.needs.vault.commit(changes.clone()).await {
                Ok(()) => return Ok(()),
                Err(problem) => problem,
            };
            let passes = matches!(problem.code, Code::SaveFailed | Code::DiskFull);
            match waits.next() {
                Some(wait) if passes => self.pause(Duration::from_millis(wait)).await,
                Some(_) | None => return Err(problem),
            }
        }
    }

    pub(super) async fn pause(&self, wait: Duration) {
        let until = self.now().plus(wait);
        self.needs.clock.sleep_until(until).await;
    }
}
