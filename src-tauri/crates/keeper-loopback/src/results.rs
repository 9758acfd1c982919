//! Result pages that browsers were sent to, shared by all listeners of a
//! receiver: when the next flow takes the port at once, its listener still
//! answers for the one before.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use keeper_core::needs::PageVerdict;
use keeper_core::{Code, Problem};
use tokio::time::Instant;

/// Paths and what stands there.
#[derive(Debug, Default)]
pub(crate) struct Results(Mutex<BTreeMap<String, Kept>>);

#[derive(Debug)]
struct Kept {
    verdict: PageVerdict,
    /// None while the listener lives.
    until: Option<Instant>,
}

impl Results {
    /// Puts a verdict at `path`, in place of the one before.
    pub(crate) fn put(&self, path: &str, verdict: PageVerdict) {
        let kept = Kept {
            verdict,
            until: None,
        };
        self.lock().insert(path.to_owned(), kept);
    }

    /// Lets the page at `path` go when its time is over.
    pub(crate) fn keep_until(&self, path: &str, until: Instant) {
        if let Some(kept) = self.lock().get_mut(path) {
            kept.until = Some(until);
        }
    }

    pub(crate) fn remove(&self, path: &str) {
        self.lock().remove(path);
    }

    /// What stands at `path` now.
    pub(crate) fn at(&self, path: &str) -> Option<PageVerdict> {
        let now = Instant::now();
        let mut kept = self.lock();
        kept.retain(|_, kept| kept.until.is_none_or(|until| now < until));
        kept.get(path).map(|kept| kept.verdict)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A path that no page in the browser can guess.
pub(crate) fn make_path() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Problem::new(Code::RedirectListenerFailed).because(error))?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("/portalkeeper-result-{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_result_stays_until_its_time_is_over() {
        let results = Results::default();
        assert_eq!(results.at("/a"), None);
        results.put("/a", PageVerdict::Working);
        results.put("/a", PageVerdict::Done);
        results.put("/b", PageVerdict::Confirm);
        assert_eq!(results.at("/a"), Some(PageVerdict::Done), "the newest");
        results.keep_until("/a", Instant::now() + std::time::Duration::from_secs(5));
        tokio::time::advance(std::time::Duration::from_millis(4999)).await;
        assert_eq!(results.at("/a"), Some(PageVerdict::Done));
        tokio::time::advance(std::time::Duration::from_millis(1)).await;
        assert_eq!(results.at("/a"), None, "its time is over");
        assert_eq!(
            results.at("/b"),
            Some(PageVerdict::Confirm),
            "no time was set"
        );
        results.remove("/b");
        assert_eq!(results.at("/b"), None);
    }

    #[test]
    fn no_two_paths_are_alike() {
        let (one, other) = (make_path().unwrap(), make_path().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), "/portalkeeper-result-".len() + 32);
    }
}
