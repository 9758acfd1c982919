//! The background checks: what is due, and when.
//!
//! Each installation is checked once a day, spread over the day by a hash of
//! its ID, so that requests don't bunch up. Every app has a turn of its own at
//! each look, which a 429 or a fault of the app ends; an app whose profile
//! HubSpot refuses is tried once per back-off.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::stream;

use crate::Timestamp;
use crate::activity::Actor;
use crate::app::App;
use crate::error::{Code, Problem};
use crate::health::Condition;
use crate::identifier::{AppId, InstallationId};
use crate::installation::{Installation, KeepAlive};
use crate::limiter::{Endpoint, Priority};
use crate::needs::Selection;

use super::Engine;
use super::copy::REFRESH_UNDER;
use super::credentials::ALONE_AT_MOST;
use super::refresh::RefreshResult;
use super::unsaved::is_storage_failure;

/// An installation is checked again after 20 hours at the earliest …
const EARLIEST: Duration = Duration::from_secs(20 * 60 * 60);
/// … and within the 8 hours after that, by its ID: once a day on average, and
/// well before [`crate::health::PROOF_LASTS`] is over.
const SPREAD: Duration = Duration::from_secs(8 * 60 * 60);
/// The longest that anything waits for its check.
const LONGEST_WAIT: Duration = EARLIEST.saturating_add(SPREAD);
/// An installation that was never checked is checked within this time.
const FIRST_PROOF_WITHIN: Duration = Duration::from_secs(10 * 60);
/// How often the list is looked at.
const TICK: Duration = Duration::from_secs(60);
/// How long the checks rest when HubSpot can't be reached or the vault can't be
/// written.
const OFFLINE_REST: Duration = Duration::from_secs(5 * 60);
/// How many installations of one app are checked at one look, so that a night's
/// worth of sleep is caught up with quietly.
const PER_TURN: usize = 100;
/// How many apps have their turns at once.
const APPS_AT_ONCE: usize = 4;
/// So many temporary failures in a row end an app's turn.
const FAILURES_IN_A_ROW: u32 = 3;

/// When an installation is due to be refreshed in the background; never where
/// only a person can help or nobody wants it.
#[must_use]
pub fn due_at(installation: &Installation) -> Option<Timestamp> {
    installation.prints.as_ref()?;
    let keep_alive = installation.annotation.keep_alive;
    match installation.condition {
        Condition::Retrying { next_try_at, .. } if keep_alive != KeepAlive::Off => {
            Some(next_try_at)
        }
        Condition::Working => working_due_at(installation, keep_alive),
        Condition::Retrying { .. }
        | Condition::Dead { .. }
        | Condition::Unreadable { .. }
        | Condition::Revoked { .. }
        | Condition::Uninstalled { .. } => None,
    }
}

fn working_due_at(installation: &Installation, keep_alive: KeepAlive) -> Option<Timestamp> {
    match keep_alive {
        KeepAlive::Off => None,
        KeepAlive::Daily => Some(daily_due_at(installation)),
        KeepAlive::AlwaysFresh => installation
            .prints
            .as_ref()
            .map(|prints| prints.access_expires_at.minus(REFRESH_UNDER)),
    }
}

fn daily_due_at(installation: &Installation) -> Timestamp {
    let share = share_of_day(installation.id);
    match installation.proven_at {
        Some(proven_at) => proven_at.plus(EARLIEST).plus(SPREAD.mul_f64(share)),
        None => installation
            .installed_at
            .plus(FIRST_PROOF_WITHIN.mul_f64(share)),
    }
}

/// Whether a wait is over that ends at `at`. One that would last longer than the
/// longest was noted while the clock was wrong.
fn is_over(at: Timestamp, longest: Duration, now: Timestamp) -> bool {
    at <= now || longest < at.since(now)
}

/// A number in 0..1 that follows from an installation's ID.
fn share_of_day(id: InstallationId) -> f64 {
    let [first, second, ..] = *id.as_uuid().as_bytes();
    f64::from(u16::from_be_bytes([first, second])) / 65_536.0
}

