//! The connections that are open, and who makes room when all places are
//! taken.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::{AbortHandle, JoinSet};

/// Whether a connection is still sending its head, and so may be cut off.
#[derive(Clone, Debug)]
pub(crate) struct Reading(Arc<AtomicBool>);

impl Reading {
    /// The head is whole: from now on the connection stays.
    pub(crate) fn over(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    fn is_on(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// The open connections, oldest first. Dropping it cuts them all off.
#[derive(Default)]
pub(crate) struct Guests {
    tasks: JoinSet<()>,
    seats: VecDeque<(AbortHandle, Reading)>,
}

impl Guests {
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
        self.seats.push_back((task, reading));
        true
    }

    fn clear(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        self.seats.retain(|(task, _)| !task.is_finished());
    }

    fn make_room(&mut self) -> bool {
        let idle = self.seats.iter().position(|(_, reading)| reading.is_on());
        match idle.and_then(|place| self.seats.remove(place)) {
            Some((task, _)) => {
                task.abort();
                true
            }
            None => false,
        }
    }
}
