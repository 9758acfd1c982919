//! What all requests share: the world and its clock, the saver, faults, limits, the log.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use tokio::sync::watch;

use crate::answer::{Answer, Change, api_error};
use crate::clock::{Clock, Moment};
use crate::faults::{Fault, Faults};
use crate::inbound::{Facts, Inbound};
use crate::log_book::LogBook;
use crate::make;
use crate::pace::Pace;
use crate::saver::{NotSaved, Saver};
use crate::world::World;
use crate::world::file::Snapshot;

/// Where Practice HubSpot is reached.
#[derive(Clone, Debug)]
pub(crate) struct Bases {
    /// Stands for `https://api.hubapi.com`.
    pub(crate) api: String,
    /// Stands for `https://app.hubspot.com`.
    pub(crate) pages: String,
}

/// The shared state of one running Practice HubSpot.
pub(crate) struct Office {
    world: Mutex<World>,
    faults: Mutex<Faults>,
    log: Mutex<LogBook>,
    pace: Mutex<Pace>,
    /// Sent to when answers that are held may go out.
    release: watch::Sender<()>,
    pub(crate) clock: Clock,
    saver: Arc<Saver>,
    pub(crate) bases: Bases,
    /// Stands in every form of the pages, so that no other page can send one.
    pub(crate) form_key: String,
    stopping: watch::Receiver<bool>,
}

/// A lock is never poisoned for good here: a panic in one request must not end the stand-in.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Office {
    /// Opens the office; `stopping` tells when it closes.
    pub(crate) fn new(
        world: World,
        clock: Clock,
        saver: Arc<Saver>,
        bases: Bases,
        stopping: watch::Receiver<bool>,
    ) -> Arc<Self> {
        Arc::new(Self {
            world: Mutex::new(world),
            faults: Mutex::default(),
            log: Mutex::default(),
            pace: Mutex::default(),
            release: watch::Sender::default(),
            clock,
            saver,
            bases,
            form_key: make::make_text(24),
            stopping,
        })
    }

    /// The world, for as long as the guard is held: never across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = lock(&self.world);
        world.now = self.clock.now();
        world
    }

    /// The faults that are ordered.
    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    /// The log.
    pub(crate) fn log(&self) -> MutexGuard<'_, LogBook> {
        lock(&self.log)
    }

    /// The limits.
    pub(crate) fn pace(&self) -> MutexGuard<'_, Pace> {
        lock(&self.pace)
    }

    /// A copy of the world for the saver.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::take(&self.world(), self.clock.ahead_seconds())
    }

    /// What the practice clock shows.
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Saves a change as soon as its kind asks for it.
    ///
    /// # Errors
    /// [`NotSaved`] when it had to be saved first and could not be.
    pub(crate) async fn keep(&self, change: Change) -> Result<(), NotSaved> {
        match change {
            Change::None => Ok(()),
            Change::Soon => {
                self.saver.touch();
                Ok(())
            }
            Change::First => self.saver.flush().await,
        }
    }

    /// Lets an answer out once what it tells is saved; else it becomes a 500.
    pub(crate) async fn let_out(&self, answer: Answer, correlation_id: &str) -> Answer {
        match self.keep(answer.change).await {
            Ok(()) => answer,
            Err(why) => {
                let message = format!("Practice HubSpot: {why}");
                api_error(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "INTERNAL_ERROR",
                    &message,
                    correlation_id,
                )
            }
        }
    }

    /// Writes a request into the log and looks for a fault that meets it.
    pub(crate) fn receive(&self, inbound: &Inbound, facts: &Facts) -> (u64, Option<Fault>) {
        let (method, path, id) = (&inbound.method, &inbound.path, &inbound.correlation_id);
        let number = self.log().arrived(self.now(), method, path, id, facts);
        let fault = self.faults().take(facts, inbound.version());
        if let Some(fault) = &fault {
            self.log().faulted(number, fault.kind());
        }
        (number, fault)
    }

    /// Lets out every answer that is held now.
    pub(crate) fn release(&self) {
        self.release.send_replace(());
    }

    /// Hears of releases from now on.
    pub(crate) fn releases(&self) -> watch::Receiver<()> {
        self.release.subscribe()
    }

    /// Returns when Practice HubSpot is stopping.
    pub(crate) async fn stopped(&self) {
        // An error means that the one who could say so is gone, which says it, too.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }
}
