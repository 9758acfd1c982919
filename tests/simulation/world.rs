//! One simulated computer: the program, what is beneath it, and time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use keeper_core::engine::{Engine, Needs};
use keeper_core::event::{Changed, Event};
use keeper_core::grant::Tokens;
use keeper_core::identifier::{AppId, InstallationId};
use keeper_core::installation::Installation;
use keeper_core::needs::{
    Answer, Arrival, Browser, Change, Clipboard, Clock, CopyNumber, Listener, Listening, Receiver,
    Selection, Spawner, Vault,
};
use keeper_core::redirect_url::LoopbackTarget;
use keeper_core::secret::AccessToken;
use keeper_core::{Code, Problem, Timestamp};

use crate::clock::HandClock;
use crate::executor::Executor;
use crate::hubspot::SimHubSpot;
use crate::model::{Sabotage, Shared};
use crate::random::Random;
use crate::rows::{Beneath, Copy};
use crate::vault::WatchedVault;

/// When every simulation begins.
pub const BEGIN: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// Rows of each app in a world that has many.
const ROWS_OF_BIG: usize = 110;

/// The computer.
pub struct World {
    pub seed: u64,
    pub model: Shared,
    pub clock: HandClock,
    pub people: Random,
    pub beneath: Beneath,
    pub apps: Vec<AppId>,
    pub big: bool,
    pub copy: Option<Copy>,
    /// Since when a row has been shown healthy with a token that isn't good.
    pub suspects: BTreeMap<(InstallationId, &'static str), Timestamp>,
    executor: Executor,
    engine: Option<Arc<Engine>>,
}

struct Desktop;
struct Ears(Shared);

impl Receiver for Desktop {
    fn open(&self, _: LoopbackTarget, _: Arc<dyn Arrival>) -> Answer<'_, Box<dyn Listening>> {
        std::future::ready(Err(Problem::new(Code::RedirectPortBusy))).boxed()
    }

    fn probe(&self, _: LoopbackTarget) -> Answer<'_, ()> {
        std::future::ready(Ok(())).boxed()
    }
}

impl Browser for Desktop {
    fn open<'a>(&'a self, _: &'a str) -> Answer<'a, ()> {
        std::future::ready(Ok(())).boxed()
    }
}

impl Clipboard for Desktop {
    fn put(&self, _: AccessToken) -> Answer<'_, CopyNumber> {
        std::future::ready(Ok(CopyNumber(0))).boxed()
    }

    fn clear(&self, _: Option<CopyNumber>) -> Answer<'_, bool> {
        std::future::ready(Ok(true)).boxed()
    }

    fn put_plain(&self, _: String) -> Answer<'_, ()> {
        std::future::ready(Ok(())).boxed()
    }

    fn look(&self) -> Answer<'_, ()> {
        std::future::ready(Ok(())).boxed()
    }
}

impl Listener for Ears {
    fn happened(&self, event: Event) {
        let mut model = self.0.lock();
        if event == Event::AppsChanged {
            model.app_events += 1;
        }
        if matches!(event, Event::ImportProgressed { .. }) {
            model.import_events += 1;
        }
        if let Event::InstallationsChanged {
            changed: Changed::Ids(ids),
        } = event
        {
            for id in ids {
                *model.row_events.entry(id).or_default() += 1;
            }
        }
    }
}

/// An answer that needs no waiting: all vaults beneath answer at once.
pub fn at_once<T>(answer: Answer<'_, T>) -> Result<T, Problem> {
    answer.now_or_never().expect("the vault answers at once")
}

impl World {
    /// The world of a seed, with its apps and rows, and the program running.
    pub fn new(seed: u64, sabotage: Option<Sabotage>) -> Self {
        let people = Random::new(seed, "people");
        let big = people.chance(6);
        let beneath = Beneath::new(!big && people.chance(10));
        let rows = big.then_some(ROWS_OF_BIG);
        let mut world = Self::furnished(seed, people, beneath, rows);
        world.model.lock().sabotage = sabotage;
        world.start();
        world
    }

    /// A world with three apps and so many rows of each, else as drawn; the
    /// program doesn't run yet.
    pub fn furnished(seed: u64, people: Random, beneath: Beneath, rows: Option<usize>) -> Self {
        let core = Random::new(seed, "core");
        keeper_core::random::draw_from(Some(Box::new(move |bytes| core.fill(bytes))));
        let vault = beneath.name();
        let mut world = Self {
            seed,
            model: Shared::default(),
            clock: HandClock::at(BEGIN),
            beneath,
            apps: Vec::new(),
            big: rows == Some(ROWS_OF_BIG),
            copy: None,
            suspects: BTreeMap::new(),
            executor: Executor::new(Random::new(seed, "order")),
            engine: None,
            people,
        };
        world.model.lock().sky.rotates = 50;
        world.furnish(rows);
        world.step(format!("a world on {vault}, {} rows", world.rows().len()));
        world
    }

