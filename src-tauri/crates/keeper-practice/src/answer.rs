//! Answers of the API, with HubSpot's fields for what went wrong.

mod api;
mod refused;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::Value;

pub(crate) use self::api::{
    ApiError, api_error, call_expired, credentials_missing, missing_scopes, rate_limited,
    scope_not_public,
};
pub(crate) use self::refused::Refused;
use crate::make;

/// The header that carries the id by which HubSpot's support finds a call.
pub(crate) const CORRELATION_ID: HeaderName = HeaderName::from_static("x-hubspot-correlation-id");

/// The header that numbers the request; another than the one before.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a call did to the world, and so what must be saved before it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing.
    None,
    /// Something that can be had again: saved soon.
    Soon,
    /// Something that must outlive a kill once it was said: saved first.
    First,
}

/// One answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<Value>,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) change: Change,
}

impl Answer {
    /// A JSON answer that changed nothing.
    pub(crate) fn json(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            body: Some(body),
            headers: Vec::new(),
            change: Change::None,
        }
    }

    /// An answer without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            body: None,
            headers: Vec::new(),
            change: Change::None,
        }
    }

    /// The same answer, with what it changed.
    pub(crate) fn after(self, change: Change) -> Self {
        Self { change, ..self }
    }

    /// The same answer with one more header.
    pub(crate) fn with_header(mut self, name: HeaderName, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// The body's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.body
            .as_ref()
            .map(|body| body.to_string().into_bytes())
            .unwrap_or_default()
    }

    /// The answer as it goes over the wire.
    pub(crate) fn into_response(self, correlation_id: &str) -> Response<Body> {
        let bytes = self.bytes();
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if self.body.is_some() {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json;charset=utf-8"),
            );
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let ids = [
            (CORRELATION_ID, correlation_id.to_owned()),
            (REQUEST_ID, make::make_uuid()),
        ];
        for (name, value) in self.headers.into_iter().chain(ids) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }
}
