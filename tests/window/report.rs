//! What held, what did not, and a picture of it.

use std::future::Future;
use std::path::PathBuf;
use std::time::Instant;

use crate::failure::Held;
use crate::window::Window;

/// Counts the steps and says each as it is done.
pub struct Report {
    /// Steps that held.
    pub passed: u32,
    /// Steps that did not.
    pub failed: u32,
    /// Where a picture of each step goes, if one is wanted.
    pictures: Option<PathBuf>,
}

impl Report {
    /// An empty report.
    pub fn new(pictures: Option<PathBuf>) -> Self {
        Self {
            passed: 0,
            failed: 0,
            pictures,
        }
    }

    /// Carries out one step, and counts and says how it went.
    pub async fn step<T>(&mut self, what: &str, step: impl Future<Output = Held<T>>) -> Held<T> {
        let started = Instant::now();
        let outcome = step.await;
        let took = started.elapsed().as_millis();
        match &outcome {
            Ok(_) => {
                self.passed += 1;
                println!("ok    {what} ({took} ms)");
            }
            Err(failure) => {
                self.failed += 1;
                println!("FAILED {what} ({took} ms)\n      {failure}");
            }
        }
        outcome
    }

    /// Takes a picture of the window where pictures are wanted.
    pub async fn picture(&self, window: &Window, name: &str) -> Held {
        let number = self.passed + self.failed;
        match &self.pictures {
            Some(folder) => {
                window
                    .picture(&folder.join(format!("{number:02}-{name}.png")))
                    .await
            }
            None => Ok(()),
        }
    }
}
