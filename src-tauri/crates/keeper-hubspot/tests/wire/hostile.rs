//! Answers that nobody wished for: nothing lost but time, nothing told of a
//! body, nothing sent elsewhere.

use keeper_core::Code;
use keeper_core::needs::{CallFailure, HubSpot, Verdict};

use super::*;
use crate::stand::Canned;

/// Every call once, as failures.
async fn all(hubspot: &OverHttp) -> Vec<CallFailure> {
    let (present, refresh, access) = (present(), refresh_token(), access_token());
    let version = ApiVersion::V2026_09;
    vec![
        hubspot
            .exchange(&present, code())
            .await
            .map(drop)
            .unwrap_err(),
        hubspot
            .refresh(&present, &refresh)
            .await
            .map(drop)
            .unwrap_err(),
        hubspot
            .introspect(&present, &access)
            .await
            .map(drop)
            .unwrap_err(),
        hubspot
            .revoke(&present, &refresh)
            .await
            .map(drop)
            .unwrap_err(),
        hubspot
            .account_details(version, &access)
            .await
            .map(drop)
            .unwrap_err(),
        hubspot
            .uninstall(version, &access)
            .await
            .map(drop)
            .unwrap_err(),
    ]
}

async fn all_later(canned: Canned, code: Code) {
    let stand = Stand::always(canned).await;
    for failure in all(&hubspot(&stand)).await {
        assert_eq!(failure.verdict, Verdict::Later, "{failure:?}");
        assert_eq!(failure.problem.code, code, "{failure:?}");
    }
}

#[tokio::test]
async fn a22_html_that_says_yes() {
    let page = Canned::typed(
        200,
        "text/html",
        "<html>Sign in to the guest network</html>",
        "",
    );
    all_later(page, Code::AnswerIntercepted).await;
}

#[tokio::test]
async fn a22_html_that_says_no() {
    let page = Canned::typed(502, "text/html", "<html>Bad gateway</html>", "");
    all_later(page, Code::HubSpotUnavailable).await;
}

#[tokio::test]
async fn a22_a_redirect_is_not_followed() {
    let elsewhere = Stand::always(Canned::json(200, "{}")).await;
    for status in [301, 302, 303, 307, 308] {
        let header = format!("Location: {}/\r\n", elsewhere.base);
        let redirect = Canned::typed(status, "application/json", "{}", &header);
        all_later(redirect, Code::AnswerIntercepted).await;
    }
    assert!(elsewhere.asked().is_empty(), "a secret went elsewhere");
}

/// The look is made without a secret; still it says what HubSpot's own name answers.
#[tokio::test]
async fn a22_a_look_follows_no_redirect() {
    let elsewhere = Stand::always(Canned::json(200, "{}")).await;
    let header = format!("Location: {}/\r\n", elsewhere.base);
    let redirect = Canned::typed(302, "application/json", "{}", &header);
    let stand = Stand::always(redirect).await;
    let look = hubspot(&stand).look(ApiVersion::V2026_09).await.unwrap();
    assert_eq!(look.http_status, 302);
    assert!(elsewhere.asked().is_empty(), "it went elsewhere");
}

#[tokio::test]
async fn a22_a_gigabyte_is_broken_off() {
    let stand = Stand::always(Canned::Gigabyte).await;
    for failure in all(&hubspot(&stand)).await {
        assert_eq!(failure.problem.code, Code::AnswerUnexpected, "{failure:?}");
    }
    let taken = stand.taken();
    assert!(taken < 6 * 32 * 1024 * 1024, "{taken} bytes were taken");
}

/// In one piece and in many: what counts is the whole.
#[tokio::test]
async fn a22_no_byte_more_than_the_limit_is_read() {
    const LIMIT: usize = 256;
    let account = |length: usize| {
        let body = r#"{"portalId":7,"accountType":"STANDARD","x":""}"#;
        let filler = "x".repeat(length - body.len());
        body.replace(r#""x":"""#, &format!(r#""x":"{filler}""#))
    };
    for (length, is_read) in [(LIMIT, true), (LIMIT + 1, false), (LIMIT * 40, false)] {
        let stand = Stand::always(Canned::json(200, &account(length))).await;
        let options = Options {
            body_limit: LIMIT,
            ..Options::default()
        };
        let hubspot = with(&stand, options);
        let token = access_token();
        let read = hubspot.account_details(ApiVersion::V2026_09, &token).await;
        assert_eq!(read.is_ok(), is_read, "{length} bytes");
    }
}

#[tokio::test]
async fn a_reset() {
    all_later(Canned::Reset, Code::HubSpotUnreachable).await;
}

#[tokio::test]
async fn no_answer_but_the_end() {
    all_later(Canned::Bytes(Vec::new()), Code::HubSpotUnreachable).await;
}

#[tokio::test]
async fn half_an_answer() {
    let half =
        b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"ac";
    all_later(Canned::Bytes(half.to_vec()), Code::HubSpotUnreachable).await;
}

#[tokio::test]
async fn nonsense_on_the_wire() {
    all_later(
        Canned::Bytes(b"\x15\x03\x01\x00\x02".to_vec()),
        Code::HubSpotUnreachable,
    )
    .await;
}

#[tokio::test]
async fn no_answer_in_time() {
    let head = b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    for canned in [Canned::Silence, Canned::Stall(head.to_vec())] {
        let stand = Stand::always(canned).await;
        for failure in all(&hasty(&stand)).await {
            assert_eq!(failure.verdict, Verdict::Later);
            assert_eq!(failure.problem.code, Code::HubSpotTimeout, "{failure:?}");
        }
    }
}

#[tokio::test]
async fn nobody_there() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let target = Target::parse(&base).unwrap();
    let hubspot = OverHttp::build(target, &Options::default()).unwrap();
    for failure in all(&hubspot).await {
        assert_eq!(failure.problem.code, Code::HubSpotUnreachable);
        assert_eq!(failure.verdict, Verdict::Later);
    }
}

