//! Attempts at the passphrase: one after the other, and ever slower.

use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep_until};

/// So many slips cost nothing.
const FREE: u32 = 2;
const LONGEST: Duration = Duration::from_secs(30);

/// The attempts of this process. A new process starts afresh: what then holds
/// an attacker up is the cost of the key derivation.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<Failures>);

/// What went wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    in_a_row: u32,
    last_at: Option<Instant>,
}

impl Attempts {
    /// Waits until no other key operation is under way.
    pub(crate) async fn alone(&self) -> MutexGuard<'_, Failures> {
        self.0.lock().await
    }

    /// Waits for one's turn, and for the delay that earlier failures cost.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, Failures> {
        let failures = self.0.lock().await;
        if let Some(last_at) = failures.last_at {
            sleep_until(last_at + failures.delay()).await;
        }
        failures
    }
}

impl Failures {
    /// How long after a failure the next attempt is heard.
    pub(crate) fn delay(&self) -> Duration {
        match self.in_a_row.checked_sub(FREE + 1) {
            None => Duration::ZERO,
            Some(doublings) => LONGEST.min(Duration::from_secs(1 << doublings.min(5))),
        }
    }

    /// Another failure.
    pub(crate) fn failed(&mut self) {
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.last_at = Some(Instant::now());
    }

    /// It went well.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn delays_grow_to_half_a_minute_and_are_waited_for() {
        let attempts = Attempts::default();
        let mut waited = Vec::new();
        for _ in 0..10 {
            let before = Instant::now();
            let mut failures = attempts.turn().await;
            waited.push((Instant::now() - before).as_secs());
            failures.failed();
        }
        assert_eq!(waited, [0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_forgives() {
        let attempts = Attempts::default();
        for _ in 0..6 {
            attempts.turn().await.failed();
        }
        attempts.turn().await.forget();
        let before = Instant::now();
        drop(attempts.turn().await);
        assert_eq!(Instant::now(), before);
    }
}
