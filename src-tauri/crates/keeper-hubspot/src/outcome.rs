//! What a refusal means: call, HTTP status, headers and body → verdict and
//! code.
//!
//! The facts behind it stand in ARCHITECTURE.md: what an error
//! means is decided per call and by HubSpot's `status` first; `error` counts
//! only where `status` is absent or unknown, because RFC 6749 spells "issued to
//! another client" and "revoked" alike. Only the answer to a refresh marks a
//! token dead. What passes by itself is told by the HTTP status alone. What
//! isn't HubSpot's own answer (a web filter's page) never speaks of the profile.

mod body;
mod retry_after;
mod table;

use std::time::{Duration, SystemTime};

use keeper_core::health::DeathCause;
use keeper_core::needs::{CallFailure, Verdict};
use keeper_core::{Code, Problem};
use reqwest::header::{CONTENT_TYPE, HeaderMap};

pub(crate) use body::ErrorBody;
use table::Meaning;

/// Which call was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// A code for tokens.
    Exchange,
    /// A refresh token for an access token.
    Refresh,
    /// Whose a token is.
    Introspect,
    /// Revoking a refresh token.
    Revoke,
    /// Reading the account.
    AccountDetails,
    /// Uninstalling the app.
    Uninstall,
}

impl Call {
    /// Its name in logs and details.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Exchange => "exchange",
            Self::Refresh => "refresh",
            Self::Introspect => "introspection",
            Self::Revoke => "revocation",
            Self::AccountDetails => "account information",
            Self::Uninstall => "uninstall",
        }
    }

    /// Whether the client ID and secret stand in its body, so that a refusal
    /// can speak of the profile.
    fn sends_credentials(self) -> bool {
        !matches!(self, Self::AccountDetails | Self::Uninstall)
    }
}

/// An answer that wasn't the one wished for.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The HTTP status.
    pub http_status: u16,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body, never passed on.
    pub body: &'a [u8],
    /// The time now, for a `Retry-After` that names a date and an answer
    /// without `Date`.
    pub now: SystemTime,
}

/// Decides what `answer` means for `call`.
#[must_use]
pub fn decide(call: Call, answer: Answer<'_>) -> CallFailure {
    let body = ErrorBody::parse(answer.body);
    let Meaning(verdict, code) = meaning(call, &answer, &body);
    let told = body.known_status();
    let detail = match told {
        Some(status) => format!("{}: HTTP {}, {status}", call.name(), answer.http_status),
        None => format!("{}: HTTP {}", call.name(), answer.http_status),
    };
    let retry_after = retry_after(&answer, verdict);
    CallFailure {
        verdict,
        problem: problem(code, &answer, &body)
            .because(detail)
            .retry_after(retry_after),
        retry_after,
        hubspot_status: told.map(str::to_owned),
        correlation_id: correlation_id(answer.headers, &body),
    }
}

/// The order in which the parts of an answer are asked.
fn meaning(call: Call, answer: &Answer<'_>, body: &ErrorBody) -> Meaning {
    if let Some(code) = passing(answer.http_status) {
        return Meaning(Verdict::Later, code);
    }
    if is_intercepted(answer, body) {
        return Meaning(Verdict::Later, Code::AnswerIntercepted);
    }
    if !(400..500).contains(&answer.http_status) {
        return Meaning(Verdict::Later, Code::AnswerUnexpected);
    }
    if call.sends_credentials() {
        credentials_refused(call, answer, body)
    } else {
        bearer_refused(answer, body)
    }
}

/// HTTP statuses that pass by themselves, as HubSpot's error guide has it.
pub fn passing(http_status: u16) -> Option<Code> {
    match http_status {
        407 => Some(Code::HubSpotUnreachable),
        408 => Some(Code::HubSpotTimeout),
        423 | 477 => Some(Code::AccountLocked),
        // A network that wants a sign-in first (RFC 6585, section 6).
        511 => Some(Code::AnswerIntercepted),
        425 | 500..=599 => Some(Code::HubSpotUnavailable),
        429 => Some(Code::RateLimited),
        _ => None,
    }
}

