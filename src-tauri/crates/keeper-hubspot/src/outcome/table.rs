//! The table: what each of HubSpot's `status` values and RFC 6749's `error`
//! values means for each call.

use keeper_core::Code;
use keeper_core::needs::Verdict;

use super::{ACCOUNT_GONE, Call, REFUSED};

/// A verdict and what to tell.
#[derive(Clone, Copy)]
pub(super) struct Meaning(pub Verdict, pub Code);

/// One value and its meaning for a refresh, an exchange, and the other calls
/// that carry the client's credentials (introspection, revocation).
struct Row {
    value: &'static str,
    refresh: Meaning,
    exchange: Meaning,
    other: Meaning,
}

const fn row(value: &'static str, refresh: Meaning, exchange: Meaning, other: Meaning) -> Row {
    Row {
        value,
        refresh,
        exchange,
        other,
    }
}

/// The same for every call.
const fn same(value: &'static str, meaning: Meaning) -> Row {
    row(value, meaning, meaning, meaning)
}

const fn refused(code: Code) -> Meaning {
    Meaning(Verdict::Refused, code)
}

const fn profile(code: Code) -> Meaning {
    Meaning(Verdict::ProfileWrong, code)
}

const fn later(code: Code) -> Meaning {
    Meaning(Verdict::Later, code)
}

const PROFILE: Meaning = profile(Code::ProfileRefused);
const NONSENSE: Meaning = later(Code::AnswerUnexpected);

/// HubSpot's `status`, as its published error tables and its answers have it.
const STATUSES: &[Row] = &[
    row(
        "BAD_REFRESH_TOKEN",
        Meaning(REFUSED, Code::RefreshRejected),
        NONSENSE,
        refused(Code::RefreshRejected),
    ),
    row(
        "BAD_HUB",
        Meaning(ACCOUNT_GONE, Code::AccountGone),
        refused(Code::AccountGone),
        refused(Code::AccountGone),
    ),
    same(
        "MISMATCH_REFRESH_TOKEN_CLIENT",
        profile(Code::RefreshTokenOfOtherApp),
    ),
    same("BAD_CLIENT_ID", profile(Code::ClientIdRefused)),
    same("BAD_CLIENT_SECRET", profile(Code::ClientSecretRefused)),
    same("BAD_GRANT_TYPE", PROFILE),
    row(
        "BAD_AUTH_CODE",
        PROFILE,
        refused(Code::CodeRefused),
        PROFILE,
    ),
    row(
        "EXPIRED_AUTH_CODE",
        PROFILE,
        refused(Code::CodeRefused),
        PROFILE,
    ),
    row(
        "MISMATCH_REDIRECT_URI_AUTH_CODE",
        PROFILE,
        refused(Code::RedirectUrlMismatch),
        PROFILE,
    ),
    row(
        "BAD_REDIRECT_URI",
        PROFILE,
        refused(Code::RedirectUrlMismatch),
        PROFILE,
    ),
    row(
        "BAD_CODE_VERIFIER",
        PROFILE,
        refused(Code::CodeVerifierRefused),
        PROFILE,
    ),
    row(
        "BAD_SCOPES",
        PROFILE,
        refused(Code::ProfileRefused),
        PROFILE,
    ),
];

/// RFC 6749's `error`, asked only when `status` is absent or unknown.
/// `invalid_client` is read as the secret, because an unknown client ID was
/// seen as `invalid_request`.
const ERRORS: &[Row] = &[
    row(
        "invalid_grant",
        Meaning(REFUSED, Code::RefreshRejected),
        refused(Code::CodeRefused),
        refused(Code::RefreshRejected),
    ),
    same("invalid_client", profile(Code::ClientSecretRefused)),
    same("access_denied", later(Code::HubSpotUnavailable)),
    same("server_error", later(Code::HubSpotUnavailable)),
    same("temporarily_unavailable", later(Code::HubSpotUnavailable)),
];

/// Families of `status` whose members all speak of the profile, known by name
/// or not.
const PROFILE_FAMILIES: [&str; 2] = ["MISMATCH_", "BAD_CLIENT_"];

pub(super) fn by_status(call: Call, status: &str) -> Option<Meaning> {
    find(STATUSES, call, status).or_else(|| speaks_of_profile(status).then_some(PROFILE))
}

fn speaks_of_profile(status: &str) -> bool {
    PROFILE_FAMILIES
        .iter()
        .any(|family| status.starts_with(family))
}

pub(super) fn by_error(call: Call, error: &str) -> Option<Meaning> {
    find(ERRORS, call, error)
}

fn find(rows: &[Row], call: Call, value: &str) -> Option<Meaning> {
    let row = rows.iter().find(|row| row.value == value)?;
    Some(match call {
        Call::Refresh => row.refresh,
        Call::Exchange => row.exchange,
        Call::Introspect | Call::Revoke | Call::AccountDetails | Call::Uninstall => row.other,
    })
}
