//! The tables: HubSpot's statuses and English wordings, and what each means.

use crate::error::Code;

/// HubSpot's own statuses: of the authorization page, of the token endpoint,
/// and categories of its API errors.
pub(super) const STATUSES: &[(&str, Code)] = &[
    ("MISSING_SCOPE_GROUP", Code::PageScopesInsufficient),
    ("HUB_UNAUTHORIZED", Code::PageAccountLacksTier),
    ("USER_UNAUTHORIZED", Code::PageUserLacksRights),
    (
        "DEPRECATED_CONTACTS_SCOPE",
        Code::PageContactsScopeDeprecated,
    ),
    ("BAD_AUTH_CODE", Code::CodeRefused),
    ("EXPIRED_AUTH_CODE", Code::CodeRefused),
    ("BAD_REFRESH_TOKEN", Code::RefreshRejected),
    (
        "MISMATCH_REFRESH_TOKEN_CLIENT",
        Code::RefreshTokenOfOtherApp,
    ),
    ("MISMATCH_REDIRECT_URI_AUTH_CODE", Code::RedirectUrlMismatch),
    ("BAD_REDIRECT_URI", Code::RedirectUrlMismatch),
    ("BAD_CLIENT_ID", Code::ClientIdRefused),
    ("BAD_CLIENT_SECRET", Code::ClientSecretRefused),
    ("BAD_CODE_VERIFIER", Code::CodeVerifierRefused),
    ("BAD_GRANT_TYPE", Code::ProfileRefused),
    ("BAD_SCOPES", Code::ProfileRefused),
    ("BAD_HUB", Code::AccountGone),
    ("EXPIRED_AUTHENTICATION", Code::AccessTokenRefused),
    ("INVALID_AUTHENTICATION", Code::AccessTokenRefused),
    ("MISSING_SCOPES", Code::ScopeNotGranted),
    ("RATE_LIMIT", Code::RateLimited),
    ("RATE_LIMITS", Code::RateLimited),
    ("TEN_SECONDLY_ROLLING", Code::RateLimited),
];

/// RFC 6749's errors, which count only where HubSpot's status says nothing.
/// Two of them don't tell which call was answered, so both meanings stand.
pub(super) const ERRORS: &[(&str, &[Code])] = &[
    ("invalid_grant", &[Code::CodeRefused, Code::RefreshRejected]),
    (
        "invalid_client",
        &[Code::ClientSecretRefused, Code::ClientIdRefused],
    ),
    ("invalid_scope", &[Code::PageScopeUnknown]),
    ("redirect_uri_mismatch", &[Code::PageRedirectMismatch]),
    ("unsupported_grant_type", &[Code::ProfileRefused]),
    ("access_denied", &[Code::ConsentDenied]),
    ("server_error", &[Code::HubSpotUnavailable]),
    ("temporarily_unavailable", &[Code::HubSpotUnavailable]),
];

