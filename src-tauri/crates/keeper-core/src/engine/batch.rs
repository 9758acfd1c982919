//! Refreshing many: bounded, slowing down when HubSpot asks for it, with
//! progress and cancel.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::join_all;

use crate::Timestamp;
use crate::activity::Actor;
use crate::error::{Code, Problem};
use crate::event::{BatchSummary, Event};
use crate::identifier::{AppId, BatchId, InstallationId};
use crate::needs::Selection;

use super::refresh::RefreshResult;
use super::{Engine, locked};

/// How many refreshes run at once.
const WORKERS: usize = 8;
/// How long a batch pauses when HubSpot asks to slow down without saying for
/// how long: its rolling window is ten seconds.
const SLOW_DOWN: Duration = Duration::from_secs(10);
/// Progress is told at most ten times a second.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// How many batches that ended are remembered.
const ENDED_KEPT: usize = 20;

/// What is told of a batch.
#[derive(Clone, Copy, Debug)]
pub struct BatchStatus {
    /// Which.
    pub batch: BatchId,
    /// Of how many.
    pub total: usize,
    /// How many are done.
    pub done: usize,
    /// Whether it has ended.
    pub finished: bool,
    /// How those done went.
    pub summary: BatchSummary,
}

pub(super) struct Batch {
    id: BatchId,
    by: Actor,
    total: usize,
    started_at: Timestamp,
    queue: Mutex<VecDeque<(InstallationId, AppId)>>,
    is_cancelled: AtomicBool,
    is_finished: AtomicBool,
    /// How many workers may work; halved when HubSpot asks to slow down.
    allowed: AtomicUsize,
    progress: Mutex<Progress>,
}

struct Progress {
    summary: BatchSummary,
    done: usize,
    told_at: Timestamp,
    paused_until: Option<Timestamp>,
    faulty_apps: HashSet<AppId>,
}

impl Engine {
    /// Starts refreshing these installations; unknown ones are left out.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn refresh_many(
        self: &Arc<Self>,
        ids: Vec<InstallationId>,
        by: Actor,
    ) -> Result<BatchStatus, Problem> {
        let found = self.needs.vault.installations(Selection::Ids(ids)).await?;
        let queue: VecDeque<_> = found
            .iter()
            .filter(|installation| installation.prints.is_some())
            .map(|installation| (installation.id, installation.app))
            .collect();
        let batch = Arc::new(Batch::new(queue, by, self.now()));
        self.remember_batch(&batch);
        let status = batch.status();
        let engine = Arc::clone(self);
        self.run_beside(async move { engine.run_batch(&batch).await });
        Ok(status)
    }

    /// Where a batch stands.
    ///
    /// # Errors
    /// [`Code::BatchUnknown`].
    pub fn batch(&self, id: BatchId) -> Result<BatchStatus, Problem> {
        self.find_batch(id).map(|batch| batch.status())
    }

    /// Stops a batch: what is in flight ends, the rest isn't tried.
    ///
    /// # Errors
    /// [`Code::BatchUnknown`].
    pub fn cancel_batch(&self, id: BatchId) -> Result<(), Problem> {
        self.find_batch(id)?
            .is_cancelled
            .store(true, Ordering::Relaxed);
        Ok(())
    }

    fn find_batch(&self, id: BatchId) -> Result<Arc<Batch>, Problem> {
        let batches = locked(&self.batches);
        let batch = batches.get(&id).ok_or(Code::BatchUnknown)?;
        Ok(Arc::clone(batch))
    }

    fn remember_batch(&self, batch: &Arc<Batch>) {
        let mut batches = locked(&self.batches);
        let mut ended: Vec<_> = batches
            .values()
            .filter(|batch| batch.is_finished.load(Ordering::Relaxed))
            .map(|batch| (batch.started_at, batch.id))
            .collect();
        ended.sort_unstable();
        for (_, id) in ended.iter().rev().skip(ENDED_KEPT) {
            batches.remove(id);
        }
        batches.insert(batch.id, Arc::clone(batch));
    }

    async fn run_batch(self: &Arc<Self>, batch: &Arc<Batch>) {
        join_all((0..WORKERS).map(|worker| self.work(batch, worker))).await;
        batch.drop_rest();
        batch.is_finished.store(true, Ordering::Relaxed);
        let status = batch.status();
        self.tell_progress(batch, true);
        self.tell(Event::RefreshFinished {
            batch: batch.id,
            summary: status.summary,
        });
    }

    async fn work(self: &Arc<Self>, batch: &Batch, worker: usize) {
        while worker < batch.allowed.load(Ordering::Relaxed) {
            if let Some(until) = batch.pause() {
                self.needs.clock.sleep_until(until).await;
            }
            let Some((id, app)) = batch.next() else {
                return;
            };
            if batch.is_app_faulty(app) {
                batch.note(|summary| summary.skipped += 1);
            } else {
                let result = self.refresh(id, batch.by).await;
                batch.take_in(app, &result, self.now());
            }
            self.tell_progress(batch, false);
        }
    }

    fn tell_progress(&self, batch: &Batch, always: bool) {
        let now = self.now();
        {
            let mut progress = locked(&batch.progress);
            if !always && now.since(progress.told_at) < TELL_EVERY {
                return;
            }
            progress.told_at = now;
        }
        let status = batch.status();
        let summary = status.summary;
        self.tell(Event::RefreshProgressed {
            batch: status.batch,
            done: status.done,
            total: status.total,
            failed: summary.refused + summary.postponed + summary.skipped,
        });
    }
}

