//! Waiting for the world outside, always with a deadline.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::failure::{Failure, Held};

/// How long a window, a browser or a daemon may take over one thing.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often something that can't announce itself is looked at.
const GLANCE: Duration = Duration::from_millis(25);

/// Looks again and again until there is something to see; the last failure is part of the message.
pub async fn until<T, F>(what: &str, mut look: impl FnMut() -> F) -> Held<T>
where
    F: Future<Output = Held<Option<T>>>,
{
    let deadline = Instant::now() + PATIENCE;
    let mut ticks = interval(GLANCE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = String::from("it never came");
    while Instant::now() < deadline {
        ticks.tick().await;
        match timeout(PATIENCE, look()).await {
            Ok(Ok(Some(found))) => return Ok(found),
            Ok(Ok(None)) => {}
            Ok(Err(failure)) => last = failure.to_string(),
            Err(_) => last = String::from("one look took too long"),
        }
    }
    Err(Failure::new(format!(
        "waited {PATIENCE:?} for {what}: {last}"
    )))
}

/// Gives one thing its deadline.
pub async fn within<T>(what: &str, future: impl Future<Output = Held<T>>) -> Held<T> {
    match timeout(PATIENCE, future).await {
        Ok(outcome) => outcome.map_err(|failure| failure.while_trying(what)),
        Err(_) => Err(Failure::new(format!(
            "{what} took longer than {PATIENCE:?}"
        ))),
    }
}
