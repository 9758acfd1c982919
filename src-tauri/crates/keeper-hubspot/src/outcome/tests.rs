//! Every row of HubSpot's error tables, and what lies between the rows.

mod rows;

use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};

use super::*;
use Call::{AccountDetails, Exchange, Introspect, Refresh, Revoke, Uninstall};
use Verdict::{Later, ProfileWrong, Refused, TokenDead};
use rows::{Row, both, error, old};

const DEAD: Verdict = TokenDead(DeathCause::TokenRefused);
const GONE: Verdict = TokenDead(DeathCause::AccountGone);

fn json() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json;charset=utf-8"),
    );
    headers
}

fn answered(call: Call, http_status: u16, headers: &HeaderMap, body: &str) -> CallFailure {
    let answer = Answer {
        http_status,
        headers,
        body: body.as_bytes(),
        now: SystemTime::UNIX_EPOCH,
    };
    decide(call, answer)
}

#[track_caller]
fn check(rows: &[Row]) {
    for (call, http_status, body, verdict, code) in rows {
        let failure = answered(*call, *http_status, &json(), body);
        let told = (failure.verdict, failure.problem.code);
        assert_eq!(told, (*verdict, *code), "{call:?} {http_status} {body}");
    }
}

#[test]
fn refresh_by_status() {
    check(rows::REFRESH_BY_STATUS);
}

#[test]
fn refresh_without_a_known_status() {
    check(rows::REFRESH_WITHOUT_A_KNOWN_STATUS);
}

#[test]
fn odd_shapes_never_kill() {
    let bodies = [
        r#"["BAD_REFRESH_TOKEN"]"#,
        r#"{"status":["BAD_REFRESH_TOKEN"]}"#,
        r#"{"status":{"status":"BAD_REFRESH_TOKEN"}}"#,
        r#"{"status":"bad_refresh_token"}"#,
        r#"{"message":"BAD_REFRESH_TOKEN invalid_grant"}"#,
        r#"{"status":"BAD_REFRESH_TOKEN""#,
        "BAD_REFRESH_TOKEN",
        "\u{0}",
    ];
    for body in bodies {
        let failure = answered(Refresh, 400, &json(), body);
        assert_eq!(failure.verdict, ProfileWrong, "{body}");
    }
}

#[test]
fn exchange() {
    check(rows::EXCHANGE);
}

#[test]
fn introspection_and_revocation() {
    check(rows::INTROSPECTION_AND_REVOCATION);
}

#[test]
fn account_information_and_uninstall() {
    for call in [AccountDetails, Uninstall] {
        check(&[
            (
                call,
                401,
                r#"{"status":"error","category":"EXPIRED_AUTHENTICATION"}"#,
                Refused,
                Code::AccessTokenRefused,
            ),
            (
                call,
                401,
                r#"{"status":"error","category":"INVALID_AUTHENTICATION"}"#,
                Refused,
                Code::AccessTokenRefused,
            ),
            (call, 401, "", Refused, Code::AccessTokenRefused),
            // Only the answer to a refresh kills.
            (
                call,
                401,
                both!("BAD_REFRESH_TOKEN", "invalid_grant"),
                Refused,
                Code::AccessTokenRefused,
            ),
            (
                call,
                403,
                r#"{"status":"error","category":"MISSING_SCOPES"}"#,
                Refused,
                Code::ScopeNotGranted,
            ),
            (
                call,
                403,
                r#"{"category":"GATED"}"#,
                Refused,
                Code::ScopeNotGranted,
            ),
            (call, 403, "", Later, Code::AnswerIntercepted),
            (call, 403, old!("BAD_HUB"), Refused, Code::AccountGone),
            (call, 404, "", Refused, Code::EndpointMissing),
            (call, 400, "{}", Refused, Code::AnswerUnexpected),
            (call, 415, "{}", Refused, Code::AnswerUnexpected),
        ]);
    }
}

const CALLS: [Call; 6] = [
    Exchange,
    Refresh,
    Introspect,
    Revoke,
    AccountDetails,
    Uninstall,
];

#[test]
fn what_passes_passes_for_every_call_and_body() {
    let cases = [
        (408, Code::HubSpotTimeout),
        (407, Code::HubSpotUnreachable),
        (423, Code::AccountLocked),
        (425, Code::HubSpotUnavailable),
        (429, Code::RateLimited),
        (477, Code::AccountLocked),
        (500, Code::HubSpotUnavailable),
        (502, Code::HubSpotUnavailable),
        (503, Code::HubSpotUnavailable),
        (504, Code::HubSpotUnavailable),
        (521, Code::HubSpotUnavailable),
        (522, Code::HubSpotUnavailable),
        (523, Code::HubSpotUnavailable),
        (524, Code::HubSpotUnavailable),
        (525, Code::HubSpotUnavailable),
        (526, Code::HubSpotUnavailable),
        (100, Code::AnswerUnexpected),
    ];
    let bodies = [
        "",
        "<html>",
        "{}",
        both!("BAD_REFRESH_TOKEN", "invalid_grant"),
    ];
    for call in CALLS {
        for (http_status, code) in cases {
            for body in bodies {
                check(&[(call, http_status, body, Later, code)]);
            }
        }
    }
}

