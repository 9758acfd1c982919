//! Armed: one installation that was started elsewhere, on request and
//! confirmed twice (A25 of ARCHITECTURE.md's threat model). The one exception
//! to the rule that an answer must bring a state.

use std::sync::Arc;
use std::time::Duration;

use crate::Timestamp;
use crate::activity::{Activity, ActivityKind};
use crate::error::{Code, Problem};
use crate::identifier::{AppId, FlowId};
use crate::needs::{Change, HitRefusal, PageVerdict};
use crate::oauth::redirect::{self, RedirectAnswer};
use crate::redirect_url::{self, Route};
use crate::secret::AuthorizationCode;

use super::flow::{Armed, Flow, FlowState, FlowStatus, FlowStep, Key, Pending};
use super::order::InstallOrder;
use super::{Engine, locked};

/// How long an installation started elsewhere is waited for.
pub const ARMED_LASTS: Duration = Duration::from_secs(5 * 60);

/// How long a person has to confirm. HubSpot's codes live for a few minutes.
const CONFIRM_WITHIN: Duration = Duration::from_secs(3 * 60);

/// Between two looks at the clock.
const LOOK: Duration = Duration::from_secs(2);

/// A clock that went on for longer between two looks belongs to a machine
/// that slept, or to somebody who set it.
const GAP: Duration = Duration::from_secs(15);

/// What is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Waited {
    /// The flow.
    pub flow: FlowId,
    /// When it stops.
    pub expires_at: Timestamp,
}

impl Engine {
    /// Listens for one installation of `app` that was started elsewhere.
    ///
    /// # Errors
    /// [`Code::ArmedNeedsLoopback`], [`Code::ArmedAlready`],
    /// [`Code::VaultLocked`]; what preflight finds and the listener says.
    pub async fn arm(self: &Arc<Self>, app: AppId, redirect_url: &str) -> Result<Waited, Problem> {
        if !matches!(redirect_url::parse(redirect_url), Ok(Route::Loopback(_))) {
            return Err(Code::ArmedNeedsLoopback.into());
        }
        self.refuse_second()?;
        let order = InstallOrder::by_browser(app, redirect_url);
        self.admit(&order).await?;
        let id = FlowId::make_random();
        let listening = self.listen(id, redirect_url).await?;
        // Another one may have come in the meantime.
        self.refuse_second()?;
        let now = self.now();
        let waited = Waited {
            flow: id,
            expires_at: now.plus(ARMED_LASTS),
        };
        let status = FlowStatus {
            from_elsewhere: true,
            is_listening: true,
            ..FlowStatus::waiting(id, &order, now, waited.expires_at)
        };
        self.remember_flow(Flow::waiting(
            status,
            Pending {
                key: Key::Armed(Armed {
                    seen_at: now,
                    code: None,
                }),
                verifier: None,
                requested: Vec::new(),
                listening,
            },
        ));
        self.record_armed(app, now).await;
        self.tell(crate::event::Event::InstallStarted { flow: id });
        self.watch_over(id);
        Ok(waited)
    }

    fn refuse_second(&self) -> Result<(), Problem> {
        let flows = locked(&self.flows);
        let armed = flows.values().find(|flow| flow.is_armed());
        match armed {
            Some(flow) => Err(Problem::new(Code::ArmedAlready)
                .with("flow", serde_json::json!(flow.status.flow))
                .with("redirect_url", flow.status.redirect_url.clone())),
            None => Ok(()),
        }
    }

    /// That something was armed is worth a line; that the line can't be
    /// written is no reason not to wait.
    async fn record_armed(&self, app: AppId, at: Timestamp) {
        let activity = Activity {
            app: Some(app),
            ..Activity::new(at, ActivityKind::Armed)
        };
        let _ = self
            .needs
            .vault
            .commit(vec![Change::Record(activity)])
            .await;
    }

    pub(super) fn is_armed(&self, id: FlowId) -> bool {
        locked(&self.flows).get(&id).is_some_and(Flow::is_armed)
    }

    /// A hit on an armed flow's redirect URL. Only the first code counts; a
    /// refusal of HubSpot's may be anybody's, so it changes nothing.
    pub(super) fn elsewhere_hit(&self, id: FlowId, path_and_query: &str) -> PageVerdict {
        let taken = match redirect::parse_stateless(path_and_query) {
            Some(RedirectAnswer::Granted(code)) => self.take_code(id, code),
            Some(RedirectAnswer::Denied { .. }) | None => false,
        };
        if taken {
            self.tell(crate::event::Event::InstallAdvanced { flow: id });
            PageVerdict::Confirm
        } else {
            let refusal = match redirect::parse(path_and_query) {
                Some(_) => HitRefusal::WrongState,
                None => HitRefusal::NoAnswer,
            };
            self.note_refused(id, refusal);
            PageVerdict::NotThis
        }
    }

