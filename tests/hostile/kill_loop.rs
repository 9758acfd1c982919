//! A program that installs, refreshes, reauthorizes, revokes and uninstalls in an order drawn from
//! a seed, is killed at moments drawn from it, and is started again. What Practice HubSpot knows
//! then decides whether anything was lost or doubled.
//!
//! `KEEPER_TESTS_SEED=7 cargo test -p keeper-tests --test hostile kill_loop` replays the run of one
//! seed, as far as the operating system's scheduling allows.

/// Deeds, done to a program that may be killed.
mod acts;
/// What the list says after a kill.
mod checks;
/// What must be true of an account.
mod due;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;

use futures::FutureExt as _;
use keeper_tests::bridge::{Bridge, Start};
use keeper_tests::desk::DEADLINE;
use keeper_tests::extent::{Draw, rounds, seeds};
use keeper_tests::small_disk::SmallDisk;
use serde_json::{Value, json};

use self::acts::Person;
use self::checks::{check_doubts, check_health, check_proofs, check_rows, without_doubts};
use self::due::{Deed, Due, End};
use crate::killed::Scene;

/// Kills of one run, on one data directory.
const KILLS: u64 = 10;
/// Accounts of one run: few, so that what is done to one meets what was left of it.
const ACCOUNTS: usize = 4;
/// Deeds that may be under way when the kill comes.
const AT_ONCE: usize = 3;
/// The size of a disk that fills.
const MEGABYTES: u32 = 8;
/// Pages that are left of it at most, so that it is full at one commit or another.
const PAGES_LEFT: usize = 40;
/// Calls that may hang when the kill comes.
const ENDPOINTS: [&str; 6] = [
    "exchange",
    "introspect",
    "account_info",
    "refresh",
    "revoke",
    "uninstall",
];

/// When the kill comes.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// While a call to this endpoint hangs, heard or not.
    Hanging(&'static str, bool),
    /// When so many calls are answered, and so many turns of the scheduler later.
    Answered(usize, usize),
    /// When everything is done.
    Done,
}

struct Run {
    /// Where the data is, in the runs whose disk fills. Unmounted before its folder is removed.
    disk: Option<SmallDisk>,
    scene: Scene,
    app: Value,
    draw: Draw,
    dues: BTreeMap<u64, Due>,
    /// What was done and found, for whoever looks into a failure.
    history: Vec<String>,
}

impl Run {
    async fn start(seed: u64) -> Self {
        Self::start_in(Scene::start().await, None, seed).await
    }

    /// On a disk that fills now and then; none where no disk can be mounted.
    async fn start_on_small_disk(seed: u64) -> Option<Self> {
        let scene = Scene::start().await;
        let disk = SmallDisk::mount_on(scene.directory.path(), MEGABYTES)?;
        Some(Self::start_in(scene, Some(disk), seed).await)
    }

    /// With every other seed, Practice HubSpot replaces the refresh token at each refresh.
    async fn start_in(scene: Scene, disk: Option<SmallDisk>, seed: u64) -> Self {
        let bridge = bridge(&scene).await;
        let app = scene.save_app(&bridge).await;
        bridge.kill().await;
        let rotates = json!({"new_token_on_refresh": seed.is_multiple_of(2)});
        scene.switch(rotates).await;
        let accounts = scene.practice.accounts();
        let hubs = accounts.iter().map(|account| account.hub_id);
        let dues = hubs.take(ACCOUNTS).map(|hub| (hub, Due::Nothing));
        Self {
            disk,
            app,
            draw: Draw::from_seed(seed),
            dues: dues.collect(),
            history: Vec::new(),
            scene,
        }
    }

    /// Deeds on different accounts; at most one that needs the listener.
    fn draw_deeds(&mut self) -> Vec<(u64, Deed)> {
        let mut hubs: Vec<u64> = self.dues.keys().copied().collect();
        let mut deeds: Vec<(u64, Deed)> = Vec::new();
        for _ in 0..=self.draw.below(AT_ONCE) {
            let hub = hubs.swap_remove(self.draw.below(hubs.len()));
            let deed = *self.draw.one_of(self.dues[&hub].deeds());
            let has_flow = deeds.iter().any(|(_, deed)| deed.is_flow());
            if !(has_flow && deed.is_flow()) {
                deeds.push((hub, deed));
            }
        }
        deeds
    }

    fn draw_moment(&mut self) -> Moment {
        match self.draw.below(8) {
            0..=3 => Moment::Hanging(
                ENDPOINTS[self.draw.below(ENDPOINTS.len())],
                self.draw.coin(),
            ),
            4..=6 => Moment::Answered(1 + self.draw.below(5), self.draw.below(200)),
            _ => Moment::Done,
        }
    }

    /// A start, deeds, a kill, a start, and a look at everything.
    async fn round(&mut self) {
        let (deeds, moment) = (self.draw_deeds(), self.draw_moment());
        self.history.push(format!("{deeds:?} {moment:?}"));
        let bridge = bridge(&self.scene).await;
        checks::until_settled(&bridge).await;
        if let Moment::Hanging(endpoint, heard) = moment {
            let fault = json!({"endpoint": endpoint, "kind": "timeout", "takes_effect": heard});
            self.scene.order(fault).await;
        }
        self.fill_disk();
        let since = self.scene.last_request().await;
        let ends = self.act_until(&bridge, &deeds, moment, since).await;
        bridge.kill().await;
        self.scene.order_nothing().await;
        if let Some(disk) = &self.disk {
            disk.free();
        }
        self.history.push(format!("  ended: {ends:?}"));
        self.take_in(&deeds, &ends, since).await;
        let cut_off = deeds.iter().map(|(hub, _)| *hub);
        self.look(&cut_off.filter(|hub| !ends.contains_key(hub)).collect())
            .await;
    }

