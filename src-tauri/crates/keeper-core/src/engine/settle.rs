//! Installing, from a saved grant to the installation: one attempt, the
//! attempts after it, and who is told.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Code, Problem};
use crate::event::Event;
use crate::grant::{Grant, GrantState, Tokens};
use crate::identifier::{FlowId, HubId, InstallationId};
use crate::limiter::Priority;
use crate::needs::{Change, PageVerdict};

use super::flow::{FlowState, FlowStep, Pending};
use super::whose::{Identified, Identity, identity_guard};
use super::{Engine, locked};

/// Waits between questions about a held grant; the last one repeats.
const HELD_WAITS: [u64; 6] = [2, 5, 15, 30, 60, 300];
const SOON: Duration = Duration::from_secs(HELD_WAITS[0]);
const LONGEST_WAIT: Duration = Duration::from_secs(HELD_WAITS[HELD_WAITS.len() - 1]);

/// How a grant was settled.
pub(super) enum Settled {
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
    pub(super) async fn settle_flow(
        self: &Arc<Self>,
        flow: FlowId,
        grant: Grant,
        tokens: Tokens,
        pending: Pending,
    ) {
        let _only_loop = self.settle_loops.hold(grant.id).await;
        let settled = {
            let _only_one = self.settling.hold(grant.id).await;
            self.settle(grant.clone(), tokens, Some(flow)).await
        };
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

    pub(super) fn tell_page(&self, flow: FlowId, verdict: PageVerdict) {
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
            if grant.next_try_at().is_some() {
                self.resume_one(grant.id);
            }
        }
        Ok(())
    }

    /// Takes up one held grant beside the caller.
    pub(super) fn resume_one(self: &Arc<Self>, id: InstallationId) {
        let engine = Arc::clone(self);
        self.run_beside(async move {
            // Whoever settles it already ends first; then it is no longer
            // held.
            let _only_loop = engine.settle_loops.hold(id).await;
            // Its own task ended at a locked vault.
            engine.settle_until_done(engine.flow_of(id), id).await;
        });
    }

    /// Asks again, with growing waits, until the grant is no longer held. A
    /// person can decide about it between two tries.
    pub(super) async fn settle_until_done(
        self: &Arc<Self>,
        flow: Option<FlowId>,
        id: InstallationId,
    ) {
        let mut at_least = Duration::ZERO;
        while let Some(wait) = self.wait_of_grant(id).await {
            self.pause(wait.max(at_least)).await;
            if !self.settle_once_more(flow, id).await {
                return;
            }
            // A vault that couldn't note the next time must not turn this into
            // a storm of questions.
            at_least = SOON;
        }
        self.end_decided(flow);
    }

    /// Ends a flow whose grant is no longer held although nobody settled it: a
    /// person decided about it.
    fn end_decided(&self, flow: Option<FlowId>) {
        let is_running = |flow: &FlowId| {
            let status = self.flow(*flow);
            status.is_ok_and(|status| status.state == FlowState::Exchanging)
        };
        if let Some(flow) = flow.filter(is_running) {
            self.fail_flow(flow, Code::FlowCancelled.into());
        }
    }

    /// How long until a grant is asked about again; none when it is no longer
    /// held. Never longer than the longest wait, however the clock was set.
    async fn wait_of_grant(&self, id: InstallationId) -> Option<Duration> {
        match self.held_grant(id).await {
            Ok(grant) => {
                let wait = grant?.next_try_at()?.since(self.now());
                Some(wait.min(LONGEST_WAIT))
            }
            Err(_) => Some(SOON),
        }
    }

    /// One more try with a held grant; whether another one is due.
    async fn settle_once_more(self: &Arc<Self>, flow: Option<FlowId>, id: InstallationId) -> bool {
        let Ok(_only_one) = self.hold_grant(id).await else {
            return true;
        };
        let (grant, tokens) = match self.held_tokens(id).await {
            Ok(Some(held)) => held,
            Ok(None) => {
                self.end_decided(flow);
                return false;
            }
            // Opening the vault takes every grant up again.
            Err(problem) if problem.code == Code::VaultLocked => return false,
            Err(problem) if problem.code == Code::TokenUnreadable => {
                self.tell_unreadable(flow, problem);
                return false;
            }
            Err(_) => return true,
        };
        let settled = self.settle(grant.clone(), tokens, flow).await;
        let is_held = matches!(settled, Settled::Held(_));
        self.tell_settled(flow, &grant, settled);
        is_held
    }