fn credentials_refused(call: Call, answer: &Answer<'_>, body: &ErrorBody) -> Meaning {
    let said = body
        .status()
        .and_then(|status| table::by_status(call, status));
    let said = said.or_else(|| body.error().and_then(|error| table::by_error(call, error)));
    match said {
        Some(meaning) => meaning,
        None => unsaid(call, answer.http_status),
    }
}

/// A 4xx that says nothing known.
fn unsaid(call: Call, http_status: u16) -> Meaning {
    let refusal = match call {
        Call::Exchange => Verdict::Refused,
        Call::Refresh
        | Call::Introspect
        | Call::Revoke
        | Call::AccountDetails
        | Call::Uninstall => Verdict::ProfileWrong,
    };
    match http_status {
        404 | 410 => Meaning(refusal, Code::EndpointMissing),
        _ => Meaning(refusal, Code::ProfileRefused),
    }
}

fn bearer_refused(answer: &Answer<'_>, body: &ErrorBody) -> Meaning {
    match answer.http_status {
        404 | 410 => Meaning(Verdict::Refused, Code::EndpointMissing),
        401 => Meaning(Verdict::Refused, Code::AccessTokenRefused),
        403 if body.status() == Some("BAD_HUB") => Meaning(Verdict::Refused, Code::AccountGone),
        403 => Meaning(Verdict::Refused, Code::ScopeNotGranted),
        _ => Meaning(Verdict::Refused, Code::AnswerUnexpected),
    }
}

/// Whether something between this computer and HubSpot answered: a web filter, a
/// proxy, the sign-in page of a network. HubSpot's API redirects nowhere, its
/// errors are JSON, its 400 and 403 have a body, and each answer has a
/// correlation ID, which no filter sends.
fn is_intercepted(answer: &Answer<'_>, body: &ErrorBody) -> bool {
    if correlation_id(answer.headers, body).is_some() {
        return false;
    }
    match answer.http_status {
        300..=399 => true,
        400 | 403 if answer.body.is_empty() => true,
        _ => !answer.body.is_empty() && !is_json(answer.headers),
    }
}

/// Whether the headers promise JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next());
    essence.is_some_and(|essence| {
        let essence = essence.trim().to_ascii_lowercase();
        essence == "application/json"
            || (essence.starts_with("application/") && essence.ends_with("+json"))
    })
}

fn retry_after(answer: &Answer<'_>, verdict: Verdict) -> Option<Duration> {
    match verdict {
        Verdict::Later => retry_after::parse(answer.headers, answer.now),
        Verdict::TokenDead(_) | Verdict::ProfileWrong | Verdict::Refused => None,
    }
}

fn problem(code: Code, answer: &Answer<'_>, body: &ErrorBody) -> Problem {
    let mut problem = Problem::new(code).with("http_status", answer.http_status);
    if let Some(status) = body.known_status() {
        problem = problem.with("hubspot_status", status);
    }
    let scopes = body.required_scopes();
    if code == Code::ScopeNotGranted && !scopes.is_empty() {
        problem = problem.with("scopes", scopes);
    }
    problem
}

/// HubSpot's correlation ID, from the header or the body; a UUID or nothing,
/// so that no other text gets in this way.
pub(crate) fn correlation_id(headers: &HeaderMap, body: &ErrorBody) -> Option<String> {
    let header = headers
        .get("x-hubspot-correlation-id")
        .and_then(|value| value.to_str().ok());
    [body.correlation_id(), header]
        .into_iter()
        .flatten()
        .find(|text| is_uuid(text))
        .map(str::to_owned)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A failure without an answer, or with one that is of no use.
pub(crate) fn later(call: Call, code: Code, cause: &str) -> CallFailure {
    unsent(Problem::new(code).because(format!("{}: {cause}", call.name())))
}

/// A call that passes, about which nothing but this is known.
pub(crate) fn unsent(problem: Problem) -> CallFailure {
    CallFailure {
        verdict: Verdict::Later,
        problem,
        retry_after: None,
        hubspot_status: None,
        correlation_id: None,
    }
}

/// The cause of death, for the table.
const REFUSED: Verdict = Verdict::TokenDead(DeathCause::TokenRefused);
const ACCOUNT_GONE: Verdict = Verdict::TokenDead(DeathCause::AccountGone);

#[cfg(test)]
mod tests;
