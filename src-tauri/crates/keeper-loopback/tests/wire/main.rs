//! The listener on the wire: raw bytes in, bytes compared.
//!
//! `rules`: what is let through, header by header. `junk`: floods, idlers and
//! giants before the good hit. `ports`: busy ports, and sockets before, during
//! and after. `pages`: the way to the result page, and that nothing is echoed.
//! Names carry the numbers of the threat model.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;
mod junk;
mod pages;
mod ports;
mod rules;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use keeper_core::Code;
use keeper_core::needs::{Arrival, HitRefusal, Listening, PageVerdict, Receiver};
use keeper_core::redirect_url::LoopbackTarget;
use keeper_loopback::{LoopbackReceiver, Options, PageText, Texts};

const PATH: &str = "/oauth-callback";
const GOOD: &str = "/oauth-callback?code=na1-c0de&state=s7a7e";

/// A flow that takes `GOOD` and nothing else.
struct Flow {
    verdict: PageVerdict,
    /// Held until this is notified.
    gate: Option<tokio::sync::Notify>,
    arrived: Mutex<Vec<String>>,
    /// How often a browser came with https.
    knocks: AtomicUsize,
    refused: Mutex<Vec<HitRefusal>>,
}

impl Flow {
    fn with(verdict: PageVerdict) -> Arc<Self> {
        Arc::new(Self {
            verdict,
            gate: None,
            arrived: Mutex::default(),
            knocks: AtomicUsize::default(),
            refused: Mutex::default(),
        })
    }

    fn gated(verdict: PageVerdict) -> Arc<Self> {
        Arc::new(Self {
            verdict,
            gate: Some(tokio::sync::Notify::new()),
            arrived: Mutex::default(),
            knocks: AtomicUsize::default(),
            refused: Mutex::default(),
        })
    }

    fn note(&self, path_and_query: &str) {
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.push(path_and_query.to_owned());
    }

    fn refused(&self) -> Vec<HitRefusal> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.clone()
    }

    fn arrived(&self) -> Vec<String> {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.clone()
    }
}

impl Arrival for Flow {
    fn arrived(&self, path_and_query: String) -> BoxFuture<'_, PageVerdict> {
        Box::pin(async move {
            self.note(&path_and_query);
            if path_and_query != GOOD {
                return PageVerdict::NotThis;
            }
            if let Some(gate) = &self.gate {
                gate.notified().await;
            }
            self.verdict
        })
    }

    fn knocked_by_tls(&self) {
        self.knocks.fetch_add(1, Ordering::SeqCst);
    }

    fn refused(&self, refusal: HitRefusal) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.push(refusal);
    }
}

fn texts() -> Texts {
    let page = |title: &str| PageText {
        title: title.to_owned(),
        body: format!("What follows from: {title}"),
    };
    Texts {
        language: "en".to_owned(),
        done: page("Saved in Portalkeeper"),
        failed: page("This ended without an installation"),
        causes: [(Code::ConsentDenied, "HubSpot sent a refusal.".to_owned())].into(),
        working: page("Portalkeeper is still at work"),
        confirm: page("Go to Portalkeeper to confirm"),
        gone: page("This link is no longer valid"),
        not_this: page("Not the answer Portalkeeper waits for"),
    }
}

/// A port that is free on both families, as far as one can know.
fn free_port() -> u16 {
    loop {
        let first = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        if std::net::TcpListener::bind(("::1", port)).is_ok() {
            return port;
        }
    }
}

fn target(port: u16) -> LoopbackTarget {
    LoopbackTarget {
        port,
        path: PATH.into(),
    }
}

/// Short deadlines, and a grace that no test waits out by chance.
fn hasty() -> Options {
    Options {
        head_deadline: Duration::from_millis(300),
        grace: Duration::from_secs(30),
        ..Options::default()
    }
}

fn receiver(options: Options) -> LoopbackReceiver {
    LoopbackReceiver::new(options, &texts())
}

async fn open(receiver: &LoopbackReceiver, port: u16, flow: &Arc<Flow>) -> Box<dyn Listening> {
    let arrival: Arc<dyn Arrival> = Arc::clone(flow) as _;
    receiver.open(target(port), arrival).await.unwrap()
}

/// Everything that waits has a deadline.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    let waiting = tokio::time::timeout(Duration::from_secs(20), future);
    waiting.await.unwrap()
}
