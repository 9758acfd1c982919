//! Practice HubSpot's own clock: the computer's, plus what the control has advanced it by. The control
//! can stop it, too.
//!
//! Tokens live 30 minutes on this clock, so a test outlives one without waiting.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::office::lock;

/// A moment on the practice clock, in milliseconds since 1970-01-01 UTC.
pub(crate) type Moment = i64;

/// Milliseconds in a second, for the sums made with a [`Moment`].
pub(crate) const SECOND: i64 = 1000;

/// Milliseconds in a day.
pub(crate) const DAY: i64 = 86_400 * SECOND;

/// The first moment without the `v1` OAuth calls: HubSpot's changelog names 2027-02-16 as their last
/// day and no hour, so they answer until that day is over in UTC.
pub(crate) const V1_ENDS: Moment = 1_802_822_400 * SECOND;

/// Runs on from the moment it was made, whatever the computer's clock does meanwhile, until the
/// control stops it.
pub(crate) struct Clock {
    began: Instant,
    began_at: Moment,
    hands: Mutex<Hands>,
}

/// What the control has done to the clock.
#[derive(Clone, Copy, Default)]
struct Hands {
    ahead_seconds: i64,
    /// How long the clock had run when it was stopped.
    stopped_after: Option<Duration>,
}

impl Clock {
    /// A clock that is `ahead_seconds` before the computer's.
    pub(crate) fn new(ahead_seconds: i64) -> Self {
        let began_at = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0));
        Self {
            began: Instant::now(),
            began_at,
            hands: Mutex::new(Hands {
                ahead_seconds,
                stopped_after: None,
            }),
        }
    }

    /// What the clock shows.
    pub(crate) fn now(&self) -> Moment {
        let hands = *self.hands();
        let run = hands.stopped_after.unwrap_or_else(|| self.began.elapsed());
        let run = i64::try_from(run.as_millis()).unwrap_or(i64::MAX);
        self.began_at
            .saturating_add(run)
            .saturating_add(hands.ahead_seconds.saturating_mul(SECOND))
    }

    /// How far the clock has been advanced, in seconds.
    pub(crate) fn ahead_seconds(&self) -> i64 {
        self.hands().ahead_seconds
    }

    /// Moves the clock on by `seconds` (back, where negative).
    pub(crate) fn advance(&self, seconds: i64) {
        let mut hands = self.hands();
        hands.ahead_seconds = hands.ahead_seconds.saturating_add(seconds);
    }

    /// Stops the clock at what it shows, so that only the control moves it; or lets it run again,
    /// from where the computer's has come to meanwhile.
    pub(crate) fn stop(&self, is_stopped: bool) {
        self.hands().stopped_after = is_stopped.then(|| self.began.elapsed());
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        lock(&self.hands)
    }
}

/// A moment as HubSpot writes it: RFC 3339 in UTC.
pub(crate) fn write_moment(moment: Moment) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment) * 1_000_000)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

/// A moment's day for a person: `23 Nov 2026`, in UTC.
pub(crate) fn write_day(moment: Moment) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp(moment.div_euclid(SECOND)) else {
        return String::new();
    };
    let month: String = at.month().to_string().chars().take(3).collect();
    format!("{} {month} {}", at.day(), at.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advancing_moves_the_clock_both_ways() {
        let clock = Clock::new(0);
        let before = clock.now();
        clock.advance(3600);
        assert!(clock.now() >= before + 3_600_000, "an hour was added");
        clock.advance(-7200);
        assert!(clock.now() < before, "two hours were taken off");
    }

    #[test]
    fn a_stopped_clock_shows_what_it_is_moved_to() {
        let clock = Clock::new(0);
        clock.stop(true);
        let before = clock.now();
        let later = Instant::now() + Duration::from_millis(5);
        while Instant::now() < later {
            std::hint::spin_loop();
        }
        assert_eq!(clock.now(), before);
        clock.advance(60);
        assert_eq!(clock.now(), before + 60 * SECOND);
        clock.stop(false);
        assert!(clock.now() >= before + 60 * SECOND + 5, "it runs again");
    }

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(write_moment(V1_ENDS), "2027-02-17T00:00:00Z");
        assert_eq!(write_moment(0), "1970-01-01T00:00:00Z");
        assert_eq!(write_moment(1_700_000_000_123), "2023-11-14T22:13:20.123Z");
        assert_eq!(write_day(1_700_000_000_123), "14 Nov 2023");
    }
}
