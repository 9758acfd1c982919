//! A3 and A4: whatever comes first, the good hit gets through.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::browser::{arrive, connect, get, read, request, send};

async fn opened(options: Options) -> (LoopbackReceiver, Arc<Flow>, u16, Box<dyn Listening>) {
    let receiver = receiver(options);
    let flow = Flow::with(PageVerdict::Done);
    let port = free_port();
    let listening = open(&receiver, port, &flow).await;
    (receiver, flow, port, listening)
}

#[tokio::test]
async fn a3_a_thousand_junk_hits_then_the_good_one() {
    let (_receiver, flow, port, _listening) = opened(hasty()).await;
    for number in 0..1000 {
        let target = format!("{PATH}?code=c{number}&state=wrong{number}");
        let reply = send(port, request(port, &target).as_bytes()).await.unwrap();
        assert_eq!(reply.status, 400);
    }
    assert_eq!(flow.arrived().len(), 1000);
    arrive(port, GOOD).await;
    assert_eq!(flow.arrived().len(), 1001);
}

#[tokio::test]
async fn a4_idle_sockets_make_room() {
    let options = Options {
        head_deadline: Duration::from_secs(60),
        ..hasty()
    };
    let (_receiver, _flow, port, _listening) = opened(options).await;
    let mut idle = Vec::new();
    for _ in 0..200 {
        idle.push(connect(port).await);
    }
    // The deadline is far: only making room can let this through.
    arrive(port, GOOD).await;
    let mut rest = Vec::new();
    let cut = soon(idle[0].read_to_end(&mut rest)).await;
    assert!(matches!(cut, Ok(0)) || cut.is_err(), "the oldest made room");
}

/// A page that opens one connection after the other, sends nothing, and closes none.
#[tokio::test]
async fn a4_one_that_just_came_is_not_cut_off_for_newcomers() {
    let options = Options {
        connections: 2,
        patience: Duration::from_secs(60),
        head_deadline: Duration::from_secs(60),
        ..hasty()
    };
    let (_receiver, _flow, port, _listening) = opened(options).await;
    let idle = connect(port).await;
    let mut good = connect(port).await;
    let newcomers = [
        connect(port).await,
        connect(port).await,
        connect(port).await,
    ];
    good.write_all(request(port, GOOD).as_bytes())
        .await
        .unwrap();
    assert_eq!(read(&mut good).await.unwrap().status, 303);
    drop((idle, newcomers));
}

