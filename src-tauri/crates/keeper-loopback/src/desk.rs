//! What the connections of one listener share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use keeper_core::Code;
use keeper_core::needs::{Arrival, HitRefusal, PageVerdict};
use keeper_core::redirect_url::LoopbackTarget;
use tokio::sync::watch;

use crate::options::Options;
use crate::page::{Pages, Voice};
use crate::results::Results;

/// One flow's desk: where it listens, whom it tells, and what it owes.
pub(crate) struct Desk {
    pub target: LoopbackTarget,
    pub options: Options,
    pub results: Arc<Results>,
    pub result_path: String,
    voice: Voice,
    arrival: Arc<dyn Arrival>,
    is_closing: AtomicBool,
    debts: watch::Sender<Debts>,
    /// Requests that went no further.
    pub strays: AtomicU64,
    /// Connections that spoke TLS.
    pub tls: AtomicU64,
}

/// What browsers still wait for.
#[derive(Clone, Copy, Debug, Default)]
struct Debts {
    /// Good hits without an answer yet.
    held: usize,
    /// Whether a browser was sent on and hasn't fetched the page.
    owes_page: bool,
}

impl Desk {
    pub(crate) fn new(
        target: LoopbackTarget,
        arrival: Arc<dyn Arrival>,
        options: Options,
        (voice, results): (Voice, Arc<Results>),
        result_path: String,
    ) -> Self {
        Self {
            target,
            options,
            voice,
            results,
            result_path,
            arrival,
            is_closing: AtomicBool::new(false),
            debts: watch::Sender::default(),
            strays: AtomicU64::new(0),
            tls: AtomicU64::new(0),
        }
    }

    /// The pages, as they are worded now.
    pub(crate) fn pages(&self) -> Arc<Pages> {
        self.voice.pages()
    }

    /// From now on nothing is handed to the flow.
    pub(crate) fn close(&self) {
        self.is_closing.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.is_closing.load(Ordering::SeqCst)
    }

    /// Counts a good hit as held until the guard is dropped.
    pub(crate) fn hold(self: &Arc<Self>) -> Held {
        self.debts.send_modify(|debts| debts.held += 1);
        Held(Arc::clone(self))
    }

    /// Hands a hit to the flow. A flow that takes longer than the browser may
    /// wait goes on beside it.
    pub(crate) async fn ask(&self, path_and_query: String) -> PageVerdict {
        let arrival = Arc::clone(&self.arrival);
        let asked = tokio::spawn(async move { arrival.arrived(path_and_query).await });
        match tokio::time::timeout(self.options.arrival_deadline, asked).await {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(_)) => PageVerdict::Failed(Code::Internal),
            Err(_) => PageVerdict::Working,
        }
    }

    /// Tells the flow that a browser came with https, unless it is over.
    pub(crate) fn knocked_by_tls(&self) {
        if !self.is_closing() {
            self.arrival.knocked_by_tls();
        }
    }

    /// Tells the flow that a request to the registered path was refused, unless
    /// it is over.
    pub(crate) fn refused(&self, target: &str, refusal: HitRefusal) {
        let path = target.split('?').next().unwrap_or_default();
        if path == self.target.path && !self.is_closing() {
            self.arrival.refused(refusal);
        }
    }

    /// Notes that a browser is sent on to the result page.
    pub(crate) fn owe(&self, verdict: PageVerdict) {
        self.results.put(&self.result_path, verdict);
        self.debts.send_modify(|debts| debts.owes_page = true);
    }

    /// Notes that a result page was fetched.
    pub(crate) fn served(&self, path: &str) {
        if path == self.result_path {
            self.debts.send_modify(|debts| debts.owes_page = false);
        }
    }

    /// Ends when no browser waits any more: every held hit is answered, and
    /// the page is fetched or its time over.
    pub(crate) async fn settled(&self) {
        let mut debts = self.debts.subscribe();
        let _ = debts.wait_for(|debts| debts.held == 0).await;
        let fetched = debts.wait_for(|debts| !debts.owes_page);
        let _ = tokio::time::timeout(self.options.grace, fetched).await;
    }

    pub(crate) fn owes_page(&self) -> bool {
        self.debts.borrow().owes_page
    }

    pub(crate) fn grace(&self) -> Duration {
        self.options.grace
    }
}

/// A good hit that waits for its answer.
pub(crate) struct Held(Arc<Desk>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.debts.send_modify(|debts| debts.held -= 1);
    }
}
