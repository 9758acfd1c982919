//! One connection: one request, one answer, closed.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use keeper_core::needs::{HitRefusal, PageVerdict};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::desk::Desk;
use crate::guests::Reading;
use crate::head::{self, Head, Unread};
use crate::page::see_other;
use crate::rules::{self, Place};

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
        Unread::TooLong(target) => {
            desk.refused(&target, HitRefusal::TooLong);
            (pages.too_long(), "too long")
        }
        Unread::Malformed => (pages.not_this(), "malformed"),
    };
    reading.may_go();
    refuse(stream, desk, (page, why), reading).await;
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
        Ok(Place::Result) => result(stream, desk, &head.target, reading).await,
        Ok(Place::Redirect) if desk.is_closing() => {
            send(stream, desk, desk.pages().gone(), reading).await;
        }
        Ok(Place::Redirect) => redirect(stream, desk, &head.target, reading).await,
        Err(stray) => {
            reading.may_go();
            if let Some(refusal) = stray.refusal() {
                desk.refused(&head.target, refusal);
            }
            refuse(
                stream,
                desk,
                (desk.pages().stray(stray), stray.name()),
                reading,
            )
            .await;
        }
    }
}

async fn result(stream: &mut TcpStream, desk: &Desk, path: &str, reading: &Reading) {
    if let Some(verdict) = desk.results.at(path) {
        send(stream, desk, &desk.pages().result(verdict), reading).await;
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
            reading.may_go();
            refuse(stream, desk, (desk.pages().not_this(), "not this"), reading).await;
        }
        verdict @ (PageVerdict::Done
        | PageVerdict::Failed(_)
        | PageVerdict::Working
        | PageVerdict::Confirm) => {
            desk.owe(verdict);
            send(stream, desk, &see_other(&desk.result_path), reading).await;
        }
    }
}

async fn refuse(
    stream: &mut TcpStream,
    desk: &Desk,
    (page, why): (&[u8], &'static str),
    reading: &Reading,
) {
    let count = desk.strays.fetch_add(1, Ordering::Relaxed) + 1;
    tracing::debug!(count, why, "a request went no further");
    send(stream, desk, page, reading).await;
}

async fn send(stream: &mut TcpStream, desk: &Desk, bytes: &[u8], reading: &Reading) {
    let sending = async {
        stream.write_all(bytes).await?;
        stream.shutdown().await
    };
    let sent = timeout(desk.options.head_deadline, sending).await;
    reading.may_go();
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
