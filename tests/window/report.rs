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
    taken: u32,
}

impl Report {
    /// An empty report, and no pictures of an earlier one.
    pub fn new(pictures: Option<PathBuf>) -> Self {
        for file in pictures
            .iter()
            .flat_map(|folder| folder.read_dir())
            .flatten()
            .flatten()
        {
            if file.path().extension().is_some_and(|kind| kind == "png") {
                let _ = std::fs::remove_file(file.path());
            }
        }
        Self {
            passed: 0,
            failed: 0,
            pictures,
            taken: 0,
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

    /// Counts what ended a journey between its steps, too: `failed` stood there before it.
    pub fn close(&mut self, failed: u32, outcome: Held) {
        if let Err(failure) = outcome
            && self.failed == failed
        {
            self.failed += 1;
            println!("FAILED between two steps\n      {failure}");
        }
    }

    /// Takes a picture of the window where pictures are wanted.
    pub async fn picture(&mut self, window: &Window, name: &str) -> Held {
        self.taken += 1;
        let number = self.taken;
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
