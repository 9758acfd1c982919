//! Noticing that files change.
//!
//! Editors save by writing beside the file and moving over it, so folders are
//! watched, not files. What comes in a burst is told once, when it has been
//! quiet for a moment. A folder that goes away, as when another branch is
//! checked out, is looked for until it is back.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use keeper_core::{Code, Problem};
use notify::RecommendedWatcher;

use crate::fault::about;

mod folders;

use folders::Folders;

/// How long it has to be quiet after a change.
const QUIET: Duration = Duration::from_millis(200);
/// How long a burst may go on before it is told all the same.
const BURST: Duration = Duration::from_secs(2);
/// How often a folder that went away is looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

enum Message {
    Seen(notify::Result<notify::Event>),
    Stop,
}

/// Files being watched, until it is dropped.
#[derive(Debug)]
pub struct Watching {
    stop: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watching {
    /// Waits for a call in progress; after that none comes.
    fn drop(&mut self) {
        let _ended_already = self.stop.send(Message::Stop);
        let Some(thread) = self.thread.take() else {
            return;
        };
        // A callback that drops its own watching can't wait for itself.
        if thread.thread().id() != thread::current().id() {
            let _panicked = thread.join();
        }
    }
}

/// Watches files and calls back, on a thread of its own, with those that were
/// written, replaced, removed or are there again. The files needn't exist.
///
/// # Errors
/// [`Code::FileUnreadable`] where the system can watch nothing.
pub fn watch(
    paths: &[PathBuf],
    mut callback: impl FnMut(Vec<PathBuf>) + Send + 'static,
) -> Result<Watching, Problem> {
    let (sender, receiver) = mpsc::channel();
    let seen = sender.clone();
    let watcher = notify::recommended_watcher(move |event| {
        let _nobody_listens = seen.send(Message::Seen(event));
    });
    let watcher = watcher.map_err(|cause| unwatched(paths, &cause))?;
    let mut folders = Folders::of(paths);
    let mut eyes = Eyes { watcher };
    folders.look(&mut eyes);
    let thread = thread::Builder::new()
        .name("file watcher".to_owned())
        .spawn(move || follow(&receiver, folders, eyes, &mut callback));
    let thread = thread.map_err(|cause| unwatched(paths, &cause))?;
    Ok(Watching {
        stop: sender,
        thread: Some(thread),
    })
}

fn unwatched(paths: &[PathBuf], cause: &dyn std::fmt::Display) -> Problem {
    let path = paths.first().map_or(Path::new(""), PathBuf::as_path);
    about(Code::FileUnreadable, path)
        .with("reason", "it can’t be watched for changes")
        .because(cause)
}

/// The system's watcher.
struct Eyes {
    watcher: RecommendedWatcher,
}

fn follow(
    receiver: &Receiver<Message>,
    mut folders: Folders,
    mut eyes: Eyes,
    callback: &mut dyn FnMut(Vec<PathBuf>),
) {
    let mut burst = Burst::default();
    loop {
        let wait = match burst.left() {
            Some(left) => left,
            None if folders.are_all_there() => Duration::MAX,
            None => LOOK_AGAIN,
        };
        match receiver.recv_timeout(wait) {
            Ok(Message::Seen(event)) => burst.note(folders.touched(event, &mut eyes)),
            Err(RecvTimeoutError::Timeout) => {
                let changed = std::mem::take(&mut burst).changed;
                if !changed.is_empty() {
                    callback(changed);
                }
                burst.note(folders.look(&mut eyes));
            }
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// What changed and wasn't told yet.
#[derive(Default)]
struct Burst {
    changed: Vec<PathBuf>,
    began: Option<Instant>,
}

impl Burst {
    fn note(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            self.began.get_or_insert_with(Instant::now);
            if !self.changed.contains(&path) {
                self.changed.push(path);
            }
        }
    }

    /// How long to wait before it is told; none while there is nothing.
    fn left(&self) -> Option<Duration> {
        let began = self.began?;
        Some(BURST.saturating_sub(began.elapsed()).min(QUIET))
    }
}