#[tokio::test]
async fn a22_good_answers_of_another_shape() {
    let bodies = [
        "",
        "null",
        "[]",
        "{}",
        "\"text\"",
        "{\"access_token\":7,\"token_type\":\"bearer\",\"active\":\"yes\",\"portalId\":\"4711\"}",
        "{\"access_token\":\"\",\"token_type\":\"bearer\",\"active\":1,\"portalId\":-3}",
        "{\"access_token\":\"a\"}",
        "{\"access_token\":\"CANARY",
    ];
    for body in bodies {
        let stand = Stand::always(Canned::json(200, body)).await;
        let hubspot = hubspot(&stand);
        let (present, access) = (present(), access_token());
        let version = ApiVersion::V2026_09;
        let failures = [
            hubspot.exchange(&present, code()).await.map(drop),
            hubspot.refresh(&present, &refresh_token()).await.map(drop),
            hubspot.introspect(&present, &access).await.map(drop),
            hubspot.account_details(version, &access).await.map(drop),
        ];
        for failure in failures {
            let failure = failure.unwrap_err();
            assert_eq!(failure.verdict, Verdict::Later, "{body}");
            assert_eq!(failure.problem.code, Code::AnswerUnexpected, "{body}");
        }
    }
}

#[tokio::test]
async fn a_dead_token_is_told_with_its_correlation_id() {
    let id = "0195f3a0-0000-4000-8000-00000000c0de";
    let body = r#"{"status":"BAD_REFRESH_TOKEN","error":"invalid_grant","message":"x"}"#;
    let header = format!("x-hubspot-correlation-id: {id}\r\n");
    let stand = Stand::always(Canned::typed(400, "application/json", body, &header)).await;
    let failure = hubspot(&stand)
        .refresh(&present(), &refresh_token())
        .await
        .unwrap_err();
    assert_eq!(failure.problem.code, Code::RefreshRejected);
    assert_eq!(failure.correlation_id.as_deref(), Some(id));
    assert_eq!(failure.hubspot_status.as_deref(), Some("BAD_REFRESH_TOKEN"));
}

#[tokio::test]
async fn a_wish_to_wait_is_passed_on() {
    let canned = Canned::typed(477, "application/json", "{}", "Retry-After: 3600\r\n");
    let stand = Stand::always(canned).await;
    for failure in all(&hubspot(&stand)).await {
        assert_eq!(failure.retry_after, Some(Duration::from_secs(3600)));
        assert_eq!(failure.problem.code, Code::AccountLocked);
    }
}

#[tokio::test]
async fn a_proxy_is_not_asked_for_loopback() {
    let stand = Stand::always(Canned::json(200, r#"{"active":false}"#)).await;
    let proxy = Stand::always(Canned::json(502, "{}")).await;
    let options = Options {
        proxy: keeper_hubspot::Proxy::Explicit(keeper_hubspot::options::ExplicitProxy::new(
            &proxy.base,
        )),
        ..Options::default()
    };
    let hubspot = with(&stand, options);
    hubspot
        .introspect(&present(), &access_token())
        .await
        .unwrap();
    assert!(proxy.asked().is_empty());
}

#[tokio::test]
async fn another_way_is_taken_from_the_next_call_on_and_a_bad_one_is_not() {
    let target = Target::parse(keeper_hubspot::target::HUBSPOT_API).unwrap();
    let refused = Stand::always(Canned::json(502, "{}")).await;
    let named = |base: &str| Options {
        proxy: keeper_hubspot::Proxy::Explicit(keeper_hubspot::options::ExplicitProxy::new(base)),
        ..Options::default()
    };
    let hubspot = OverHttp::build(target, &named(&refused.base)).unwrap();
    let present = present();
    hubspot
        .introspect(&present, &access_token())
        .await
        .unwrap_err();
    assert_eq!(refused.asked().len(), 1);
    let other = Stand::always(Canned::json(502, "{}")).await;
    hubspot.reconfigure(&named(&other.base)).unwrap();
    hubspot
        .introspect(&present, &access_token())
        .await
        .unwrap_err();
    assert_eq!((refused.asked().len(), other.asked().len()), (1, 1));
    let bad = hubspot.reconfigure(&named("http://[")).unwrap_err();
    assert_eq!(bad.code, Code::ArgumentsInvalid);
    hubspot
        .introspect(&present, &access_token())
        .await
        .unwrap_err();
    assert_eq!(other.asked().len(), 2, "the former way stays");
}

/// The real target, but no further than a proxy of our own.
#[tokio::test]
async fn a_proxy_that_was_named_is_asked_for_a_tunnel_and_told_nothing() {
    let proxy = Stand::always(Canned::json(502, "{}")).await;
    let options = Options {
        proxy: keeper_hubspot::Proxy::Explicit(keeper_hubspot::options::ExplicitProxy::new(
            &proxy.base,
        )),
        ..Options::default()
    };
    let target = Target::parse(keeper_hubspot::target::HUBSPOT_API).unwrap();
    let hubspot = OverHttp::build(target, &options).unwrap();
    for failure in all(&hubspot).await {
        assert_eq!(failure.problem.code, Code::HubSpotUnreachable);
    }
    for asked in proxy.asked() {
        assert!(asked.starts_with("CONNECT api.hubapi.com:443 "), "{asked}");
        assert!(!asked.contains("CANARY"), "{asked}");
    }
    assert_eq!(proxy.asked().len(), 6);
}