/// The installations that are due at `now`, longest overdue first.
#[must_use]
pub fn due(installations: &[Installation], now: Timestamp) -> Vec<&Installation> {
    let mut due: Vec<_> = installations
        .iter()
        .filter_map(|installation| Some((due_at(installation)?, installation)))
        .filter(|(at, _)| is_over(*at, LONGEST_WAIT, now))
        .collect();
    due.sort_unstable_by_key(|(at, installation)| (*at, installation.id));
    due.into_iter()
        .map(|(_, installation)| installation)
        .collect()
}

/// How an app's turn goes on after one installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// With the next one.
    Goes,
    /// With the next one, unless failures pile up.
    Failed,
    /// Not now.
    EndsTurn,
    /// Nor does any other app's.
    EndsLook,
}

impl Engine {
    /// Checks installations in the background until the future is dropped.
    /// `is_wanted` is asked at every look: the setting.
    pub async fn keep_proven<F>(self: Arc<Self>, is_wanted: F)
    where
        F: Fn() -> bool + Send,
    {
        let mut rest = TICK;
        loop {
            self.pause(rest).await;
            rest = TICK;
            if is_wanted() && self.needs.vault.is_open() && !self.prove_due().await {
                rest = OFFLINE_REST;
            }
        }
    }

    /// Checks what is due, the apps side by side and each app's installations
    /// one after the other. False when HubSpot can't be reached or the vault
    /// can't be written, so that a longer rest is due.
    pub async fn prove_due(self: &Arc<Self>) -> bool {
        let Ok(turns) = self.turns().await else {
            return true;
        };
        let is_ended = AtomicBool::new(false);
        stream::iter(turns)
            .for_each_concurrent(APPS_AT_ONCE, |turn| self.take_turn(turn, &is_ended))
            .await;
        !is_ended.load(Ordering::Relaxed)
    }

    /// What is due, by app, without the apps that are to be left alone for now.
    async fn turns(&self) -> Result<Vec<Vec<InstallationId>>, Problem> {
        let now = self.now();
        let installations = self.needs.vault.installations(Selection::Kept).await?;
        let apps = self.needs.vault.apps().await?;
        let at_rest: HashSet<AppId> = apps
            .iter()
            .filter(|app| is_left_alone(app, now) || self.is_limited(app.id))
            .map(|app| app.id)
            .collect();
        let mut turns: BTreeMap<AppId, Vec<InstallationId>> = BTreeMap::new();
        for one in due(&installations, now) {
            if !at_rest.contains(&one.app) {
                turns.entry(one.app).or_default().push(one.id);
            }
        }
        Ok(turns.into_values().collect())
    }

    fn is_limited(&self, app: AppId) -> bool {
        self.limiter.paused_until(app, Endpoint::Token).is_some()
    }

    async fn take_turn(self: &Arc<Self>, due: Vec<InstallationId>, is_ended: &AtomicBool) {
        let mut failures_in_a_row = 0;
        for id in due.into_iter().take(PER_TURN) {
            if is_ended.load(Ordering::Relaxed) {
                return;
            }
            let priority = Priority::background();
            match next(&self.refresh(id, Actor::Schedule, &priority).await) {
                Next::Goes => failures_in_a_row = 0,
                Next::Failed if failures_in_a_row + 1 < FAILURES_IN_A_ROW => failures_in_a_row += 1,
                Next::Failed | Next::EndsTurn => return,
                Next::EndsLook => is_ended.store(true, Ordering::Relaxed),
            }
        }
    }
}

/// Whether an app's open fault has been tried lately enough.
fn is_left_alone(app: &App, now: Timestamp) -> bool {
    let next_try_at = app.fault.as_ref().and_then(|fault| fault.next_try_at);
    next_try_at.is_some_and(|at| !is_over(at, ALONE_AT_MOST, now))
}

