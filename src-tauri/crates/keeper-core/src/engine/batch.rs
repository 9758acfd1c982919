//! Refreshing many: side by side for each app, at the speed that the limiter
//! allows, with progress and cancel.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::{Either, join_all, select};
use tokio::sync::watch;

use crate::Timestamp;
use crate::activity::Actor;
use crate::error::{Code, Problem};
use crate::event::{BatchSummary, Event};
use crate::identifier::{AppId, BatchId, InstallationId};
use crate::limiter::{Endpoint, FULL_SPEED, Priority};
use crate::needs::Selection;

use super::refresh::RefreshResult;
use super::unsaved::is_storage_failure;
use super::{Engine, locked};

/// How often one installation is tried when HubSpot asks to slow down.
const TRIES: u32 = 6;
/// A longer pause isn't waited out: the app's other installations are left to
/// the background checks.
const LONGEST_PAUSE: Duration = Duration::from_secs(2 * 60);
/// Progress is told at most ten times a second.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// How many batches that ended are remembered.
const ENDED_KEPT: usize = 20;

/// What is told of a batch.
#[derive(Clone, Debug)]
pub struct BatchStatus {
    /// Its identifier.
    pub batch: BatchId,
    /// How many installations it has.
    pub total: usize,
    /// How many are done.
    pub done: usize,
    /// Whether it has ended.
    pub finished: bool,
    /// How those done went.
    pub summary: BatchSummary,
    /// What stopped it before its end: the vault can't be written.
    pub problem: Option<Problem>,
}

pub(super) struct Batch {
    id: BatchId,
    by: Actor,
    total: usize,
    started_at: Timestamp,
    queues: Mutex<BTreeMap<AppId, VecDeque<Queued>>>,
    /// Set when it is cancelled or stopped.
    is_over: watch::Sender<bool>,
    is_finished: AtomicBool,
    progress: Mutex<Progress>,
}

#[derive(Clone, Copy)]
struct Queued {
    id: InstallationId,
    tries: u32,
}

struct Progress {
    summary: BatchSummary,
    done: usize,
    told_at: Timestamp,
    faulty_apps: HashSet<AppId>,
    stopped_by: Option<Problem>,
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
        let with_tokens = found.iter().filter(|one| one.prints.is_some());
        let queue = with_tokens.map(|one| (one.app, one.id));
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

    /// Stops a batch: calls under way end, the rest isn't tried.
    ///
    /// # Errors
    /// [`Code::BatchUnknown`].
    pub fn cancel_batch(&self, id: BatchId) -> Result<(), Problem> {
        self.find_batch(id)?.is_over.send_replace(true);
        Ok(())
    }

    /// The batches that haven't ended, oldest first.
    pub fn running_batches(&self) -> Vec<BatchStatus> {
        let batches = locked(&self.batches);
        let running = batches.values();
        let running = running.filter(|batch| !batch.is_finished.load(Ordering::Relaxed));
        let mut running: Vec<_> = running.collect();
        running.sort_by_key(|batch| (batch.started_at, batch.id));
        running.into_iter().map(|batch| batch.status()).collect()
    }

    /// Stops every batch and every import: calls under way end, the rest isn't
    /// tried.
    pub fn cancel_queued(&self) {
        for batch in locked(&self.batches).values() {
            batch.is_over.send_replace(true);
        }
        for import in locked(&self.imports).values() {
            import.cancel();
        }
    }

