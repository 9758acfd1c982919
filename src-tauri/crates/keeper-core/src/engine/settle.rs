//! Trip 1, second half: from the code to the installation.
//!
//! A grant is sealed on disk before the next call, so that whatever happens
//! afterwards it can be settled later, also by the next start of the program.

use std::sync::Arc;
use std::time::Duration;

use crate::Timestamp;
use crate::account::Account;
use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::event::Event;
use crate::grant::{Grant, GrantState, Tokens};
use crate::health::Condition;
use crate::identifier::{FlowId, HubId, InstallationId};
use crate::installation::{Annotation, Installation};
use crate::needs::{
    AccountDetails, CallFailure, Change, Client, CodeExchange, Introspection, PageVerdict,
    TokenAnswer, TokenChange, Verdict,
};
use crate::oauth::redirect::RedirectAnswer;
use crate::secret::AuthorizationCode;

use super::credentials::{Credentials, failed};
use super::flow::{FlowState, FlowStep, Pending};
use super::{Engine, locked};

/// Waits between questions about a held grant; the last one repeats.
const HELD_WAITS: [u64; 6] = [2, 5, 15, 30, 60, 300];

/// After so many unanswered questions the account named by the token answer
/// is believed.
const PATIENCE: u32 = 3;

/// A token that lives no longer than this is renewed before it is used.
const NEARLY_EXPIRED: Duration = Duration::from_secs(60);

