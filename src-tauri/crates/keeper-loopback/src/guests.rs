//! The connections that are open, and who makes room when all places are
//! taken.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

/// Whether a connection may be cut off: while it is still sending its head, and
/// once it was refused or answered.
#[derive(Clone, Debug)]
pub(crate) struct Reading(Arc<AtomicBool>);

impl Reading {
    /// The head is whole: from now on the connection stays.
    pub(crate) fn over(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    /// The request was refused or answered: nothing is lost if the connection
    /// goes.
    pub(crate) fn may_go(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn is_on(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// An open connection.
struct Seat {
    task: AbortHandle,
    reading: Reading,
    since: Instant,
}

/// The open connections, oldest first. Dropping it cuts them all off.
#[derive(Default)]
pub(crate) struct Guests {
    tasks: JoinSet<()>,
    seats: VecDeque<Seat>,
}

impl Guests {
    /// Waits until one of `places` is free, or taken by a connection that may be cut off and has
    /// been there for `patience`: so a flood of newcomers can't push out one that just came. When
    /// none may be cut off, it waits as long for one to end; the next one is turned away then.
    pub(crate) async fn room(&mut self, places: usize, patience: Duration) {
        let come = Instant::now();
        loop {
            self.clear();
            if self.seats.len() < places {
                return;
            }
            let oldest = self.seats.iter().find(|seat| seat.reading.is_on());
            let until = oldest.map_or(come, |seat| seat.since) + patience;
            if until <= Instant::now() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep_until(until) => {}
                _ = self.tasks.join_next() => {}
            }
        }
    }

    /// Starts a connection. Returns false when all of `places` are taken by
    /// connections that can't be cut off.
    pub(crate) fn seat<F>(&mut self, places: usize, serve: impl FnOnce(Reading) -> F) -> bool
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.clear();
        if self.seats.len() >= places && !self.make_room() {
            return false;
        }
        let reading = Reading(Arc::new(AtomicBool::new(true)));
        let task = self.tasks.spawn(serve(reading.clone()));
        let since = Instant::now();
        self.seats.push_back(Seat {
            task,
            reading,
            since,
        });
        true
    }

    fn clear(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        self.seats.retain(|seat| !seat.task.is_finished());
    }

    fn make_room(&mut self) -> bool {
        let idle = self.seats.iter().position(|seat| seat.reading.is_on());
        match idle.and_then(|place| self.seats.remove(place)) {
            Some(seat) => {
                seat.task.abort();
                true
            }
            None => false,
        }
    }
}