impl Batch {
    fn new(queue: VecDeque<(InstallationId, AppId)>, by: Actor, now: Timestamp) -> Self {
        Self {
            id: BatchId::make_random(),
            by,
            total: queue.len(),
            started_at: now,
            queue: Mutex::new(queue),
            is_cancelled: AtomicBool::new(false),
            is_finished: AtomicBool::new(false),
            allowed: AtomicUsize::new(WORKERS),
            progress: Mutex::new(Progress {
                summary: BatchSummary::default(),
                done: 0,
                told_at: now,
                paused_until: None,
                faulty_apps: HashSet::new(),
            }),
        }
    }

    fn status(&self) -> BatchStatus {
        let progress = locked(&self.progress);
        BatchStatus {
            batch: self.id,
            total: self.total,
            done: progress.done,
            finished: self.is_finished.load(Ordering::Relaxed),
            summary: progress.summary,
        }
    }

    fn next(&self) -> Option<(InstallationId, AppId)> {
        if self.is_cancelled.load(Ordering::Relaxed) {
            return None;
        }
        locked(&self.queue).pop_front()
    }

    fn pause(&self) -> Option<Timestamp> {
        locked(&self.progress).paused_until
    }

    fn is_app_faulty(&self, app: AppId) -> bool {
        locked(&self.progress).faulty_apps.contains(&app)
    }

    fn note(&self, change: impl FnOnce(&mut BatchSummary)) {
        let mut progress = locked(&self.progress);
        progress.done += 1;
        change(&mut progress.summary);
    }

    fn take_in(&self, app: AppId, result: &RefreshResult, now: Timestamp) {
        match result {
            RefreshResult::Proven(_) => self.note(|summary| summary.proven += 1),
            RefreshResult::Refused(_) => self.note(|summary| summary.refused += 1),
            RefreshResult::Postponed(problem) => {
                self.note(|summary| summary.postponed += 1);
                if problem.code == Code::RateLimited {
                    self.slow_down(problem, now);
                }
            }
            RefreshResult::ProfileWrong(_) => {
                self.note(|summary| summary.skipped += 1);
                locked(&self.progress).faulty_apps.insert(app);
            }
            RefreshResult::Failed(_) => self.note(|summary| summary.skipped += 1),
        }
    }

    fn slow_down(&self, problem: &Problem, now: Timestamp) {
        let wait = problem.retry_after.map_or(SLOW_DOWN, Duration::from_secs);
        let until = now.plus(wait);
        let mut progress = locked(&self.progress);
        progress.paused_until = progress.paused_until.max(Some(until));
        let allowed = self.allowed.load(Ordering::Relaxed);
        self.allowed.store((allowed / 2).max(1), Ordering::Relaxed);
    }

    fn drop_rest(&self) {
        let rest = locked(&self.queue).drain(..).count();
        let mut progress = locked(&self.progress);
        progress.done += rest;
        progress.summary.cancelled += rest;
    }
}