/// English wordings, lower case, straight quotes: all parts of a row have to
/// be there. Narrow ones stand before wide ones.
pub(super) const WORDINGS: &[(&[&str], Code)] = &[
    (
        &["redirect uri doesn't match initial auth code uri"],
        Code::RedirectUrlMismatch,
    ),
    // The authorization page, as users have quoted it since 2021.
    (
        &["redirect url", "doesn't match", "registered redirect url"],
        Code::PageRedirectMismatch,
    ),
    (
        &["redirect_uri doesn't match", "registered redirect_uri"],
        Code::PageRedirectMismatch,
    ),
    (&["redirect url doesn't match"], Code::PageRedirectMismatch),
    (&["redirect uri doesn't match"], Code::PageRedirectMismatch),
    (&["invalid redirect_uri"], Code::PageRedirectMismatch),
    (&["invalid redirect url"], Code::PageRedirectMismatch),
    (&["invalid redirect uri"], Code::PageRedirectMismatch),
    (&["scopes are insufficient"], Code::PageScopesInsufficient),
    (&["insufficient scopes"], Code::PageScopesInsufficient),
    (
        &["client requires more scopes"],
        Code::PageScopesInsufficient,
    ),
    (&["invalid scope name"], Code::PageScopeUnknown),
    (
        &["scope", "mismatch between the scopes"],
        Code::PageScopeMisplaced,
    ),
    (&["scope mismatch"], Code::PageScopeMisplaced),
    (
        &["install url", "configured scopes"],
        Code::PageScopeMisplaced,
    ),
    (
        &["hasn't been approved to access"],
        Code::PageAppNotApproved,
    ),
    (&["app hasn't been approved"], Code::PageAppNotApproved),
    (&["acceptable use policy"], Code::PageUseNotSigned),
    (&["account lacks access to"], Code::PageAccountLacksTier),
    (
        &["account doesn't have access to the scopes"],
        Code::PageAccountLacksTier,
    ),
    (
        &["account doesn't have access to some hubspot features"],
        Code::PageAccountLacksTier,
    ),
    (
        &["account doesn't have access to the required scopes"],
        Code::PageAccountLacksTier,
    ),
    (
        &["hub doesn't have access to the required scopes"],
        Code::PageAccountLacksTier,
    ),
    (
        &["you don't have permissions to authorize"],
        Code::PageUserLacksRights,
    ),
    (
        &["you don't have permission to authorize"],
        Code::PageUserLacksRights,
    ),
    (
        &["user doesn't have permissions to authorize"],
        Code::PageUserLacksRights,
    ),
    (
        &["you don't have permission to connect"],
        Code::PageUserLacksRights,
    ),
    (
        &["don't have permission to install"],
        Code::PageUserLacksRights,
    ),
    (
        &["don't have permissions to install"],
        Code::PageUserLacksRights,
    ),
    (
        &["don't have the right permissions"],
        Code::PageUserLacksRights,
    ),
    (
        &["have the correct role to grant"],
        Code::PageUserLacksRights,
    ),
    (
        &["install link is no longer valid"],
        Code::PageContactsScopeDeprecated,
    ),
    (&["invalid app client_id"], Code::PageClientIdUnknown),
    (&["invalid client_id"], Code::PageClientIdUnknown),
    (&["invalid client id"], Code::PageClientIdUnknown),
    (
        &["can't be installed on", "developer account"],
        Code::AccountCannotHost,
    ),
    (&["install limit"], Code::InstallLimitReached),
    (&["installation limit"], Code::InstallLimitReached),
    (&["maximum number of install"], Code::InstallLimitReached),
    (
        &["reached", "limit of", "installs"],
        Code::InstallLimitReached,
    ),
    (&["isn't on", "allow list"], Code::InstallLimitReached),
    (&["isn't on the allowlist"], Code::InstallLimitReached),
    // Signing in, and what a person says who ends elsewhere.
    (&["hubspot's home page"], Code::PageSignedOut),
    (&["hubspot home page"], Code::PageSignedOut),
    (&["log in to your hubspot account"], Code::PageSignedOut),
    (&["don't have an account", "log in"], Code::PageSignedOut),
    // The token endpoint, by `message` and `error_description`.
    (&["missing or unknown auth code"], Code::CodeRefused),
    (
        &["refresh token is invalid, expired or revoked"],
        Code::RefreshRejected,
    ),
    (&["missing or invalid refresh token"], Code::RefreshRejected),
    (
        &["refresh token was not issued to this client"],
        Code::RefreshTokenOfOtherApp,
    ),
    (&["missing or unknown client id"], Code::ClientIdRefused),
    (
        &["missing or unknown client secret"],
        Code::ClientSecretRefused,
    ),
    (&["missing or unknown grant type"], Code::ProfileRefused),
    (&["unsupported media type"], Code::ProfileRefused),
    (&["missing or unknown hub id"], Code::AccountGone),
    // Other calls.
    (
        &["oauth token used to make this call expired"],
        Code::AccessTokenRefused,
    ),
    (
        &["authentication credentials not found"],
        Code::AccessTokenRefused,
    ),
    (
        &["authentication credentials are missing"],
        Code::AccessTokenRefused,
    ),
    (&["access token", "expired"], Code::AccessTokenRefused),
    (&["access token is invalid"], Code::AccessTokenRefused),
    (&["invalid access token"], Code::AccessTokenRefused),
    (
        &["hasn't been granted all required scopes"],
        Code::ScopeNotGranted,
    ),
    (
        &["of the following scopes are required"],
        Code::ScopeNotGranted,
    ),
    (&["requiredgranularscopes"], Code::ScopeNotGranted),
    (&["\"context\"", "requiredscopes"], Code::ScopeNotGranted),
    (
        &["token", "doesn't have proper permissions"],
        Code::ScopeNotGranted,
    ),
    (&["scope needed for this api call"], Code::ScopeNotGranted),
    (
        &["\"message\":\"internal error\""],
        Code::HubSpotUnavailable,
    ),
    (&["secondly limit"], Code::RateLimited),
    (&["reached your daily limit"], Code::RateLimited),
    (&["too many requests"], Code::RateLimited),
    (&["ten_secondly_rolling"], Code::RateLimited),
];

