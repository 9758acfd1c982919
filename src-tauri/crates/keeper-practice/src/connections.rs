//! The connections of one listener: at most so many at a time, and no request takes longer to arrive
//! than it may. A program that opens sockets and says nothing takes neither the listener nor the
//! process's file descriptors.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Notify, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

use crate::door::{Door, Line};
use crate::office::lock;

/// No request to Practice HubSpot has a larger body.
const LARGEST_BODY: usize = 1024 * 1024;

type Routes = TowerToHyperService<Router>;

/// What one listener takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionLimit {
    /// How many connections at a time. A newcomer takes the place of the one that has been idle for
    /// the longest.
    pub(crate) connections: usize,
    /// How long a request's head may take, and then its body; a connection without a request is
    /// closed after the same time.
    pub(crate) request: Duration,
}

/// Serves a listener until `stopping` says so; answers under way end first.
pub(crate) async fn serve(
    mut door: Door,
    routes: Router,
    limit: ConnectionLimit,
    stopping: watch::Receiver<bool>,
) {
    let routes = TowerToHyperService::new(routes);
    let mut connections = Connections::default();
    let mut stop = stopping.clone();
    loop {
        let line = tokio::select! {
            // An error means that the one who could stop us is gone, which stops us, too.
            _ = stop.wait_for(|stop| *stop) => break,
            line = connections.next(&mut door, limit.connections) => line,
        };
        let (routes, stopping) = (routes.clone(), stopping.clone());
        connections.add(|slot| converse(line, routes, limit.request, slot, stopping));
    }
    drop(door);
    connections.end().await;
}

/// Answers the requests of one connection.
async fn converse(
    line: Line,
    routes: Routes,
    deadline: Duration,
    slot: Arc<Slot>,
    mut stopping: watch::Receiver<bool>,
) {
    let cut = line.cut();
    let service = service_fn(move |request| {
        let (routes, cut, answering) = (routes.clone(), cut.clone(), Answering::begin(&slot));
        async move {
            let _until_answered = answering;
            match received(request, deadline).await {
                Ok(mut request) => {
                    request.extensions_mut().insert(ConnectInfo(cut));
                    routes.call(request).await
                }
                Err(refused) => Ok::<_, Infallible>(refused),
            }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(deadline)
        .serve_connection(TokioIo::new(line), service);
    let mut connection = std::pin::pin!(connection);
    // A connection that failed is as good as one that ended.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// The request with its whole body, or what to answer instead.
async fn received(
    request: Request<Incoming>,
    deadline: Duration,
) -> Result<Request<Body>, Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(Body::new(body), LARGEST_BODY);
    let status = match tokio::time::timeout(deadline, body).await {
        Ok(Ok(body)) => return Ok(Request::from_parts(parts, Body::from(body))),
        Ok(Err(_)) => StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => StatusCode::REQUEST_TIMEOUT,
    };
    let mut refused = Response::new(Body::empty());
    *refused.status_mut() = status;
    Err(refused)
}

/// Whether a connection is answering, and since when.
struct Slot {
    state: Mutex<(bool, Instant)>,
    is_free: Arc<Notify>,
}

impl Slot {
    /// Since when it has been idle; none while it answers.
    fn idle_since(&self) -> Option<Instant> {
        let (is_answering, since) = *lock(&self.state);
        (!is_answering).then_some(since)
    }
}

/// As long as it lives, its connection isn't idle.
struct Answering(Arc<Slot>);

impl Answering {
    fn begin(slot: &Arc<Slot>) -> Self {
        *lock(&slot.state) = (true, Instant::now());
        Self(Arc::clone(slot))
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        *lock(&self.0.state) = (false, Instant::now());
        self.0.is_free.notify_one();
    }
}

/// The connections that are open. Dropping it cuts them all off.
#[derive(Default)]
struct Connections {
    tasks: JoinSet<()>,
    open: Vec<(AbortHandle, Arc<Slot>)>,
    /// Told when a connection has become idle.
    is_free: Arc<Notify>,
}

impl Connections {
    /// The next connection, once there is room for it.
    async fn next(&mut self, door: &mut Door, limit: usize) -> Line {
        let line = door.accept().await;
        while !self.has_room(limit) {
            tokio::select! {
                () = self.is_free.notified() => {}
                _ = self.tasks.join_next() => {}
            }
        }
        line
    }

    /// Whether there is room, after the one that has been idle for the longest made some.
    fn has_room(&mut self, limit: usize) -> bool {
        self.forget_ended();
        if self.open.len() < limit {
            return true;
        }
        let idle = self.open.iter().enumerate();
        let idle = idle.filter_map(|(place, (_, slot))| Some((slot.idle_since()?, place)));
        let Some((_, longest)) = idle.min() else {
            return false;
        };
        self.open.swap_remove(longest).0.abort();
        true
    }

    fn add<F>(&mut self, converse: impl FnOnce(Arc<Slot>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let slot = Arc::new(Slot {
            state: Mutex::new((false, Instant::now())),
            is_free: Arc::clone(&self.is_free),
        });
        let task = self.tasks.spawn(converse(Arc::clone(&slot)));
        self.open.push((task, slot));
    }

    fn forget_ended(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        self.open.retain(|(task, _)| !task.is_finished());
    }

    /// Cuts off what is idle and lets answers under way end.
    async fn end(mut self) {
        for (task, slot) in &self.open {
            if slot.idle_since().is_some() {
                task.abort();
            }
        }
        while self.tasks.join_next().await.is_some() {}
    }
}
