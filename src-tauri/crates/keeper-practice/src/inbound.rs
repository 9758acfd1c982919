//! A request as it came in: its form, its bearer token, and what it is about.

use axum::body::Bytes;
use axum::http::{HeaderMap, header, request::Parts};
use url::form_urlencoded;

use crate::faults::Endpoint;
use crate::make;

/// The fields of a form body; of a name given twice the first counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// The value of a field; an empty one counts as missing.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

/// One request to the API.
#[derive(Clone, Debug)]
pub(crate) struct Inbound {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) correlation_id: String,
    /// `None` when the body is not a form: HubSpot answers 415 to that.
    pub(crate) form: Option<Form>,
    pub(crate) bearer: Option<String>,
}

impl Inbound {
    /// Takes a request apart.
    pub(crate) fn read(parts: &Parts, body: &Bytes) -> Self {
        Self {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            correlation_id: make::make_uuid(),
            form: read_form(&parts.headers, body),
            bearer: read_bearer(&parts.headers),
        }
    }

    /// A field of the form, if there is a form.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.form.as_ref().and_then(|form| form.get(name))
    }

    /// The version in the path: its second segment.
    pub(crate) fn version(&self) -> &str {
        self.path.split('/').nth(2).unwrap_or_default()
    }
}

fn read_form(headers: &HeaderMap, body: &Bytes) -> Option<Form> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return None;
    }
    Some(Form(form_urlencoded::parse(body).into_owned().collect()))
}

fn read_bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// What a request is about, as far as it can be told before it is dealt with: faults choose by it,
/// and the log keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) endpoint: Endpoint,
    pub(crate) client_id: Option<String>,
    pub(crate) hub_id: Option<u64>,
    /// The code or token it carried, as a fingerprint.
    pub(crate) token: Option<String>,
}
