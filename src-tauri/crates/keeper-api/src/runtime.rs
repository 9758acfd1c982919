//! Clock and runtime for the engine.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::future::BoxFuture;
use keeper_core::needs::{Clock, Spawner};
use keeper_core::{Instant, Timestamp};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::views::Language;

/// A sleep never trusts the timer for longer than this: after the machine has
/// slept, what has passed is looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// When this process first looked.
static START: LazyLock<boot_time::Instant> = LazyLock::new(boot_time::Instant::now);

/// The machine's clocks.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn instant(&self) -> Instant {
        Instant::after_start(START.elapsed())
    }

    fn sleep_until(&self, at: Instant) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            loop {
                let left = at.since(SystemClock.instant());
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(LOOK_AGAIN)).await;
            }
        })
    }
}

/// The first of the person's languages that every text exists in.
#[must_use]
pub fn system_language() -> Language {
    let mut locales = sys_locale::get_locales();
    let known = locales.find(|locale| {
        let language = Language::of_locale(locale);
        language != Language::default() || locale.starts_with(Language::default().tag())
    });
    known.map_or_else(Language::default, |locale| Language::of_locale(&locale))
}

/// Spawns on the runtime that it was made in. Every task ends when the
/// spawner is told to end them, so that nothing holds a closed vault open.
#[derive(Clone, Debug)]
pub struct TokioSpawner {
    runtime: Handle,
    is_over: watch::Sender<bool>,
}

impl TokioSpawner {
    /// The spawner of the current runtime.
    pub fn current() -> Self {
        Self {
            runtime: Handle::current(),
            is_over: watch::Sender::new(false),
        }
    }

    /// Ends every task, now and from now on.
    pub fn end_all(&self) {
        self.is_over.send_replace(true);
    }
}

impl Spawner for TokioSpawner {
    fn spawn(&self, task: BoxFuture<'static, ()>) {
        let mut is_over = self.is_over.subscribe();
        drop(self.runtime.spawn(async move {
            tokio::select! {
                () = task => {}
                _ = is_over.wait_for(|over| *over) => {}
            }
        }));
    }
}
