//! A week of background checks: three apps with two hundred installations
//! each, and all that a week brings.
//!
//! An app's client secret is rotated on the second day and mended on the
//! fifth. The machine sleeps for nine hours; when it wakes, HubSpot limits
//! another app for three hours. HubSpot can't be reached for a night.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use keeper_core::Timestamp;
use keeper_core::needs::Clock;

use crate::model::{Call, Sky};
use crate::random::Random;
use crate::rows::Beneath;
use crate::world::{BEGIN, World};

/// Rows of each app; fewer where only the broken app is looked at.
const ROWS: usize = 200;
const FEW_ROWS: usize = 50;
/// Whose secret is rotated, who is limited, and who meets no fault of its own.
const BROKEN: usize = 0;
const LIMITED: usize = 1;
const SOUND: usize = 2;

/// When, in hours.
const ROTATED: u64 = 34;
const ASLEEP: Range<u64> = 58..67;
/// First without a `Retry-After`, then with one of ten minutes.
const SLOWED: Range<u64> = 67..69;
const TOLD_TO_WAIT: Range<u64> = 69..70;
const OFFLINE: Range<u64> = 94..102;
const MENDED: u64 = 110;
const END: u64 = 168;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// How old a proof may be.
const PROOF_WITHIN: Duration = Duration::from_secs(36 * 60 * 60);
/// How long rows are caught up with after HubSpot couldn't be asked: the longest
/// back-off of one of them is an hour and a quarter.
const CATCHING_UP: u64 = 2;
/// The longest back-off of an app with a fault, six hours and a quarter more,
/// and the time to check every row then.
const BACK_OFF: Duration = Duration::from_secs(450 * 60 + 10 * 60);

/// How the secret is mended.
#[derive(Clone, Copy)]
enum Mending {
    /// A person saves the new one in the app.
    Saved,
    /// HubSpot takes the one before again, which nobody tells the program.
    AtHubSpot,
}

struct Week {
    world: World,
    /// What was told by the end of each hour.
    told: BTreeMap<u64, Told>,
}

/// How often it was told that something had changed.
#[derive(Clone, Copy)]
struct Told {
    apps: u64,
    /// Of the broken app.
    rows: u64,
}

fn at(hour: u64) -> Timestamp {
    BEGIN.plus(HOUR * u32::try_from(hour).unwrap())
}

impl Week {
    fn begin(seed: u64, rows: usize) -> Self {
        let people = Random::new(seed, "people");
        let beneath = Beneath::new(false);
        let mut world = World::furnished(seed, people, beneath, Some(rows));
        world.model.lock().sky = Sky::default();
        world.start();
        Self {
            world,
            told: BTreeMap::new(),
        }
    }

    fn live(&mut self, mending: Mending) {
        let before = self.world.model.lock().apps[BROKEN].secrets.clone();
        for hour in 0..END {
            if ASLEEP.contains(&hour) {
                self.stand_still(hour);
                continue;
            }
            self.world.model.lock().sky = sky(hour);
            match (hour, mending) {
                (ROTATED, _) => self.world.rotate_secret(BROKEN),
                (MENDED, Mending::Saved) => self.world.mend(BROKEN),
                (MENDED, Mending::AtHubSpot) => {
                    self.world.model.lock().apps[BROKEN].secrets = before.clone();
                }
                (_, _) => {}
            }
            self.world.run_for(HOUR);
            self.every_healthy_row_is_proven(hour + 1, mending);
            self.told.insert(hour + 1, self.told());
        }
        let broken = &self.world.model.lock().broken;
        assert!(broken.is_empty(), "{broken:?}");
    }

    fn told(&self) -> Told {
        let rows = self.world.rows().into_iter();
        let own = rows.filter(|row| row.app == self.world.apps[BROKEN]);
        let own: Vec<_> = own.map(|row| row.id).collect();
        let model = self.world.model.lock();
        let times = |id| model.row_events.get(id).copied().unwrap_or(0);
        Told {
            apps: model.app_events,
            rows: own.iter().map(times).sum(),
        }
    }

    /// The clock stands still for the program, and then jumps.
    fn stand_still(&self, hour: u64) {
        if hour + 1 == ASLEEP.end {
            self.world.clock.set(at(ASLEEP.end));
        }
    }

    fn every_healthy_row_is_proven(&self, hour: u64, mending: Mending) {
        let now = self.world.clock.now();
        for app in [BROKEN, LIMITED, SOUND] {
            if is_excused(app, hour, mending) {
                continue;
            }
            assert!(
                !self.world.is_faulty(self.world.apps[app]),
                "app {app} in hour {hour}"
            );
            let late = self.proven_before(app, now.minus(PROOF_WITHIN));
            assert_eq!(late, 0, "rows of app {app} are late in hour {hour}");
        }
    }

    /// How many rows of an app weren't proven since.
    fn proven_before(&self, app: usize, since: Timestamp) -> usize {
        let rows = self.world.rows().into_iter();
        let own = rows.filter(|row| row.app == self.world.apps[app]);
        own.filter(|row| row.proven_at.is_none_or(|at| at < since))
            .count()
    }