#[test]
fn only_a_refresh_kills() {
    let bodies = [
        both!("BAD_REFRESH_TOKEN", "invalid_grant"),
        old!("BAD_HUB"),
        error!("invalid_grant"),
    ];
    for call in CALLS.into_iter().filter(|call| *call != Refresh) {
        for http_status in 400..500 {
            for body in bodies {
                let verdict = answered(call, http_status, &json(), body).verdict;
                assert!(
                    !matches!(verdict, TokenDead(_)),
                    "{call:?} {http_status} {body}"
                );
            }
        }
    }
}

#[test]
fn somebody_elses_page_never_speaks_of_the_profile() {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    for call in CALLS {
        for http_status in [302, 307, 400, 401, 403, 404, 410, 415, 418, 451, 511] {
            let failure = answered(call, http_status, &headers, "<html>Blocked</html>");
            let told = (failure.verdict, failure.problem.code);
            let intercepted = (Later, Code::AnswerIntercepted);
            assert_eq!(told, intercepted, "{call:?} {http_status}");
        }
        for http_status in [302, 400, 403] {
            let failure = answered(call, http_status, &HeaderMap::new(), "");
            let told = (failure.verdict, failure.problem.code);
            let intercepted = (Later, Code::AnswerIntercepted);
            assert_eq!(told, intercepted, "{call:?} {http_status}, empty");
        }
    }
}

#[test]
fn an_answer_with_a_correlation_id_is_hubspots_own() {
    let id = "0195f3a0-0000-4000-8000-00000000c0de";
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    headers.insert("x-hubspot-correlation-id", HeaderValue::from_static(id));
    for (http_status, body, code) in [
        (404, "<html>", Code::EndpointMissing),
        (415, "", Code::ProfileRefused),
        (400, "", Code::ProfileRefused),
    ] {
        let failure = answered(Refresh, http_status, &headers, body);
        let told = (failure.verdict, failure.problem.code);
        assert_eq!(told, (ProfileWrong, code), "{http_status}");
    }
}

#[test]
fn missing_scopes_are_named() {
    let body = r#"{"category":"MISSING_SCOPES","errors":[
        {"message":"x","context":{"requiredScopes":["crm.objects.contacts.read"]}},
        {"message":"x","context":{"requiredGranularScopes":["oauth","<b>no scope</b>"]}}]}"#;
    let failure = answered(AccountDetails, 403, &json(), body);
    assert_eq!(
        failure.problem.args["scopes"],
        serde_json::json!(["crm.objects.contacts.read", "oauth"])
    );
    assert_eq!(failure.hubspot_status.as_deref(), Some("MISSING_SCOPES"));
}

#[test]
fn the_correlation_id_is_a_uuid_or_nothing() {
    let id = "0195f3a0-0000-4000-8000-00000000c0de";
    let in_body = format!(r#"{{"status":"BAD_HUB","correlationId":"{id}"}}"#);
    let failure = answered(Refresh, 400, &json(), &in_body);
    assert_eq!(failure.correlation_id.as_deref(), Some(id));

    let mut headers = json();
    headers.insert("x-hubspot-correlation-id", HeaderValue::from_static(id));
    let failure = answered(Refresh, 400, &headers, r#"{"correlationId":"na1-secret"}"#);
    assert_eq!(failure.correlation_id.as_deref(), Some(id));

    let failure = answered(Refresh, 400, &json(), r#"{"correlationId":"na1-secret"}"#);
    assert_eq!(failure.correlation_id, None);
}

#[test]
fn retry_after_in_seconds_and_as_a_date() {
    let cases = [
        ("30", None, Some(30)),
        (" 7 ", None, Some(7)),
        ("0", None, Some(0)),
        ("90000", None, Some(86_400)),
        ("18446744073709551616", None, None),
        ("-1", None, None),
        ("soon", None, None),
        ("Thu, 01 Jan 1970 00:02:00 GMT", None, Some(120)),
        // Measured against HubSpot's own clock where it tells it.
        (
            "Thu, 01 Jan 1970 00:02:00 GMT",
            Some("Thu, 01 Jan 1970 00:01:30 GMT"),
            Some(30),
        ),
        (
            "Thu, 01 Jan 1970 00:01:00 GMT",
            Some("Thu, 01 Jan 1970 00:02:00 GMT"),
            Some(0),
        ),
    ];
    for (text, date, seconds) in cases {
        let mut headers = json();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        let failure = answered(Refresh, 429, &headers, "{}");
        let expected = seconds.map(Duration::from_secs);
        assert_eq!(failure.retry_after, expected, "{text}");
        assert_eq!(failure.problem.retry_after, seconds, "{text}");
        assert_eq!(answered(Refresh, 400, &headers, "{}").retry_after, None);
    }
}

#[test]
fn no_text_of_the_body_is_passed_on() {
    let body = r#"{"status":"CANARY","error":"CANARY","message":"CANARY",
        "category":"CANARY","errorType":"CANARY","correlationId":"CANARY"}"#;
    for call in CALLS {
        for http_status in [400, 401, 403, 404, 429, 500] {
            let failure = answered(call, http_status, &json(), body);
            assert!(!format!("{failure:?}").contains("CANARY"), "{failure:?}");
        }
    }
}

#[test]
fn each_failure_says_which_call_it_was() {
    for (call, name) in [
        (Exchange, "exchange"),
        (Refresh, "refresh"),
        (Introspect, "introspection"),
        (Revoke, "revocation"),
        (AccountDetails, "account information"),
        (Uninstall, "uninstall"),
    ] {
        let failure = answered(call, 503, &json(), "{}");
        let told = format!("{:?}", failure.problem);
        assert!(told.contains(&format!("{name}: HTTP 503")), "{told}");
    }
}
