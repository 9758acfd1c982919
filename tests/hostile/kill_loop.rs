//! A program that installs, refreshes, reauthorizes, revokes and uninstalls in an order drawn from
//! a seed, is killed at moments drawn from it, and is started again. What Practice HubSpot knows
//! then decides whether anything was lost or doubled.
//!
//! `KEEPER_TESTS_SEED=7 cargo test --test hostile kill_loop` replays the run of one seed, as far as
//! the operating system's scheduling allows.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Mutex;

use futures::FutureExt as _;
use keeper_practice::Approval;
use keeper_tests::bridge::{Bridge, Start};
use keeper_tests::desk::{DEADLINE, http};
use keeper_tests::extent::{Draw, rounds, seeds};
use serde_json::{Value, json};

use crate::killed::{Scene, rows};
use crate::siege::Program;

/// Kills of one run, on one data directory.
const KILLS: u64 = 10;
/// Accounts of one run: few, so that what is done to one meets what was left of it.
const ACCOUNTS: usize = 4;
/// Operations that may be under way when the kill comes.
const AT_ONCE: usize = 3;

/// What a person has done to one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Install,
    Reauthorize,
    Refresh,
    Revoke,
    Uninstall,
}

/// What must be true of an account's row.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Due {
    /// Never installed, as far as the program ever said.
    Nothing,
    /// Installed or reauthorized, the program said so, and nothing has ended it.
    Usable(Value),
    /// Revoked or uninstalled, or found dead.
    Ended(Value),
    /// A kill came between, so that either may be true; the row is there if it was before.
    Unknown(Option<Value>),
}

impl Due {
    fn row(&self) -> Option<&Value> {
        match self {
            Self::Nothing => None,
            Self::Usable(id) | Self::Ended(id) => Some(id),
            Self::Unknown(id) => id.as_ref(),
        }
    }
}

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
    scene: Scene,
    app: Value,
    hubs: Vec<u64>,
    draw: Draw,
    /// Whether Practice HubSpot gives out a new refresh token with each refresh.
    rotates: bool,
    due: BTreeMap<u64, Due>,
}

/// How far an operation came: none when the kill came first or it was refused.
type Ends = Mutex<BTreeMap<u64, Value>>;

impl Run {
    async fn start(seed: u64) -> (Self, Bridge) {
        let scene = Scene::start().await;
        let bridge = start(&scene).await;
        let app = scene.save_app(&bridge).await;
        let rotates = seed.is_multiple_of(2);
        scene.switch(json!({"new_token_on_refresh": rotates})).await;
        let accounts = scene.practice.accounts();
        let hubs: Vec<u64> = accounts
            .iter()
            .map(|one| one.hub_id)
            .take(ACCOUNTS)
            .collect();
        let due = hubs.iter().map(|hub| (*hub, Due::Nothing)).collect();
        let draw = Draw::from_seed(seed);
        let run = Self {
            scene,
            app,
            hubs,
            draw,
            rotates,
            due,
        };
        (run, bridge)
    }

    /// Deeds on different accounts; at most one that needs the listener.
    fn draw_deeds(&mut self) -> Vec<(u64, Deed)> {
        let mut hubs = self.hubs.clone();
        let mut deeds: Vec<(u64, Deed)> = Vec::new();
        for _ in 0..=self.draw.below(AT_ONCE) {
            let hub = hubs.swap_remove(self.draw.below(hubs.len()));
            let has_flow = deeds.iter().any(|(_, deed)| deed.is_flow());
            let deed = *self.draw.one_of(possible(&self.due[&hub]));
            if !(has_flow && deed.is_flow()) {
                deeds.push((hub, deed));
            }
        }
        deeds
    }

    fn draw_moment(&mut self) -> Moment {
        let endpoints = [
            "exchange",
            "introspect",
            "account_info",
            "refresh",
            "revoke",
            "uninstall",
        ];
        match self.draw.below(8) {
            0..=3 => Moment::Hanging(
                endpoints[self.draw.below(endpoints.len())],
                self.draw.coin(),
            ),
            4..=6 => Moment::Answered(1 + self.draw.below(5), self.draw.below(200)),
            _ => Moment::Done,
        }
    }

