//! A request as it came in: its form, its bearer token, and what it is about.

use axum::body::Bytes;
use axum::http::{HeaderMap, header, request::Parts};
use percent_encoding::percent_decode_str;
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
    /// Without its query, and with a fingerprint where `v1` has a token in it.
    pub(crate) path: String,
    /// The token that a path of `v1` carries.
    pub(crate) path_token: Option<String>,
    /// The query's fields; `v1` takes secrets from there, too.
    query: Form,
    pub(crate) correlation_id: String,
    /// `None` when the body is not a form: HubSpot answers 415 to that.
    pub(crate) form: Option<Form>,
    pub(crate) bearer: Option<String>,
}

impl Inbound {
    /// Takes a request apart.
    pub(crate) fn read(parts: &Parts, body: &Bytes) -> Self {
        let (path, path_token) = read_path(parts.uri.path());
        let query = parts.uri.query().unwrap_or_default();
        Self {
            method: parts.method.to_string(),
            path,
            path_token,
            query: Form(
                form_urlencoded::parse(query.as_bytes())
                    .into_owned()
                    .collect(),
            ),
            correlation_id: make::make_uuid(),
            form: read_form(&parts.headers, body),
            bearer: read_bearer(&parts.headers),
        }
    }

    /// A request to a page, whose form is read elsewhere.
    pub(crate) fn of_page(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            path_token: None,
            query: Form::default(),
            correlation_id: make::make_uuid(),
            form: None,
            bearer: None,
        }
    }

    /// A field of the form, if there is a form. `v1` takes two of them from the query as well
    /// (published specification).
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let form = self.form.as_ref().and_then(|form| form.get(name));
        let in_query = self.version() == "v1" && matches!(name, "client_secret" | "refresh_token");
        form.or_else(|| self.query.get(name).filter(|_| in_query))
    }

    /// The version in the path: its second segment.
    pub(crate) fn version(&self) -> &str {
        self.path.split('/').nth(2).unwrap_or_default()
    }
}

/// Where `v1` has tokens in its paths.
const TOKEN_PATHS: [&str; 2] = ["/oauth/v1/access-tokens/", "/oauth/v1/refresh-tokens/"];

/// The path as it may be shown, and the token that it carried.
fn read_path(path: &str) -> (String, Option<String>) {
    let found = TOKEN_PATHS
        .into_iter()
        .find_map(|start| Some((start, path.strip_prefix(start)?)));
    match found {
        None => (path.to_owned(), None),
        Some((start, written)) => {
            let token = percent_decode_str(written).decode_utf8_lossy().into_owned();
            let shown = format!("{start}{}", make::derive_fingerprint(&token));
            (shown, Some(token))
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_a_path_is_shown_by_its_fingerprint() {
        let (shown, token) = read_path("/oauth/v1/refresh-tokens/na1-a%2Fb");
        assert_eq!(token.as_deref(), Some("na1-a/b"));
        assert!(
            shown.starts_with("/oauth/v1/refresh-tokens/sha256:") && !shown.contains("na1-"),
            "{shown}"
        );
        let (shown, token) = read_path("/oauth/v3/token");
        assert_eq!((shown.as_str(), token), ("/oauth/v3/token", None));
    }
}
