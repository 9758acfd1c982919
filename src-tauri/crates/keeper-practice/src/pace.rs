//! The limit on API calls: 110 in any 10 seconds, for each app on each account.
//!
//! Source: HubSpot's usage guidelines for OAuth apps. The OAuth endpoints have no published limit.

use std::collections::{HashMap, VecDeque};

use axum::http::HeaderName;

use crate::answer::Answer;
use crate::clock::{Moment, SECOND};
use crate::world::grants::Place;

const MOST: usize = 110;
const WINDOW: i64 = 10 * SECOND;

/// The calls of the last ten seconds.
#[derive(Debug, Default)]
pub(crate) struct Pace(HashMap<Place, VecDeque<Moment>>);

impl Pace {
    /// Counts a call: how many are left in the window, or `None` when it is over the limit.
    pub(crate) fn count(&mut self, place: &Place, now: Moment) -> Option<usize> {
        let calls = self.0.entry(place.clone()).or_default();
        // A call from after `now` was counted before the clock was set back.
        calls.retain(|at| *at + WINDOW > now && *at <= now);
        if calls.len() >= MOST {
            return None;
        }
        calls.push_back(now);
        Some(MOST - calls.len())
    }
}

/// HubSpot's headers about the limit.
pub(crate) fn with_pace(answer: Answer, left: usize) -> Answer {
    answer
        .with_header(HeaderName::from_static("x-hubspot-ratelimit-max"), MOST)
        .with_header(
            HeaderName::from_static("x-hubspot-ratelimit-remaining"),
            left,
        )
        .with_header(
            HeaderName::from_static("x-hubspot-ratelimit-interval-milliseconds"),
            WINDOW,
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_111th_call_in_ten_seconds_is_too_many() {
        let mut pace = Pace::default();
        let place = Place {
            client_id: "a".to_owned(),
            hub_id: 1,
        };
        for left in (0..MOST).rev() {
            assert_eq!(pace.count(&place, 1000), Some(left));
        }
        assert_eq!(pace.count(&place, 1001), None, "over the limit");
        let other = Place {
            client_id: "a".to_owned(),
            hub_id: 2,
        };
        assert_eq!(
            pace.count(&other, 1001),
            Some(MOST - 1),
            "each account has its own"
        );
        assert_eq!(
            pace.count(&place, 1000 + WINDOW),
            Some(MOST - 1),
            "the window has moved on"
        );
    }
}
