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
    now: Timestamp,
    next: u64,
    sleepers: BTreeMap<(Timestamp, u64), Waker>,
}

struct Sleep {
    clock: HandClock,
    at: Timestamp,
    registered: Option<u64>,
}

impl HandClock {
    /// A clock that says `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            now,
            next: 0,
            sleepers: BTreeMap::new(),
        })))
    }

    /// When the next sleeper wakes.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let inner = self.0.lock().unwrap();
        inner.sleepers.keys().next().map(|(at, _)| *at)
    }

    /// Sets the clock, in either direction, and wakes who has slept enough.
    pub fn set(&self, now: Timestamp) {
        let due = {
            let mut inner = self.0.lock().unwrap();
            inner.now = now;
            let rest = inner.sleepers.split_off(&(now, u64::MAX));
            std::mem::replace(&mut inner.sleepers, rest)
        };
        due.into_values().for_each(Waker::wake);
    }
}

impl HandClock {
    /// Ends when the clock says `at`.
    pub fn sleep_until(&self, at: Timestamp) -> BoxFuture<'static, ()> {
        Box::pin(Sleep {
            clock: self.clone(),
            at,
            registered: None,
        })
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().now
    }

    fn instant(&self) -> Instant {
        let millis = self.now().as_millis();
        Instant::after_start(Duration::from_millis(u64::try_from(millis).unwrap()))
    }

    fn sleep_until(&self, at: Instant) -> BoxFuture<'static, ()> {
        let wait = at.since(self.instant());
        HandClock::sleep_until(self, self.now().plus(wait))
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        let mut inner = clock.0.lock().unwrap();
        if inner.now >= self.at {
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
