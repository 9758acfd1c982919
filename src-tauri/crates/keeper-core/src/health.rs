//! The health of an installation: a closed list, and the table by which it
//! changes.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Timestamp;

/// How long a proof keeps an installation [`Health::Healthy`]: a day and a
/// half, so that one missed daily proof doesn't turn the list grey.
pub const PROOF_LASTS: Duration = Duration::from_secs(36 * 60 * 60);

/// What a person is shown. The order is the order of urgency in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// HubSpot said that the refresh token is dead.
    NeedsReauthorization,
    /// The app's profile is wrong (client ID or secret).
    AppProblem,
    /// The sealed tokens are missing or can't be decrypted, though the vault is
    /// open.
    TokenUnreadable,
    /// The tokens went with the vault that a person started over from.
    SecretUnavailable,
    /// A grant for another account or app than was asked for waits for a
    /// decision.
    Quarantined,
    /// A grant is saved, its account not known yet.
    Held,
    /// Works, but wanted scopes aren't all granted.
    ScopesBehind,
    /// A passing fault; it is tried again.
    Retrying,
    /// Not tried lately, or imported.
    Unproven,
    /// Proven good within [`PROOF_LASTS`].
    Healthy,
    /// Revoked from here.
    Revoked,
    /// Uninstalled from here.
    Uninstalled,
}

impl Health {
    /// Every health, in the order in which facets stand: has a token, needs a
    /// person, waits, gone.
    pub const ALL: [Self; 12] = [
        Self::Healthy,
        Self::Unproven,
        Self::Retrying,
        Self::ScopesBehind,
        Self::NeedsReauthorization,
        Self::AppProblem,
        Self::TokenUnreadable,
        Self::SecretUnavailable,
        Self::Quarantined,
        Self::Held,
        Self::Revoked,
        Self::Uninstalled,
    ];

    /// Whether support would say that the account has a token.
    #[must_use]
    pub fn has_token(self) -> bool {
        matches!(
            self,
            Self::Healthy | Self::Unproven | Self::Retrying | Self::ScopesBehind
        )
    }

    /// Whether nothing improves until a person acts.
    #[must_use]
    pub fn needs_person(self) -> bool {
        matches!(
            self,
            Self::NeedsReauthorization
                | Self::AppProblem
                | Self::TokenUnreadable
                | Self::SecretUnavailable
                | Self::Quarantined
        )
    }

    /// Whether nothing is left but the record.
    #[must_use]
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Revoked | Self::Uninstalled)
    }
}

/// Why HubSpot's answer to a refresh means that the token is dead
/// (contract: `BAD_REFRESH_TOKEN`, `BAD_HUB`, or no known status and
/// `invalid_grant`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeathCause {
    /// Revoked, or the app was uninstalled in the account.
    TokenRefused,
    /// The account is gone or deactivated.
    AccountGone,
}

/// What is kept about an installation's refresh token: facts, from which
/// [`assess`] derives the health for a given moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// The last answer was good, or there was none yet.
    Working,
    /// Faults that pass.
    Retrying {
        /// When the first of the run of faults came.
        since: Timestamp,
        /// When it is tried again.
        next_try_at: Timestamp,
        /// How many tries failed in a row; at least 1.
        tries: u32,
    },
    /// HubSpot refused the refresh token.
    Dead {
        /// When it said so.
        since: Timestamp,
        /// What it said.
        cause: DeathCause,
    },
    /// The refresh token was revoked from here.
    Revoked {
        /// When HubSpot confirmed it.
        at: Timestamp,
    },
    /// The app was uninstalled from here.
    Uninstalled {
        /// When HubSpot confirmed it.
        at: Timestamp,
    },
    /// The sealed tokens are missing or can't be decrypted, so that HubSpot
    /// can't be asked.
    Unreadable {
        /// When that was found.
        since: Timestamp,
    },
}

/// What [`assess`] looks at.
#[derive(Clone, Copy, Debug)]
pub struct HealthFacts {
    /// What is kept.
    pub condition: Condition,
    /// When the refresh token was last proven good.
    pub proven_at: Option<Timestamp>,
    /// Whether a wanted scope isn't granted.
    pub scopes_behind: bool,
    /// Whether the app's profile has an open finding.
    pub app_faulty: bool,
    /// Whether tokens are kept, sealed with the vault's key.
    pub has_tokens: bool,
    /// Whether an answer of HubSpot's waits to be saved.
    pub answer_unsaved: bool,
}

