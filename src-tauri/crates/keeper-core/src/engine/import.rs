//! Taking up many installations at once, at the speed that the limiter allows,
//! with a result for every line, and cancel.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::join_all;

use crate::Timestamp;
use crate::error::{Code, Problem};
use crate::event::Event;
use crate::identifier::{AppId, BatchId, HubId, InstallationId};
use crate::limiter::Priority;
use crate::secret::RefreshToken;

use super::unsaved::is_storage_failure;
use super::{Adoption, Engine, locked};

/// How many are taken up at once. Each takes four calls.
const WORKERS: usize = 4;
/// How often one line is tried again when HubSpot asks to slow down.
const PATIENCE: usize = 5;
/// Progress is told at most ten times a second.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// How many imports that ended are remembered.
const ENDED_KEPT: usize = 5;

/// One line of a list of refresh tokens.
#[derive(Clone, Debug)]
pub struct ImportLine {
    /// Its number, from 1.
    pub line: usize,
    /// The account that it names.
    pub hub_id: Option<HubId>,
    /// The token.
    pub token: RefreshToken,
}

/// What came of one line.
#[derive(Clone, Debug)]
pub struct ImportedLine {
    /// Its number.
    pub line: usize,
    /// The account that it names.
    pub hub_id: Option<HubId>,
    /// The installation, or why there is none.
    pub result: Result<InstallationId, Problem>,
}

/// What is told of an import.
#[derive(Clone, Debug)]
pub struct ImportStatus {
    /// Which.
    pub import: BatchId,
    /// The app that it is for.
    pub app: AppId,
    /// Of how many lines.
    pub total: usize,
    /// Whether it has ended.
    pub finished: bool,
    /// The lines that are done, in the list's order.
    pub rows: Vec<ImportedLine>,
}

/// An import under way, or one that ended lately.
pub(super) struct Import {
    id: BatchId,
    app: AppId,
    total: usize,
    started_at: Timestamp,
    queue: Mutex<VecDeque<ImportLine>>,
    is_cancelled: AtomicBool,
    is_finished: AtomicBool,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    rows: Vec<ImportedLine>,
    told_at: Option<Timestamp>,
    /// Why the rest isn't tried.
    ended_by: Option<Problem>,
}

impl Engine {
    /// Starts taking up the installations of `app` that these tokens are for.
    pub fn import_many(self: &Arc<Self>, app: AppId, lines: Vec<ImportLine>) -> BatchId {
        let import = Arc::new(Import {
            id: BatchId::make_random(),
            app,
            total: lines.len(),
            started_at: self.now(),
            queue: Mutex::new(lines.into()),
            is_cancelled: AtomicBool::new(false),
            is_finished: AtomicBool::new(false),
            progress: Mutex::default(),
        });
        self.remember_import(&import);
        let id = import.id;
        let engine = Arc::clone(self);
        self.run_beside(async move { engine.run_import(&import).await });
        id
    }

    /// Where an import stands.
    ///
    /// # Errors
    /// [`Code::BatchUnknown`].
    pub fn import(&self, id: BatchId) -> Result<ImportStatus, Problem> {
        self.find_import(id).map(|import| import.status())
    }

    /// Stops an import: what is being taken up ends, the rest isn't tried.
    ///
    /// # Errors
    /// [`Code::BatchUnknown`].
    pub fn cancel_import(&self, id: BatchId) -> Result<(), Problem> {
        self.find_import(id)?.cancel();
        Ok(())
    }

    /// The imports that haven't ended, oldest first.
    pub fn running_imports(&self) -> Vec<ImportStatus> {
        let imports = locked(&self.imports);
        let running = imports.values();
        let running = running.filter(|import| !import.is_finished.load(Ordering::Relaxed));
        let mut running: Vec<_> = running.collect();
        running.sort_by_key(|import| (import.started_at, import.id));
        running.into_iter().map(|import| import.status()).collect()
    }

    pub(super) fn has_running_import(&self) -> bool {
        let imports = locked(&self.imports);
        imports
            .values()
            .any(|import| !import.is_finished.load(Ordering::Relaxed))
    }

