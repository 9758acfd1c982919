//! The limits on API calls: in any ten seconds for each app on each account, and by the day for what
//! is private to an account.
//!
//! Sources: HubSpot's usage guidelines for OAuth apps (110 in ten seconds, no daily limit), and reports
//! of them for private ones. The OAuth endpoints have no published limit, so none is kept here.

use std::collections::{HashMap, VecDeque};

use axum::http::HeaderName;

use crate::answer::{Answer, rate_limited};
use crate::clock::{DAY, Moment, SECOND};
use crate::world::account::Account;
use crate::world::app::App;
use crate::world::private_app::PrivateLimits;

/// An OAuth app of the marketplace.
const OAUTH_APP: usize = 110;
const WINDOW: i64 = 10 * SECOND;

/// Who calls whom: the client ID or the token of a private app, and the account.
type Line = (String, u64);

/// What one caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) ten_seconds: usize,
    /// `None` for OAuth apps of the marketplace.
    pub(crate) daily: Option<u64>,
    /// Whether the headers tell of the day: they don't for OAuth calls.
    tells_daily: bool,
}

impl Limits {
    /// An OAuth app's. Where it is distributed privately, the account's products count.
    pub(crate) fn of_app(app: Option<&App>, account: &Account) -> Self {
        let is_private = app.is_some_and(|app| app.is_private_distribution);
        let limits = account.private_limits();
        Self {
            ten_seconds: if is_private {
                limits.ten_seconds
            } else {
                OAUTH_APP
            },
            daily: is_private.then_some(limits.daily),
            tells_daily: false,
        }
    }

    /// A private app's.
    pub(crate) fn of_private_app(account: &Account) -> Self {
        let PrivateLimits { ten_seconds, daily } = account.private_limits();
        Self {
            ten_seconds,
            daily: Some(daily),
            tells_daily: true,
        }
    }
}

/// What is left after a call, or the limit that it met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    limits: Limits,
    left: usize,
    left_today: u64,
    /// The policy that refuses the call.
    met: Option<&'static str>,
}

/// The calls of the last ten seconds, and of the day.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    lines: HashMap<Line, VecDeque<Moment>>,
    days: HashMap<u64, (i64, u64)>,
}

/// The day of an account, in its own time.
fn day_of(account: &Account, now: Moment) -> i64 {
    (now + i64::from(account.utc_offset_minutes) * 60 * SECOND).div_euclid(DAY)
}

impl Pace {
    /// Counts a call.
    pub(crate) fn count(
        &mut self,
        caller: &str,
        account: &Account,
        limits: Limits,
        now: Moment,
    ) -> Counted {
        let today = self.calls_today(account, now);
        let calls = self
            .lines
            .entry((caller.to_owned(), account.hub_id))
            .or_default();
        // A call from after `now` was counted before the clock was set back.
        calls.retain(|at| *at + WINDOW > now && *at <= now);
        let met = if calls.len() >= limits.ten_seconds {
            Some("TEN_SECONDLY_ROLLING")
        } else if limits.daily.is_some_and(|most| today >= most) {
            Some("DAILY")
        } else {
            None
        };
        if met.is_none() {
            calls.push_back(now);
        }
        let left = limits.ten_seconds.saturating_sub(calls.len());
        if met.is_none() && limits.daily.is_some() {
            self.set_calls_today(account, today + 1, now);
        }
        let today = self.calls_today(account, now);
        Counted {
            limits,
            left,
            left_today: limits.daily.unwrap_or_default().saturating_sub(today),
            met,
        }
    }

    /// How many calls were counted for an account today.
    pub(crate) fn calls_today(&self, account: &Account, now: Moment) -> u64 {
        let counted = self.days.get(&account.hub_id);
        counted.map_or(0, |(day, calls)| {
            if *day == day_of(account, now) {
                *calls
            } else {
                0
            }
        })
    }