/// How sentences of HubSpot's page begin that people cut off, lower case, those
/// that come most often first.
pub(super) const TITLES: &[(&str, Code)] = &[
    (
        "authorization failed as the redirect url '",
        Code::PageRedirectMismatch,
    ),
    (
        "authorization failed because the provided scopes are insufficient",
        Code::PageScopesInsufficient,
    ),
    (
        "authorization failed because your account lacks access to the required scopes",
        Code::PageAccountLacksTier,
    ),
    (
        "authorization failed because this account doesn't have access to the scopes",
        Code::PageAccountLacksTier,
    ),
    (
        "authorization failed because you don't have permissions to authorize the scopes",
        Code::PageUserLacksRights,
    ),
    (
        "authorization failed because there is a mismatch between the scopes",
        Code::PageScopeMisplaced,
    ),
    (
        "authorization failed because an invalid scope name was provided",
        Code::PageScopeUnknown,
    ),
    (
        "authorization failed because an invalid redirect_uri was provided",
        Code::PageRedirectMismatch,
    ),
    (
        "authorization failed because an invalid app client_id was provided",
        Code::PageClientIdUnknown,
    ),
    (
        "authorization failed because this app hasn't been approved to access",
        Code::PageAppNotApproved,
    ),
    (
        "authorization failed because the app developer hasn't signed the acceptable use policy",
        Code::PageUseNotSigned,
    ),
    (
        "you don't have the right permissions to install",
        Code::PageUserLacksRights,
    ),
    (
        "you don't have permissions to authorize the scopes",
        Code::PageUserLacksRights,
    ),
    (
        "you don't have the correct role to grant these permissions",
        Code::PageUserLacksRights,
    ),
    (
        "insufficient scopes were provided",
        Code::PageScopesInsufficient,
    ),
    (
        "the redirect_uri doesn't match the client registered redirect_uri",
        Code::PageRedirectMismatch,
    ),
    ("an invalid scope name was provided", Code::PageScopeUnknown),
    (
        "an invalid app client_id was provided",
        Code::PageClientIdUnknown,
    ),
    (
        "this account doesn't have access to some hubspot features",
        Code::PageAccountLacksTier,
    ),
    (
        "this install link is no longer valid",
        Code::PageContactsScopeDeprecated,
    ),
];

/// What statuses of HTTP mean, from and to, as HubSpot's error guide has it.
pub(super) const HTTP_STATUSES: &[(u16, u16, Code)] = &[
    (401, 401, Code::AccessTokenRefused),
    (403, 403, Code::ScopeNotGranted),
    (415, 415, Code::ProfileRefused),
    (423, 423, Code::AccountLocked),
    (429, 429, Code::RateLimited),
    (477, 477, Code::AccountLocked),
    (500, 599, Code::HubSpotUnavailable),
];

/// First parts of the paths on which a person ends who was signed out on the
/// way: HubSpot's home pages, dashboards, and the page for signing in.
pub(super) const HOME_PATHS: &[&str] = &[
    "login",
    "login-verify",
    "home",
    "home-beta",
    "global-home",
    "myaccounts",
    "myaccounts-beta",
    "user-guide",
    "getting-started",
    "dashboard",
    "reports-dashboard",
];
