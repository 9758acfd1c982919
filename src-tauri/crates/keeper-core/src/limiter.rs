//! How fast HubSpot may be called.
//!
//! Every call passes here. Calls that nobody waits for share one window per
//! app and endpoint, under one cap for all of them. A window follows HubSpot's
//! 429 answers: it is halved once per pause, and grows back by one call per
//! window of good answers (additive increase, multiplicative decrease). Calls
//! that a person waits for are made at once, whatever the queue and the pause.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::{Either, select};
use tokio::sync::{oneshot, watch};

use crate::Instant;
use crate::identifier::AppId;
use crate::needs::{Clock, Spawner};

/// Calls of one app to one endpoint under way at once, at full speed.
pub const FULL_SPEED: u32 = 8;
/// Calls that nobody waits for under way at once, of all apps and endpoints.
pub const GLOBAL_CAP: usize = 16;
/// How long a window pauses when HubSpot asks to slow down without saying for
/// how long. HubSpot's rolling window is ten seconds.
const PAUSE: Duration = Duration::from_secs(10);
/// The longest pause that is believed: HubSpot's daily limit ends with the day.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// What HubSpot limits together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// Exchanging codes and refreshing tokens.
    Token,
    /// Introspection.
    Introspect,
    /// Revoking a refresh token.
    Revoke,
    /// Account information.
    Account,
    /// Uninstalling the app.
    Uninstall,
}

/// Whether a person waits for a call. Whoever joins a call that waits in the
/// queue can raise it.
#[derive(Clone, Debug)]
pub struct Priority(watch::Sender<bool>);

impl Priority {
    /// A person waits.
    #[must_use]
    pub fn person() -> Self {
        Self(watch::Sender::new(true))
    }

    /// Nobody waits: the schedule, a batch, an import.
    #[must_use]
    pub fn background() -> Self {
        Self(watch::Sender::new(false))
    }

    /// From now on a person waits.
    pub fn raise(&self) {
        self.0.send_replace(true);
    }

    /// Whether a person waits.
    #[must_use]
    pub fn is_person(&self) -> bool {
        *self.0.borrow()
    }
}

/// What an answer says about the speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// HubSpot did what was asked.
    Good,
    /// HubSpot asks to slow down (429), for this long if it said so.
    SlowDown(Option<Duration>),
    /// Nothing.
    Unknown,
}

type Key = (AppId, Endpoint);

/// The limiter of one world.
pub struct Limiter {
    clock: Arc<dyn Clock>,
    spawner: Arc<dyn Spawner>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    windows: HashMap<Key, Window>,
    queue: VecDeque<Waiting>,
    under_way: usize,
    tickets: u64,
}

struct Waiting {
    ticket: u64,
    key: Key,
    admit: oneshot::Sender<Permit>,
}

struct Window {
    /// How many calls may be under way; whole from 1 to [`FULL_SPEED`], with
    /// the fraction that good answers have earned since.
    size: f64,
    under_way: usize,
    paused_until: Option<Instant>,
    /// How often it was halved.
    cuts: u64,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            size: f64::from(FULL_SPEED),
            under_way: 0,
            paused_until: None,
            cuts: 0,
        }
    }
}

impl Window {
    fn is_paused(&self, now: Instant) -> bool {
        self.paused_until.is_some_and(|until| now < until)
    }

    fn has_room(&self, now: Instant) -> bool {
        !self.is_paused(now)
            && f64::from(u32::try_from(self.under_way).unwrap_or(u32::MAX)) + 1.0 <= self.size
    }

    fn speed_up(&mut self) {
        self.size = (self.size + 1.0 / self.size).min(f64::from(FULL_SPEED));
    }

    /// A call that was admitted before the last cut says nothing new about the
    /// size; neither does one that is answered while the window pauses.
    fn slow_down(&mut self, admitted_at_cut: u64, until: Instant, now: Instant) {
        if admitted_at_cut == self.cuts && !self.is_paused(now) {
            self.size = (self.size / 2.0).floor().max(1.0);
            self.cuts += 1;
        }
        self.paused_until = self.paused_until.max(Some(until));
    }
}