/// How a grant was settled.
enum Settled {
    Installed {
        id: InstallationId,
        hub_id: HubId,
        renewed: bool,
    },
    Quarantined(Problem),
    /// To be asked again later.
    Held(Problem),
    /// HubSpot took the grant back.
    Gone(Problem),
}

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
                self.needs.vault.commit(changes).await?;
                return Err(failure.problem);
            }
        };
        let tokens = self.tokens_from(&answer)?;
        let grant = Grant {
            id: InstallationId::make_random(),
            app: status.app,
            expected: status.expected,
            hub_id: answer.hub_id,
            renews: status.renews,
            requested: pending.requested.clone(),
            granted: answer.scopes.unwrap_or_default(),
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

    async fn hold(&self, grant: &Grant, tokens: &Tokens) -> Result<(), Problem> {
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

    async fn settle_flow(
        self: &Arc<Self>,
        flow: FlowId,
        grant: Grant,
        tokens: Tokens,
        pending: Pending,
    ) {
        let settled = self.settle(grant.clone(), tokens, Some(flow)).await;
        let is_held = matches!(settled, Settled::Held(_));
        self.tell_settled(Some(flow), &grant, settled);
        if is_held {
            self.tell_page(flow, PageVerdict::Working);
        }
        drop(pending.listening);
        if is_held {
            self.settle_until_done(Some(flow), grant.id).await;
        }
    }

    fn tell_page(&self, flow: FlowId, verdict: PageVerdict) {
        if let Some(flow) = locked(&self.flows).get(&flow) {
            flow.page.send_replace(Some(verdict));
        }
    }

    /// Takes up every grant that an earlier run left held.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn resume(self: &Arc<Self>) -> Result<(), Problem> {
        for grant in self.needs.vault.grants().await? {
            if matches!(grant.state, GrantState::Held { .. }) {
                let engine = Arc::clone(self);
                self.run_beside(async move { engine.settle_until_done(None, grant.id).await });
            }
        }
        Ok(())
    }

    /// Asks again, with growing waits, until the grant is no longer held.
    async fn settle_until_done(self: &Arc<Self>, flow: Option<FlowId>, id: InstallationId) {
        loop {
            let Ok(Some((grant, tokens))) = self.held_grant(id).await else {
                return;
            };
            if let GrantState::Held { next_try_at, .. } = grant.state {
                self.needs.clock.sleep_until(next_try_at).await;
            }
            let settled = self.settle(grant.clone(), tokens, flow).await;
            let is_held = matches!(settled, Settled::Held(_));
            self.tell_settled(flow, &grant, settled);
            if !is_held {
                return;
            }
        }
    }

    async fn held_grant(&self, id: InstallationId) -> Result<Option<(Grant, Tokens)>, Problem> {
        let grants = self.needs.vault.grants().await?;
        let Some(grant) = grants.into_iter().find(|grant| grant.id == id) else {
            return Ok(None);
        };
        let tokens = self.needs.vault.tokens(id).await?;
        Ok(tokens
            .filter(|_| matches!(grant.state, GrantState::Held { .. }))
            .map(|tokens| (grant, tokens)))
    }

    fn tell_settled(&self, flow: Option<FlowId>, grant: &Grant, settled: Settled) {
        match settled {
            Settled::Installed {
                id,
                hub_id,
                renewed,
            } => self.tell_installed(flow, id, hub_id, renewed),
            Settled::Quarantined(problem) => self.tell_quarantined(flow, grant.id, problem),
            Settled::Held(problem) => {
                if let Some(flow) = flow {
                    self.change_flow(flow, |status| {
                        status.installation = Some(grant.id);
                        status.problem = Some(problem);
                    });
                }
            }
            Settled::Gone(problem) => {
                if let Some(flow) = flow {
                    self.fail_flow(flow, problem);
                }
            }
        }
        self.tell_changed(grant.id);
    }

    fn tell_installed(
        &self,
        flow: Option<FlowId>,
        id: InstallationId,
        hub_id: HubId,
        renewed: bool,
    ) {
        if let Some(flow) = flow {
            self.end_flow(flow, FlowState::Done, PageVerdict::Done, |status| {
                status.step = FlowStep::Save;
                status.installation = Some(id);
                status.problem = None;
            });
        }
        self.tell(Event::InstallationAdded {
            flow,
            id,
            hub_id,
            renewed,
        });
        self.tell(Event::AccountsChanged);
    }

    fn tell_quarantined(&self, flow: Option<FlowId>, id: InstallationId, problem: Problem) {
        if let Some(flow) = flow {
            self.end_flow(
                flow,
                FlowState::Quarantined,
                PageVerdict::Failed,
                |status| {
                    status.installation = Some(id);
                    status.problem = Some(problem);
                },
            );
        }
        self.tell(Event::GrantQuarantined { id });
    }

    /// One attempt to make an installation of a held grant.
    async fn settle(&self, grant: Grant, tokens: Tokens, flow: Option<FlowId>) -> Settled {
        match self.try_settle(&grant, tokens, flow).await {
            Ok(settled) => settled,
            Err(problem) => Settled::Held(self.postpone(grant, problem).await),
        }
    }

    async fn try_settle(
        &self,
        grant: &Grant,
        tokens: Tokens,
        flow: Option<FlowId>,
    ) -> Result<Settled, Problem> {
        let credentials = self.credentials(grant.app).await?;
        let client = credentials.present();
        let tokens = match self.living_grant(grant, tokens, &client).await? {
            Ok(tokens) => tokens,
            Err(gone) => return Ok(Settled::Gone(gone)),
        };
        self.step(flow, FlowStep::Introspect);
        let (tokens, who) = match self.ask_who(grant, tokens, &client).await? {
            Ok(known) => known,
            Err(gone) => return Ok(Settled::Gone(gone)),
        };
        let Some(hub_id) = who.hub_id.or(grant.hub_id) else {
            return Err(Code::GrantHeld.into());
        };
        if let Some(problem) = identity_guard(grant, &who, hub_id, &client.client_id) {
            return self.quarantine(grant, hub_id, problem).await;
        }
        self.step(flow, FlowStep::Account);
        let details = self
            .needs
            .hubspot
            .account_details(client.api_version, &tokens.access)
            .await
            .ok();
        self.step(flow, FlowStep::Save);
        self.save(grant, &credentials, who, hub_id, details).await
    }

    fn step(&self, flow: Option<FlowId>, step: FlowStep) {
        if let Some(flow) = flow {
            self.change_flow(flow, |status| status.step = step);
        }
    }

    /// The grant's tokens, renewed first when they are about to expire: a
    /// grant may have waited for a night.
    async fn living_grant(
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
    async fn ask_who(
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

    async fn quarantine(
        &self,
        grant: &Grant,
        found: HubId,
        problem: Problem,
    ) -> Result<Settled, Problem> {
        let set_aside = Grant {
            hub_id: Some(found),
            state: GrantState::Quarantined {
                found,
                expected: grant.expected,
                other_app: problem.code == Code::AppMismatch,
            },
            ..grant.clone()
        };
        let activity = Activity {
            app: Some(grant.app),
            hub_id: Some(found),
            installation: grant.renews,
            code: Some(problem.code),
            ..Activity::new(self.now(), ActivityKind::Quarantined)
        };
        let changes = vec![Change::PutGrant(set_aside), Change::Record(activity)];
        self.needs.vault.commit(changes).await?;
        Ok(Settled::Quarantined(problem))
    }

    async fn save(
        &self,
        grant: &Grant,
        credentials: &Credentials,
        who: Introspection,
        hub_id: HubId,
        details: Option<AccountDetails>,
    ) -> Result<Settled, Problem> {
        let user_id = who.user_id.filter(|_| who.is_user_level);
        let known = self
            .needs
            .vault
            .installation_of(grant.app, hub_id, user_id)
            .await?;
        let id = known.as_ref().map_or(grant.id, |known| known.id);
        let _lock = self.locks.hold(id).await;
        let renewed = known.is_some();
        let account = account_from(&who, hub_id, details, self.now());
        let installation = self.installation_from(grant, who, hub_id, known);
        let mut changes = vec![
            Change::PutAccount(account),
            Change::Record(installed_activity(&installation, renewed, self.now())),
            Change::PutInstallation {
                installation,
                tokens: TokenChange::TakeFromGrant(grant.id),
            },
        ];
        changes.extend(Self::fault_cleared(&credentials.app));
        self.commit_stubbornly(changes).await?;
        Ok(Settled::Installed {
            id,
            hub_id,
            renewed,
        })
    }

    fn installation_from(
        &self,
        grant: &Grant,
        who: Introspection,
        hub_id: HubId,
        known: Option<Installation>,
    ) -> Installation {
        let now = self.now();
        let installed_by = who.user.or_else(|| who.user_id.map(|id| id.to_string()));
        let granted = who.scopes.unwrap_or_else(|| grant.granted.clone());
        Installation {
            id: known.as_ref().map_or(grant.id, |known| known.id),
            app: grant.app,
            hub_id,
            user_id: who.user_id.filter(|_| who.is_user_level),
            condition: Condition::Working,
            proven_at: Some(now),
            requested: grant.requested.clone(),
            granted,
            installed_by: installed_by
                .or_else(|| known.as_ref().and_then(|known| known.installed_by.clone())),
            installed_at: known.as_ref().map_or(now, |known| known.installed_at),
            authorized_at: now,
            last_error: None,
            forgotten_at: None,
            prints: None,
            annotation: known.map_or_else(Annotation::default, |known| known.annotation),
        }
    }

    /// Leaves a grant held, to be asked about again.
    async fn postpone(&self, grant: Grant, problem: Problem) -> Problem {
        let tries = match grant.state {
            GrantState::Held { tries, .. } => tries.saturating_add(1),
            GrantState::Quarantined { .. } => return problem,
        };
        let place = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = HELD_WAITS[place.min(HELD_WAITS.len() - 1)];
        let state = GrantState::Held {
            next_try_at: self.now().plus(Duration::from_secs(wait)),
            tries,
        };
        let held = Grant { state, ..grant };
        match self.needs.vault.commit(vec![Change::PutGrant(held)]).await {
            Ok(()) => problem,
            Err(save_problem) => save_problem,
        }
    }

    /// Makes an installation of a quarantined grant: another row than the one
    /// that was to be renewed.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`] when no such grant waits;
    /// [`Code::AppMismatch`] when it is for another app.
    pub async fn keep_grant(&self, id: InstallationId) -> Result<InstallationId, Problem> {
        let (grant, found) = self.quarantined(id).await?;
        let credentials = self.credentials(grant.app).await?;
        let tokens = self.needs.vault.tokens(id).await?.ok_or(Code::TokenGone)?;
        let client = credentials.present();
        let who = self.needs.hubspot.introspect(&client, &tokens.access).await;
        let who = who.unwrap_or_default();
        let details = self
            .needs
            .hubspot
            .account_details(client.api_version, &tokens.access)
            .await
            .ok();
        let settled = self.save(&grant, &credentials, who, found, details).await?;
        let kept = match settled {
            Settled::Installed { id, .. } => id,
            Settled::Quarantined(_) | Settled::Held(_) | Settled::Gone(_) => grant.id,
        };
        self.tell_settled(None, &grant, settled);
        Ok(kept)
    }

    async fn quarantined(&self, id: InstallationId) -> Result<(Grant, HubId), Problem> {
        let grants = self.needs.vault.grants().await?;
        let grant = grants.into_iter().find(|grant| grant.id == id);
        let grant = grant.ok_or(Code::InstallationUnknown)?;
        match grant.state {
            GrantState::Quarantined {
                other_app: true, ..
            } => Err(Code::AppMismatch.into()),
            GrantState::Quarantined { found, .. } => Ok((grant, found)),
            GrantState::Held { .. } => Err(Code::GrantHeld.into()),
        }
    }

    /// Wipes a grant here; HubSpot is not told.
    ///
    /// # Errors
    /// [`Code::InstallationUnknown`] when no such grant waits; what the vault
    /// can't save.
    pub async fn discard_grant(&self, id: InstallationId) -> Result<(), Problem> {
        let grants = self.needs.vault.grants().await?;
        let grant = grants.into_iter().find(|grant| grant.id == id);
        let grant = grant.ok_or(Code::InstallationUnknown)?;
        let activity = Activity {
            app: Some(grant.app),
            hub_id: grant.hub_id,
            ..Activity::new(self.now(), ActivityKind::GrantDiscarded)
        };
        let changes = vec![Change::DropGrant(id), Change::Record(activity)];
        self.needs.vault.commit(changes).await?;
        self.tell_changed(id);
        Ok(())
    }
}

fn patience_is_over(grant: &Grant) -> bool {
    let tries = match grant.state {
        GrantState::Held { tries, .. } => tries,
        GrantState::Quarantined { .. } => return true,
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
fn identity_guard(
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

fn account_from(
    who: &Introspection,
    hub_id: HubId,
    details: Option<AccountDetails>,
    now: Timestamp,
) -> Account {
    let answered = details.is_some();
    let details = details.unwrap_or_default();
    Account {
        name: details.name,
        domain: who.hub_domain.clone(),
        account_type: details.account_type,
        ui_domain: details.ui_domain,
        data_hosting: details.data_hosting,
        time_zone: details.time_zone,
        last_call_at: answered.then_some(now),
        ..Account::with_hub_id(hub_id, now)
    }
}

fn installed_activity(installation: &Installation, renewed: bool, now: Timestamp) -> Activity {
    let kind = if renewed {
        ActivityKind::Reauthorized
    } else {
        ActivityKind::Installed
    };
    Activity {
        app: Some(installation.app),
        hub_id: Some(installation.hub_id),
        installation: Some(installation.id),
        ..Activity::new(now, kind)
    }
}
