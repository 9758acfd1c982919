//! A flow: one authorization, from the click to its end. Memory only.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;
use ts_rs::TS;

use crate::Timestamp;
use crate::error::{Code, Problem};
use crate::identifier::{AppId, FlowId, HubId, InstallationId};
use crate::needs::{HitRefusal, Listening, PageVerdict};
use crate::secret::{AuthorizationCode, CodeVerifier, StateToken};

use super::order::InstallOrder;
use super::{Engine, locked};

/// How long a flow waits for the browser.
pub const FLOW_LASTS: Duration = Duration::from_secs(10 * 60);

/// How many flows that ended are remembered.
const ENDED_KEPT: usize = 50;

/// Where a flow stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FlowState {
    /// For the browser.
    Waiting,
    /// An answer came that was started elsewhere; a person confirms it.
    Asking,
    /// The code came; tokens are being fetched and saved.
    Exchanging,
    /// Saved.
    Done,
    /// Ended without an installation.
    Failed,
    /// The grant waits for a decision: it is for another account or app, or
    /// was started elsewhere.
    Quarantined,
}

/// The steps of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FlowStep {
    /// Waiting for the browser.
    Authorize,
    /// Exchanging the code.
    Exchange,
    /// Asking whose token it is.
    Introspect,
    /// Reading the account.
    Account,
    /// Saving.
    Save,
}

/// What is told of a flow.
#[derive(Clone, Debug)]
pub struct FlowStatus {
    /// Which.
    pub flow: FlowId,
    /// Where it stands.
    pub state: FlowState,
    /// At which step it is, or ended.
    pub step: FlowStep,
    /// The app.
    pub app: AppId,
    /// The pinned account.
    pub expected: Option<HubId>,
    /// The redirect URL.
    pub redirect_url: String,
    /// The link; none once the flow no longer waits.
    pub authorize_url: Option<String>,
    /// Whether it was armed for an installation started elsewhere.
    pub from_elsewhere: bool,
    /// Whether a listener waits for it.
    pub is_listening: bool,
    /// Requests to its redirect URL that didn't belong to it, by their reasons.
    pub refused_hits: BTreeMap<HitRefusal, usize>,
    /// Times that a browser came with https, which nobody speaks here.
    pub https_knocks: usize,
    /// When the answer came that a person is asked about.
    pub arrived_at: Option<Timestamp>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it stops waiting.
    pub expires_at: Timestamp,
    /// The installation that it renews.
    pub renews: Option<InstallationId>,
    /// What came of it.
    pub installation: Option<InstallationId>,
    /// What went wrong. A flow that waits on can have one too: the browser
    /// didn't open, or the grant is held.
    pub problem: Option<Problem>,
}

/// The secret half of a flow that waits: taken out whole, once.
pub(super) struct Pending {
    pub key: Key,
    pub verifier: Option<CodeVerifier>,
    pub requested: Vec<String>,
    pub listening: Option<Box<dyn Listening>>,
}

/// What an answer must bring to belong to a flow.
pub(super) enum Key {
    /// This state.
    State(StateToken),
    /// No state at all, and a person's word: it was started elsewhere.
    Armed(Armed),
}

/// What an armed flow knows besides.
pub(super) struct Armed {
    /// When the clock was last looked at; a gap means that the machine slept.
    pub seen_at: Timestamp,
    /// The one code that came, until a person confirms it.
    pub code: Option<AuthorizationCode>,
}

impl Pending {
    /// Whether `state` is this flow's own, in constant time. An armed flow has
    /// none.
    pub fn is_opened_by(&self, state: &StateToken) -> bool {
        match &self.key {
            Key::State(own) => own.is_same(state),
            Key::Armed(_) => false,
        }
    }
}

/// A flow, waiting or ended.
pub(super) struct Flow {
    pub status: FlowStatus,
    pub pending: Option<Pending>,
    /// What the browser's page is told, once it is known.
    pub page: watch::Sender<Option<PageVerdict>>,
}

impl Engine {
    /// What is known of a flow.
    ///
    /// # Errors
    /// [`Code::FlowUnknown`].
    pub fn flow(&self, id: FlowId) -> Result<FlowStatus, Problem> {
        let flows = locked(&self.flows);
        let flow = flows.get(&id).ok_or(Code::FlowUnknown)?;
        Ok(flow.status.clone())
    }

    /// Every flow remembered, oldest first.
    #[must_use]
    pub fn flows(&self) -> Vec<FlowStatus> {
        let flows = locked(&self.flows);
        let mut all: Vec<_> = flows.values().map(|flow| flow.status.clone()).collect();
        all.sort_by_key(|status| status.started_at);
        all
    }