    /// One kill, one start, and a look at everything.
    async fn round(&mut self, bridge: Bridge, history: &Mutex<Vec<String>>) -> Bridge {
        let (deeds, moment) = (self.draw_deeds(), self.draw_moment());
        history
            .lock()
            .unwrap()
            .push(format!("{deeds:?} {moment:?}"));
        if let Moment::Hanging(endpoint, heard) = moment {
            let fault = json!({"endpoint": endpoint, "kind": "timeout", "takes_effect": heard});
            self.scene.order(fault).await;
        }
        let ends = Ends::default();
        let since = self.scene.last_request().await;
        let doing = deeds
            .iter()
            .map(|(hub, deed)| self.act(&bridge, *hub, *deed, &ends));
        let doing = async { drop(futures::future::join_all(doing).await) };
        tokio::select! {
            () = doing => {}
            () = self.moment(moment, since) => {}
        }
        bridge.kill().await;
        self.scene.order_nothing().await;
        let ends = ends.into_inner().unwrap();
        history.lock().unwrap().push(format!("  ended: {ends:?}"));
        for (hub, deed) in deeds {
            let due = self.after(&self.due[&hub], deed, ends.get(&hub));
            self.due.insert(hub, due);
        }
        let bridge = start(&self.scene).await;
        self.look(&bridge, history).await;
        bridge
    }

    async fn moment(&self, moment: Moment, since: u64) {
        match moment {
            Moment::Hanging(..) => self.scene.until_met().await,
            Moment::Answered(calls, turns) => {
                let answered = |log: &Value| {
                    let log = log.as_array().unwrap().iter();
                    log.filter(|entry| entry["status"].is_u64()).count() >= calls
                };
                self.scene
                    .until_said(&format!("log?after={since}"), answered)
                    .await;
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
            }
            Moment::Done => std::future::pending().await,
        }
    }

    async fn act(&self, bridge: &Bridge, hub: u64, deed: Deed, ends: &Ends) {
        let id = self.due[&hub].row().cloned();
        let end = match deed {
            Deed::Install => {
                let args = json!({"app": self.app, "redirect_url": self.scene.redirect_url,
                    "hub_id": hub, "open_browser": false});
                self.authorize(bridge, hub, "install_start", args).await
            }
            Deed::Reauthorize => {
                let args = json!({"id": id, "open_browser": false});
                self.authorize(bridge, hub, "installation_reauthorize", args)
                    .await
            }
            Deed::Refresh => refreshed(bridge, &id).await,
            Deed::Revoke => answered(bridge, "installation_revoke", json!({"id": id})).await,
            Deed::Uninstall => answered(bridge, "installation_uninstall", json!({"id": id})).await,
        };
        if let Some(end) = end {
            ends.lock().unwrap().insert(hub, end);
        }
    }

    /// The installation, if the flow came to its end.
    async fn authorize(&self, bridge: &Bridge, hub: u64, name: &str, args: Value) -> Option<Value> {
        let started = answered(bridge, name, args).await?;
        let url = started["authorize_url"].as_str().unwrap();
        let Ok(Approval::Redirect(redirect)) = self.scene.practice.approve(url, hub).await else {
            panic!("consent was not given")
        };
        http().get(redirect).send().await.ok()?;
        let flow = json!({"flow": started["flow"]});
        let ended = ended(bridge, "install_status", flow, |status| {
            status["state"] != "waiting" && status["state"] != "exchanging"
        });
        let ended = ended.await?;
        (ended["state"] == "done").then(|| ended["installation"].clone())
    }

