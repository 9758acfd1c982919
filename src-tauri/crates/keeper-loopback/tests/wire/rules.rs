//! A2 and A6: one case for each method and header.

use super::*;
use crate::browser::{get, navigation, request, send, with};

/// Sends a request that must not reach the flow, then the good hit, which
/// must.
async fn goes_no_further(status: u16, request: impl Fn(u16) -> String) {
    let receiver = receiver(hasty());
    let flow = Flow::with(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    let bytes = request(port);
    let reply = send(port, bytes.as_bytes()).await.unwrap();
    assert_eq!(reply.status, status, "{bytes}");
    assert!(flow.arrived().is_empty(), "reached the flow: {bytes}");
    assert_eq!(get(port, GOOD).await.status, 303, "the flow went on");
    assert_eq!(flow.arrived(), [GOOD]);
}

async fn arrives(request: impl Fn(u16) -> String) {
    let receiver = receiver(hasty());
    let flow = Flow::with(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    let bytes = request(port);
    let reply = send(port, bytes.as_bytes()).await.unwrap();
    assert_eq!(reply.status, 303, "{bytes}");
    assert_eq!(flow.arrived(), [GOOD]);
}

/// What `fetch(event.request)` in a service worker makes of a navigation.
const BY_WORKER: &str =
    "Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: empty\r\n";

#[tokio::test]
async fn a2_a_navigation_that_a_service_worker_passes_on_arrives() {
    arrives(|port| with(port, GOOD, BY_WORKER)).await;
}

#[tokio::test]
async fn a2_a_service_worker_brings_nothing_without_a_state() {
    for query in ["", "?code=na1-c0de", "?code=na1-c0de&estate=x"] {
        goes_no_further(400, |port| with(port, &format!("{PATH}{query}"), BY_WORKER)).await;
    }
}

#[tokio::test]
async fn every_refusal_at_the_registered_path_is_told_with_its_reason() {
    let receiver = receiver(Options {
        head_limit: 4096,
        ..hasty()
    });
    let flow = Flow::with(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    let long = format!("Cookie: {}\r\n", "c".repeat(5000));
    let cases = [
        (
            navigation(port, GOOD).replacen("GET", "HEAD", 1),
            Some(HitRefusal::Method),
        ),
        (
            request(port, GOOD).replace("localhost", "app.example"),
            Some(HitRefusal::Host),
        ),
        (
            with(port, GOOD, "Sec-Fetch-Mode: cors\r\n"),
            Some(HitRefusal::NotNavigation),
        ),
        (
            with(port, GOOD, "Sec-Purpose: prefetch\r\n"),
            Some(HitRefusal::Prefetch),
        ),
        (
            with(port, GOOD, "Upgrade: websocket\r\n"),
            Some(HitRefusal::Unusual),
        ),
        (with(port, GOOD, &long), Some(HitRefusal::TooLong)),
        (with(port, "/elsewhere", &long), None),
        (request(port, "/favicon.ico"), None),
        (
            with(port, "/favicon.ico", "Sec-Purpose: prefetch\r\n"),
            None,
        ),
    ];
    for (bytes, told) in cases {
        let before = flow.refused().len();
        assert!(send(port, bytes.as_bytes()).await.is_some(), "{bytes}");
        assert_eq!(
            flow.refused()[before..],
            told.map_or(vec![], |it| vec![it]),
            "{bytes}"
        );
    }
    assert!(flow.arrived().is_empty());
}

#[tokio::test]
async fn a2_only_get() {
    for method in [
        "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "GETT",
    ] {
        goes_no_further(405, |port| {
            navigation(port, GOOD).replacen("GET", method, 1)
        })
        .await;
    }
}

/// `http://localhost:3000`, HubSpot's own template: the path is `/`.
#[tokio::test]
async fn a_root_path_is_a_path_like_any_other() {
    let receiver = receiver(hasty());
    let flow = Flow::with(PageVerdict::NotThis);
    let port = free_port();
    let root = LoopbackTarget {
        port,
        path: "/".into(),
    };
    let arrival: Arc<dyn Arrival> = Arc::clone(&flow) as _;
    let _listening = receiver.open(root, arrival).await.unwrap();
    for beside in [
        "/favicon.ico",
        "/oauth-callback?code=a&state=b",
        "//?code=a",
    ] {
        assert_eq!(get(port, beside).await.status, 404, "{beside}");
    }
    assert!(flow.arrived().is_empty());
    get(port, "/?code=a&state=b").await;
    assert_eq!(flow.arrived(), ["/?code=a&state=b"]);
}

#[tokio::test]
async fn a2_exactly_the_registered_path() {
    for other in [
        "/",
        "/oauth-callback/",
        "/oauth-callbacks?code=a&state=b",
        "/OAUTH-CALLBACK?code=a&state=b",
        "/oauth%2Dcallback?code=a&state=b",
        "//oauth-callback?code=a&state=b",
        "/x/../oauth-callback?code=a&state=b",
        "/favicon.ico",
        "/robots.txt",
        "/portalkeeper-result-00000000000000000000000000000000",
        "http://localhost/oauth-callback?code=a&state=b",
        "*",
    ] {
        goes_no_further(404, |port| request(port, other)).await;
    }
}

#[tokio::test]
async fn a2_the_path_may_be_the_root() {
    let receiver = receiver(hasty());
    let flow = Flow::with(PageVerdict::Done);
    let port = free_port();
    let target = LoopbackTarget {
        port,
        path: "/".into(),
    };
    let arrival: Arc<dyn Arrival> = Arc::clone(&flow) as _;
    let _listening = receiver.open(target, arrival).await.unwrap();
    assert_eq!(get(port, "/favicon.ico").await.status, 404);
    assert_eq!(get(port, "/?code=a&state=b").await.status, 400);
    assert_eq!(flow.arrived(), ["/?code=a&state=b"]);
}

#[tokio::test]
async fn a6_exactly_our_host() {
    for host in [
        "evil.example",
        "localhost",
        "localhost:1",
        "LOCALHOST:{port}",
        "localhost.:{port}",
        "app.localhost:{port}",
        "127.0.0.1",
        "127.0.0.2:{port}",
        "[::]:{port}",
        "0.0.0.0:{port}",
        "evil.example:{port}",
        "localhost:{port}.evil.example",
        "localhost:{port}, evil.example",
        "me@localhost:{port}",
        "localhost:0{port}",
        "",
    ] {
        goes_no_further(400, |port| {
            let host = host.replace("{port}", &port.to_string());
            format!("GET {GOOD} HTTP/1.1\r\nHost: {host}\r\n\r\n")
        })
        .await;
    }
    goes_no_further(400, |_| format!("GET {GOOD} HTTP/1.1\r\n\r\n")).await;
    goes_no_further(400, |port| {
        with(port, GOOD, &format!("Host: localhost:{port}\r\n"))
    })
    .await;
    goes_no_further(400, |port| with(port, GOOD, "Host: evil.example\r\n")).await;
}

#[tokio::test]
async fn a6_the_loopback_addresses_are_ours_too() {
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        arrives(|port| format!("GET {GOOD} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n")).await;
    }
}

#[tokio::test]
async fn a2_top_level_navigations_only() {
    let site = "Sec-Fetch-Site: cross-site\r\n";
    for headers in [
        "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
        "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n",
        "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: style\r\n",
        "Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n",
        "Sec-Fetch-Mode: websocket\r\nSec-Fetch-Dest: websocket\r\n",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: frame\r\n",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: embed\r\n",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: object\r\n",
        "Sec-Fetch-Mode: navigate\r\n",
        "Sec-Fetch-Dest: document\r\n",
        "",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: document\r\n",
    ] {
        goes_no_further(400, |port| with(port, GOOD, &format!("{site}{headers}"))).await;
    }
}

#[tokio::test]
async fn a2_an_origin_needs_a_navigation_behind_it() {
    for origin in ["null", "https://evil.example", "http://localhost:{port}"] {
        goes_no_further(400, |port| {
            let origin = origin.replace("{port}", &port.to_string());
            with(port, GOOD, &format!("Origin: {origin}\r\n"))
        })
        .await;
    }
    let told = "Origin: null\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    arrives(|port| with(port, GOOD, told)).await;
}

#[tokio::test]
async fn a2_what_is_fetched_in_advance_consumes_nothing() {
    for header in [
        "Purpose: prefetch",
        "X-Purpose: preview",
        "Sec-Purpose: prefetch;prerender",
        "X-Moz: prefetch",
    ] {
        goes_no_further(400, |port| {
            navigation(port, GOOD).replacen("User-Agent: X", header, 1)
        })
        .await;
    }
}

#[tokio::test]
async fn a2_no_body_and_no_other_protocol() {
    for headers in [
        "Content-Length: 4\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\n",
    ] {
        goes_no_further(400, |port| with(port, GOOD, headers)).await;
    }
}

#[tokio::test]
async fn navigations_with_and_without_metadata_arrive() {
    arrives(|port| request(port, GOOD)).await;
    arrives(|port| navigation(port, GOOD)).await;
    arrives(|port| navigation(port, GOOD).replace("cross-site", "same-origin")).await;
    arrives(|port| navigation(port, GOOD).replace("HTTP/1.1", "HTTP/1.0")).await;
}
