//! The authorization URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::identifier::HubId;

/// Everything but the unreserved characters of RFC 3986, so that a space is
/// `%20` and never `+`.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What an authorization URL says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest<'a> {
    /// Scheme and host, such as `https://app.hubspot.com`.
    pub pages: &'a str,
    /// The account to preselect.
    pub hub_id: Option<HubId>,
    /// Client ID.
    pub client_id: &'a str,
    /// One of the app's redirect URLs, letter by letter.
    pub redirect_url: &'a str,
    /// The `scope` parameter.
    pub scopes: &'a [String],
    /// The `optional_scope` parameter; left out when empty.
    pub optional_scopes: &'a [String],
    /// The `state` parameter; left out when empty.
    pub state: &'a str,
    /// The PKCE challenge, if one is sent.
    pub challenge: Option<&'a str>,
}

/// Builds the URL as HubSpot's OAuth guide has it. Every value is encoded once.
#[must_use]
pub fn url(request: &AuthorizationRequest<'_>) -> String {
    let path = match request.hub_id {
        Some(hub_id) => format!("/oauth/{hub_id}/authorize"),
        None => "/oauth/authorize".to_owned(),
    };
    let scope = request.scopes.join(" ");
    let optional = request.optional_scopes.join(" ");
    let mut parameters = vec![
        ("client_id", request.client_id),
        ("redirect_uri", request.redirect_url),
        ("scope", scope.as_str()),
    ];
    if !optional.is_empty() {
        parameters.push(("optional_scope", &optional));
    }
    if !request.state.is_empty() {
        parameters.push(("state", request.state));
    }
    if let Some(challenge) = request.challenge {
        parameters.push(("code_challenge", challenge));
        parameters.push(("code_challenge_method", "S256"));
    }
    format!(
        "{}{path}?{}",
        request.pages.trim_end_matches('/'),
        query(&parameters)
    )
}

fn query(parameters: &[(&str, &str)]) -> String {
    let pairs = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, COMPONENT)));
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_percent_encoded_and_optional_scopes_are_singular() {
        let request = AuthorizationRequest {
            pages: "https://app.hubspot.com/",
            hub_id: Some(HubId(123)),
            client_id: "id",
            redirect_url: "http://localhost:3917/oauth-callback?a=b&c",
            scopes: &["oauth".into(), "tickets".into()],
            optional_scopes: &["automation".into(), "content".into()],
            state: "s-_1",
            challenge: None,
        };
        assert_eq!(
            url(&request),
            "https://app.hubspot.com/oauth/123/authorize?client_id=id\
             &redirect_uri=http%3A%2F%2Flocalhost%3A3917%2Foauth-callback%3Fa%3Db%26c\
             &scope=oauth%20tickets&optional_scope=automation%20content&state=s-_1"
        );
    }

    #[test]
    fn without_an_account_or_optional_scopes_nothing_stands_for_them() {
        let request = AuthorizationRequest {
            pages: "https://app.hubspot.com",
            hub_id: None,
            client_id: "id",
            redirect_url: "https://example.com/",
            scopes: &["oauth".into()],
            optional_scopes: &[],
            state: "s",
            challenge: Some("ch"),
        };
        assert_eq!(
            url(&request),
            "https://app.hubspot.com/oauth/authorize?client_id=id\
             &redirect_uri=https%3A%2F%2Fexample.com%2F&scope=oauth&state=s\
             &code_challenge=ch&code_challenge_method=S256"
        );
    }
}
