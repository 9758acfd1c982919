//! The real vault on a disk that is full after so many writes, for every flow
//! and every write that it makes.
//!
//! While the disk is full, whatever HubSpot gave is on disk or waits in memory
//! and is listed, its row is left alone, and nothing that isn't saved is called
//! done or healthy. When there is room again everything ends well.

mod flows;
mod small;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keeper_core::activity::Actor;
use keeper_core::engine::RefreshResult;
use keeper_core::health::{Condition, Health};
use keeper_core::identifier::InstallationId;
use keeper_core::installation::Installation;
use keeper_core::limiter::Priority;
use keeper_core::needs::Selection;
use keeper_core::secret::Fingerprint;
use keeper_core::{Code, Problem};

use self::flows::{FLOWS, Flow};
use crate::model::Sky;
use crate::random::Random;
use crate::rows::Beneath;
use crate::world::{World, at_once};

const MINUTE: Duration = Duration::from_secs(60);
/// Rows of each of the three apps.
const ROWS: usize = 2;
/// Longer than whoever waits is patient, and than the schedule's rest.
const WHILE_FULL: Duration = Duration::from_secs(7 * 60);
/// Longer than the longest wait between two tries to save, and two questions
/// about a held grant.
const SETTLING: Duration = Duration::from_secs(10 * 60);
/// The calls that change what a token is worth.
const CHANGING: [&str; 4] = ["exchange", "refresh", "revoke", "uninstall"];

/// What whoever started a flow was told: whether it is done; nothing yet.
#[derive(Clone, Default)]
pub struct Said(Arc<Mutex<Option<bool>>>);

impl Said {
    pub fn put(&self, is_done: bool) {
        *self.0.lock().unwrap() = Some(is_done);
    }

    fn is_done(&self) -> bool {
        *self.0.lock().unwrap() == Some(true)
    }
}

/// One run of a flow.
struct Run {
    flow: &'static Flow,
    world: World,
    said: Said,
    /// Where and how it is run, for a failure.
    told: String,
}

impl Run {
    fn begin(flow: &'static Flow, beneath: Beneath) -> Self {
        let people = Random::new(1, "people");
        let mut world = World::furnished(1, people, beneath, Some(ROWS));
        world.model.lock().sky = Sky {
            rotates: 100,
            ..Sky::default()
        };
        world.start();
        world.run_for(Duration::ZERO);
        (flow.prepare)(&mut world);
        Self {
            flow,
            world,
            said: Said::default(),
            told: flow.name.to_owned(),
        }
    }

    fn act(&mut self, time: Duration) {
        self.said = Said::default();
        (self.flow.act)(&mut self.world, &self.said);
        self.world.run_for(time);
    }

    fn changing_calls(&self) -> usize {
        let model = self.world.model.lock();
        let changing = model
            .log
            .iter()
            .filter(|call| CHANGING.contains(&call.name));
        changing.count()
    }

    #[track_caller]
    fn check(&self, holds: bool, what: &str) {
        let model = self.world.model.lock();
        let steps = model.steps.join("\n");
        assert!(holds, "{}: {what}\n{steps}", self.told);
    }

    /// What must hold while nothing can be written.
    fn nothing_is_lost_or_pretended(&mut self) {
        let unsaved = self.unsaved();
        let missing = self.missing();
        self.check(
            missing.len() <= unsaved.len(),
            &format!("{missing:?} are gone, {unsaved:?} wait"),
        );
        for row in self.world.rows() {
            let is_behind = self.is_behind(&row);
            let is_healthy = self.world.shown(&row) == Health::Healthy;
            self.check(
                !(is_behind && is_healthy),
                &format!("{} is called healthy", row.hub_id),
            );
            self.check(
                !is_behind || unsaved.contains(&row.id),
                &format!("nothing waits for {}", row.hub_id),
            );
        }
        self.rows_in_doubt_are_not_healthy(&unsaved);
        let is_kept = (self.flow.is_kept)(&self.world);
        self.check(!self.said.is_done() || is_kept, "it was said to be done");
        self.rows_that_wait_are_left_alone(&unsaved);
    }

    /// A call was noted on disk, and what came of it isn't.
    fn rows_in_doubt_are_not_healthy(&self, unsaved: &[InstallationId]) {
        let engine = self.world.engine();
        let intents = at_once(self.world.beneath.vault().intents()).unwrap();
        let open = intents.iter().map(|intent| intent.owner);
        for id in open.filter(|id| !engine.is_refreshing(*id)) {
            let mut rows = self.world.rows().into_iter();
            let is_row = rows.any(|row| row.id == id);
            self.check(
                !is_row || unsaved.contains(&id),
                "what came of a call is unknown, and the row doesn't say so",
            );
        }
    }

    fn unsaved(&self) -> Vec<InstallationId> {
        let answers = self.world.engine().unsaved_answers();
        answers.iter().map(|answer| answer.owner).collect()
    }

    /// Accounts whose newest living token reached the program and isn't on disk.
    fn missing(&self) -> Vec<(usize, i64)> {
        let kept = prints(&self.world);
        let model = self.world.model.lock();
        let missing = model.lines.iter().filter(|line| {
            let newest = line.tokens.last().filter(|newest| newest.known);
            let is_needed = line.died_at.is_none() && !line.forgiven;
            is_needed && newest.is_some_and(|newest| !kept.contains(&newest.print))
        });
        missing.map(|line| (line.app, line.hub)).collect()
    }

    /// Whether a row's token on disk has been replaced by one that the program
    /// was given.
    fn is_behind(&self, row: &Installation) -> bool {
        let model = self.world.model.lock();
        let print = row.prints.as_ref().map(|prints| &prints.refresh);
        let newest = print
            .and_then(|print| model.line_of_print(print))
            .and_then(|line| line.tokens.last());
        newest.is_some_and(|newest| newest.known && Some(&newest.print) != print)
    }