    /// When calls of an app were made to the token endpoint in these hours.
    fn refreshes(&self, app: usize, hours: Range<u64>) -> Vec<Timestamp> {
        let within = at(hours.start)..at(hours.end);
        let model = self.world.model.lock();
        let is_meant =
            |call: &&Call| call.app == app && call.name == "refresh" && within.contains(&call.at);
        model
            .log
            .iter()
            .filter(is_meant)
            .map(|call| call.at)
            .collect()
    }

    /// In no time of that length, wherever it begins, more calls are made.
    fn at_most(&self, calls: usize, length: Duration, app: usize, hours: Range<u64>) {
        let made = self.refreshes(app, hours.clone());
        for first in &made {
            let within = first..&first.plus(length);
            let many = made.iter().filter(|at| within.contains(at)).count();
            assert!(
                many <= calls,
                "app {app} in hours {hours:?}: {many} calls in {length:?} from {first:?}"
            );
        }
    }

    /// The checks of a sound app.
    ///
    /// Two hundred rows are due in eight hours of a day, 25 in each on average.
    /// After a time without checks all that is due is caught up with, each row
    /// once. Offline, each look begins with one row of each app, and the looks
    /// are five minutes apart. A 429 ends a turn, and there is a turn a minute;
    /// a `Retry-After` of ten minutes lets one call pass in that time.
    fn healthy_apps_are_called_within_bounds(&self) {
        for app in [LIMITED, SOUND] {
            for hours in [0..ASLEEP.start, 72..OFFLINE.start, 104..END] {
                self.at_most(60, HOUR, app, hours);
            }
            self.at_most(ROWS, HOUR, app, 0..END);
            self.at_most(13, HOUR, app, OFFLINE);
        }
        self.at_most(60, HOUR, LIMITED, SLOWED);
        self.at_most(6, HOUR, LIMITED, TOLD_TO_WAIT);
    }

    /// Tries after 2, 4, 8, 16, 32 … minutes, up to six hours, all but a quarter.
    /// Offline it is like every other app.
    fn the_broken_app_is_hardly_called(&self) {
        for hours in [ROTATED..OFFLINE.start, OFFLINE.end..MENDED] {
            self.at_most(6, HOUR, BROKEN, hours);
        }
        for hours in [ROTATED + 11..OFFLINE.start, OFFLINE.end..MENDED] {
            self.at_most(1, HOUR * 4, BROKEN, hours);
        }
        self.at_most(13, HOUR, BROKEN, OFFLINE);
        let tried = self.refreshes(BROKEN, OFFLINE.end..MENDED);
        assert!(!tried.is_empty(), "it is tried now and then");
    }

    /// Once when the fault is found, and once when it is over. The fault changes
    /// none of the rows.
    fn changes_are_told_once(&self) {
        let apps = [ROTATED, MENDED, END].map(|hour| self.told[&hour].apps);
        assert_eq!(apps, [0, 1, 2], "events of apps");
        let rows = [ROTATED, OFFLINE.start].map(|hour| self.told[&hour].rows);
        assert_eq!(rows[0], rows[1], "events of rows while the fault stood");
    }
}

/// Whether rows of an app may be late: HubSpot can't be asked, or not with this
/// secret, or couldn't a moment ago.
fn is_excused(app: usize, hour: u64, mending: Mending) -> bool {
    let mended = match mending {
        Mending::Saved => MENDED,
        Mending::AtHubSpot => MENDED + BACK_OFF.as_secs().div_ceil(3600),
    };
    let everyone = [ASLEEP.start..ASLEEP.end, OFFLINE];
    let own = match app {
        BROKEN => Some(ROTATED..mended),
        LIMITED => Some(SLOWED.start..TOLD_TO_WAIT.end),
        _ => None,
    };
    let mut times = everyone.into_iter().chain(own);
    times.any(|time| (time.start..time.end + CATCHING_UP).contains(&hour))
}

fn sky(hour: u64) -> Sky {
    let is_told = TOLD_TO_WAIT.contains(&hour);
    let is_limited = SLOWED.contains(&hour) || is_told;
    Sky {
        offline: OFFLINE.contains(&hour),
        limited_app: Some(LIMITED),
        limited_until: is_limited.then(|| at(hour + 1)),
        retry_after: is_told.then_some(600),
        ..Sky::default()
    }
}

fn live_through_a_week(rows: usize, mending: Mending) -> Week {
    let mut week = Week::begin(1, rows);
    week.live(mending);
    week.healthy_apps_are_called_within_bounds();
    week.the_broken_app_is_hardly_called();
    week.changes_are_told_once();
    week
}

#[test]
fn in_a_week_a_saved_secret_is_taken_up_at_once() {
    let week = live_through_a_week(ROWS, Mending::Saved);
    let tried = week.refreshes(BROKEN, MENDED..MENDED + 1);
    let waited = tried[0].since(at(MENDED));
    assert!(waited < MINUTE, "first tried after {waited:?}");
    assert!(tried.len() >= ROWS, "all are tried within the hour");
}

#[test]
fn in_a_week_a_secret_that_is_right_again_is_found_within_its_back_off() {
    let week = live_through_a_week(FEW_ROWS, Mending::AtHubSpot);
    let tried = week.refreshes(BROKEN, MENDED..END);
    let (first, all) = (tried[0], tried[FEW_ROWS - 1]);
    assert!(first.since(at(MENDED)) > MINUTE, "nobody was told");
    let waited = all.since(at(MENDED));
    assert!(
        waited < BACK_OFF,
        "all rows were checked only after {waited:?}"
    );
}
