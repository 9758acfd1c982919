//! The names of copies, and when each was made.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use keeper_core::Timestamp;
use time::{Date, Month, OffsetDateTime};

const DAY_LENGTH: usize = "2026-11-23".len();

/// What a file's name says.
pub(super) struct Named<'a> {
    pub(super) day: &'a str,
    /// The time of day, for a copy that was made by hand.
    pub(super) time: Option<&'a str>,
}

fn moment_of(at: Timestamp) -> OffsetDateTime {
    let seconds = at.as_millis().div_euclid(1000);
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

pub(super) fn day_of(at: Timestamp) -> String {
    moment_of(at).date().to_string()
}

/// `142041`.
pub(super) fn time_of(at: Timestamp) -> String {
    let (hour, minute, second) = moment_of(at).to_hms();
    format!("{hour:02}{minute:02}{second:02}")
}

/// `vault-2026-11-23.db` is a day's copy, `vault-2026-11-23-142041.db` one that
/// was made by hand, `vault-started-over-2026-11-23-142041.db` a vault that a
/// person started over from.
pub(super) fn named<'a>(prefix: &str, name: &'a str) -> Option<Named<'a>> {
    let rest = name.strip_prefix(prefix)?;
    let (day, time) = rest.strip_suffix(".db")?.split_at_checked(DAY_LENGTH)?;
    let time = match time {
        "" => None,
        time => Some(time.strip_prefix('-')?),
    };
    let is_named = beginning_of(day).is_some() && time.is_none_or(|time| into_day(time).is_some());
    is_named.then_some(Named { day, time })
}

/// How far `142041` is into its day.
fn into_day(time: &str) -> Option<Duration> {
    let is_shaped = time.len() == "142041".len() && time.chars().all(|c| c.is_ascii_digit());
    let part = |from: usize| time.get(from..from + 2)?.parse::<u64>().ok();
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?);
    is_shaped.then(|| Duration::from_secs(hour * 3600 + minute * 60 + second))
}

fn beginning_of(day: &str) -> Option<Timestamp> {
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    let seconds = date.midnight().assume_utc().unix_timestamp();
    Some(Timestamp::from_millis(seconds * 1000))
}

/// A file that was moved from elsewhere may have lost its own time.
pub(super) fn made_at(named: &Named<'_>, facts: &Metadata) -> Option<Timestamp> {
    let began_at = beginning_of(named.day)?;
    if let Some(time) = named.time {
        return Some(began_at.plus(into_day(time)?));
    }
    let modified = facts.modified().ok()?;
    let since = modified.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let at = Timestamp::from_millis(i64::try_from(since.as_millis()).ok()?);
    match day_of(at) == named.day {
        true => Some(at),
        false => Some(began_at),
    }
}
