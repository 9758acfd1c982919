//! The bodies of errors, as far as anything is decided by them.

use serde::Deserialize;

use crate::wire::{is_scope, lenient, object};

/// HubSpot's `status` and `category` values that are passed on by name. A
/// value that isn't here may be anything, so it is not passed on.
const KNOWN: [&str; 21] = [
    "BAD_AUTH_CODE",
    "BAD_CLIENT_ID",
    "BAD_CLIENT_SECRET",
    "BAD_CODE_VERIFIER",
    "BAD_GRANT_TYPE",
    "BAD_HUB",
    "BAD_REDIRECT_URI",
    "BAD_REFRESH_TOKEN",
    "BAD_SCOPES",
    "DEPRECATED_CONTACTS_SCOPE",
    "EXPIRED_AUTHENTICATION",
    "EXPIRED_AUTH_CODE",
    "GATED",
    "HUB_UNAUTHORIZED",
    "INVALID_AUTHENTICATION",
    "MISMATCH_REDIRECT_URI_AUTH_CODE",
    "MISMATCH_REFRESH_TOKEN_CLIENT",
    "MISSING_SCOPES",
    "MISSING_SCOPE_GROUP",
    "RATE_LIMIT",
    "USER_UNAUTHORIZED",
];

/// An error body, both of the OAuth endpoints and of the others. Every field
/// may be absent or of another shape; what isn't a JSON object is as good as
/// empty.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ErrorBody {
    #[serde(deserialize_with = "lenient")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient")]
    error: Option<String>,
    #[serde(deserialize_with = "lenient")]
    category: Option<String>,
    #[serde(deserialize_with = "lenient")]
    error_type: Option<String>,
    #[serde(deserialize_with = "lenient")]
    correlation_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    errors: Option<Vec<ErrorPart>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorPart {
    #[serde(deserialize_with = "lenient")]
    context: Option<ErrorContext>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ErrorContext {
    #[serde(deserialize_with = "lenient")]
    required_scopes: Option<Vec<String>>,
    #[serde(deserialize_with = "lenient")]
    required_granular_scopes: Option<Vec<String>>,
}

impl ErrorBody {
    pub(crate) fn parse(body: &[u8]) -> Self {
        object(body).unwrap_or_default()
    }

    pub(crate) fn status(&self) -> Option<&str> {
        self.status.as_deref()
    }

    pub(crate) fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    pub(crate) fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// The first of `status`, `category` and `errorType` that is known.
    pub(crate) fn known_status(&self) -> Option<&'static str> {
        [&self.status, &self.category, &self.error_type]
            .into_iter()
            .flatten()
            .find_map(|text| KNOWN.into_iter().find(|known| known == text))
    }

    /// The scopes that the call needs, where HubSpot names them; only what has
    /// the shape of a scope.
    pub(crate) fn required_scopes(&self) -> Vec<String> {
        let contexts = self
            .errors
            .iter()
            .flatten()
            .filter_map(|part| part.context.as_ref());
        contexts
            .flat_map(|context| [&context.required_scopes, &context.required_granular_scopes])
            .flatten()
            .flatten()
            .filter(|scope| is_scope(scope))
            .take(100)
            .cloned()
            .collect()
    }
}