    fn find_import(&self, id: BatchId) -> Result<Arc<Import>, Problem> {
        let imports = locked(&self.imports);
        Ok(Arc::clone(imports.get(&id).ok_or(Code::BatchUnknown)?))
    }

    fn remember_import(&self, import: &Arc<Import>) {
        let mut imports = locked(&self.imports);
        let mut ended: Vec<_> = imports
            .values()
            .filter(|import| import.is_finished.load(Ordering::Relaxed))
            .map(|import| (import.started_at, import.id))
            .collect();
        ended.sort_unstable();
        for (_, id) in ended.iter().rev().skip(ENDED_KEPT) {
            imports.remove(id);
        }
        imports.insert(import.id, Arc::clone(import));
    }

    async fn run_import(self: &Arc<Self>, import: &Import) {
        join_all((0..WORKERS).map(|_| self.work_on_import(import))).await;
        import.drop_rest();
        import.is_finished.store(true, Ordering::Relaxed);
        self.tell(Event::ImportProgressed { import: import.id });
    }

    async fn work_on_import(self: &Arc<Self>, import: &Import) {
        while let Some(line) = import.next() {
            let result = match import.ended_by() {
                Some(problem) => Err(problem),
                None => self.import_line(import, &line).await,
            };
            import.note(line, result);
            if import.may_tell(self.now()) {
                self.tell(Event::ImportProgressed { import: import.id });
            }
        }
    }

    async fn import_line(
        self: &Arc<Self>,
        import: &Import,
        line: &ImportLine,
    ) -> Result<InstallationId, Problem> {
        let mut tries = 0;
        loop {
            let adoption = import.adoption(line);
            match self.adopt(adoption, &Priority::background()).await {
                Err(problem) if problem.code == Code::RateLimited && tries < PATIENCE => {
                    tries += 1;
                }
                ended => return ended,
            }
        }
    }
}

impl Import {
    pub(super) fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    fn adoption(&self, line: &ImportLine) -> Adoption {
        Adoption {
            app: self.app,
            hub_id: line.hub_id,
            token: line.token.clone(),
        }
    }

    fn next(&self) -> Option<ImportLine> {
        if self.is_cancelled.load(Ordering::Relaxed) {
            return None;
        }
        locked(&self.queue).pop_front()
    }

    fn ended_by(&self) -> Option<Problem> {
        locked(&self.progress).ended_by.clone()
    }

    /// Whether it was told long enough ago.
    fn may_tell(&self, now: Timestamp) -> bool {
        let mut progress = locked(&self.progress);
        let may = progress
            .told_at
            .is_none_or(|told| now.since(told) >= TELL_EVERY);
        if may {
            progress.told_at = Some(now);
        }
        may
    }

    fn note(&self, line: ImportLine, result: Result<InstallationId, Problem>) {
        let mut progress = locked(&self.progress);
        if let Err(problem) = &result
            && ends_import(problem.code)
        {
            progress.ended_by = Some(problem.clone());
        }
        let place = progress.rows.partition_point(|row| row.line < line.line);
        let row = ImportedLine {
            line: line.line,
            hub_id: line.hub_id,
            result,
        };
        progress.rows.insert(place, row);
    }

    fn drop_rest(&self) {
        let rest: Vec<_> = locked(&self.queue).drain(..).collect();
        for line in rest {
            self.note(line, Err(Code::ImportCancelled.into()));
        }
    }

    fn status(&self) -> ImportStatus {
        ImportStatus {
            import: self.id,
            app: self.app,
            total: self.total,
            finished: self.is_finished.load(Ordering::Relaxed),
            rows: locked(&self.progress).rows.clone(),
        }
    }
}

/// What is wrong with the profile or the vault is wrong for every line.
fn ends_import(code: Code) -> bool {
    is_storage_failure(code)
        || matches!(
            code,
            Code::ClientIdRefused
                | Code::ClientSecretRefused
                | Code::ClientSecretMissing
                | Code::AppUnknown
                | Code::VaultLocked
        )
}