    fn fill_disk(&mut self) {
        if let Some(disk) = self.disk.as_ref().filter(|_| self.draw.coin()) {
            let left = self.draw.below(PAGES_LEFT);
            self.history.push(format!("  full but for {left} pages"));
            disk.fill_but(left);
        }
    }

    /// The ends of the deeds that came to one before the moment did.
    async fn act_until(
        &self,
        bridge: &Bridge,
        deeds: &[(u64, Deed)],
        moment: Moment,
        since: u64,
    ) -> BTreeMap<u64, End> {
        let (scene, app) = (&self.scene, &self.app);
        let person = Person { scene, bridge, app };
        let ends = Mutex::new(BTreeMap::new());
        let acting = deeds.iter().map(|(hub, deed)| async {
            if let Some(end) = person.act(*hub, *deed, self.dues[hub].row()).await {
                ends.lock().unwrap().insert(*hub, end);
            }
        });
        tokio::select! {
            _ = futures::future::join_all(acting) => {}
            () = self.moment(moment, since) => {}
        }
        ends.into_inner().unwrap()
    }

    async fn moment(&self, moment: Moment, since: u64) {
        match moment {
            Moment::Hanging(..) => self.scene.until_met().await,
            Moment::Answered(calls, turns) => {
                let is_answered = |log: &Value| {
                    let log = log.as_array().unwrap().iter();
                    log.filter(|entry| entry["status"].is_u64()).count() >= calls
                };
                let log = format!("log?after={since}");
                self.scene.until_said(&log, is_answered).await;
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
            }
            Moment::Done => std::future::pending().await,
        }
    }

    /// What is due after the deeds, of which some were cut off.
    async fn take_in(&mut self, deeds: &[(u64, Deed)], ends: &BTreeMap<u64, End>, since: u64) {
        let log = self.scene.ask(&format!("log?after={since}")).await;
        let rotates =
            self.scene.ask("state").await["switches"]["new_token_on_refresh"] == json!(true);
        for (hub, deed) in deeds {
            let mut log = log.as_array().unwrap().iter();
            let is_asked =
                log.any(|entry| entry["endpoint"] == "refresh" && entry["hub_id"] == *hub);
            let due = self.dues[hub].after(*deed, ends.get(hub), rotates && is_asked);
            self.dues.insert(*hub, due);
        }
    }

    /// Holds the list against what must be true, before and after everything is refreshed once.
    /// What a kill cut off is in doubt until then.
    async fn look(&mut self, cut_off: &BTreeSet<u64>) {
        let bridge = bridge(&self.scene).await;
        checks::until_settled(&bridge).await;
        let before = checks::find(&bridge).await;
        self.history.push(format!("  found: {before:?}"));
        check_rows(&self.dues, &before);
        check_health(&self.dues, &without_doubts(&before, cut_off));
        let since = self.scene.last_request().await;
        checks::refresh_all(&bridge).await;
        let after = checks::find(&bridge).await;
        self.history.push(format!("  refreshed: {after:?}"));
        let log = self.scene.ask(&format!("log?after={since}")).await;
        check_rows(&self.dues, &after);
        check_health(&self.dues, &after);
        check_doubts(&self.dues, &before, &after);
        check_proofs(&after, &log, &self.scene.ask("state").await);
        checks::settle(&mut self.dues, &after);
        bridge.kill().await;
    }

    /// All rounds; a failure tells how to replay it, and what happened until then.
    async fn go(mut self, seed: u64) {
        let rounds = async {
            for _ in 0..KILLS {
                let round = tokio::time::timeout(DEADLINE * 3, self.round());
                round.await.expect("a round ends");
            }
        };
        if AssertUnwindSafe(rounds).catch_unwind().await.is_err() {
            let history = self.history.join("\n");
            panic!("replay with KEEPER_TESTS_SEED={seed}:\n{history}");
        }
    }
}

async fn bridge(scene: &Scene) -> Bridge {
    let started = Bridge::try_start(Start {
        binary: env!("CARGO_BIN_EXE_bridge"),
        data_dir: scene.directory.path(),
        hubspot: Some((scene.practice.api(), scene.practice.pages())),
        log: "info",
        environment: &[],
    });
    let started = started.await;
    started.unwrap_or_else(|(status, output)| panic!("the bridge ended, {status}: {output}"))
}

#[tokio::test]
async fn a16_random_kills_lose_and_double_nothing() {
    for seed in seeds(rounds(6, 50)) {
        Run::start(seed).await.go(seed).await;
    }
}

#[tokio::test]
async fn a16_random_kills_on_a_full_disk_lose_and_double_nothing() {
    for seed in seeds(rounds(3, 25)) {
        match Run::start_on_small_disk(seed).await {
            Some(run) => run.go(seed).await,
            None => println!("skipped: this user may not mount a file system"),
        }
    }
}