/// A neighbour that reads its answer and keeps the connection.
#[tokio::test]
async fn a4_who_was_answered_makes_room() {
    let options = Options {
        connections: 2,
        patience: Duration::ZERO,
        ..hasty()
    };
    let receiver = receiver(options);
    let flow = Flow::with(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    let mut answered = Vec::new();
    for _ in 0..20 {
        let mut stream = connect(port).await;
        let good = request(port, GOOD);
        stream.write_all(good.as_bytes()).await.unwrap();
        let mut first = [0];
        soon(stream.read_exact(&mut first)).await.unwrap();
        answered.push(stream);
    }
    assert_eq!(flow.arrived().len(), 20);
}

/// A page that reads no answer to the end and closes no connection.
#[tokio::test]
async fn a4_who_was_refused_makes_room() {
    let options = Options {
        connections: 2,
        patience: Duration::ZERO,
        ..hasty()
    };
    let (_receiver, _flow, port, _listening) = opened(options).await;
    let mut refused = Vec::new();
    for _ in 0..20 {
        let mut stream = connect(port).await;
        let junk = request(port, "/favicon.ico");
        stream.write_all(junk.as_bytes()).await.unwrap();
        let mut first = [0];
        stream.read_exact(&mut first).await.unwrap();
        refused.push(stream);
    }
    arrive(port, GOOD).await;
}

#[tokio::test]
async fn a4_a_slow_head_meets_its_deadline() {
    let (_receiver, flow, port, _listening) = opened(hasty()).await;
    let mut slow = connect(port).await;
    slow.write_all(b"GET /oauth-callback?code=na1-c0de&sta")
        .await
        .unwrap();
    let mut rest = Vec::new();
    let ended = soon(slow.read_to_end(&mut rest)).await;
    assert!(matches!(ended, Ok(0)) || ended.is_err(), "{rest:?}");
    assert!(flow.arrived().is_empty());
    arrive(port, GOOD).await;
}

#[tokio::test]
async fn a4_a_head_in_pieces_is_put_together() {
    let (_receiver, flow, port, _listening) = opened(Options::default()).await;
    let mut stream = connect(port).await;
    stream.set_nodelay(true).unwrap();
    for byte in request(port, GOOD).as_bytes() {
        stream.write_all(&[*byte]).await.unwrap();
    }
    assert_eq!(read(&mut stream).await.unwrap().status, 303);
    assert_eq!(flow.arrived(), [GOOD]);
}

#[tokio::test]
async fn a4_a_megabyte_in_the_request_line() {
    let (_receiver, flow, port, _listening) = opened(hasty()).await;
    let giant = format!("{GOOD}&x={}", "a".repeat(1024 * 1024));
    let reply = send(port, request(port, &giant).as_bytes()).await;
    assert!(reply.is_none_or(|reply| reply.status == 431));
    assert!(flow.arrived().is_empty());
    arrive(port, GOOD).await;
}

#[tokio::test]
async fn a4_a_head_has_an_end() {
    let options = Options {
        head_limit: 8 * 1024,
        ..hasty()
    };
    let (_receiver, flow, port, _listening) = opened(options).await;
    let room = 8 * 1024 - request(port, &format!("{PATH}?")).len();
    let fits = format!("{PATH}?{}", "a".repeat(room));
    let over = format!("{fits}a");
    let reply = send(port, request(port, &fits).as_bytes()).await.unwrap();
    assert_eq!(reply.status, 400, "the flow's answer");
    let reply = send(port, request(port, &over).as_bytes()).await.unwrap();
    assert_eq!(reply.status, 431);
    assert_eq!(flow.arrived().len(), 1);
}

/// A browser sends every cookie of `localhost` to every port.
#[tokio::test]
async fn cookies_of_other_projects_keep_no_answer_out() {
    let (_receiver, flow, port, _listening) = opened(Options::default()).await;
    let cookie = format!("Cookie: {}\r\n", "c=1; ".repeat(50 * 1024));
    let bytes = crate::browser::with(port, GOOD, &cookie);
    assert!(bytes.len() > 250 * 1024);
    assert_eq!(send(port, bytes.as_bytes()).await.unwrap().status, 303);
    assert_eq!(flow.arrived(), [GOOD]);
}

#[tokio::test]
async fn a4_too_many_headers() {
    let (_receiver, flow, port, _listening) = opened(hasty()).await;
    let headers = "x: y\r\n".repeat(100);
    let bytes = crate::browser::with(port, GOOD, &headers);
    assert_eq!(send(port, bytes.as_bytes()).await.unwrap().status, 431);
    assert!(flow.arrived().is_empty());
}

#[tokio::test]
async fn a3_bytes_that_are_no_request() {
    let (_receiver, flow, port, _listening) = opened(hasty()).await;
    let junk: [&[u8]; 6] = [
        b"\r\n\r\n\r\n",
        b"\0\0\0\0",
        b"SSH-2.0-OpenSSH\r\n",
        b"GET\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for bytes in junk {
        let reply = send(port, bytes).await;
        assert!(reply.is_none_or(|reply| reply.status >= 400), "{bytes:?}");
    }
    assert!(flow.arrived().is_empty());
    arrive(port, GOOD).await;
}

#[tokio::test]
async fn a_tls_handshake_is_told_from_junk() {
    let kept = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(kept.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (_receiver, flow, port, _listening) = opened(hasty()).await;
    for _ in 0..3 {
        assert!(send(port, b"\x16\x03\x01\x02\x00\x01\x00").await.is_none());
    }
    arrive(port, GOOD).await;
    assert_eq!(flow.arrived(), [GOOD]);
    assert_eq!(
        flow.knocks.load(Ordering::SeqCst),
        3,
        "the flow hears of each"
    );
    let log = kept.text();
    assert_eq!(log.matches("a TLS handshake came").count(), 1, "{log}");
    assert!(!log.contains("c0de"), "the code is in the log: {log}");
}

#[tokio::test]
async fn the_log_tells_why_a_request_went_no_further() {
    let kept = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(kept.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (_receiver, _flow, port, _listening) = opened(hasty()).await;
    let with = |headers: &str| crate::browser::with(port, GOOD, headers);
    let cases = [
        (
            format!("POST {GOOD} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"),
            "method",
        ),
        (request(port, "/elsewhere"), "path"),
        (
            format!("GET {GOOD} HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
            "host",
        ),
        (with("Sec-Fetch-Mode: no-cors\r\n"), "not a navigation"),
        (with("Purpose: prefetch\r\n"), "prefetch"),
        (with("Upgrade: websocket\r\n"), "unusual"),
        ("nonsense\r\n\r\n".to_owned(), "malformed"),
        (request(port, &format!("{PATH}?code=a&state=b")), "not this"),
    ];
    for (number, (bytes, why)) in cases.iter().enumerate() {
        assert!(send(port, bytes.as_bytes()).await.is_some(), "{why}");
        let told = format!("count={} why=\"{why}\"", number + 1);
        assert!(kept.text().contains(&told), "{told}: {}", kept.text());
    }
}

#[tokio::test]
async fn a_held_hit_keeps_nobody_out() {
    let receiver = receiver(hasty());
    let flow = Flow::gated(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    let mut held = connect(port).await;
    held.write_all(request(port, GOOD).as_bytes())
        .await
        .unwrap();
    for _ in 0..100 {
        let idle = connect(port).await;
        drop(idle);
    }
    assert_eq!(
        get(port, &format!("{PATH}?code=a&state=b")).await.status,
        400
    );
    flow.gate.as_ref().unwrap().notify_one();
    assert_eq!(read(&mut held).await.unwrap().status, 303);
}

#[tokio::test]
async fn a4_held_hits_are_not_cut_off_for_newcomers() {
    let options = Options {
        connections: 2,
        ..hasty()
    };
    let receiver = receiver(options);
    let flow = Flow::gated(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(port).await;
        let request = request(port, GOOD);
        stream.write_all(request.as_bytes()).await.unwrap();
        held.push(stream);
    }
    soon(async {
        while flow.arrived().len() < 2 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(send(port, request(port, GOOD).as_bytes()).await.is_none());
    for stream in &mut held {
        flow.gate.as_ref().unwrap().notify_one();
        assert_eq!(read(stream).await.unwrap().status, 303);
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Kept {
    fn text(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}
