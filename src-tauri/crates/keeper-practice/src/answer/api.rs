//! Failures as HubSpot's other APIs word them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::Answer;
use crate::clock::{DAY, Moment, SECOND, write_moment};

/// The published `Error` shape, and `status: "error"` as live bodies have it.
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

/// A call without a token that could be one.
pub(crate) fn credentials_missing(id: &str) -> Answer {
    let message = "Authentication credentials not found. This API supports OAuth 2.0 authentication and \
                   you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview";
    api_error(
        StatusCode::UNAUTHORIZED,
        "INVALID_AUTHENTICATION",
        message,
        id,
    )
}

/// A call with a token whose time is over: it says by how much.
pub(crate) fn call_expired(at: Moment, now: Moment, id: &str) -> Answer {
    let ago = now - at;
    let ago = if ago < DAY {
        format!("{} second(s)", ago / SECOND)
    } else {
        format!("{} day(s)", ago / DAY)
    };
    let message = format!("The OAuth token used to make this call expired {ago} ago.");
    let answer = api_error(
        StatusCode::UNAUTHORIZED,
        "EXPIRED_AUTHENTICATION",
        &message,
        id,
    );
    with_field(
        answer,
        "context",
        json!({"expire time": [write_moment(at)]}),
    )
}

/// A call that needs scopes which were not granted. `name` is `requiredScopes` or
/// `requiredGranularScopes`: live bodies have the one or the other.
pub(crate) fn missing_scopes(name: &str, scopes: &[String], id: &str) -> Answer {
    let message = "This app hasn't been granted all required scopes to make this call.";
    let answer = api_error(StatusCode::FORBIDDEN, "MISSING_SCOPES", message, id);
    with_field(
        answer,
        "errors",
        json!([{"message": message, "context": {name: scopes}}]),
    )
}

/// A call that no app of this kind can be granted.
pub(crate) fn scope_not_public(id: &str) -> Answer {
    let message = "The scope needed for this API call isn't available for public use.";
    api_error(StatusCode::FORBIDDEN, "MISSING_SCOPES", message, id)
}

/// A limit was reached. HubSpot's body for it has no category.
pub(crate) fn rate_limited(policy: &str, id: &str) -> Answer {
    let body = json!({
        "status": "error",
        "message": format!("You have reached your {} limit.", policy.to_lowercase()),
        "errorType": "RATE_LIMIT",
        "correlationId": id,
        "policyName": policy,
    });
    Answer::json(StatusCode::TOO_MANY_REQUESTS, body)
}

fn with_field(mut answer: Answer, name: &str, value: Value) -> Answer {
    if let Some(body) = answer.body.as_mut() {
        body[name] = value;
    }
    answer
}

/// The failures that the control can order by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    ExpiredAuthentication,
    InvalidAuthentication,
    MissingScopes,
    ScopeNotPublic,
    Gated,
    RateLimit(&'static str),
}

impl ApiError {
    /// The failure that is ordered by this name: HubSpot's category, or its policy for a limit.
    /// `SCOPE_NOT_PUBLIC` is a name of ours for the second kind of `MISSING_SCOPES`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "EXPIRED_AUTHENTICATION" => Some(Self::ExpiredAuthentication),
            "INVALID_AUTHENTICATION" => Some(Self::InvalidAuthentication),
            "MISSING_SCOPES" => Some(Self::MissingScopes),
            "SCOPE_NOT_PUBLIC" => Some(Self::ScopeNotPublic),
            "GATED" => Some(Self::Gated),
            "TEN_SECONDLY_ROLLING" => Some(Self::RateLimit("TEN_SECONDLY_ROLLING")),
            "SECONDLY" => Some(Self::RateLimit("SECONDLY")),
            "DAILY" => Some(Self::RateLimit("DAILY")),
            _ => None,
        }
    }

    /// The failure as an answer; `scopes` are those that are said to be missing.
    pub(crate) fn answer(self, scopes: &[String], now: Moment, id: &str) -> Answer {
        match self {
            Self::ExpiredAuthentication => call_expired(now - 60 * SECOND, now, id),
            Self::InvalidAuthentication => credentials_missing(id),
            Self::MissingScopes => missing_scopes("requiredScopes", scopes, id),
            Self::ScopeNotPublic => scope_not_public(id),
            // The category is known from HubSpot's CLI; the words are ours.
            Self::Gated => api_error(
                StatusCode::FORBIDDEN,
                "GATED",
                "This account doesn't have access to this feature.",
                id,
            ),
            Self::RateLimit(policy) => rate_limited(policy, id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_is_told_in_seconds_and_then_in_days() {
        let said = |ago: i64| {
            let body = call_expired(0, ago, "id").body.unwrap();
            body["message"].as_str().unwrap().to_owned()
        };
        assert!(said(59 * SECOND).contains("expired 59 second(s) ago"));
        assert!(said(3 * DAY + SECOND).contains("expired 3 day(s) ago"));
    }

    #[test]
    fn limits_are_worded_by_their_policy() {
        for (policy, words) in [
            (
                "TEN_SECONDLY_ROLLING",
                "You have reached your ten_secondly_rolling limit.",
            ),
            ("SECONDLY", "You have reached your secondly limit."),
            ("DAILY", "You have reached your daily limit."),
        ] {
            let body = rate_limited(policy, "id").body.unwrap();
            assert_eq!(
                (&body["message"], &body["policyName"]),
                (&json!(words), &json!(policy))
            );
        }
    }
}
