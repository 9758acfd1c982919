//! Carries a fault out: what the client gets instead of the answer.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures::{StreamExt as _, stream};
use serde_json::json;
use tokio::sync::watch;

use crate::answer::{Answer, api_error, missing_scopes, rate_limited};
use crate::door::Cut;
use crate::faults::{Fault, Kind, Named};
use crate::office::Office;
use crate::world::app::OAUTH;

/// A fault without `delay_ms` is slow by this much.
const DEFAULT_DELAY_MS: u64 = 2000;

/// What went out.
pub(crate) struct Spoilt {
    pub(crate) response: Response<Body>,
    /// Whether the client gets a status at all.
    pub(crate) has_status: bool,
}

/// Spoils an answer; `answer` is what the call would have said, where it took effect. `releases` is
/// as old as the call, so that no release is missed between its arrival and its answer.
pub(crate) async fn spoil(
    office: &Office,
    (cut, mut releases): (&Cut, watch::Receiver<()>),
    fault: &Fault,
    answer: Option<Answer>,
    id: &str,
) -> Spoilt {
    match fault.kind() {
        Kind::Held => {
            tokio::select! { _ = releases.changed() => {}, () = office.stopped() => {} }
            said(
                answer
                    .unwrap_or_else(|| error_answer(503, id))
                    .into_response(id),
            )
        }
        Kind::Timeout => {
            office.stopped().await;
            silence(cut)
        }
        Kind::Reset | Kind::LostAnswer => silence(cut),
        Kind::Half => said(half(answer.unwrap_or_else(wrong_shape), id)),
        Kind::Slow => {
            let delay = Duration::from_millis(fault.delay_ms.unwrap_or(DEFAULT_DELAY_MS));
            tokio::select! { () = tokio::time::sleep(delay) => {}, () = office.stopped() => {} }
            said(
                answer
                    .unwrap_or_else(|| error_answer(503, id))
                    .into_response(id),
            )
        }
        Kind::Html => said(html_page(fault)),
        Kind::Shape => said(wrong_shape().into_response(id)),
        Kind::Body => said(given_body(fault)),
        Kind::Status => said(retry_after(
            error_answer(fault.status.unwrap_or(500), id).into_response(id),
            fault,
        )),
        Kind::Error => said(retry_after(
            named_answer(office, fault, id).into_response(id),
            fault,
        )),
    }
}

fn said(response: Response<Body>) -> Spoilt {
    Spoilt {
        response,
        has_status: true,
    }
}

fn silence(cut: &Cut) -> Spoilt {
    cut.cut();
    Spoilt {
        response: Response::new(Body::empty()),
        has_status: false,
    }
}

/// The failure that a fault names.
fn named_answer(office: &Office, fault: &Fault, id: &str) -> Answer {
    let oauth = || vec![OAUTH.to_owned()];
    let answer = match fault.named() {
        Some(Named::OAuth(refused)) if fault.older => refused.older(id),
        Some(Named::OAuth(refused)) => refused.into(),
        Some(Named::Api(error)) => {
            let scopes = fault.scopes.clone().unwrap_or_else(oauth);
            error.answer(&scopes, office.now(), id)
        }
        // A page's problem, as HubSpot's own calls under the page tell it.
        Some(Named::Page(refusal)) => Answer::json(
            status_code(refusal.http),
            json!({"status": refusal.status, "message": refusal.message}),
        ),
        None => error_answer(fault.status.unwrap_or(500), id),
    };
    match fault.status {
        Some(status) => Answer {
            status: status_code(status),
            ..answer
        },
        None => answer,
    }
}

/// The whole length is announced and half of it sent.
fn half(answer: Answer, id: &str) -> Response<Body> {
    let whole = answer.bytes();
    let mut response = answer.into_response(id);
    let first = Bytes::copy_from_slice(&whole[..whole.len() / 2]);
    // The pause between the parts lets the first one out before the connection breaks.
    let parts = stream::iter([
        Ok(first),
        Err(std::io::Error::other("cut short by a fault")),
    ])
    .then(|part| async {
        tokio::task::yield_now().await;
        part
    });
    *response.body_mut() = Body::from_stream(parts);
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    response
}

fn html_page(fault: &Fault) -> Response<Body> {
    let status = fault.status.unwrap_or(502);
    let page = format!(
        "<html><head><title>{status}</title></head><body><h1>{status} Bad gateway</h1></body></html>\n"
    );
    plain(
        status,
        fault.content_type.as_deref().unwrap_or("text/html"),
        fault.body.clone().unwrap_or(page),
        fault,
    )
}

fn given_body(fault: &Fault) -> Response<Body> {
    let content_type = fault.content_type.as_deref().unwrap_or("application/json");
    plain(
        fault.status.unwrap_or(200),
        content_type,
        fault.body.clone().unwrap_or_default(),
        fault,
    )
}

fn plain(status: u16, content_type: &str, body: String, fault: &Fault) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status_code(status);
    if let Ok(value) = HeaderValue::from_str(content_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    retry_after(response, fault)
}

fn retry_after(mut response: Response<Body>, fault: &Fault) -> Response<Body> {
    if let Some(seconds) = fault.retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Well-formed JSON in which every field that a client might look for has a wrong type.
fn wrong_shape() -> Answer {
    Answer::json(
        StatusCode::OK,
        json!({
            "access_token": {"value": 7},
            "refresh_token": [],
            "expires_in": "soon",
            "token_type": null,
            "active": "perhaps",
            "hub_id": "not a number",
            "scopes": {"oauth": true},
            "portalId": "not a number",
            "accountType": 12,
        }),
    )
}

/// An error in HubSpot's shape for a status.
fn error_answer(status: u16, id: &str) -> Answer {
    let code = status_code(status);
    match status {
        401 => api_error(
            code,
            "INVALID_AUTHENTICATION",
            "Authentication credentials not found.",
            id,
        ),
        403 => missing_scopes("requiredGranularScopes", &[OAUTH.to_owned()], id),
        404 => api_error(code, "OBJECT_NOT_FOUND", "Not found", id),
        415 => Answer::empty(code),
        423 => api_error(
            code,
            "LOCKED",
            "The resource is locked. Try again in a moment.",
            id,
        ),
        429 => rate_limited("TEN_SECONDLY_ROLLING", id),
        477 => api_error(
            code,
            "MIGRATION_IN_PROGRESS",
            "This account is being moved between data centers.",
            id,
        ),
        500.. => api_error(
            code,
            "INTERNAL_ERROR",
            "There was a problem with the request.",
            id,
        ),
        _ => api_error(code, "VALIDATION_ERROR", "Invalid input", id),
    }
}

fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
