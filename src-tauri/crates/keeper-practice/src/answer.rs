//! Answers of the API, with HubSpot's fields for what went wrong.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// The header that carries the id by which HubSpot's support finds a call.
pub(crate) const CORRELATION_ID: HeaderName = HeaderName::from_static("x-hubspot-correlation-id");

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
        let correlation = (CORRELATION_ID, correlation_id.to_owned());
        for (name, value) in self.headers.into_iter().chain(std::iter::once(correlation)) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// What the OAuth endpoints refuse, each with its HTTP status, RFC 6749's `error` and HubSpot's words.
///
/// Statuses and the first six messages are as users pasted them; where only the status is known
/// (`EXPIRED_AUTH_CODE`, `BAD_CLIENT_SECRET`, `BAD_CODE_VERIFIER`, `BAD_REDIRECT_URI`) the words are
/// ours in HubSpot's manner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    BadClientId,
    BadClientSecret,
    BadGrantType,
    BadRefreshToken,
    MismatchRefreshTokenClient,
    BadAuthCode,
    ExpiredAuthCode,
    BadRedirectUri,
    MismatchRedirectUri,
    BadCodeVerifier,
    BadHub,
    NotARefreshToken,
}

impl Refused {
    fn http(self) -> StatusCode {
        // 403 was pasted by a user in 2024; a connector's tests expect 400.
        if self == Self::BadHub {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::BAD_REQUEST
        }
    }

    /// HubSpot's own name.
    fn status(self) -> &'static str {
        match self {
            Self::BadClientId => "BAD_CLIENT_ID",
            Self::BadClientSecret => "BAD_CLIENT_SECRET",
            Self::BadGrantType => "BAD_GRANT_TYPE",
            Self::BadRefreshToken | Self::NotARefreshToken => "BAD_REFRESH_TOKEN",
            Self::MismatchRefreshTokenClient => "MISMATCH_REFRESH_TOKEN_CLIENT",
            Self::BadAuthCode => "BAD_AUTH_CODE",
            Self::ExpiredAuthCode => "EXPIRED_AUTH_CODE",
            Self::BadRedirectUri => "BAD_REDIRECT_URI",
            Self::MismatchRedirectUri => "MISMATCH_REDIRECT_URI_AUTH_CODE",
            Self::BadCodeVerifier => "BAD_CODE_VERIFIER",
            Self::BadHub => "BAD_HUB",
        }
    }

    /// RFC 6749's name (section 5.2; RFC 7009 for the token type).
    fn error(self) -> &'static str {
        match self {
            Self::BadClientId | Self::BadRedirectUri => "invalid_request",
            Self::BadClientSecret => "invalid_client",
            Self::BadGrantType => "unsupported_grant_type",
            Self::NotARefreshToken => "unsupported_token_type",
            Self::BadHub => "access_denied",
            Self::BadRefreshToken
            | Self::MismatchRefreshTokenClient
            | Self::BadAuthCode
            | Self::ExpiredAuthCode
            | Self::MismatchRedirectUri
            | Self::BadCodeVerifier => "invalid_grant",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::BadClientId => "missing or unknown client id",
            Self::BadClientSecret => "missing or invalid client secret",
            Self::BadGrantType => "missing or unknown grant type",
            Self::BadRefreshToken => "refresh token is invalid, expired or revoked",
            Self::NotARefreshToken => "only refresh tokens can be revoked",
            Self::MismatchRefreshTokenClient => "refresh token was not issued to this client",
            Self::BadAuthCode => "missing or unknown auth code",
            Self::ExpiredAuthCode => "auth code is expired",
            Self::BadRedirectUri => "missing redirect URI",
            Self::MismatchRedirectUri => "redirect URI does not match initial auth code URI",
            Self::BadCodeVerifier => "missing or invalid code verifier",
            Self::BadHub => "missing or unknown hub id",
        }
    }
}

impl From<Refused> for Answer {
    /// Since January 2026 bodies carry RFC 6749's fields and HubSpot's old ones side by side; the
    /// correlation ID is in the header only.
    fn from(refused: Refused) -> Self {
        let message = refused.message();
        let body = json!({
            "error": refused.error(),
            "error_description": message,
            "status": refused.status(),
            "message": message,
        });
        Self::json(refused.http(), body)
    }
}

/// A failure as HubSpot's other APIs word it: the published `Error` shape, and `status: "error"` as
/// live bodies have it.
pub(crate) fn api_error(
    http: StatusCode,
    category: &str,
    message: &str,
    correlation_id: &str,
) -> Answer {
    let body = json!({
        "status": "error",
        "category": category,
        "message": message,
        "correlationId": correlation_id,
    });
    Answer::json(http, body)
}

/// The ten-second limit was reached. HubSpot's body for it has no category.
pub(crate) fn rate_limited(correlation_id: &str) -> Answer {
    let body = json!({
        "status": "error",
        "message": "You have reached your ten_secondly_rolling limit.",
        "errorType": "RATE_LIMIT",
        "correlationId": correlation_id,
        "policyName": "TEN_SECONDLY_ROLLING",
    });
    Answer::json(StatusCode::TOO_MANY_REQUESTS, body)
}
