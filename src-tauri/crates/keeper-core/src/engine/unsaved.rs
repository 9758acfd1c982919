//! Answers of HubSpot's that the vault couldn't take yet.
//!
//! What HubSpot answered can't be had again: a rotated refresh token replaces
//! the one on disk. So an answer that can't be saved stays in memory, its
//! tokens as ciphertext under the data key, and is saved as soon as the disk
//! takes it; locking the vault doesn't lose it. Until then nothing else is done
//! with its row.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, watch};

use crate::Timestamp;
use crate::error::{Code, Problem};
use crate::event::Event;
use crate::identifier::InstallationId;
use crate::intent::{Intent, IntentCall};
use crate::needs::Change;

use super::keyed::KeyedLock;
use super::{Engine, locked};

/// Waits between tries to save an answer; the last one repeats.
const WAITS: [u64; 6] = [200, 1_000, 3_000, 5_000, 10_000, 30_000];
/// How long whoever asked HubSpot waits for its answer to be saved before they
/// are told that it isn't.
const PATIENCE: Duration = Duration::from_millis(4_500);

/// The answers that wait, by the installation or grant they are about.
pub(super) struct Unsaved {
    waiting: Mutex<HashMap<InstallationId, Waiting>>,
    /// Whose calls are under way.
    under_way: Mutex<HashSet<InstallationId>>,
    /// Changed whenever an answer is saved.
    changed: watch::Sender<()>,
    /// One try at a time per answer, so that no line is written twice.
    saving: KeyedLock<InstallationId>,
}

struct Waiting {
    changes: Vec<Change>,
    since: Timestamp,
    /// Why the last try failed; none before the first.
    problem: Option<Problem>,
}

/// An answer that isn't saved yet.
#[derive(Clone, Debug)]
pub struct UnsavedAnswer {
    /// The installation or grant that it is about.
    pub owner: InstallationId,
    /// When HubSpot gave it.
    pub since: Timestamp,
    /// Why it can't be saved.
    pub problem: Problem,
}

impl Default for Unsaved {
    fn default() -> Self {
        Self {
            waiting: Mutex::default(),
            under_way: Mutex::default(),
            changed: watch::Sender::new(()),
            saving: KeyedLock::default(),
        }
    }
}

impl Unsaved {
    fn put(&self, owner: InstallationId, changes: Vec<Change>, now: Timestamp) {
        let fresh = || Waiting {
            changes: Vec::new(),
            since: now,
            problem: None,
        };
        let mut waiting = locked(&self.waiting);
        let entry = waiting.entry(owner).or_insert_with(fresh);
        entry.changes.extend(changes);
    }

    fn changes(&self, owner: InstallationId) -> Option<Vec<Change>> {
        let waiting = locked(&self.waiting);
        waiting.get(&owner).map(|answer| answer.changes.clone())
    }

    /// Forgets an answer; whether it was told as unsaved.
    fn saved(&self, owner: InstallationId) -> bool {
        let answer = locked(&self.waiting).remove(&owner);
        self.changed.send_replace(());
        answer.is_some_and(|answer| answer.problem.is_some())
    }

    /// Notes why an answer can't be saved; whether that is another reason than
    /// before.
    fn failed(&self, owner: InstallationId, problem: Problem) -> bool {
        let mut waiting = locked(&self.waiting);
        let Some(answer) = waiting.get_mut(&owner) else {
            return false;
        };
        let code = problem.code;
        let before = answer.problem.replace(problem);
        before.is_none_or(|before| before.code != code)
    }

    fn all(&self) -> Vec<UnsavedAnswer> {
        let waiting = locked(&self.waiting);
        let failed = waiting.iter().filter_map(|(owner, answer)| {
            Some(UnsavedAnswer {
                owner: *owner,
                since: answer.since,
                problem: answer.problem.clone()?,
            })
        });
        failed.collect()
    }
}

impl Engine {
    /// The answers of HubSpot's that can't be saved for now.
    #[must_use]
    pub fn unsaved_answers(&self) -> Vec<UnsavedAnswer> {
        self.unsaved.all()
    }

    /// Notes on disk that a call is about to be made, which proves that the
    /// vault can be written and reserves room for the answer.
    ///
    /// # Errors
    /// What the vault can't save. The call must not be made then.
    pub(super) async fn begin_call(&self, intent: Intent) -> Result<(), Problem> {
        let owner = intent.owner;
        let changes = vec![Change::BeginCall(intent)];
        self.needs.vault.commit(changes).await?;
        locked(&self.unsaved.under_way).insert(owner);
        Ok(())
    }

    /// Whether a call is under way whose answer must not be cut off.
    pub(super) fn has_calls_under_way(&self) -> bool {
        !locked(&self.unsaved.under_way).is_empty()
    }

    /// Saves what follows from an answer of HubSpot's, and ends its call. When
    /// the disk doesn't take it, it is kept and tried again until it does.
    ///
    /// # Errors
    /// [`Code::AnswerUnsaved`], with the `cause`, after a few seconds; the
    /// answer is still kept then. What else the vault refuses for good.
    pub(super) async fn save_answer(
        self: &Arc<Self>,
        owner: InstallationId,
        changes: Vec<Change>,
    ) -> Result<(), Problem> {
        match self.save_or_keep(owner, changes).await? {
            true => Ok(()),
            false => self.wait_until_saved(owner, PATIENCE).await,
        }
    }