    /// What must be true after a deed that ended so, or was cut off.
    fn after(&self, before: &Due, deed: Deed, end: Option<&Value>) -> Due {
        let row = before.row().cloned();
        match (deed, end) {
            (Deed::Install | Deed::Reauthorize, Some(id)) => Due::Usable(id.clone()),
            (Deed::Revoke | Deed::Uninstall, Some(_)) => Due::Ended(row.unwrap_or_default()),
            (Deed::Refresh, Some(_)) => before.clone(),
            // What was there before stays usable beside what may have come.
            (Deed::Install | Deed::Reauthorize, None) if matches!(before, Due::Usable(_)) => {
                before.clone()
            }
            (Deed::Refresh, None) if !self.rotates => before.clone(),
            (_, None) => Due::Unknown(row),
        }
    }

    /// Compares the list with what must be true, before and after everything was refreshed once.
    async fn look(&mut self, bridge: &Bridge, history: &Mutex<Vec<String>>) {
        let is_open = |session: &Value| session["vault"]["state"] == "open";
        bridge.until("session_get", json!({}), is_open).await;
        let is_settled = |page: &Value| {
            let rows = page["rows"].as_array().unwrap();
            rows.iter().all(|row| row["health"] != "held")
        };
        bridge
            .until("installation_query", json!({"limit": 50}), is_settled)
            .await;
        let found = by_hub(&rows(bridge).await);
        history.lock().unwrap().push(format!("  found: {found:?}"));
        self.check_rows(&found);
        self.check_claims(&found);
        let since = self.scene.last_request().await;
        let ids: Vec<&Value> = found.values().map(|(id, _)| id).collect();
        let started = bridge
            .must("installation_refresh", json!({"ids": ids}))
            .await;
        let batch = json!({"batch": started["batch"]});
        bridge
            .until("batch_status", batch, |batch| {
                batch["finished"] == json!(true)
            })
            .await;
        let found = by_hub(&rows(bridge).await);
        history
            .lock()
            .unwrap()
            .push(format!("  refreshed: {found:?}"));
        self.check_rows(&found);
        self.check_proofs(&found, since).await;
        self.settle(&found);
    }

    /// No row of what was installed is missing.
    fn check_rows(&self, found: &BTreeMap<u64, (Value, String)>) {
        for (hub, due) in &self.due {
            if let Some(id) = due.row() {
                let (found, _) = found
                    .get(hub)
                    .unwrap_or_else(|| panic!("{hub} is lost: {due:?}"));
                assert_eq!(found, id, "{hub} has another row");
            }
            let is_there = found.contains_key(hub);
            assert!(*due != Due::Nothing || !is_there, "{hub} came from nowhere");
        }
    }

    /// Nothing is claimed of an account that no kill left in doubt.
    fn check_claims(&self, found: &BTreeMap<u64, (Value, String)>) {
        for (hub, due) in &self.due {
            let health = found.get(hub).map(|(_, health)| health.as_str());
            match due {
                Due::Usable(_) => assert!(is_good(health), "{hub} must be usable: {health:?}"),
                Due::Ended(_) => assert!(!is_good(health), "{hub} has ended: {health:?}"),
                Due::Nothing | Due::Unknown(_) => {}
            }
        }
    }

    /// Whatever is called good was proven by HubSpot's own answer, and what must be usable is good.
    async fn check_proofs(&self, found: &BTreeMap<u64, (Value, String)>, since: u64) {
        let log = self.scene.ask(&format!("log?after={since}")).await;
        let state = self.scene.ask("state").await;
        self.check_claims(found);
        for (hub, (_, health)) in found {
            let is_about =
                |entry: &&Value| entry["endpoint"] == "refresh" && entry["hub_id"] == *hub;
            let calls: Vec<&Value> = log.as_array().unwrap().iter().filter(is_about).collect();
            let is_proven = calls.last().is_some_and(|call| call["status"] == 200);
            assert_eq!(
                is_good(Some(health)),
                is_proven,
                "{hub} is {health}: {calls:?}"
            );
            let installations = state["installations"].as_array().unwrap();
            let is_installed = installations.iter().any(|one| {
                one["hub_id"] == *hub
                    && one["refresh_tokens"]
                        .as_array()
                        .is_some_and(|tokens| !tokens.is_empty())
            });
            assert!(
                is_installed || !is_good(Some(health)),
                "{hub} is {health} and not installed"
            );
        }
    }

