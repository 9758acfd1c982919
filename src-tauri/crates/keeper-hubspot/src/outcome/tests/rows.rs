//! The rows of HubSpot's error tables, one line each.

use super::*;

pub(super) type Row = (Call, u16, &'static str, Verdict, Code);

/// A body in the form since January 2026.
macro_rules! both {
    ($status:literal, $error:literal) => {
        concat!(
            r#"{"status":""#,
            $status,
            r#"","error":""#,
            $error,
            r#"","message":"x","error_description":"x"}"#
        )
    };
}

/// A body in the form before.
macro_rules! old {
    ($status:literal) => {
        concat!(r#"{"status":""#, $status, r#"","message":"x"}"#)
    };
}

macro_rules! error {
    ($error:literal) => {
        concat!(r#"{"error":""#, $error, r#"","error_description":"x"}"#)
    };
}

pub(super) use both;
pub(super) use error;
pub(super) use old;

#[rustfmt::skip]
pub(super) const REFRESH_BY_STATUS: &[Row] = &[
    (Refresh, 400, both!("BAD_REFRESH_TOKEN", "invalid_grant"), DEAD, Code::RefreshRejected),
    (Refresh, 400, old!("BAD_REFRESH_TOKEN"), DEAD, Code::RefreshRejected),
    (Refresh, 403, both!("BAD_HUB", "access_denied"), GONE, Code::AccountGone),
    (Refresh, 400, old!("BAD_HUB"), GONE, Code::AccountGone),
    // RFC 6749 spells "issued to another client" as invalid_grant.
    (Refresh, 400, both!("MISMATCH_REFRESH_TOKEN_CLIENT", "invalid_grant"), ProfileWrong, Code::RefreshTokenOfOtherApp),
    (Refresh, 400, both!("MISMATCH_OF_A_NEW_KIND", "invalid_grant"), ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, both!("BAD_CLIENT_ID", "invalid_request"), ProfileWrong, Code::ClientIdRefused),
    (Refresh, 400, both!("BAD_CLIENT_ID", "invalid_grant"), ProfileWrong, Code::ClientIdRefused),
    (Refresh, 400, both!("BAD_CLIENT_SECRET", "invalid_client"), ProfileWrong, Code::ClientSecretRefused),
    (Refresh, 401, both!("BAD_CLIENT_SECRET", "invalid_grant"), ProfileWrong, Code::ClientSecretRefused),
    (Refresh, 400, both!("BAD_CLIENT_ASSERTION", "invalid_grant"), ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, both!("BAD_GRANT_TYPE", "unsupported_grant_type"), ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, both!("BAD_GRANT_TYPE", "invalid_grant"), ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, old!("BAD_SCOPES"), ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, old!("BAD_REDIRECT_URI"), ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, old!("BAD_CODE_VERIFIER"), ProfileWrong, Code::ProfileRefused),
];

#[rustfmt::skip]
pub(super) const REFRESH_WITHOUT_A_KNOWN_STATUS: &[Row] = &[
    (Refresh, 400, error!("invalid_grant"), DEAD, Code::RefreshRejected),
    (Refresh, 400, both!("SOMETHING_NEW", "invalid_grant"), DEAD, Code::RefreshRejected),
    (Refresh, 403, error!("access_denied"), Later, Code::HubSpotUnavailable),
    (Refresh, 400, error!("temporarily_unavailable"), Later, Code::HubSpotUnavailable),
    (Refresh, 401, error!("invalid_client"), ProfileWrong, Code::ClientSecretRefused),
    (Refresh, 400, error!("invalid_request"), ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, error!("unsupported_grant_type"), ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, "{}", ProfileWrong, Code::ProfileRefused),
    (Refresh, 400, "", Later, Code::AnswerIntercepted),
    (Refresh, 401, "{}", ProfileWrong, Code::ProfileRefused),
    (Refresh, 403, "{}", ProfileWrong, Code::ProfileRefused),
    (Refresh, 415, "", ProfileWrong, Code::ProfileRefused),
    (Refresh, 404, "{}", ProfileWrong, Code::EndpointMissing),
    (Refresh, 410, "", ProfileWrong, Code::EndpointMissing),
];

#[rustfmt::skip]
pub(super) const EXCHANGE: &[Row] = &[
    (Exchange, 400, both!("BAD_AUTH_CODE", "invalid_grant"), Refused, Code::CodeRefused),
    (Exchange, 400, both!("BAD_AUTH_CODE", "invalid_request"), Refused, Code::CodeRefused),
    (Exchange, 400, old!("EXPIRED_AUTH_CODE"), Refused, Code::CodeRefused),
    (Exchange, 400, old!("MISMATCH_REDIRECT_URI_AUTH_CODE"), Refused, Code::RedirectUrlMismatch),
    (Exchange, 400, old!("BAD_REDIRECT_URI"), Refused, Code::RedirectUrlMismatch),
    (Exchange, 400, old!("BAD_CODE_VERIFIER"), Refused, Code::CodeVerifierRefused),
    (Exchange, 400, old!("BAD_CLIENT_ID"), ProfileWrong, Code::ClientIdRefused),
    (Exchange, 400, old!("BAD_CLIENT_SECRET"), ProfileWrong, Code::ClientSecretRefused),
    (Exchange, 400, old!("BAD_GRANT_TYPE"), ProfileWrong, Code::ProfileRefused),
    (Exchange, 400, old!("BAD_SCOPES"), Refused, Code::ProfileRefused),
    (Exchange, 403, both!("BAD_HUB", "access_denied"), Refused, Code::AccountGone),
    (Exchange, 403, old!("USER_UNAUTHORIZED"), Refused, Code::ProfileRefused),
    (Exchange, 403, old!("HUB_UNAUTHORIZED"), Refused, Code::ProfileRefused),
    (Exchange, 400, old!("MISSING_SCOPE_GROUP"), Refused, Code::ProfileRefused),
    (Exchange, 400, old!("DEPRECATED_CONTACTS_SCOPE"), Refused, Code::ProfileRefused),
    (Exchange, 400, old!("BAD_REFRESH_TOKEN"), Later, Code::AnswerUnexpected),
    (Exchange, 400, error!("invalid_grant"), Refused, Code::CodeRefused),
    (Exchange, 401, error!("invalid_client"), ProfileWrong, Code::ClientSecretRefused),
    (Exchange, 403, error!("access_denied"), Later, Code::HubSpotUnavailable),
    (Exchange, 400, error!("invalid_request"), Refused, Code::ProfileRefused),
    (Exchange, 415, "", Refused, Code::ProfileRefused),
    (Exchange, 404, "", Refused, Code::EndpointMissing),
];

#[rustfmt::skip]
pub(super) const INTROSPECTION_AND_REVOCATION: &[Row] = &[
    (Introspect, 400, old!("BAD_CLIENT_ID"), ProfileWrong, Code::ClientIdRefused),
    (Introspect, 400, old!("BAD_CLIENT_SECRET"), ProfileWrong, Code::ClientSecretRefused),
    (Introspect, 400, both!("BAD_REFRESH_TOKEN", "invalid_grant"), Refused, Code::RefreshRejected),
    (Introspect, 403, old!("BAD_HUB"), Refused, Code::AccountGone),
    (Introspect, 404, "", ProfileWrong, Code::EndpointMissing),
    (Revoke, 400, both!("BAD_REFRESH_TOKEN", "invalid_grant"), Refused, Code::RefreshRejected),
    (Revoke, 400, old!("MISMATCH_REFRESH_TOKEN_CLIENT"), ProfileWrong, Code::RefreshTokenOfOtherApp),
    (Revoke, 403, error!("access_denied"), Later, Code::HubSpotUnavailable),
    (Revoke, 415, "", ProfileWrong, Code::ProfileRefused),
];
