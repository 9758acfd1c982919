//! A link of our own, sent the whole way round through the system.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use keeper_core::error::{Code, Problem};
use keeper_core::needs::Browser;
use keeper_core::oauth::state;
use keeper_core::secret::StateToken;
use tokio::sync::Notify;

use crate::deep_link;

/// How long a link may be on its way: the system starts a second process.
const DEADLINE: Duration = Duration::from_secs(15);

/// The test that is on its way, if one is. A newer one takes its place.
#[derive(Default)]
pub struct LinkTrip(Mutex<Option<Awaited>>);

struct Awaited {
    nonce: StateToken,
    came: Arc<Notify>,
}

impl LinkTrip {
    /// Sends a link and waits for it; how long it took.
    ///
    /// # Errors
    /// [`Code::SchemeUnopened`], [`Code::SchemeSilent`].
    pub async fn run(&self, opener: &dyn Browser) -> Result<Duration, Problem> {
        let (nonce, came) = (state::make_state()?, Arc::new(Notify::new()));
        let link = deep_link::test(nonce.expose());
        let awaited = Awaited {
            nonce,
            came: Arc::clone(&came),
        };
        *self.lock() = Some(awaited);
        let started = Instant::now();
        let opened = opener.open(&link).await;
        opened.map_err(|problem| Problem {
            code: Code::SchemeUnopened,
            ..problem
        })?;
        match tokio::time::timeout(DEADLINE, came.notified()).await {
            Ok(()) => Ok(started.elapsed()),
            Err(_) => Err(Code::SchemeSilent.into()),
        }
    }

    /// Takes a link's nonce; whether it is the awaited one.
    pub fn came(&self, nonce: &str) -> bool {
        let mut awaited = self.lock();
        let nonce = StateToken::new(nonce);
        match awaited.take_if(|awaited| awaited.nonce.is_same(&nonce)) {
            Some(awaited) => {
                awaited.came.notify_one();
                true
            }
            None => false,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Awaited>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