/// The health of an installation at `now`.
///
/// An answer that isn't saved yet comes first: what is on disk is out of date.
/// Then what is final, then what a person must do, then what passes. Whether the
/// vault is locked doesn't matter: the last known health is shown.
#[must_use]
pub fn assess(facts: HealthFacts, now: Timestamp) -> Health {
    if facts.answer_unsaved {
        return Health::Retrying;
    }
    match facts.condition {
        Condition::Uninstalled { .. } => Health::Uninstalled,
        Condition::Revoked { .. } => Health::Revoked,
        Condition::Dead { .. } => Health::NeedsReauthorization,
        Condition::Unreadable { .. } => Health::TokenUnreadable,
        Condition::Working | Condition::Retrying { .. } if !facts.has_tokens => {
            Health::SecretUnavailable
        }
        Condition::Working | Condition::Retrying { .. } if facts.app_faulty => Health::AppProblem,
        Condition::Retrying { .. } => Health::Retrying,
        Condition::Working if facts.scopes_behind => Health::ScopesBehind,
        Condition::Working => freshness(facts.proven_at, now),
    }
}

fn freshness(proven_at: Option<Timestamp>, now: Timestamp) -> Health {
    match proven_at {
        Some(at) if now.since(at) <= PROOF_LASTS => Health::Healthy,
        Some(_) | None => Health::Unproven,
    }
}

/// What the answer to a refresh says about the installation:
/// decided per call, HubSpot's `status` first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshVerdict {
    /// New tokens came.
    Proven,
    /// The refresh token is dead.
    Dead(DeathCause),
    /// The app's profile is wrong; nothing is said about the installation.
    ProfileWrong,
    /// A fault that passes; nothing is said about the token.
    Later {
        /// How long to wait at least, from `Retry-After` or the back-off.
        wait: Duration,
    },
}

/// The condition after a refresh. The whole transition table of
/// ARCHITECTURE.md: only [`RefreshVerdict::Dead`] marks an installation dead, and
/// nothing that is gone comes back by a refresh.
#[must_use]
pub fn after_refresh(before: Condition, verdict: RefreshVerdict, now: Timestamp) -> Condition {
    if matches!(
        before,
        Condition::Revoked { .. } | Condition::Uninstalled { .. }
    ) {
        return before;
    }
    match verdict {
        RefreshVerdict::Proven => Condition::Working,
        RefreshVerdict::Dead(cause) => died(before, cause, now),
        RefreshVerdict::ProfileWrong => before,
        RefreshVerdict::Later { wait } => postponed(before, wait, now),
    }
}

fn died(before: Condition, cause: DeathCause, now: Timestamp) -> Condition {
    match before {
        Condition::Dead { since, .. } => Condition::Dead { since, cause },
        Condition::Working
        | Condition::Retrying { .. }
        | Condition::Unreadable { .. }
        | Condition::Revoked { .. }
        | Condition::Uninstalled { .. } => Condition::Dead { since: now, cause },
    }
}

fn postponed(before: Condition, wait: Duration, now: Timestamp) -> Condition {
    let next_try_at = now.plus(wait);
    match before {
        Condition::Retrying { since, tries, .. } => Condition::Retrying {
            since,
            next_try_at,
            tries: tries.saturating_add(1),
        },
        Condition::Working | Condition::Unreadable { .. } => Condition::Retrying {
            since: now,
            next_try_at,
            tries: 1,
        },
        dead @ (Condition::Dead { .. }
        | Condition::Revoked { .. }
        | Condition::Uninstalled { .. }) => dead,
    }
}

