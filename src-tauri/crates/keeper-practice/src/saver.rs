//! Keeps the world file: one writer in the background that coalesces.
//!
//! Every change marks the world as dirty; the writer takes a snapshot, writes it beside the file and
//! renames it over the old one (0600, synced), so a reader or a kill sees the old world or the new
//! one, never half of one. Changes that come while it writes go into the next round together: 1,000
//! token calls cost a handful of writes, not 1,000.
//!
//! Two kinds of change are told apart. What a person or an app can't get again (a consent, an
//! exchanged code, a revocation, an uninstall, whatever the control sets) is **flushed before it is answered**:
//! after a kill the world must not deny what it said. A refreshed access token is worth 30 minutes
//! and another refresh makes a new one, so its answer doesn't wait: the writer gets to it within
//! [`LINGER`].

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::world::file::{Snapshot, WrittenAccounts};

/// How long a change that nobody waits for may stay unsaved.
const LINGER: Duration = Duration::from_millis(250);

/// Takes a snapshot of the world as it is now.
pub(crate) type Look = Box<dyn Fn() -> Snapshot + Send + Sync>;

/// Saving failed; the answer that depended on it must not be given.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the world could not be saved: {0}")]
pub(crate) struct NotSaved(String);

impl NotSaved {
    fn ended() -> Self {
        Self("the writer has ended".to_owned())
    }
}

/// How far the writer has come, by the number of the change.
#[derive(Clone, Default)]
struct Progress {
    saved: u64,
    failed: Option<(u64, NotSaved)>,
    /// The writer has ended; nothing will be saved any more.
    ended: bool,
}

impl Progress {
    /// How the change with this number fared; `None` while it is not written.
    fn outcome_of(&self, number: u64) -> Option<Result<(), NotSaved>> {
        match &self.failed {
            Some((at, why)) if *at >= number => Some(Err(why.clone())),
            _ => (self.saved >= number).then_some(Ok(())),
        }
    }
}

/// Says that the writer has ended, however it did: nobody may wait for it then.
struct EndIsSaid<'a>(&'a watch::Sender<Progress>);

impl Drop for EndIsSaid<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|progress| progress.ended = true);
    }
}

/// The desk at which changes are announced; without a file nothing is ever written.
pub(crate) struct Saver {
    changes: watch::Sender<u64>,
    progress: watch::Sender<Progress>,
    hurry: Notify,
    path: Option<PathBuf>,
}

impl Saver {
    /// A saver for `path`; [`Saver::run`] must be started where there is one.
    pub(crate) fn new(path: Option<PathBuf>) -> Arc<Self> {
        Arc::new(Self {
            changes: watch::Sender::new(0),
            progress: watch::Sender::new(Progress::default()),
            hurry: Notify::new(),
            path,
        })
    }

    /// Says that the world has changed; it will be saved soon.
    pub(crate) fn touch(&self) {
        self.changes.send_modify(|number| *number += 1);
    }

    /// Says that the world has changed and waits until it is saved.
    ///
    /// # Errors
    /// [`NotSaved`] when the write that covers this change failed.
    pub(crate) async fn flush(&self) -> Result<(), NotSaved> {
        if self.path.is_none() {
            return Ok(());
        }
        self.touch();
        let number = *self.changes.borrow();
        self.hurry.notify_one();
        let mut progress = self.progress.subscribe();
        let settled = |now: &Progress| now.ended || now.outcome_of(number).is_some();
        let now = progress
            .wait_for(settled)
            .await
            .map_err(|_| NotSaved::ended())?;
        now.outcome_of(number)
            .unwrap_or_else(|| Err(NotSaved::ended()))
    }

    /// Writes until `stop` changes or its sender is gone, then once more if something is unsaved.
    pub(crate) async fn run(self: Arc<Self>, look: Look, mut stop: watch::Receiver<bool>) {
        let Some(path) = self.path.clone() else {
            return;
        };
        let look: Arc<Look> = Arc::new(look);
        let _end = EndIsSaid(&self.progress);
        let mut changes = self.changes.subscribe();
        // What changed before this task ran counts, too.
        changes.mark_changed();
        let mut written = WrittenAccounts::default();
        loop {
            let stopping = tokio::select! {
                changed = changes.changed() => changed.is_err(),
                _ = stop.wait_for(|stop| *stop) => true,
            };
            if !stopping {
                self.linger(&mut stop).await;
            }
            let number = *changes.borrow_and_update();
            if number > self.progress.borrow().saved {
                written = self.write(&path, Arc::clone(&look), number, written).await;
            }
            if stopping {
                return;
            }
        }
    }

    async fn linger(&self, stop: &mut watch::Receiver<bool>) {
        tokio::select! {
            () = tokio::time::sleep(LINGER) => {}
            () = self.hurry.notified() => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }

    async fn write(
        &self,
        path: &Path,
        look: Arc<Look>,
        number: u64,
        written: WrittenAccounts,
    ) -> WrittenAccounts {
        let target = path.to_owned();
        let work = tokio::task::spawn_blocking(move || {
            let mut written = written;
            let done = look().write(&mut written).map_err(std::io::Error::from);
            let done = done.and_then(|bytes| replace_file(&target, &bytes));
            (done, written)
        });
        let (done, written) = match work.await {
            Ok(pair) => pair,
            Err(broken) => (
                Err(std::io::Error::other(broken)),
                WrittenAccounts::default(),
            ),
        };
        self.progress.send_modify(|progress| match done {
            Ok(()) => (progress.saved, progress.failed) = (number, None),
            Err(why) => progress.failed = Some((number, NotSaved(why.to_string()))),
        });
        written
    }
}

/// Puts `bytes` in place of the file in one step; readable by the user alone.
///
/// # Errors
/// Whatever the file system says.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // A named temporary file is made with mode 0600 and goes away if the rename is never reached.
    let mut file = tempfile::Builder::new()
        .prefix(".world-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_data()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::file::read_world;
    use crate::world::seed::seed_world;

    fn look() -> Look {
        Box::new(|| Snapshot::take(&seed_world(1, 1, 1), 5))
    }

    #[tokio::test]
    async fn a_flush_returns_when_the_file_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("world.json");
        let saver = Saver::new(Some(path.clone()));
        let (stop, stopped) = watch::channel(false);
        let writer = tokio::spawn(Arc::clone(&saver).run(look(), stopped));
        saver.flush().await.unwrap();
        assert_eq!(read_world(&std::fs::read(&path).unwrap()).unwrap().1, 5);
        stop.send(true).unwrap();
        writer.await.unwrap();
    }

    #[tokio::test]
    async fn what_was_only_touched_is_saved_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("world.json");
        let saver = Saver::new(Some(path.clone()));
        let (stop, stopped) = watch::channel(false);
        saver.touch();
        stop.send(true).unwrap();
        saver.run(look(), stopped).await;
        assert!(path.exists(), "stopping flushes");
    }

    #[tokio::test]
    async fn a_failed_write_is_said() {
        let saver = Saver::new(Some(PathBuf::from("/nowhere/at/all/world.json")));
        let (_stop, stopped) = watch::channel(false);
        tokio::spawn(Arc::clone(&saver).run(look(), stopped));
        assert!(saver.flush().await.is_err(), "there is no such folder");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_the_users_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("world.json");
        replace_file(&path, b"{}").unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
