//! A7 and A8: the way to the result page, what it says, and that nothing of a
//! request is written back.

use super::*;
use crate::browser::{Reply, arrive, get, request, send};

async fn verdict(verdict: PageVerdict) -> (Reply, Reply) {
    let receiver = receiver(hasty());
    let port = free_port();
    let _listening = open(&receiver, port, &Flow::with(verdict)).await;
    arrive(port, GOOD).await
}

#[tokio::test]
async fn a8_the_page_says_what_the_flow_said() {
    for (said, text) in [
        (PageVerdict::Done, "Saved in Portalkeeper"),
        (
            PageVerdict::Failed(Code::ConsentDenied),
            "This ended without an installation",
        ),
        (
            PageVerdict::Failed(Code::ConsentDenied),
            "HubSpot sent a refusal.",
        ),
        (PageVerdict::Working, "Portalkeeper is still at work"),
        (PageVerdict::Confirm, "Go to Portalkeeper to confirm"),
    ] {
        let (_, page) = verdict(said).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains(text), "{}", page.body);
    }
}

#[tokio::test]
async fn a8_no_success_without_a_verdict() {
    let options = Options {
        arrival_deadline: Duration::from_millis(100),
        ..hasty()
    };
    let receiver = receiver(options);
    let flow = Flow::gated(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    let (_, page) = arrive(port, GOOD).await;
    assert!(page.body.contains("still at work"), "{}", page.body);
}

#[tokio::test]
async fn a4_a_good_hit_is_held_no_longer_than_its_time() {
    let options = Options {
        arrival_deadline: Duration::from_millis(100),
        ..hasty()
    };
    let receiver = receiver(options);
    let flow = Flow::gated(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    let hit = request(port, GOOD);
    assert_eq!(soon(send(port, hit.as_bytes())).await.unwrap().status, 303);
    assert_eq!(Options::default().arrival_deadline, Duration::from_secs(20));
}

/// A flow that breaks before it says anything.
struct Breaks;

impl Arrival for Breaks {
    fn arrived(&self, _: String) -> BoxFuture<'_, PageVerdict> {
        Box::pin(async { std::panic::resume_unwind(Box::new("it broke")) })
    }

    fn knocked_by_tls(&self) {}

    fn refused(&self, _: HitRefusal) {}
}

#[tokio::test]
async fn a8_a_flow_that_breaks_is_never_called_a_success() {
    let receiver = receiver(hasty());
    let port = free_port();
    let opened = receiver.open(target(port), Arc::new(Breaks)).await;
    let _listening = opened.unwrap();
    let (_, page) = arrive(port, GOOD).await;
    assert!(
        page.body.contains("without an installation"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a7_the_code_leaves_the_address_bar() {
    let (first, _) = verdict(PageVerdict::Done).await;
    let location = first.header("Location").unwrap();
    let digits = location.strip_prefix("/portalkeeper-result-").unwrap();
    assert_eq!(digits.len(), 32);
    assert!(digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert!(first.body.is_empty());
    let (second, _) = verdict(PageVerdict::Done).await;
    assert_ne!(
        second.header("Location"),
        Some(location),
        "it can't be guessed"
    );
}

#[tokio::test]
async fn a7_every_answer_carries_the_headers() {
    let receiver = receiver(hasty());
    let port = free_port();
    let _listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    let (first, page) = arrive(port, GOOD).await;
    let stray = get(port, "/elsewhere").await;
    let junk = send(port, b"nonsense\r\n\r\n").await.unwrap();
    for reply in [first, page, stray, junk] {
        for (name, value) in [
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Connection", "close"),
            ("X-Frame-Options", "DENY"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{}", reply.head);
        }
        let policy = reply.header("Content-Security-Policy").unwrap();
        let (before, after) = policy.split_once("'sha256-").unwrap();
        assert_eq!(before, "default-src 'none'; style-src ");
        let (_, after) = after.split_once("'; ").unwrap();
        assert_eq!(
            after,
            "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        );
        assert!(reply.header("Set-Cookie").is_none());
        assert!(reply.header("Access-Control-Allow-Origin").is_none());
    }
}

#[tokio::test]
async fn a7_hostile_parameters_are_never_echoed() {
    let hostile = [
        "<script>alert(1)</script>",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "\"><img/src=x>",
        "%0d%0aSet-Cookie:%20a=b",
        "javascript:alert(1)",
        "{{7*7}}",
        "CANARY",
    ];
    let receiver = receiver(hasty());
    let port = free_port();
    let _listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    let stray = get(port, PATH).await;
    for text in hostile {
        for name in ["code", "state", "error", "error_description", "x", text] {
            let target = format!("{PATH}?{name}={text}");
            let reply = send(port, request(port, &target).as_bytes()).await.unwrap();
            assert_eq!(reply.status, 400, "{target}");
            assert_eq!(reply.head, stray.head, "{target}");
            assert_eq!(reply.body, stray.body, "{target}");
        }
    }
    let elsewhere = get(port, "/<b>CANARY</b>").await;
    assert!(!elsewhere.head.contains("CANARY") && !elsewhere.body.contains("CANARY"));
}

#[tokio::test]
async fn a7_the_result_page_is_the_same_bytes_whatever_was_sent() {
    let (_, one) = verdict(PageVerdict::Failed(Code::ConsentDenied)).await;
    let (_, other) = verdict(PageVerdict::Failed(Code::ConsentDenied)).await;
    assert_eq!(one.head, other.head);
    assert_eq!(one.body, other.body);
    for forbidden in ["<script", "na1-c0de", "s7a7e", "http-equiv"] {
        assert!(!one.body.contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn a2_the_result_page_obeys_the_rules_too() {
    let receiver = receiver(hasty());
    let port = free_port();
    let _listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    let first = get(port, GOOD).await;
    let path = first.header("Location").unwrap();
    let framed = request(port, path).replace(
        "\r\n\r\n",
        "\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n\r\n",
    );
    assert_eq!(send(port, framed.as_bytes()).await.unwrap().status, 400);
    let queried = format!("{path}?x=1");
    assert_eq!(get(port, &queried).await.status, 404);
    assert_eq!(get(port, path).await.status, 200);
    assert_eq!(
        get(port, path).await.status,
        200,
        "reloading works meanwhile"
    );
}
