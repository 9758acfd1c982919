//! One connection: one request, one answer, closed.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use keeper_core::needs::PageVerdict;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::desk::Desk;
use crate::guests::Reading;
use crate::head::{self, Head, Unread};
use crate::page::see_other;
use crate::rules::{self, Place, Stray};

/// How much of what a client still sends is taken, so that closing doesn't
/// destroy the answer on its way.
const DRAIN_BYTES: usize = 2 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_millis(500);

/// Serves one connection, in bounded time.
pub(crate) async fn serve(mut stream: TcpStream, desk: Arc<Desk>, reading: Reading) {
    let head = head::read(&mut stream, desk.options.head_limit);
    let head = timeout(desk.options.head_deadline, head).await;
    reading.over();
    match head {
        Ok(Ok(head)) => answer(&mut stream, &desk, &head, &reading).await,
        Ok(Err(unread)) => turn_away(&mut stream, &desk, unread, &reading).await,
        Err(_) => tracing::debug!("no request in time"),
    }
}

async fn turn_away(stream: &mut TcpStream, desk: &Desk, unread: Unread, reading: &Reading) {
    let pages = desk.pages();
    let (page, why) = match unread {
        Unread::Tls => return note_tls(desk),
        Unread::Ended => return,
        Unread::TooLong => (pages.too_long(), "too long"),
        Unread::Malformed => (pages.not_this(), "malformed"),
    };
    reading.refused();
    refuse(stream, desk, page, why).await;
}

/// Somebody wrote `https` for `http`, or a browser did it for them. The flow is
/// told each time, the log once; the number stands in the last line about the
/// listener.
fn note_tls(desk: &Desk) {
    desk.knocked_by_tls();
    if desk.tls.fetch_add(1, Ordering::Relaxed) == 0 {
        tracing::warn!(
            port = desk.target.port,
            "a TLS handshake came to the redirect port, which speaks http"
        );
    }
}

async fn answer(stream: &mut TcpStream, desk: &Arc<Desk>, head: &Head, reading: &Reading) {
    let is_result = |path: &str| desk.results.at(path).is_some();
    match rules::judge(head, &desk.target, is_result) {
        Ok(Place::Result) => result(stream, desk, &head.target).await,
        Ok(Place::Redirect) if desk.is_closing() => send(stream, desk, desk.pages().gone()).await,
        Ok(Place::Redirect) => redirect(stream, desk, &head.target, reading).await,
        Err(stray) => {
            reading.refused();
            stray_hit(stream, desk, stray).await;
        }
    }
}

async fn stray_hit(stream: &mut TcpStream, desk: &Desk, stray: Stray) {
    refuse(stream, desk, desk.pages().stray(stray), stray.name()).await;
}

async fn result(stream: &mut TcpStream, desk: &Desk, path: &str) {
    if let Some(verdict) = desk.results.at(path) {
        send(stream, desk, &desk.pages().result(verdict)).await;
        desk.served(path);
    }
}

/// A hit that passed the rules: the flow decides, and the browser is answered
/// only when it has.
async fn redirect(
    stream: &mut TcpStream,
    desk: &Arc<Desk>,
    path_and_query: &str,
    reading: &Reading,
) {
    let _held = desk.hold();
    match desk.ask(path_and_query.to_owned()).await {
        PageVerdict::NotThis => {
            reading.refused();
            refuse(stream, desk, desk.pages().not_this(), "not this").await;
        }
        verdict @ (PageVerdict::Done
        | PageVerdict::Failed(_)
        | PageVerdict::Working
        | PageVerdict::Confirm) => {
            desk.owe(verdict);
            send(stream, desk, &see_other(&desk.result_path)).await;
        }
    }
}

async fn refuse(stream: &mut TcpStream, desk: &Desk, page: &[u8], why: &'static str) {
    let count = desk.strays.fetch_add(1, Ordering::Relaxed) + 1;
    tracing::debug!(count, why, "a request went no further");
    send(stream, desk, page).await;
}

async fn send(stream: &mut TcpStream, desk: &Desk, bytes: &[u8]) {
    let sending = async {
        stream.write_all(bytes).await?;
        stream.shutdown().await
    };
    let sent = timeout(desk.options.head_deadline, sending).await;
    if matches!(sent, Ok(Ok(()))) {
        let _ = timeout(DRAIN_TIME, drain(stream)).await;
    }
}

async fn drain(stream: &mut (impl AsyncRead + Unpin)) {
    let mut taken = 0;
    let mut piece = [0; 4096];
    while let Ok(length) = stream.read(&mut piece).await {
        taken += length;
        if length == 0 || taken > DRAIN_BYTES {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_more_is_taken_than_the_limit_and_no_less() {
        for offered in [0, 1, DRAIN_BYTES - 1, DRAIN_BYTES, DRAIN_BYTES * 3] {
            let mut bytes = tokio::io::repeat(b'x').take(offered as u64);
            drain(&mut bytes).await;
            let taken = offered - usize::try_from(bytes.limit()).unwrap();
            assert!(taken >= offered.min(DRAIN_BYTES), "{taken} of {offered}");
            assert!(taken <= DRAIN_BYTES + 4096, "{taken} of {offered}");
        }
    }
}