    /// Whether something is under way that must not be cut off: a code that
    /// is being exchanged, a token that may be renewed or revoked.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let is_exchanging = locked(&self.flows)
            .values()
            .any(|flow| flow.is_running() && flow.status.step == FlowStep::Exchange);
        is_exchanging || !locked(&self.flights).is_empty() || self.has_calls_under_way()
    }

    /// Whether a person waits for a flow, a batch or an import to end. A flow
    /// whose grant is held may take hours, and goes on without one.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        let is_flowing = locked(&self.flows)
            .values()
            .any(|flow| flow.is_running() && flow.status.installation.is_none());
        is_flowing || self.has_running_batch() || self.has_running_import()
    }

    /// Ends a flow that waits; its listener is closed at once, and a late
    /// redirect meets nobody.
    ///
    /// # Errors
    /// [`Code::FlowUnknown`]; [`Code::FlowExpired`] when it no longer waits.
    pub fn cancel_flow(&self, id: FlowId) -> Result<(), Problem> {
        self.end_waiting(id, Problem::new(Code::FlowCancelled))
    }

    /// Ends every flow that waits for the browser.
    pub fn end_waiting_flows(&self, why: Code) {
        self.end_those_waiting(why, |_| true);
    }

    /// Ends what waits for an installation started elsewhere.
    pub fn disarm(&self, why: Code) {
        self.end_those_waiting(why, |status| status.from_elsewhere);
    }

    /// Ends the flow whose grant a person decided against.
    pub(super) fn end_flow_of(&self, grant: InstallationId) {
        if let Some(flow) = self.flow_of(grant) {
            self.fail_flow(flow, Code::FlowCancelled.into());
        }
    }

    /// The flow that waits for a held grant.
    pub(super) fn flow_of(&self, grant: InstallationId) -> Option<FlowId> {
        let is_meant = |status: &FlowStatus| {
            status.installation == Some(grant) && status.state == FlowState::Exchanging
        };
        let found = self.flows().into_iter().find(is_meant);
        found.map(|status| status.flow)
    }

    fn end_those_waiting(&self, why: Code, is_meant: impl Fn(&FlowStatus) -> bool) {
        for status in self.flows().into_iter().filter(is_meant) {
            // A flow that no longer waits has nothing to end.
            let _ = self.end_waiting(status.flow, why.into());
        }
    }

    pub(super) fn end_waiting(&self, id: FlowId, problem: Problem) -> Result<(), Problem> {
        let pending = {
            let mut flows = locked(&self.flows);
            let flow = flows.get_mut(&id).ok_or(Code::FlowUnknown)?;
            flow.pending.take().ok_or(Code::FlowExpired)?
        };
        drop(pending);
        self.fail_flow(id, problem);
        Ok(())
    }

    pub(super) fn remember_flow(&self, flow: Flow) {
        let mut flows = locked(&self.flows);
        let mut ended: Vec<_> = flows
            .values()
            .filter(|flow| !flow.is_running())
            .map(|flow| (flow.status.started_at, flow.status.flow))
            .collect();
        ended.sort_unstable();
        for (_, id) in ended.iter().rev().skip(ENDED_KEPT) {
            flows.remove(id);
        }
        flows.insert(flow.status.flow, flow);
    }

    /// Changes what is told of a flow, and says that it went on.
    pub(super) fn change_flow(&self, id: FlowId, change: impl FnOnce(&mut FlowStatus)) {
        if let Some(flow) = locked(&self.flows).get_mut(&id) {
            change(&mut flow.status);
        }
        self.tell(crate::event::Event::InstallAdvanced { flow: id });
    }

    /// Ends a flow without an installation.
    pub(super) fn fail_flow(&self, id: FlowId, problem: Problem) {
        let verdict = PageVerdict::Failed(problem.code);
        self.end_flow(id, FlowState::Failed, verdict, |status| {
            status.problem = Some(problem.clone());
        });
        self.tell(crate::event::Event::InstallFailed { flow: id, problem });
    }

    pub(super) fn end_flow(
        &self,
        id: FlowId,
        state: FlowState,
        verdict: PageVerdict,
        change: impl FnOnce(&mut FlowStatus),
    ) {
        if let Some(flow) = locked(&self.flows).get_mut(&id) {
            flow.status.state = state;
            flow.status.authorize_url = None;
            flow.status.is_listening = false;
            change(&mut flow.status);
            flow.page.send_replace(Some(verdict));
        }
    }
}

impl FlowStatus {
    /// At the beginning of an authorization.
    pub(super) fn waiting(
        flow: FlowId,
        order: &InstallOrder,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Self {
        Self {
            flow,
            state: FlowState::Waiting,
            step: FlowStep::Authorize,
            app: order.app,
            expected: order.hub_id,
            redirect_url: order.redirect_url.clone(),
            authorize_url: None,
            from_elsewhere: false,
            is_listening: false,
            refused_hits: BTreeMap::new(),
            https_knocks: 0,
            arrived_at: None,
            started_at: now,
            expires_at,
            renews: order.renews,
            installation: None,
            problem: None,
        }
    }
}

impl Flow {
    /// A flow at its beginning.
    pub(super) fn waiting(status: FlowStatus, pending: Pending) -> Self {
        Self {
            status,
            pending: Some(pending),
            page: watch::Sender::new(None),
        }
    }

    /// Whether the port of its redirect URL is its own.
    pub(super) fn is_listening(&self) -> bool {
        self.pending
            .as_ref()
            .is_some_and(|pending| pending.listening.is_some())
    }

    fn is_running(&self) -> bool {
        matches!(
            self.status.state,
            FlowState::Waiting | FlowState::Asking | FlowState::Exchanging
        )
    }
}