    /// What was in doubt is known now.
    fn settle(&mut self, found: &BTreeMap<u64, (Value, String)>) {
        for (hub, due) in &mut self.due {
            if let Due::Unknown(_) = due {
                *due = match found.get(hub) {
                    None => Due::Nothing,
                    Some((id, health)) if is_good(Some(health)) => Due::Usable(id.clone()),
                    Some((id, _)) => Due::Ended(id.clone()),
                };
            }
        }
    }
}

impl Deed {
    fn is_flow(self) -> bool {
        matches!(self, Self::Install | Self::Reauthorize)
    }
}

fn possible(due: &Due) -> &'static [Deed] {
    match due {
        Due::Nothing => &[Deed::Install],
        Due::Ended(_) | Due::Unknown(_) => &[Deed::Install, Deed::Reauthorize],
        Due::Usable(_) => &[
            Deed::Refresh,
            Deed::Refresh,
            Deed::Reauthorize,
            Deed::Install,
            Deed::Revoke,
            Deed::Uninstall,
        ],
    }
}

/// Healths that say that the token works.
fn is_good(health: Option<&str>) -> bool {
    matches!(health, Some("healthy" | "scopes_behind"))
}

/// Each account's row and health; two rows of one account are one too many.
fn by_hub(rows: &[Value]) -> BTreeMap<u64, (Value, String)> {
    let mut found = BTreeMap::new();
    for row in rows {
        let hub = row["hub_id"]
            .as_u64()
            .unwrap_or_else(|| panic!("of no account: {row}"));
        let health = row["health"].as_str().unwrap().to_owned();
        let doubled = found.insert(hub, (row["id"].clone(), health));
        assert!(doubled.is_none(), "{hub} is doubled: {rows:?}");
    }
    found
}

async fn start(scene: &Scene) -> Bridge {
    bridge(scene, scene.directory.path()).await
}

async fn bridge(scene: &Scene, data_dir: &Path) -> Bridge {
    let started = Bridge::try_start(Start {
        binary: env!("CARGO_BIN_EXE_bridge"),
        data_dir,
        api: scene.practice.api(),
        pages: scene.practice.pages(),
        log: "info",
    });
    let started = started.await;
    started.unwrap_or_else(|(status, output)| panic!("the bridge ended, {status}: {output}"))
}

/// A command's answer; none when it was refused or the kill came first.
async fn answered(bridge: &Bridge, name: &str, args: Value) -> Option<Value> {
    bridge.attempt(name, args).await?.ok()
}

/// Asks again until it has ended; none when the kill came first.
async fn ended(
    bridge: &Bridge,
    name: &str,
    args: Value,
    is_over: impl Fn(&Value) -> bool,
) -> Option<Value> {
    loop {
        let status = answered(bridge, name, args.clone()).await?;
        if is_over(&status) {
            return Some(status);
        }
        tokio::task::yield_now().await;
    }
}

async fn refreshed(bridge: &Bridge, id: &Option<Value>) -> Option<Value> {
    let started = answered(bridge, "installation_refresh", json!({"ids": [id]})).await?;
    let batch = json!({"batch": started["batch"]});
    let over = ended(bridge, "batch_status", batch, |status| {
        status["finished"] == json!(true)
    });
    let summary = over.await?["summary"].clone();
    (summary["proven"] == 1).then_some(summary)
}

#[tokio::test]
async fn a16_random_kills_lose_and_double_nothing() {
    for seed in seeds(rounds(6, 50)) {
        let history = Mutex::default();
        let run = AssertUnwindSafe(async {
            let (mut run, mut bridge) = Run::start(seed).await;
            for _ in 0..KILLS {
                let round = run.round(bridge, &history);
                bridge = tokio::time::timeout(DEADLINE * 3, round)
                    .await
                    .expect("a round ends");
            }
        });
        if run.catch_unwind().await.is_err() {
            let history = history.lock().unwrap().join("\n");
            panic!("replay with KEEPER_TESTS_SEED={seed}:\n{history}");
        }
    }
}
