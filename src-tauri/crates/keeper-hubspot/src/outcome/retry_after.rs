//! `Retry-After`: seconds, or an HTTP date.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The longest wait that is honoured. HubSpot names up to a day while it moves
/// an account (477); more than that is somebody's mistake.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the headers ask to wait. A date is measured against the answer's
/// own `Date` where there is one, so that a wrong clock here does no harm.
pub(super) fn parse(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = text(headers, &RETRY_AFTER)?;
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => until(text, headers, now)?,
    };
    Some(wait.min(LONGEST))
}

fn until(text: &str, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let at = httpdate::parse_http_date(text).ok()?;
    let sent = self::text(headers, &DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    Some(at.duration_since(sent.unwrap_or(now)).unwrap_or_default())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    Some(headers.get(name)?.to_str().ok()?.trim())
}
