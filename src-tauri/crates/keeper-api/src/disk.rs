//! The disk, beside the async workers: a folder of a network may not answer for
//! minutes, and must hold up nothing else meanwhile.

use std::time::Duration;

use keeper_core::error::{Code, Problem};
use tokio::task::{JoinError, spawn_blocking};

/// How long reading may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs work that reads and changes nothing: it is given up after a while.
///
/// # Errors
/// What it says; [`Code::FileUnreadable`] for a disk that doesn't answer.
pub async fn read<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::time::timeout(PATIENCE, spawn_blocking(work)).await {
        Ok(worked) => worked.unwrap_or_else(broke),
        Err(_) => Err(Problem::new(Code::FileUnreadable).with("reason", "no answer in time")),
    }
}

/// Runs work that changes something, and waits for its end: it can't be
/// stopped, so nobody knows before how it went.
///
/// # Errors
/// What it says.
pub async fn write<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    spawn_blocking(work).await.unwrap_or_else(broke)
}

fn broke<T>(cause: JoinError) -> Result<T, Problem> {
    Err(Problem::new(Code::Internal).because(cause))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const LONG: Duration = Duration::from_secs(60 * 60);

    /// Work that goes on until it is let go, and what lets it go.
    fn stuck() -> (
        mpsc::Sender<()>,
        impl FnOnce() -> Result<&'static str, Problem> + Send + 'static,
    ) {
        let (go, gone) = mpsc::channel();
        let work = move || {
            // Whether it is told or the test has ended.
            let _ = gone.recv();
            Ok("done")
        };
        (go, work)
    }

    #[tokio::test(start_paused = true)]
    async fn a_disk_that_does_not_answer_is_given_up_when_reading() {
        let (go, work) = stuck();
        let reading = tokio::spawn(read(work));
        tokio::task::yield_now().await;
        tokio::time::advance(PATIENCE).await;
        let given_up = reading.await.unwrap().unwrap_err();
        assert_eq!(given_up.code, Code::FileUnreadable);
        drop(go);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_written_is_never_called_failed_before_its_end() {
        let (go, work) = stuck();
        let writing = tokio::spawn(write(work));
        tokio::task::yield_now().await;
        tokio::time::advance(LONG).await;
        tokio::task::yield_now().await;
        assert!(!writing.is_finished(), "nobody knows yet");
        go.send(()).unwrap();
        assert_eq!(writing.await.unwrap().unwrap(), "done");
    }
}