/// Whether no call reaches HubSpot, whichever app makes it.
fn is_cut_off(code: Code) -> bool {
    matches!(
        code,
        Code::HubSpotUnreachable
            | Code::AnswerIntercepted
            | Code::ProxyCredentialsRefused
            | Code::SettingsUnreadable
    )
}

fn next(result: &RefreshResult) -> Next {
    match result {
        RefreshResult::Proven(_) | RefreshResult::Refused(_) => Next::Goes,
        RefreshResult::ProfileWrong(_) => Next::EndsTurn,
        RefreshResult::Postponed(problem) if problem.code == Code::RateLimited => Next::EndsTurn,
        RefreshResult::Postponed(problem) if is_cut_off(problem.code) => Next::EndsLook,
        // It speaks of one account alone.
        RefreshResult::Postponed(problem) if problem.code == Code::AccountLocked => Next::Goes,
        RefreshResult::Postponed(_) => Next::Failed,
        RefreshResult::Failed(problem) if is_storage_failure(problem.code) => Next::EndsLook,
        RefreshResult::Failed(_) => Next::Goes,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::grant::TokenPrints;
    use crate::health::PROOF_LASTS;
    use crate::identifier::{AppId, HubId};
    use crate::installation::Annotation;
    use crate::secret::Fingerprint;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn installation(id: u128) -> Installation {
        let print = Fingerprint::from_kept("0123456789ABCDEF");
        Installation {
            id: InstallationId::from_uuid(Uuid::from_u128(id)),
            app: AppId::from_uuid(Uuid::nil()),
            hub_id: HubId(1),
            user_id: None,
            condition: Condition::Working,
            proven_at: Some(NOW),
            requested: vec![],
            granted: vec![],
            installed_by: None,
            installed_at: NOW,
            authorized_at: NOW,
            last_error: None,
            forgotten_at: None,
            prints: Some(TokenPrints {
                access: print.clone(),
                access_expires_at: NOW.plus(Duration::from_secs(1800)),
                refresh: print,
            }),
            annotation: Annotation::default(),
        }
    }

    #[test]
    fn what_only_a_person_can_help_is_never_due() {
        let mut gone = installation(1);
        gone.condition = Condition::Uninstalled { at: NOW };
        assert_eq!(due_at(&gone), None);
        let mut wiped = installation(1);
        wiped.prints = None;
        assert_eq!(due_at(&wiped), None);
        let mut off = installation(1);
        off.annotation.keep_alive = KeepAlive::Off;
        assert_eq!(due_at(&off), None);
    }

    #[test]
    fn always_fresh_is_due_before_the_access_token_ends() {
        let mut eager = installation(1);
        eager.annotation.keep_alive = KeepAlive::AlwaysFresh;
        assert_eq!(due_at(&eager), Some(NOW.plus(Duration::from_secs(1500))));
    }

    #[test]
    fn the_longest_overdue_comes_first() {
        let mut early = installation(1);
        early.proven_at = Some(NOW.minus(Duration::from_secs(3 * 86_400)));
        let mut earlier = installation(2);
        earlier.proven_at = Some(NOW.minus(Duration::from_secs(9 * 86_400)));
        let all = [early, earlier, installation(3)];
        assert_eq!(due(&all, NOW), [&all[1], &all[0]]);
    }

    #[test]
    fn a_clock_that_was_wrong_puts_nothing_off_for_long() {
        let mut early = installation(1);
        early.proven_at = Some(NOW.plus(Duration::from_secs(365 * 86_400)));
        assert_eq!(due(std::slice::from_ref(&early), NOW), [&early]);
    }

    proptest! {
        #[test]
        fn a_daily_proof_comes_in_time(id: u128) {
            let due = due_at(&installation(id)).unwrap();
            prop_assert!(due >= NOW.plus(EARLIEST));
            prop_assert!(due.plus(TICK) < NOW.plus(PROOF_LASTS));
        }
    }
}
