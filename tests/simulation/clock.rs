//! A clock that only the simulation moves.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures::future::BoxFuture;
use keeper_core::needs::Clock;
use keeper_core::{Instant, Timestamp};

/// The hand clock.
#[derive(Clone)]
pub struct HandClock(Arc<Mutex<Inner>>);

struct Inner {
    /// What the wall clock says.
    now: Timestamp,
    passed: Instant,
    next: u64,
    sleepers: BTreeMap<(Instant, u64), Waker>,
}

struct Sleep {
    clock: HandClock,
    at: Instant,
    registered: Option<u64>,
}

impl HandClock {
    /// A clock that says `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            now,
            passed: Instant::after_start(Duration::ZERO),
            next: 0,
            sleepers: BTreeMap::new(),
        })))
    }

    /// When the next sleeper wakes, by the wall clock.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let inner = self.0.lock().unwrap();
        let (at, _) = inner.sleepers.keys().next()?;
        Some(inner.now.plus(at.since(inner.passed)))
    }

    /// Lets time pass until the wall clock says `now`, and wakes who has slept
    /// enough.
    pub fn set(&self, now: Timestamp) {
        let due = {
            let mut inner = self.0.lock().unwrap();
            inner.passed = inner.passed.plus(now.since(inner.now));
            inner.now = inner.now.max(now);
            let passed = inner.passed;
            let rest = inner.sleepers.split_off(&(passed, u64::MAX));
            std::mem::replace(&mut inner.sleepers, rest)
        };
        due.into_values().for_each(Waker::wake);
    }

    /// Sets the wall clock, in either direction; no time passes.
    pub fn jump(&self, now: Timestamp) {
        self.0.lock().unwrap().now = now;
    }

    /// Ends when as much time has passed as lies before `at` now.
    pub fn sleep_until(&self, at: Timestamp) -> BoxFuture<'static, ()> {
        self.sleep(at.since(self.now()))
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().now
    }

    fn instant(&self) -> Instant {
        self.0.lock().unwrap().passed
    }

    fn sleep_until(&self, at: Instant) -> BoxFuture<'static, ()> {
        Box::pin(Sleep {
            clock: self.clone(),
            at,
            registered: None,
        })
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        let mut inner = clock.0.lock().unwrap();
        if inner.passed >= self.at {
            return Poll::Ready(());
        }
        let number = self.registered.unwrap_or(inner.next);
        if self.registered.replace(number).is_none() {
            inner.next += 1;
        }
        let waker = context.waker().clone();
        inner.sleepers.insert((self.at, number), waker);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(number) = self.registered {
            let mut inner = self.clock.0.lock().unwrap();
            inner.sleepers.remove(&(self.at, number));
        }
    }
}