    /// Sets the day's count, as if so many calls had been made.
    pub(crate) fn set_calls_today(&mut self, account: &Account, calls: u64, now: Moment) {
        self.days
            .insert(account.hub_id, (day_of(account, now), calls));
    }

    /// When the day's count begins anew.
    pub(crate) fn resets_at(account: &Account, now: Moment) -> Moment {
        (day_of(account, now) + 1) * DAY - i64::from(account.utc_offset_minutes) * 60 * SECOND
    }
}

impl Counted {
    /// HubSpot's headers about the limits.
    pub(crate) fn tell(&self, answer: Answer) -> Answer {
        let name = HeaderName::from_static;
        let answer = answer
            .with_header(name("x-hubspot-ratelimit-max"), self.limits.ten_seconds)
            .with_header(name("x-hubspot-ratelimit-remaining"), self.left)
            .with_header(name("x-hubspot-ratelimit-interval-milliseconds"), WINDOW);
        match self.limits.daily.filter(|_| self.limits.tells_daily) {
            None => answer,
            Some(daily) => answer
                .with_header(name("x-hubspot-ratelimit-daily"), daily)
                .with_header(name("x-hubspot-ratelimit-daily-remaining"), self.left_today),
        }
    }

    /// The refusal, if a limit was met.
    pub(crate) fn check(&self, correlation_id: &str) -> Result<(), Answer> {
        match self.met {
            None => Ok(()),
            Some(policy) => Err(self.tell(rate_limited(policy, correlation_id))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::seed::seed_world;

    fn account(hub_id: u64) -> Account {
        let mut account = seed_world(1, 1, 1).accounts.iter().next().unwrap().clone();
        account.hub_id = hub_id;
        account
    }

    fn limits(ten_seconds: usize, daily: Option<u64>) -> Limits {
        Limits {
            ten_seconds,
            daily,
            tells_daily: false,
        }
    }

    #[test]
    fn the_111th_call_in_ten_seconds_is_too_many() {
        let mut pace = Pace::default();
        let (one, other) = (account(1), account(2));
        let limits = Limits::of_app(None, &one);
        for left in (0..110).rev() {
            let counted = pace.count("a", &one, limits, 1000);
            assert_eq!((counted.left, counted.met), (left, None));
        }
        let over = pace.count("a", &one, limits, 1001);
        assert_eq!(over.met, Some("TEN_SECONDLY_ROLLING"), "over the limit");
        let elsewhere = pace.count("a", &other, limits, 1001);
        assert_eq!(elsewhere.left, 109, "each account has its own");
        let later = pace.count("a", &one, limits, 1000 + WINDOW);
        assert_eq!(later.left, 109, "the window has moved on");
    }

    #[test]
    fn the_day_is_shared_by_all_that_is_private_and_ends_at_the_accounts_midnight() {
        let mut pace = Pace::default();
        let mut account = account(1);
        account.utc_offset_minutes = -300;
        let limits = limits(100, Some(2));
        let midnight = 5 * 3600 * SECOND;
        assert_eq!(Pace::resets_at(&account, 0), midnight);
        assert_eq!(pace.count("a", &account, limits, 0).left_today, 1);
        assert_eq!(pace.count("b", &account, limits, 0).left_today, 0);
        assert_eq!(pace.count("a", &account, limits, 1).met, Some("DAILY"));
        assert_eq!(
            pace.count("a", &account, limits, midnight - 1).met,
            Some("DAILY")
        );
        assert_eq!(pace.count("a", &account, limits, midnight).met, None);
    }

    #[test]
    fn private_distribution_goes_by_the_accounts_products() {
        let mut app = seed_world(1, 1, 1).apps.remove(0);
        let mut account = account(1);
        account.products = vec!["sales-professional".to_owned()];
        app.is_private_distribution = false;
        assert_eq!(Limits::of_app(Some(&app), &account), limits(110, None));
        app.is_private_distribution = true;
        assert_eq!(
            Limits::of_app(Some(&app), &account),
            limits(190, Some(625_000))
        );
    }
}
