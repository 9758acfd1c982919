//! The way back from the browser: a listener's hit, a deep link, a paste. All
//! three are one: parse, compare the state, take the flow's secrets out once.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::watch;

use crate::error::{Code, Problem};
use crate::identifier::FlowId;
use crate::needs::{Arrival, PageVerdict};
use crate::oauth::pasted;
use crate::oauth::redirect::{self, Redirect};
use crate::secret::StateToken;

use super::flow::{Flow, FlowState, FlowStatus, FlowStep, Pending};
use super::{Engine, locked};

/// How long the browser's page waits to hear how the flow ended.
const PAGE_WAITS: Duration = Duration::from_secs(19);

impl Engine {
    /// Takes the address that a person copied from the browser, for this flow
    /// only. Of several in the text the one with the flow's state counts.
    ///
    /// # Errors
    /// [`Code::RedirectNonsense`], [`Code::RedirectStateMismatch`],
    /// [`Code::FlowExpired`], [`Code::FlowUnknown`]; the flow waits on.
    pub fn paste(self: &Arc<Self>, id: FlowId, text: &str) -> Result<FlowStatus, Problem> {
        self.flow(id)?;
        let mut answers = pasted::answers(text);
        if answers.is_empty() {
            return Err(Code::RedirectNonsense.into());
        }
        let own = answers
            .iter()
            .position(|answer| self.is_awaited(id, answer));
        self.accept(id, answers.swap_remove(own.unwrap_or(0)))?;
        self.flow(id)
    }

    /// Whether an answer has the state of a flow that waits.
    fn is_awaited(&self, id: FlowId, answer: &Redirect) -> bool {
        let flows = locked(&self.flows);
        let pending = flows.get(&id).and_then(|flow| flow.pending.as_ref());
        pending.is_some_and(|pending| pending.is_opened_by(&answer.state))
    }

    /// Takes an answer that names its flow by the state alone: a deep link.
    /// Every flow is compared, in constant time each.
    ///
    /// # Errors
    /// [`Code::RedirectNonsense`], [`Code::RedirectStateMismatch`].
    pub fn deliver(self: &Arc<Self>, text: &str) -> Result<FlowId, Problem> {
        let redirect = redirect::parse(text).ok_or(Code::RedirectNonsense)?;
        let owner = {
            let flows = locked(&self.flows);
            let is_owner = |flow: &&Flow| {
                let pending = flow.pending.as_ref();
                pending.is_some_and(|pending| pending.is_opened_by(&redirect.state))
            };
            flows.values().find(is_owner).map(|flow| flow.status.flow)
        };
        let owner = owner.ok_or(Code::RedirectStateMismatch)?;
        self.accept(owner, redirect)?;
        Ok(owner)
    }

    /// Takes the secret half of a flow out if the state is its own, and lets
    /// the rest of the trip run. State is compared before anything else.
    fn accept(self: &Arc<Self>, id: FlowId, redirect: Redirect) -> Result<(), Problem> {
        let pending = self
            .take_pending(id, &redirect.state)
            .inspect_err(|problem| self.count_stray(id, problem))?;
        let is_granted = matches!(redirect.answer, redirect::RedirectAnswer::Granted(_));
        self.change_flow(id, |status| {
            status.state = FlowState::Exchanging;
            if is_granted {
                status.step = FlowStep::Exchange;
            }
            status.authorize_url = None;
            status.problem = None;
        });
        let engine = Arc::clone(self);
        self.run_beside(async move { engine.complete(id, pending, redirect.answer).await });
        Ok(())
    }

    fn take_pending(&self, id: FlowId, state: &StateToken) -> Result<Pending, Problem> {
        let mut flows = locked(&self.flows);
        let flow = flows.get_mut(&id).ok_or(Code::FlowUnknown)?;
        let pending = flow.pending.as_ref().ok_or(Code::FlowExpired)?;
        if !pending.is_opened_by(state) {
            return Err(Code::RedirectStateMismatch.into());
        }
        flow.pending.take().ok_or_else(|| Code::FlowExpired.into())
    }

    /// Who waits in front of the window is told at once that something strange came.
    fn count_stray(&self, id: FlowId, problem: &Problem) {
        if problem.code == Code::RedirectStateMismatch {
            self.note_stray(id);
        }
    }

    async fn hit(self: &Arc<Self>, id: FlowId, path_and_query: &str) -> PageVerdict {
        let page = locked(&self.flows)
            .get(&id)
            .map(|flow| flow.page.subscribe());
        let Some(page) = page else {
            return PageVerdict::NotThis;
        };
        if self.is_armed(id) {
            return self.elsewhere_hit(id, path_and_query);
        }
        let Some(redirect) = redirect::parse(path_and_query) else {
            self.note_stray(id);
            return PageVerdict::NotThis;
        };
        match self.accept(id, redirect) {
            Ok(()) => self.page_verdict(page).await,
            Err(_) => PageVerdict::NotThis,
        }
    }

    pub(super) fn note_stray(&self, id: FlowId) {
        self.change_flow(id, |status| status.stray_hits += 1);
    }

    fn note_https(&self, id: FlowId) {
        self.change_flow(id, |status| status.https_knocks += 1);
    }

    async fn page_verdict(&self, mut page: watch::Receiver<Option<PageVerdict>>) -> PageVerdict {
        let patience = self.needs.clock.sleep(PAGE_WAITS);
        let told = async move {
            match page.wait_for(Option::is_some).await {
                Ok(verdict) => verdict.unwrap_or(PageVerdict::Working),
                Err(_) => PageVerdict::Working,
            }
        };
        match futures::future::select(Box::pin(told), patience).await {
            futures::future::Either::Left((verdict, _)) => verdict,
            futures::future::Either::Right(((), _)) => PageVerdict::Working,
        }
    }
}

/// Hands a listener's hit to its flow.
pub(super) struct FlowArrival {
    engine: Weak<Engine>,
    flow: FlowId,
}

impl FlowArrival {
    /// For a flow of this engine; the engine may end first.
    pub fn new(engine: &Arc<Engine>, flow: FlowId) -> Self {
        Self {
            engine: Arc::downgrade(engine),
            flow,
        }
    }
}

impl Arrival for FlowArrival {
    fn arrived(&self, path_and_query: String) -> BoxFuture<'_, PageVerdict> {
        Box::pin(async move {
            match self.engine.upgrade() {
                Some(engine) => engine.hit(self.flow, &path_and_query).await,
                None => PageVerdict::NotThis,
            }
        })
    }

    fn knocked_by_tls(&self) {
        if let Some(engine) = self.engine.upgrade() {
            engine.note_https(self.flow);
        }
    }
}