    /// Starts the program on what is on disk.
    pub fn start(&mut self) {
        let beneath = self.beneath.open();
        let vault = Arc::new(WatchedVault {
            inner: beneath,
            model: self.model.clone(),
            clock: self.clock.clone(),
            random: Random::new(self.seed ^ self.people.next(), "disk"),
        });
        let hubspot = Arc::new(SimHubSpot {
            model: self.model.clone(),
            clock: self.clock.clone(),
            random: Random::new(self.seed ^ self.people.next(), "hubspot"),
        });
        let engine = Engine::new(
            Needs {
                hubspot,
                vault,
                receiver: Arc::new(Desktop),
                browser: Arc::new(Desktop),
                clipboard: Arc::new(Desktop),
                clock: Arc::new(self.clock.clone()),
                spawner: self.executor.queue(),
                listener: Arc::new(Ears(self.model.clone())),
            },
            None,
        );
        self.engine = Some(Arc::clone(&engine));
        self.spawn(async move {
            // A vault that can't be read now can't be read by what follows.
            drop(engine.recover().await);
            drop(engine.resume().await);
            engine.keep_proven(|| true).await;
        });
    }

    /// Takes up what was left, as the program does at its start and when the
    /// vault is opened.
    pub fn resume(&mut self) {
        let engine = self.engine();
        self.spawn(async move {
            let resumed = engine.resume().await;
            drop(resumed);
        });
    }

    /// Ends the program where it is, and forgets all that was in memory.
    pub fn kill(&mut self) {
        self.engine = None;
        let order = Random::new(self.seed ^ self.people.next(), "order");
        self.executor = Executor::new(order);
        self.beneath.close();
        self.beneath.open();
        {
            let mut model = self.model.lock();
            model.to_retry.clear();
            model.damage_met.clear();
            model.locked_since = None;
        }
        self.know_what_is_kept();
    }

    /// What isn't kept, the program no longer knows, and can't be blamed for.
    pub fn know_what_is_kept(&self) {
        let kept = self.holders(&*self.beneath.vault()).into_iter();
        let kept: Vec<_> = kept.map(|(_, tokens)| tokens).collect();
        let mut model = self.model.lock();
        for line in &mut model.lines {
            let was_known = line.tokens.last().is_some_and(|newest| newest.known);
            let mut later = false;
            for token in line.tokens.iter_mut().rev() {
                later |= kept.iter().any(|it| it.refresh.expose() == token.text);
                token.known = later;
            }
            let is_known = line.tokens.last().is_some_and(|newest| newest.known);
            line.forgiven |= was_known && !is_known;
        }
    }

    pub fn engine(&self) -> Arc<Engine> {
        Arc::clone(self.engine.as_ref().expect("the program runs"))
    }

    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.executor.queue().spawn(Box::pin(task));
    }

    /// Lets time go on, from one wake to the next.
    pub fn run_for(&mut self, time: Duration) {
        let until = self.clock.now().plus(time);
        loop {
            while self.executor.step() {}
            match self.clock.next_wake().filter(|at| *at <= until) {
                Some(at) => self.clock.set(at),
                None => break,
            }
        }
        self.clock.set(until);
        while self.executor.step() {}
    }

    /// Goes on for so many awaits.
    pub fn run_steps(&mut self, steps: usize) {
        for _ in 0..steps {
            if !self.executor.step() {
                match self.clock.next_wake() {
                    Some(at) => self.clock.set(at),
                    None => return,
                }
            }
        }
    }

    pub fn step(&self, what: impl Into<String>) {
        self.model.lock().step(self.clock.now(), what);
    }

    /// Changes what is kept, past the program and its disk's faults.
    pub fn put(&self, changes: Vec<Change>) {
        let vault = self.beneath.vault();
        at_once(vault.commit(changes)).expect("the disk is sound");
    }

    /// The rows that are shown.
    pub fn rows(&self) -> Vec<Installation> {
        let vault = self.beneath.vault();
        at_once(vault.installations(Selection::Kept)).expect("the disk can be read")
    }

    /// Everything that holds tokens, with them, as far as they can be opened.
    pub fn holders(&self, vault: &dyn Vault) -> Vec<(InstallationId, Tokens)> {
        let rows = [Selection::Kept, Selection::Forgotten].into_iter();
        let rows = rows.flat_map(|some| at_once(vault.installations(some)).unwrap());
        let grants = at_once(vault.grants()).unwrap();
        let ids = rows.map(|row| row.id).chain(grants.iter().map(|it| it.id));
        ids.filter_map(|id| Some((id, at_once(vault.tokens(id)).ok()??)))
            .collect()
    }
}
