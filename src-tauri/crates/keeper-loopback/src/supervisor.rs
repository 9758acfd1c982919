//! The life of one listener: open, winding down, gone.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use crate::connection;
use crate::desk::Desk;
use crate::guests::Guests;

/// After an `accept` that failed, for want of file descriptors perhaps.
const BREATH: Duration = Duration::from_millis(50);

/// Runs until `open`'s sender is dropped, then winds down: what is held is
/// answered, the page that a browser was sent to can be fetched, and then every
/// socket is closed. `hurry` shortens that, because somebody needs the port.
pub(crate) async fn run(
    listeners: Vec<TcpListener>,
    desk: Arc<Desk>,
    mut open: watch::Receiver<()>,
    hurry: Arc<Notify>,
) {
    let mut guests = Guests::default();
    tokio::select! {
        () = receive(&listeners, &desk, &mut guests) => {}
        _ = open.changed() => {}
    }
    desk.close();
    tokio::select! {
        () = receive(&listeners, &desk, &mut guests) => {}
        () = desk.settled() => {}
        () = hurry.notified() => {}
    }
    leave(&desk);
}

fn leave(desk: &Desk) {
    if desk.owes_page() {
        let until = Instant::now() + desk.grace();
        desk.results.keep_until(&desk.result_path, until);
    } else {
        desk.results.remove(&desk.result_path);
    }
    tracing::info!(
        port = desk.target.port,
        strays = desk.strays.load(Ordering::Relaxed),
        tls = desk.tls.load(Ordering::Relaxed),
        "the redirect listener is closed"
    );
}

/// Accepts for good. Whoever comes while there is no room waits in the system's queue.
async fn receive(listeners: &[TcpListener], desk: &Arc<Desk>, guests: &mut Guests) {
    loop {
        let options = &desk.options;
        guests.room(options.connections, options.patience).await;
        match accept(listeners).await {
            Ok(stream) => seat(stream, desk, guests),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

fn seat(stream: TcpStream, desk: &Arc<Desk>, guests: &mut Guests) {
    let places = desk.options.connections;
    let desk = Arc::clone(desk);
    let is_seated = guests.seat(places, |reading| connection::serve(stream, desk, reading));
    if !is_seated {
        tracing::debug!("too many connections");
    }
}

/// The next connection on any of the listeners.
async fn accept(listeners: &[TcpListener]) -> io::Result<TcpStream> {
    std::future::poll_fn(|context| {
        for listener in listeners {
            if let Poll::Ready(accepted) = listener.poll_accept(context) {
                return Poll::Ready(accepted.map(|(stream, _)| stream));
            }
        }
        Poll::Pending
    })
    .await
}