    async fn held_grant(&self, id: InstallationId) -> Result<Option<Grant>, Problem> {
        let grants = self.needs.vault.grants().await?;
        let is_meant = |grant: &Grant| grant.id == id && grant.next_try_at().is_some();
        Ok(grants.into_iter().find(is_meant))
    }

    async fn held_tokens(&self, id: InstallationId) -> Result<Option<(Grant, Tokens)>, Problem> {
        let Some(grant) = self.held_grant(id).await? else {
            return Ok(None);
        };
        let tokens = self.tokens_of_grant(&grant).await?;
        Ok(Some((grant, tokens)))
    }

    fn tell_unreadable(&self, flow: Option<FlowId>, problem: Problem) {
        if let Some(flow) = flow {
            self.fail_flow(flow, problem);
        }
    }

    pub(super) fn tell_settled(&self, flow: Option<FlowId>, grant: &Grant, settled: Settled) {
        self.tell_changed(grant.id);
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
    }

    fn tell_installed(
        &self,
        flow: Option<FlowId>,
        id: InstallationId,
        hub_id: HubId,
        renewed: bool,
    ) {
        // Whoever hears that the flow is done finds the row.
        self.tell_changed(id);
        self.tell(Event::AccountsChanged);
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
    }

    fn tell_quarantined(&self, flow: Option<FlowId>, id: InstallationId, problem: Problem) {
        if let Some(flow) = flow {
            let verdict = PageVerdict::Failed(problem.code);
            self.end_flow(flow, FlowState::Quarantined, verdict, |status| {
                status.installation = Some(id);
                status.problem = Some(problem);
            });
        }
        self.tell(Event::GrantQuarantined { id });
    }

    /// One attempt to make an installation of a held grant.
    pub(super) async fn settle(
        self: &Arc<Self>,
        grant: Grant,
        tokens: Tokens,
        flow: Option<FlowId>,
    ) -> Settled {
        match self.try_settle(&grant, tokens, flow).await {
            Ok(settled) => settled,
            Err(problem) => Settled::Held(self.postpone(grant, problem).await),
        }
    }

    async fn try_settle(
        self: &Arc<Self>,
        grant: &Grant,
        tokens: Tokens,
        flow: Option<FlowId>,
    ) -> Result<Settled, Problem> {
        let credentials = self.credentials(grant.app).await?;
        let priority = match flow {
            Some(_) => Priority::person(),
            None => Priority::background(),
        };
        let calls = self.calls(&credentials, &priority);
        self.step(flow, FlowStep::Introspect);
        let Identified { tokens, who } = match self.identify(grant, tokens, &calls).await? {
            Identity::Known(known) => known,
            Identity::Gone(gone) => return Ok(Settled::Gone(gone)),
        };
        let Some(hub_id) = who.hub_id.or(grant.hub_id) else {
            return Err(Code::GrantHeld.into());
        };
        let client_id = &credentials.app.draft.client_id;
        if let Some(problem) = identity_guard(grant.expected, &who, hub_id, client_id) {
            return self.quarantine(grant, hub_id, problem).await;
        }
        self.step(flow, FlowStep::Account);
        // An installation without its account's name is an installation.
        let details = calls.account(&tokens.access);
        let details = self.unless_decided(grant.id, details).await?.ok();
        self.step(flow, FlowStep::Save);
        if grant.from_elsewhere {
            return self.ask_whether_meant(grant, who, hub_id, details).await;
        }
        self.save(grant, &credentials, who, hub_id, details).await
    }

    fn step(&self, flow: Option<FlowId>, step: FlowStep) {
        if let Some(flow) = flow {
            self.change_flow(flow, |status| status.step = step);
        }
    }

    /// Leaves a grant held, to be asked about again.
    async fn postpone(&self, grant: Grant, problem: Problem) -> Problem {
        let tries = match grant.state {
            GrantState::Held { tries, .. } => tries.saturating_add(1),
            GrantState::Quarantined { .. }
            | GrantState::Unconfirmed { .. }
            | GrantState::Unreadable { .. } => return problem,
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
}
