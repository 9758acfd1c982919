//! What the OAuth endpoints refuse.

use axum::http::StatusCode;
use serde_json::json;

use super::Answer;

/// A refusal, with its HTTP status, RFC 6749's `error` and HubSpot's words.
///
/// Statuses and most messages are as users pasted them; where only the status is known
/// (`EXPIRED_AUTH_CODE`, `BAD_CLIENT_SECRET`, `BAD_CODE_VERIFIER`, `BAD_REDIRECT_URI`, `BAD_SCOPES`)
/// the words are ours in HubSpot's manner.
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
    BadScopes,
    BadHub,
    /// An access token where only a refresh token can be revoked.
    NotARefreshToken,
}

impl Refused {
    /// All that have a name of their own.
    const NAMED: [Self; 12] = [
        Self::BadClientId,
        Self::BadClientSecret,
        Self::BadGrantType,
        Self::BadRefreshToken,
        Self::MismatchRefreshTokenClient,
        Self::BadAuthCode,
        Self::ExpiredAuthCode,
        Self::BadRedirectUri,
        Self::MismatchRedirectUri,
        Self::BadCodeVerifier,
        Self::BadScopes,
        Self::BadHub,
    ];

    /// The refusal that HubSpot calls so.
    pub(crate) fn named(status: &str) -> Option<Self> {
        Self::NAMED
            .into_iter()
            .find(|refused| refused.status() == status)
    }

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
            Self::BadScopes => "BAD_SCOPES",
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
            Self::BadScopes => "invalid_scope",
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
            Self::BadScopes => "missing or invalid scopes",
            Self::BadHub => "missing or unknown hub id",
        }
    }

    /// The body as it was until January 2026: without RFC 6749's fields, and with the correlation ID.
    pub(crate) fn older(self, correlation_id: &str) -> Answer {
        let message = match self {
            Self::BadRefreshToken => "missing or invalid refresh token",
            Self::BadClientId
            | Self::BadClientSecret
            | Self::BadGrantType
            | Self::NotARefreshToken
            | Self::MismatchRefreshTokenClient
            | Self::BadAuthCode
            | Self::ExpiredAuthCode
            | Self::BadRedirectUri
            | Self::MismatchRedirectUri
            | Self::BadCodeVerifier
            | Self::BadScopes
            | Self::BadHub => self.message(),
        };
        let body = json!({
            "status": self.status(),
            "message": message,
            "correlationId": correlation_id,
        });
        Answer::json(self.http(), body)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_refusal() {
        for refused in Refused::NAMED {
            assert_eq!(Refused::named(refused.status()), Some(refused));
        }
        assert_eq!(Refused::named("MISSING_SCOPES"), None, "no OAuth status");
    }

    #[test]
    fn older_bodies_lack_the_fields_of_rfc_6749() {
        let body = Refused::BadRefreshToken.older("an id").body.unwrap();
        assert_eq!(
            body,
            json!({"status": "BAD_REFRESH_TOKEN", "message": "missing or invalid refresh token", "correlationId": "an id"})
        );
    }
}