impl Limiter {
    /// A limiter at full speed.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, spawner: Arc<dyn Spawner>) -> Arc<Self> {
        Arc::new(Self {
            clock,
            spawner,
            state: Mutex::default(),
        })
    }

    /// Waits for the permit to make one call.
    pub async fn admit(
        self: &Arc<Self>,
        app: AppId,
        endpoint: Endpoint,
        priority: &Priority,
    ) -> Permit {
        let mut raised = priority.0.subscribe();
        if priority.is_person() {
            return self.admit_at_once((app, endpoint));
        }
        let place = self.enqueue((app, endpoint));
        let is_raised = raised.wait_for(|is_person| *is_person);
        match select(Box::pin(place.admitted()), Box::pin(is_raised)).await {
            Either::Left((Some(permit), _)) => permit,
            Either::Left((None, _)) | Either::Right(_) => self.admit_at_once((app, endpoint)),
        }
    }

    /// Until when the calls of an app to an endpoint pause, if they do.
    #[must_use]
    pub fn paused_until(&self, app: AppId, endpoint: Endpoint) -> Option<Instant> {
        let state = self.state();
        let window = state.windows.get(&(app, endpoint))?;
        window
            .paused_until
            .filter(|_| window.is_paused(self.clock.instant()))
    }

    fn admit_at_once(self: &Arc<Self>, key: Key) -> Permit {
        let window_cuts = {
            let mut state = self.state();
            state.windows.entry(key).or_default().cuts
        };
        Permit {
            limiter: Arc::clone(self),
            key,
            cuts: window_cuts,
            is_counted: false,
        }
    }

    fn enqueue(self: &Arc<Self>, key: Key) -> Place {
        let (admit, admitted) = oneshot::channel();
        let ticket = {
            let mut state = self.state();
            state.tickets += 1;
            let ticket = state.tickets;
            state.queue.push_back(Waiting { ticket, key, admit });
            ticket
        };
        self.admit_waiting();
        Place {
            limiter: Arc::clone(self),
            ticket,
            admitted: Some(admitted),
        }
    }

    /// Admits whoever may go on, in the order in which they came.
    fn admit_waiting(self: &Arc<Self>) {
        let now = self.clock.instant();
        let mut gone = Vec::new();
        {
            let mut state = self.state();
            let waiting = std::mem::take(&mut state.queue);
            for one in waiting {
                if !state.take_room(one.key, now) {
                    state.queue.push_back(one);
                    continue;
                }
                let permit = Permit {
                    limiter: Arc::clone(self),
                    key: one.key,
                    cuts: state.windows.entry(one.key).or_default().cuts,
                    is_counted: true,
                };
                gone.extend(one.admit.send(permit).err());
            }
        }
        // Whoever no longer waits gives its permit back, outside of the lock.
        drop(gone);
    }

    fn leave_queue(self: &Arc<Self>, ticket: u64) {
        self.state().queue.retain(|one| one.ticket != ticket);
    }

    fn take_in(self: &Arc<Self>, key: Key, cuts: u64, pace: Pace) {
        let now = self.clock.instant();
        let mut state = self.state();
        let window = state.windows.entry(key).or_default();
        match pace {
            Pace::Good => window.speed_up(),
            Pace::SlowDown(wait) => {
                let until = now.plus(wait.unwrap_or(PAUSE).min(LONGEST_PAUSE));
                window.slow_down(cuts, until, now);
                drop(state);
                self.admit_waiting_at(until);
            }
            Pace::Unknown => {}
        }
    }

    fn admit_waiting_at(self: &Arc<Self>, at: Instant) {
        let limiter = Arc::downgrade(self);
        let wake = self.clock.sleep_until(at);
        self.spawner.spawn(Box::pin(async move {
            wake.await;
            if let Some(limiter) = limiter.upgrade() {
                limiter.admit_waiting();
            }
        }));
    }

    fn release(self: &Arc<Self>, key: Key) {
        {
            let mut state = self.state();
            state.under_way -= 1;
            if let Some(window) = state.windows.get_mut(&key) {
                window.under_way -= 1;
            }
        }
        self.admit_waiting();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take_room(&mut self, key: Key, now: Instant) -> bool {
        let window = self.windows.entry(key).or_default();
        let has_room = self.under_way < GLOBAL_CAP && window.has_room(now);
        if has_room {
            window.under_way += 1;
            self.under_way += 1;
        }
        has_room
    }
}

/// A place in the queue; dropping it leaves the queue.
struct Place {
    limiter: Arc<Limiter>,
    ticket: u64,
    admitted: Option<oneshot::Receiver<Permit>>,
}

impl Place {
    /// None when the limiter is gone.
    async fn admitted(mut self) -> Option<Permit> {
        self.admitted.take()?.await.ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.limiter.leave_queue(self.ticket);
    }
}

/// The permit to make one call.
pub struct Permit {
    limiter: Arc<Limiter>,
    key: Key,
    /// The window's cuts when it was given.
    cuts: u64,
    /// Whether it takes up room in the window.
    is_counted: bool,
}

impl Permit {
    /// The call was answered, or not.
    pub fn answered(self, pace: Pace) {
        self.limiter.take_in(self.key, self.cuts, pace);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_counted {
            self.limiter.release(self.key);
        }
    }
}

#[cfg(test)]
mod tests;