    /// Takes the one code; the listener closes with it.
    fn take_code(&self, id: FlowId, code: AuthorizationCode) -> bool {
        let now = self.now();
        let mut flows = locked(&self.flows);
        let Some(flow) = flows.get_mut(&id) else {
            return false;
        };
        let Some(pending) = flow.pending.as_mut() else {
            return false;
        };
        let Key::Armed(armed) = &mut pending.key else {
            return false;
        };
        if armed.code.is_some() || slept(armed.seen_at, now) || flow.status.expires_at <= now {
            return false;
        }
        armed.code = Some(code);
        drop(pending.listening.take());
        flow.status.state = FlowState::Asking;
        flow.status.is_listening = false;
        flow.status.arrived_at = Some(now);
        flow.status.expires_at = now.plus(CONFIRM_WITHIN);
        true
    }

    /// The first confirmation: the code is exchanged now.
    ///
    /// # Errors
    /// [`Code::FlowUnknown`]; [`Code::FlowExpired`] when nothing waits to be
    /// confirmed; [`Code::VaultLocked`]; [`Code::ArmedSlept`].
    pub fn confirm(self: &Arc<Self>, id: FlowId) -> Result<FlowStatus, Problem> {
        if !self.needs.vault.is_open() {
            return Err(Code::VaultLocked.into());
        }
        let (pending, code) = self.take_confirmed(id)?;
        self.change_flow(id, |status| {
            status.state = FlowState::Exchanging;
            status.step = FlowStep::Exchange;
        });
        let engine = Arc::clone(self);
        self.run_beside(async move {
            let answer = RedirectAnswer::Granted(code);
            engine.complete(id, pending, answer).await;
        });
        self.flow(id)
    }

    fn take_confirmed(&self, id: FlowId) -> Result<(Pending, AuthorizationCode), Problem> {
        let now = self.now();
        let mut flows = locked(&self.flows);
        let flow = flows.get_mut(&id).ok_or(Code::FlowUnknown)?;
        let is_late = flow.status.expires_at <= now;
        let armed = match flow.pending.as_mut().map(|pending| &mut pending.key) {
            Some(Key::Armed(armed)) if !is_late => armed,
            Some(_) | None => return Err(Code::FlowExpired.into()),
        };
        if slept(armed.seen_at, now) {
            return Err(Code::ArmedSlept.into());
        }
        let code = armed.code.take().ok_or(Code::FlowExpired)?;
        let pending = flow.pending.take().ok_or(Code::FlowExpired)?;
        Ok((pending, code))
    }

    /// Looks at the clock until the flow no longer waits: its time may be
    /// over, and the machine may have slept.
    fn watch_over(self: &Arc<Self>, id: FlowId) {
        let engine = Arc::downgrade(self);
        let clock = Arc::clone(&self.needs.clock);
        self.run_beside(async move {
            loop {
                clock.sleep(LOOK).await;
                match engine.upgrade() {
                    Some(engine) if engine.look(id) => {}
                    Some(_) | None => return,
                }
            }
        });
    }

    /// Whether the flow goes on waiting.
    fn look(&self, id: FlowId) -> bool {
        let now = self.now();
        let over = {
            let mut flows = locked(&self.flows);
            let Some(flow) = flows.get_mut(&id) else {
                return false;
            };
            let expires_at = flow.status.expires_at;
            match flow.pending.as_mut().map(|pending| &mut pending.key) {
                Some(Key::Armed(armed)) if slept(armed.seen_at, now) => Some(Code::ArmedSlept),
                Some(Key::Armed(_)) if expires_at <= now => Some(Code::ArmedExpired),
                Some(Key::Armed(armed)) => {
                    armed.seen_at = now;
                    None
                }
                Some(Key::State(_)) | None => return false,
            }
        };
        if let Some(code) = over {
            // It may have been confirmed or stopped since.
            let _ = self.end_waiting(id, code.into());
        }
        over.is_none()
    }
}

/// A clock that was set back says as little as one that jumped ahead.
fn slept(seen_at: Timestamp, now: Timestamp) -> bool {
    now < seen_at || now.since(seen_at) > GAP
}

impl Flow {
    fn is_armed(&self) -> bool {
        let key = self.pending.as_ref().map(|pending| &pending.key);
        matches!(key, Some(Key::Armed(_)))
    }
}