/// How long to wait after `tries` failures in a row: 30 s doubling to an
/// hour, moved by up to a quarter either way by `jitter` in 0..=1, so that
/// 10,000 installations don't return at once.
#[must_use]
pub fn back_off(tries: u32, jitter: f64) -> Duration {
    let doubled = 30u64.saturating_mul(1 << tries.min(12));
    let seconds = doubled.min(60 * 60);
    let factor = 0.75 + jitter.clamp(0.0, 1.0) / 2.0;
    Duration::from_secs(seconds).mul_f64(factor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000_000);

    fn facts(condition: Condition) -> HealthFacts {
        HealthFacts {
            condition,
            proven_at: Some(NOW),
            scopes_behind: false,
            app_faulty: false,
            has_tokens: true,
            answer_unsaved: false,
        }
    }

    #[test]
    fn a_proof_lasts_36_hours() {
        let mut kept = facts(Condition::Working);
        assert_eq!(assess(kept, NOW), Health::Healthy);
        assert_eq!(assess(kept, NOW.plus(PROOF_LASTS)), Health::Healthy);
        let later = NOW.plus(PROOF_LASTS).plus(Duration::from_millis(1));
        assert_eq!(assess(kept, later), Health::Unproven);
        kept.proven_at = None;
        assert_eq!(assess(kept, NOW), Health::Unproven);
    }

    #[test]
    fn a_locked_vault_hides_neither_death_nor_tombstone() {
        for (condition, health) in [
            (dead(), Health::NeedsReauthorization),
            (Condition::Revoked { at: NOW }, Health::Revoked),
            (Condition::Uninstalled { at: NOW }, Health::Uninstalled),
            (
                Condition::Unreadable { since: NOW },
                Health::TokenUnreadable,
            ),
            (Condition::Working, Health::SecretUnavailable),
        ] {
            let mut kept = facts(condition);
            kept.has_tokens = false;
            assert_eq!(assess(kept, NOW), health);
        }
    }

    #[test]
    fn a_wrong_profile_says_nothing_about_the_installation() {
        for before in [Condition::Working, dead()] {
            assert_eq!(
                after_refresh(before, RefreshVerdict::ProfileWrong, NOW),
                before
            );
        }
    }

    #[test]
    fn nothing_gone_comes_back_by_a_refresh() {
        let gone = Condition::Uninstalled { at: NOW };
        assert_eq!(after_refresh(gone, RefreshVerdict::Proven, NOW), gone);
    }

    #[test]
    fn a_run_of_faults_keeps_its_beginning() {
        let wait = Duration::from_secs(60);
        let first = after_refresh(Condition::Working, RefreshVerdict::Later { wait }, NOW);
        let later = NOW.plus(wait);
        let second = after_refresh(first, RefreshVerdict::Later { wait }, later);
        assert_eq!(
            second,
            Condition::Retrying {
                since: NOW,
                next_try_at: later.plus(wait),
                tries: 2
            }
        );
    }

    fn dead() -> Condition {
        Condition::Dead {
            since: NOW,
            cause: DeathCause::TokenRefused,
        }
    }

    proptest! {
        #[test]
        fn only_a_dead_verdict_kills(seconds in 0u64..10_000, kind in 0..3) {
            let verdict = match kind {
                0 => RefreshVerdict::Proven,
                1 => RefreshVerdict::ProfileWrong,
                _ => RefreshVerdict::Later { wait: Duration::from_secs(seconds) },
            };
            let after = after_refresh(Condition::Working, verdict, NOW);
            let is_dead = matches!(after, Condition::Dead { .. });
            prop_assert!(!is_dead);
        }

        #[test]
        fn back_off_stays_within_bounds(tries in 0u32..1000, jitter in -1.0f64..2.0) {
            let wait = back_off(tries, jitter);
            prop_assert!(wait >= Duration::from_secs(22));
            prop_assert!(wait <= Duration::from_secs(75 * 60));
        }
    }

    #[test]
    fn waits_double_up_to_an_hour() {
        for (tries, seconds) in [(0, 30), (1, 60), (3, 240), (6, 1920), (7, 3600), (40, 3600)] {
            assert_eq!(
                back_off(tries, 0.5),
                Duration::from_secs(seconds),
                "{tries}"
            );
        }
        assert_eq!(back_off(7, 0.0), Duration::from_secs(2700));
        assert_eq!(back_off(7, 1.0), Duration::from_secs(4500));
    }

    #[test]
    fn each_health_is_of_one_sort() {
        let sorts = |health: Health| (health.has_token(), health.needs_person(), health.is_gone());
        for health in Health::ALL {
            let expected = match health {
                Health::Healthy | Health::Unproven | Health::Retrying | Health::ScopesBehind => {
                    (true, false, false)
                }
                Health::NeedsReauthorization
                | Health::AppProblem
                | Health::TokenUnreadable
                | Health::SecretUnavailable
                | Health::Quarantined => (false, true, false),
                Health::Held => (false, false, false),
                Health::Revoked | Health::Uninstalled => (false, false, true),
            };
            assert_eq!(sorts(health), expected, "{health:?}");
        }
    }
}