    pub(super) fn has_running_batch(&self) -> bool {
        let batches = locked(&self.batches);
        batches
            .values()
            .any(|batch| !batch.is_finished.load(Ordering::Relaxed))
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

    /// Each app has workers of its own, so that one that is slow, limited or
    /// wrong holds up no other.
    async fn run_batch(self: &Arc<Self>, batch: &Arc<Batch>) {
        let workers = batch.workers();
        join_all(workers.into_iter().map(|app| self.work(batch, app))).await;
        batch.drop_rest();
        batch.is_finished.store(true, Ordering::Relaxed);
        let status = batch.status();
        self.tell_progress(batch, true);
        self.tell(Event::RefreshFinished {
            batch: batch.id,
            summary: status.summary,
            problem: status.problem,
        });
    }

    async fn work(self: &Arc<Self>, batch: &Batch, app: AppId) {
        while !batch.is_empty(app) && self.wait_out_pause(batch, app).await {
            let priority = batch.priority(app);
            let Some(queued) = batch.next(app) else {
                return;
            };
            if batch.is_app_faulty(app) {
                batch.note(|summary| summary.skipped += 1);
            } else {
                let result = self.refresh(queued.id, batch.by, &priority).await;
                batch.take_in(app, queued, &result);
            }
            self.tell_progress(batch, false);
        }
    }

    /// Waits while HubSpot wants no calls of this app; whether the batch goes
    /// on.
    async fn wait_out_pause(&self, batch: &Batch, app: AppId) -> bool {
        while !batch.is_waited_for(app)
            && let Some(until) = self.limiter.paused_until(app, Endpoint::Token)
        {
            if LONGEST_PAUSE < until.since(self.needs.clock.instant()) {
                batch.postpone_rest(app);
                return false;
            }
            let mut is_over = batch.is_over.subscribe();
            let over = Box::pin(is_over.wait_for(|over| *over));
            let pause = self.needs.clock.sleep_until(until);
            if let Either::Left(_) = select(over, pause).await {
                break;
            }
        }
        !*batch.is_over.borrow()
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
    fn new(
        installations: impl Iterator<Item = (AppId, InstallationId)>,
        by: Actor,
        now: Timestamp,
    ) -> Self {
        let mut queues: BTreeMap<AppId, VecDeque<Queued>> = BTreeMap::new();
        for (app, id) in installations {
            let queue = queues.entry(app).or_default();
            queue.push_back(Queued { id, tries: 0 });
        }
        Self {
            id: BatchId::make_random(),
            by,
            total: queues.values().map(VecDeque::len).sum(),
            started_at: now,
            queues: Mutex::new(queues),
            is_over: watch::Sender::new(false),
            is_finished: AtomicBool::new(false),
            progress: Mutex::new(Progress {
                summary: BatchSummary::default(),
                done: 0,
                told_at: now,
                faulty_apps: HashSet::new(),
                stopped_by: None,
            }),
        }
    }

    /// The app of each worker.
    fn workers(&self) -> Vec<AppId> {
        let queues = locked(&self.queues);
        let at_most = usize::try_from(FULL_SPEED).unwrap_or(usize::MAX);
        let workers = queues
            .iter()
            .flat_map(|(app, queue)| std::iter::repeat_n(*app, queue.len().min(at_most)));
        workers.collect()
    }

    fn status(&self) -> BatchStatus {
        let progress = locked(&self.progress);
        BatchStatus {
            batch: self.id,
            total: self.total,
            done: progress.done,
            finished: self.is_finished.load(Ordering::Relaxed),
            summary: progress.summary,
            problem: progress.stopped_by.clone(),
        }
    }

    fn next(&self, app: AppId) -> Option<Queued> {
        locked(&self.queues).get_mut(&app)?.pop_front()
    }

    fn is_empty(&self, app: AppId) -> bool {
        let queues = locked(&self.queues);
        queues.get(&app).is_none_or(VecDeque::is_empty)
    }

    /// Whether a person asked for this one refresh alone, which queues behind
    /// nothing. When HubSpot asks to slow down, the next try waits like any.
    fn is_waited_for(&self, app: AppId) -> bool {
        let is_alone = self.by == Actor::Person && self.total == 1;
        let queues = locked(&self.queues);
        let next = queues.get(&app).and_then(VecDeque::front);
        is_alone && next.is_some_and(|queued| queued.tries == 0)
    }

    fn priority(&self, app: AppId) -> Priority {
        match self.is_waited_for(app) {
            true => Priority::person(),
            false => Priority::background(),
        }
    }

    fn try_again(&self, app: AppId, queued: Queued) {
        let queued = Queued {
            tries: queued.tries + 1,
            ..queued
        };
        locked(&self.queues)
            .entry(app)
            .or_default()
            .push_front(queued);
    }

    fn is_app_faulty(&self, app: AppId) -> bool {
        locked(&self.progress).faulty_apps.contains(&app)
    }

    fn note(&self, change: impl FnOnce(&mut BatchSummary)) {
        let mut progress = locked(&self.progress);
        progress.done += 1;
        change(&mut progress.summary);
    }

    fn take_in(&self, app: AppId, queued: Queued, result: &RefreshResult) {
        match result {
            RefreshResult::Proven(_) => self.note(|summary| summary.proven += 1),
            RefreshResult::Refused(_) => self.note(|summary| summary.refused += 1),
            RefreshResult::Postponed(problem)
                if problem.code == Code::RateLimited && queued.tries + 1 < TRIES =>
            {
                self.try_again(app, queued);
            }
            RefreshResult::Postponed(_) => self.note(|summary| summary.postponed += 1),
            RefreshResult::ProfileWrong(_) => {
                locked(&self.progress).faulty_apps.insert(app);
                self.note(|summary| summary.skipped += 1);
            }
            RefreshResult::Failed(problem) => {
                self.note(|summary| summary.skipped += 1);
                if is_storage_failure(problem.code) {
                    self.stop(problem);
                }
            }
        }
    }

    fn postpone_rest(&self, app: AppId) {
        let mut queues = locked(&self.queues);
        let rest = queues
            .get_mut(&app)
            .map_or(0, |queue| queue.drain(..).count());
        drop(queues);
        let mut progress = locked(&self.progress);
        progress.done += rest;
        progress.summary.postponed += rest;
    }

    /// Nothing more is asked of HubSpot while its answers can't be saved.
    fn stop(&self, problem: &Problem) {
        locked(&self.progress)
            .stopped_by
            .get_or_insert_with(|| problem.clone());
        self.is_over.send_replace(true);
    }

    fn drop_rest(&self) {
        let rest: usize = locked(&self.queues)
            .values_mut()
            .map(|queue| queue.drain(..).count())
            .sum();
        let mut progress = locked(&self.progress);
        progress.done += rest;
        match progress.stopped_by {
            Some(_) => progress.summary.skipped += rest,
            None => progress.summary.cancelled += rest,
        }
    }
}