    /// Ends a call with these changes; whether they are saved. When the disk
    /// doesn't take them, they are kept and tried again beside the caller.
    ///
    /// # Errors
    /// What the vault refuses for good.
    pub(super) async fn save_or_keep(
        self: &Arc<Self>,
        owner: InstallationId,
        mut changes: Vec<Change>,
    ) -> Result<bool, Problem> {
        changes.push(Change::EndCall(owner));
        // Kept before the first try, so that nothing depends on the caller.
        self.unsaved.put(owner, changes, self.now());
        let saved = self.try_to_save(owner).await;
        locked(&self.unsaved.under_way).remove(&owner);
        if saved? {
            return Ok(true);
        }
        self.tell_unsaved(owner);
        let engine = Arc::clone(self);
        self.run_beside(async move { engine.save_until_done(owner).await });
        Ok(false)
    }

    /// One try; whether the answer is saved. Answers that the vault refuses
    /// for good are dropped.
    async fn try_to_save(&self, owner: InstallationId) -> Result<bool, Problem> {
        let _alone = self.unsaved.saving.hold(owner).await;
        let Some(changes) = self.unsaved.changes(owner) else {
            return Ok(true);
        };
        match self.needs.vault.commit(changes).await {
            Ok(()) => {
                self.forget_answer(owner);
                Ok(true)
            }
            Err(problem) if passes(problem.code) => {
                if self.unsaved.failed(owner, problem) {
                    self.tell(Event::UnsavedChanged);
                }
                Ok(false)
            }
            Err(problem) => {
                self.forget_answer(owner);
                Err(problem)
            }
        }
    }

    fn forget_answer(&self, owner: InstallationId) {
        if self.unsaved.saved(owner) {
            self.tell(Event::UnsavedChanged);
        }
    }

    async fn save_until_done(&self, owner: InstallationId) {
        let last = WAITS[WAITS.len() - 1];
        for wait in WAITS.into_iter().chain(std::iter::repeat(last)) {
            self.pause(Duration::from_millis(wait)).await;
            if !matches!(self.try_to_save(owner).await, Ok(false)) {
                break;
            }
        }
        self.tell_unsaved(owner);
    }

    fn tell_unsaved(&self, owner: InstallationId) {
        self.tell_changed(owner);
    }

    /// Waits until an answer is saved, for as long as it takes.
    pub(super) async fn until_saved(&self, owner: InstallationId) {
        let mut changed = self.unsaved.changed.subscribe();
        let is_saved = |(): &()| self.unsaved.changes(owner).is_none();
        // The sender lives as long as the engine.
        let _ = changed.wait_for(is_saved).await;
    }

    async fn wait_until_saved(
        &self,
        owner: InstallationId,
        patience: Duration,
    ) -> Result<(), Problem> {
        let over = self.needs.clock.sleep(patience);
        let saved = Box::pin(self.until_saved(owner));
        match futures::future::select(saved, over).await {
            futures::future::Either::Left(_) => Ok(()),
            futures::future::Either::Right(_) => Err(self.unsaved_problem(owner)),
        }
    }

    fn unsaved_problem(&self, owner: InstallationId) -> Problem {
        let answers = self.unsaved.all();
        let cause = answers.into_iter().find(|answer| answer.owner == owner);
        let problem = Problem::new(Code::AnswerUnsaved);
        match cause.map(|answer| answer.problem) {
            Some(cause) => Problem {
                detail: cause.detail.clone(),
                ..problem.with("cause", cause.code.name())
            },
            None => problem,
        }
    }

    /// Takes the right to change an installation's tokens, once nobody else
    /// has it and no answer about it waits to be saved.
    ///
    /// # Errors
    /// [`Code::AnswerUnsaved`].
    pub(super) async fn hold_row(
        &self,
        id: InstallationId,
    ) -> Result<OwnedMutexGuard<()>, Problem> {
        let lock = self.locks.hold(id).await;
        self.save_first(id).await.map(|()| lock)
    }

    /// Takes the right to decide about a grant, as [`Engine::hold_row`] does
    /// for an installation.
    ///
    /// # Errors
    /// [`Code::AnswerUnsaved`].
    pub(super) async fn hold_grant(
        &self,
        id: InstallationId,
    ) -> Result<OwnedMutexGuard<()>, Problem> {
        let lock = self.settling.hold(id).await;
        self.save_first(id).await.map(|()| lock)
    }

    async fn save_first(&self, owner: InstallationId) -> Result<(), Problem> {
        match self.try_to_save(owner).await? {
            true => Ok(()),
            false => Err(self.unsaved_problem(owner)),
        }
    }

    /// Tries once more to save every answer that waits; how many still do.
    pub async fn save_waiting_answers(&self) -> usize {
        for answer in self.unsaved.all() {
            if matches!(self.try_to_save(answer.owner).await, Ok(true)) {
                self.tell_unsaved(answer.owner);
            }
        }
        self.unsaved.all().len()
    }

    pub(super) fn intent(
        &self,
        installation: &crate::installation::Installation,
        call: IntentCall,
    ) -> Intent {
        Intent {
            owner: installation.id,
            app: installation.app,
            hub_id: Some(installation.hub_id),
            renews: None,
            call,
            started_at: self.now(),
        }
    }
}

/// Whether the vault may take the same changes later.
fn passes(code: Code) -> bool {
    matches!(
        code,
        Code::SaveFailed
            | Code::DiskFull
            | Code::DataDirectoryUnwritable
            | Code::VaultDamaged
            | Code::Internal
    )
}

/// Whether the vault can't be written, so that no further call should be made.
pub(super) fn is_storage_failure(code: Code) -> bool {
    code == Code::AnswerUnsaved || passes(code)
}
