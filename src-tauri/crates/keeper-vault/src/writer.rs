//! The writer: one thread that owns the one connection that writes.
//!
//! It takes what is in its queue and commits that as one transaction, each
//! caller's changes in a savepoint of their own. No timer: a lone commit waits
//! for nobody, and a full queue is a group commit. A caller hears of success
//! when the transaction is on disk.

mod group;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use keeper_core::needs::Change;
use keeper_core::{Code, Problem};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::backup::BackupFolder;
use crate::changes::Aftermath;
use crate::data_key::KeyHolder;
use crate::directory::Guard;
use crate::error::Outcome;
use crate::log_room;

/// At most so many callers share one transaction, so that the first of a
/// flood isn't kept waiting for the last.
const GROUP_LIMIT: usize = 512;

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// One caller's changes, and where the answer goes.
pub(crate) struct Commit {
    changes: Vec<Change>,
    answer: oneshot::Sender<Result<(), Problem>>,
}

impl Commit {
    /// How many calls are begun by it.
    fn calls(&self) -> usize {
        let begins = |change: &&Change| matches!(change, Change::BeginCall(_));
        self.changes.iter().filter(begins).count()
    }
}

enum Job {
    Commit(Commit),
    Work(Work),
}

/// The callers' end.
pub(crate) struct Writer {
    /// None only while it is being dropped.
    queue: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Writer {
    /// What is queued is committed; then the file and the directory are let go.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            tracing::debug!(orderly = ended.is_ok(), "the writer has ended");
        }
    }
}

impl Writer {
    /// Starts the thread. It lets go of `guard` when it has closed the file.
    pub(crate) fn start(
        connection: Connection,
        keys: Arc<KeyHolder>,
        backups: BackupFolder,
        guard: Guard,
    ) -> Result<Self, Problem> {
        let (queue, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("vault-writer".to_owned())
            .spawn(move || {
                let desk = Desk {
                    connection,
                    keys,
                    backups,
                    truncation_due: false,
                };
                desk.run(&jobs);
                drop(guard);
            })
            .map_err(|error| Problem::new(Code::Internal).because(error))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Makes all changes, or none; they are on disk when this ends well.
    pub(crate) async fn commit(&self, changes: Vec<Change>) -> Result<(), Problem> {
        if changes.is_empty() {
            return Ok(());
        }
        let (answer, result) = oneshot::channel();
        self.send(Job::Commit(Commit { changes, answer }))?;
        result.await.unwrap_or_else(|_| Err(writer_broke()))
    }

    /// Runs `work` on the connection, after what was queued before and outside
    /// of any transaction.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Outcome<T> + Send + 'static,
    {
        let (answer, result) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let outcome = work(connection).map_err(Problem::from);
            drop(answer.send(outcome));
        });
        self.send(Job::Work(work))?;
        result.await.unwrap_or_else(|_| Err(writer_broke()))
    }

    fn send(&self, job: Job) -> Result<(), Problem> {
        let queue = self.queue.as_ref().ok_or_else(writer_broke)?;
        queue.send(job).map_err(|_| writer_broke())
    }
}

fn writer_broke() -> Problem {
    Problem::new(Code::SaveFailed).because("the writer broke while it was at it")
}

/// The thread's end.
struct Desk {
    connection: Connection,
    keys: Arc<KeyHolder>,
    backups: BackupFolder,
    /// A truncation that a reader stood in the way of.
    truncation_due: bool,
}

impl Desk {
    fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let rest = jobs.try_iter().take(GROUP_LIMIT - 1);
            let taken: Vec<Job> = std::iter::once(first).chain(rest).collect();
            self.serve_or_fail_all(taken);
        }
    }

    /// A panic drops every answer of the round, so that no caller waits for
    /// ever, undoes the transaction, and ends there.
    fn serve_or_fail_all(&mut self, jobs: Vec<Job>) {
        let served = catch_unwind(AssertUnwindSafe(|| self.serve(jobs)));
        if served.is_err() {
            tracing::error!("the vault's writer panicked; its callers were told");
        }
        if !self.connection.is_autocommit() {
            let undone = self.connection.execute_batch("ROLLBACK");
            tracing::error!(undone = undone.is_ok(), "a transaction was left open");
        }
    }

    fn serve(&mut self, jobs: Vec<Job>) {
        let mut group = Vec::new();
        for job in jobs {
            match job {
                Job::Commit(commit) => group.push(commit),
                Job::Work(work) => {
                    self.commit_group(std::mem::take(&mut group));
                    work(&mut self.connection);
                }
            }
        }
        self.commit_group(group);
    }

    fn commit_group(&mut self, group: Vec<Commit>) {
        let group = self.refuse_calls_without_room(group);
        if group.is_empty() {
            return;
        }
        let (answers, aftermath) = group::commit(&self.connection, &self.keys.keys(), &group);
        self.clean_up(&aftermath);
        for (commit, answer) in group.into_iter().zip(answers) {
            drop(commit.answer.send(answer));
        }
    }

    /// Leaves out, and answers, those who begin a call whose answer would find
    /// no room on the disk.
    fn refuse_calls_without_room(&self, group: Vec<Commit>) -> Vec<Commit> {
        let calls: usize = group.iter().map(Commit::calls).sum();
        if calls == 0 {
            return group;
        }
        let Err(fault) = log_room::reserve(&self.connection, calls) else {
            return group;
        };
        let problem = Problem::from(fault);
        let (refused, rest): (Vec<_>, Vec<_>) =
            group.into_iter().partition(|commit| commit.calls() > 0);
        for commit in refused {
            drop(commit.answer.send(Err(problem.clone())));
        }
        rest
    }

    fn clean_up(&mut self, aftermath: &Aftermath) {
        if aftermath.wiped || self.truncation_due {
            self.truncation_due = !truncate_log(&self.connection);
        }
        if !aftermath.purged.is_empty() {
            self.backups.remove_rows(&aftermath.purged);
        }
    }
}

/// Writes the log back into the file and empties it; says whether no reader
/// stood in the way.
pub(crate) fn truncate_log(connection: &Connection) -> bool {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, i64>(0)
    });
    match busy {
        Ok(0) => true,
        Ok(_) => {
            tracing::info!("the write-ahead log is truncated later: a reader is at work");
            false
        }
        Err(error) => {
            tracing::warn!(%error, "the write-ahead log could not be truncated");
            false
        }
    }
}

#[cfg(test)]
mod tests;
