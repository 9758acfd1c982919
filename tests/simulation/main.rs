//! The whole core in a simulated world.
//!
//! Clock, ids, randomness, the order of ready tasks, HubSpot's answers, the
//! disk's faults and what people do follow from a seed, on one thread; so a
//! seed that breaks a rule breaks it again. `SIM_SEED=7` replays one and
//! prints its steps, `SIM_SEEDS=100000` runs that many, as does
//! `KEEPER_TESTS_LONG=1`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::wildcard_enum_match_arm,
    clippy::result_large_err,
    reason = "a simulation fails loudly and shows what it found"
)]

mod cases;
mod clock;
mod executor;
mod fate;
mod found;
mod full_disk;
mod grants;
mod hubspot;
mod look;
mod memory;
mod model;
mod people;
mod random;
mod real;
mod rows;
mod rules;
mod vault;
mod week;
mod world;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::found::FOUND;
use crate::model::{Broken, Sabotage};
use crate::world::World;

/// How many things happen in one simulation; fewer where there are many rows.
const ACTS: usize = 40;
const ACTS_AMONG_MANY: usize = 8;
/// How many seeds run by default, and when many are asked for.
const SEEDS: u64 = 200;
const MANY_SEEDS: u64 = 100_000;
/// Pauses between two things, in seconds.
const PAUSES: [u64; 7] = [0, 1, 5, 60, 300, 1800, 7200];

/// What a simulation came to.
struct Ended {
    steps: Vec<String>,
    broken: Vec<Broken>,
}

fn simulate(seed: u64, sabotage: Option<Sabotage>) -> Ended {
    let mut world = World::new(seed, sabotage);
    let acts = if world.big { ACTS_AMONG_MANY } else { ACTS };
    for act in 0..acts {
        world.act();
        let pause = world.people.pick(&PAUSES).unwrap();
        world.run_for(Duration::from_secs(pause));
        world.look();
        if act + 1 == acts / 2 {
            if world.big {
                world.rotate_secret(0);
            }
            world.quiet();
        }
    }
    if world.big {
        world.batch_in_a_storm();
    }
    world.heal();
    let mut model = world.model.lock();
    Ended {
        steps: std::mem::take(&mut model.steps),
        broken: std::mem::take(&mut model.broken),
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn seeds() -> u64 {
    let is_long = std::env::var_os("KEEPER_TESTS_LONG").is_some();
    number("SIM_SEEDS").unwrap_or(if is_long { MANY_SEEDS } else { SEEDS })
}

/// For each rule the seeds that break it, and how.
type AllBroken = BTreeMap<&'static str, BTreeMap<u64, String>>;

/// Runs every seed on one thread, and some seeds at the same time.
fn broken_by(seeds: &[u64], sabotage: Option<Sabotage>) -> AllBroken {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = |first: usize| {
        let own = seeds.iter().skip(first).step_by(threads);
        let broken = own.map(|seed| (*seed, simulate(*seed, sabotage).broken));
        broken.collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let share = &share;
        let running: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || share(first)))
            .collect();
        let mut all = AllBroken::new();
        for (seed, broken) in running.into_iter().flat_map(|one| one.join().unwrap()) {
            for one in broken {
                all.entry(one.rule)
                    .or_default()
                    .entry(seed)
                    .or_insert(one.how);
            }
        }
        all
    })
}

fn told(broken: &AllBroken) -> String {
    let lines = broken.iter().flat_map(|(rule, seeds)| {
        let first = seeds.iter().take(8);
        let first = first.map(|(seed, how)| format!("    SIM_SEED={seed}: {how}\n"));
        std::iter::once(format!("{rule}: {} seeds\n", seeds.len())).chain(first)
    });
    lines.collect()
}

#[test]
fn no_seed_breaks_a_rule() {
    if let Some(seed) = number("SIM_SEED") {
        let ended = simulate(seed, None);
        let steps = ended.steps.join("\n");
        assert!(ended.broken.is_empty(), "SIM_SEED={seed}\n{steps}");
        return;
    }
    let seeds: Vec<_> = (0..seeds()).collect();
    let broken = broken_by(&seeds, None);
    assert!(
        broken.is_empty(),
        "replay one for its steps\n{}",
        told(&broken)
    );
}

#[test]
fn what_was_found_stays_mended() {
    let seeds: Vec<_> = FOUND.iter().map(|found| found.seed).collect();
    let broken = broken_by(&seeds, None);
    let were = FOUND.iter().filter(|found| {
        let again = broken.get(found.rule);
        again.is_some_and(|seeds| seeds.contains_key(&found.seed))
    });
    let were: Vec<_> = were.map(|found| found.fault).collect();
    assert!(broken.is_empty(), "back again: {were:?}\n{}", told(&broken));
}

#[test]
fn a_seed_replays_exactly() {
    for seed in 0..5 {
        let (first, again) = (simulate(seed, None), simulate(seed, None));
        assert_eq!(first.steps, again.steps, "SIM_SEED={seed}");
    }
}

#[test]
fn a_sabotaged_world_is_found() {
    let seeds: Vec<_> = (0..10).collect();
    for (sabotage, rule) in [
        (Sabotage::DiskForgets, rules::KEPT),
        (Sabotage::CallsAreRepeated, rules::ONCE),
        (Sabotage::TokensAreDropped, rules::UNASKED),
    ] {
        let broken = broken_by(&seeds, Some(sabotage));
        assert!(broken.contains_key(rule), "{sabotage:?}: {}", told(&broken));
    }
}
