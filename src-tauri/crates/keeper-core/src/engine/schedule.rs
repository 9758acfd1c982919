//! The daily proof: what is due, and when.
//!
//! Each installation is proven once a day, spread over the day by its own
//! name, so that a hundred of them don't knock at once.

use std::sync::Arc;
use std::time::Duration;

use crate::Timestamp;
use crate::activity::Actor;
use crate::error::Code;
use crate::health::Condition;
use crate::identifier::InstallationId;
use crate::installation::{Installation, KeepAlive};
use crate::needs::Selection;

use super::Engine;
use super::copy::REFRESH_UNDER;
use super::refresh::RefreshResult;

/// A proof is renewed after 20 hours at the earliest …
const EARLIEST: Duration = Duration::from_secs(20 * 60 * 60);
/// … and within the 8 hours after that, by the installation's name: once a
/// day on the average, and well before a proof ends.
const SPREAD: Duration = Duration::from_secs(8 * 60 * 60);
/// What was never proven is proven within this time.
const FIRST_PROOF_WITHIN: Duration = Duration::from_secs(10 * 60);
/// How often the list is looked at.
const TICK: Duration = Duration::from_secs(60);
/// How long the schedule rests when HubSpot can't be reached.
const OFFLINE_REST: Duration = Duration::from_secs(5 * 60);
/// How many proofs one tick makes: a night's worth of sleep is caught up
/// with quietly.
const PER_TICK: usize = 100;

/// When an installation is due to be refreshed without anybody asking; never,
/// where only a person can help or nobody wants it.
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

/// A number in 0..1 that an installation's name decides.
fn share_of_day(id: InstallationId) -> f64 {
    let [first, second, ..] = *id.as_uuid().as_bytes();
    f64::from(u16::from_be_bytes([first, second])) / 65_536.0
}

/// The installations that are due at `now`, longest overdue first.
#[must_use]
pub fn due(installations: &[Installation], now: Timestamp) -> Vec<InstallationId> {
    let mut due: Vec<_> = installations
        .iter()
        .filter_map(|installation| Some((due_at(installation)?, installation.id)))
        .filter(|(at, _)| *at <= now)
        .collect();
    due.sort_unstable();
    due.into_iter().map(|(_, id)| id).collect()
}

impl Engine {
    /// Keeps installations proven until the future is dropped. `is_wanted` is
    /// asked at every tick: the setting, and whether the vault is open.
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

    /// Proves what is due, one after the other; stops when HubSpot can't be
    /// reached and says so.
    pub async fn prove_due(self: &Arc<Self>) -> bool {
        let Ok(installations) = self.needs.vault.installations(Selection::Kept).await else {
            return true;
        };
        for id in due(&installations, self.now()).into_iter().take(PER_TICK) {
            let result = self.refresh(id, Actor::Schedule).await;
            if is_offline(&result) {
                return false;
            }
        }
        true
    }
}

fn is_offline(result: &RefreshResult) -> bool {
    matches!(
        result,
        RefreshResult::Postponed(problem) if problem.code == Code::HubSpotUnreachable
    )
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
        let due = due(&[early.clone(), earlier.clone(), installation(3)], NOW);
        assert_eq!(due, [earlier.id, early.id]);
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