    fn rows_that_wait_are_left_alone(&mut self, unsaved: &[InstallationId]) {
        for id in unsaved {
            let before = self.changing_calls();
            let refreshed = refresh(&mut self.world, *id);
            let is_refused = matches!(
                &refreshed,
                Some(RefreshResult::Failed(Problem {
                    code: Code::AnswerUnsaved,
                    ..
                }))
            );
            let is_row = self.world.rows().iter().any(|row| row.id == *id);
            self.check(!is_row || is_refused, "a row that waits was refreshed");
            let after = self.changing_calls();
            self.check(before == after, "HubSpot was asked about what waits");
        }
    }

    /// There is room again.
    fn ends_well(&mut self) {
        self.world.step("there is room again");
        self.world.run_for(MINUTE);
        let unsaved = self.unsaved();
        self.check(unsaved.is_empty(), "an answer still waits");
        self.world.unlock();
        self.world.run_for(SETTLING);
        if !(self.flow.is_kept)(&self.world) {
            self.world.step("it is done again");
            self.act(SETTLING);
        }
        self.check((self.flow.is_kept)(&self.world), "it isn't done in the end");
        let (missing, intents) = (
            self.missing(),
            at_once(self.world.beneath.vault().intents()),
        );
        self.check(missing.is_empty(), &format!("{missing:?} are gone"));
        self.check(intents.unwrap().is_empty(), "a call was never ended");
        self.works_after_a_restart();
        let broken = self.world.model.lock().broken.clone();
        self.check(broken.is_empty(), &format!("{broken:?}"));
    }

    /// What is on disk is all that is needed.
    fn works_after_a_restart(&mut self) {
        self.world.kill();
        self.world.start();
        self.world.run_for(MINUTE);
        for row in self.world.rows() {
            let is_used = matches!(
                row.condition,
                Condition::Working | Condition::Retrying { .. }
            );
            if is_used {
                let refreshed = refresh(&mut self.world, row.id);
                let works = matches!(refreshed, Some(RefreshResult::Proven(_)));
                self.check(works, &format!("{}: {refreshed:?}", row.hub_id));
            }
        }
    }
}

/// The fingerprints of all refresh tokens on disk.
fn prints(world: &World) -> Vec<Fingerprint> {
    let vault = world.beneath.vault();
    let rows = [Selection::Kept, Selection::Forgotten].into_iter();
    let rows = rows.flat_map(|some| at_once(vault.installations(some)).unwrap());
    let grants = at_once(vault.grants()).unwrap().into_iter();
    let all = rows
        .map(|row| row.prints)
        .chain(grants.map(|grant| grant.prints));
    all.flatten().map(|prints| prints.refresh).collect()
}

/// A person refreshes a row; what they are told within ten seconds.
fn refresh(world: &mut World, id: InstallationId) -> Option<RefreshResult> {
    let told = Arc::new(Mutex::new(None));
    let (engine, slot) = (world.engine(), Arc::clone(&told));
    world.spawn(async move {
        let result = engine.refresh(id, Actor::Person, &Priority::person()).await;
        *slot.lock().unwrap() = Some(result);
    });
    world.run_for(Duration::from_secs(10));
    told.lock().unwrap().take()
}

fn disk(world: &World) -> &keeper_tests::failing_disk::FailingDisk {
    match &world.beneath {
        Beneath::Real(on_disk) => &on_disk.disk,
        Beneath::Memory(_) => unreachable!("it is the real vault"),
    }
}

/// After how many writes the disk is full: the first one fails, or the last one
/// of a commit, or, where all are asked for, any other.
fn moments(flow: &'static Flow) -> Vec<u64> {
    let mut run = Run::begin(flow, Beneath::new(true));
    let before = disk(&run.world).writes();
    run.act(WHILE_FULL);
    run.check((flow.is_kept)(&run.world), "it isn't done on a sound disk");
    let made = disk(&run.world).writes() - before;
    if std::env::var_os("KEEPER_TESTS_LONG").is_some() {
        return (0..made).collect();
    }
    let ends = disk(&run.world).writes_before_syncs().into_iter();
    let ends = ends.filter(|writes| *writes > before + 1);
    let moments: BTreeSet<_> = ends.map(|writes| writes - before - 1).collect();
    std::iter::once(0).chain(moments).collect()
}

fn fill_after(flow: &'static Flow, writes: u64) {
    let mut run = Run::begin(flow, Beneath::new(true));
    run.told = format!("{} on a disk that is full after {writes} writes", flow.name);
    let before = run.changing_calls();
    disk(&run.world).full_after(writes);
    run.act(WHILE_FULL);
    if writes == 0 {
        let calls = run.changing_calls() - before;
        run.check(calls == 0, "HubSpot was called before anything was noted");
    }
    run.nothing_is_lost_or_pretended();
    disk(&run.world).free();
    run.ends_well();
}

/// Goes through some flows, and the machine's processors share them.
#[test]
fn nothing_is_lost_on_a_disk_that_fills_during_any_commit() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = |first: usize| {
        for flow in FLOWS.iter().skip(first).step_by(threads) {
            let moments = moments(flow);
            assert!(moments.len() > 1, "{} saves something", flow.name);
            for writes in moments {
                fill_after(flow, writes);
            }
        }
    };
    std::thread::scope(|scope| {
        let share = &share;
        let running: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || share(first)))
            .collect();
        let ended: Vec<_> = running.into_iter().map(|one| one.join()).collect();
        assert!(ended.iter().all(Result::is_ok), "see above");
    });
}
