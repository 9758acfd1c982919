use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt as _};
use keeper_practice::{Options, Practice};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::bench::{Bench, DEADLINE};

/// Far below what the system allows a process.
const PLACES: usize = 16;
/// As many as all places and some more.
const SOCKETS: usize = 100;

async fn with_places() -> Bench {
    Bench::with(Options {
        connections: PLACES,
        ..Options::default()
    })
    .await
}

/// A Practice HubSpot that waits for nobody for long.
async fn with_short_deadline() -> Bench {
    Bench::with(Options {
        request_deadline: Duration::from_secs(1),
        ..Options::default()
    })
    .await
}

async fn connect(bench: &Bench) -> TcpStream {
    let address = bench.practice.api().trim_start_matches("http://");
    TcpStream::connect(address).await.unwrap()
}

/// All that comes until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let reading = stream.read_to_end(&mut bytes);
    // A reset ends it as well.
    let _ = timeout(DEADLINE, reading).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn idle_sockets_give_way_to_whoever_comes() {
    let bench = with_places().await;
    let mut idle = FuturesUnordered::new();
    for _ in 0..SOCKETS {
        let mut stream = connect(&bench).await;
        idle.push(async move { rest(&mut stream).await });
    }
    let answer = bench.account_info("no token").await;
    assert_eq!(answer.status, 401, "a caller is answered");
    let closed = async {
        for _ in 0..SOCKETS - PLACES {
            idle.next().await;
        }
    };
    let closed = timeout(DEADLINE, closed).await;
    closed.expect("no more stay open than there are places");
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off() {
    let bench = with_short_deadline().await;
    let mut stream = connect(&bench).await;
    stream.write_all(b"GET / HTTP/1.1\r\nX: ").await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn a_body_that_never_ends_is_refused() {
    let bench = with_short_deadline().await;
    let mut stream = connect(&bench).await;
    let host = bench.practice.api().trim_start_matches("http://");
    let head =
        format!("POST /oauth/v3/token HTTP/1.1\r\nHost: {host}\r\nContent-Length: 10\r\n\r\nx");
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn a_connection_without_a_request_is_closed() {
    let bench = with_short_deadline().await;
    let mut stream = connect(&bench).await;
    let host = bench.practice.api().trim_start_matches("http://");
    let head = format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    assert_eq!(
        rest(&mut connect(&bench).await).await,
        "",
        "nor a silent one"
    );
}

#[tokio::test]
async fn whoever_is_idle_does_not_hold_up_the_end() {
    let bench = Bench::new().await;
    let mut idle = connect(&bench).await;
    // It has been accepted once another one was answered.
    bench.account_info("no token").await;
    timeout(DEADLINE, bench.practice.shutdown())
        .await
        .expect("it ends");
    assert_eq!(rest(&mut idle).await, "");
}

#[tokio::test]
async fn client_secrets_are_random_unless_a_seed_is_given() {
    let secrets = async |seed: Option<u64>| {
        let practice = Practice::start(Options {
            seed,
            ..Options::default()
        });
        let apps = practice.await.unwrap().apps();
        let secrets = apps.iter().map(|app| app.client_secret.clone());
        let names = apps.iter().map(|app| app.client_id.clone());
        (secrets.collect::<Vec<_>>(), names.collect::<Vec<_>>())
    };
    let (one, other) = (secrets(None).await, secrets(None).await);
    assert!(one.0.iter().all(|secret| !other.0.contains(secret)));
    assert_eq!(one.1, other.1, "the rest of a new world is as usual");
    assert_eq!(secrets(Some(7)).await, secrets(Some(7)).await);
}
