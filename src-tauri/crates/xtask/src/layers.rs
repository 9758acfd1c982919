//! `cargo xtask test`: every layer in order, each counted, none skipped because another failed.

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::count::{self, Count};
use crate::machine::{self, For};
use crate::step::{Ended, Step, Trouble};
use crate::{python, run, tree, ui};

type Layer = (&'static str, fn() -> Result<Vec<Part>, Trouble>);

const LINTS: &[Layer] = &[("format", format), ("lints", lints)];
const TESTS: &[Layer] = &[
    ("rust", rust),
    ("clients", clients),
    ("ui", components),
    ("screens", screens),
    ("shell", shell),
    ("window", window),
];

/// What `--long` runs in place of the layer `rust`, and besides.
const LONG: &[Layer] = &[("long", long), ("mutants", mutation)];

/// How many lines of failed tests' own words are shown.
const SHOWN: usize = 120;

/// One process of a layer: what it counted, and what to show when that was not all good.
struct Part {
    count: Count,
    ended: Ended,
}

/// Installs what is missing, then runs every layer, or only those that are named.
pub fn test(named: &[&str]) -> Result<ExitCode, Trouble> {
    let is_long = named.contains(&"--long");
    let named: Vec<&str> = named
        .iter()
        .copied()
        .filter(|name| *name != "--long")
        .collect();
    let all = || {
        let short = LINTS.iter().chain(TESTS);
        let short = short.filter(move |layer| !is_long || layer.0 != "rust");
        short.chain(LONG.iter().filter(move |_| is_long))
    };
    if let Some(unknown) = named
        .iter()
        .find(|name| !all().any(|layer| layer.0 == **name))
    {
        let names: Vec<&str> = all().map(|layer| layer.0).collect();
        return Err(Trouble::new(format!(
            "No layer {unknown}; there are {}",
            names.join(" ")
        )));
    }
    machine::prepare(For::Tests)?;
    Ok(run_all(all().filter(|layer| {
        named.is_empty() || named.contains(&layer.0)
    })))
}

/// Format and lints only.
pub fn check() -> Result<ExitCode, Trouble> {
    Ok(run_all(LINTS.iter()))
}

fn run_all<'a>(layers: impl Iterator<Item = &'a Layer>) -> ExitCode {
    let total: Count = layers.map(run_one).sum();
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn run_one((name, layer): &Layer) -> Count {
    let started = Instant::now();
    let parts = layer();
    let count = match &parts {
        Ok(parts) => parts.iter().map(|part| part.count).sum(),
        Err(trouble) => {
            println!("{trouble}");
            Count::one(false)
        }
    };
    report(name, count, started.elapsed());
    for part in parts.iter().flatten().filter(|part| part.count.failed > 0) {
        show(&part.ended);
    }
    count
}

/// Cargo tells what failed far above its last lines, so that comes first.
fn show(ended: &Ended) {
    for line in count::cargo_failures(&ended.output).take(SHOWN) {
        println!("    {line}");
    }
    println!("{}", ended.tail());
}

fn report(name: &str, count: Count, took: Duration) {
    println!(
        "{name:<8} {:>5} passed {:>3} failed {:>5} s",
        count.passed,
        count.failed,
        took.as_secs()
    );
}

/// A process whose exit code is its only result.
fn whole(step: Step) -> Result<Part, Trouble> {
    let ended = step.run()?;
    Ok(Part {
        count: Count::one(ended.success),
        ended,
    })
}

/// A process whose output is counted.
fn counted(step: Step, count: fn(&str) -> Count) -> Result<Part, Trouble> {
    let ended = step.run()?;
    Ok(Part {
        count: count(&ended.output).agree(ended.success),
        ended,
    })
}

fn format() -> Result<Vec<Part>, Trouble> {
    Ok(vec![whole(
        Step::cargo("format", 2).args(["fmt", "--all", "--check"]),
    )?])
}

fn lints() -> Result<Vec<Part>, Trouble> {
    let args = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    Ok(vec![whole(Step::cargo("lints", 30).args(args))?])
}

/// All tests that cargo runs but the shell's.
const RUST: &[&str] = &[
    "test",
    "--workspace",
    "--exclude",
    "portalkeeper",
    "--no-fail-fast",
];

fn rust() -> Result<Vec<Part>, Trouble> {
    let step = Step::cargo("rust", 40).args(RUST);
    Ok(vec![counted(step, count::cargo)?])
}

/// The same tests, those with a long variant in it.
fn long() -> Result<Vec<Part>, Trouble> {
    let step = Step::cargo("long", 600).args(RUST);
    let step = step.env("KEEPER_TESTS_LONG", "1");
    Ok(vec![counted(step, count::cargo)?])
}

/// `cargo xtask mutants`, its floor counted as one test.
fn mutation() -> Result<Vec<Part>, Trouble> {
    let step = Step::cargo("mutants-all", 600).args(["xtask", "mutants"]);
    Ok(vec![whole(step)?])
}

/// HubSpot's own client libraries against Practice HubSpot.
fn clients() -> Result<Vec<Part>, Trouble> {
    run::build_programs().must()?;
    ui::install("tests/clients", "clients-node-install")?;
    python::install()?;
    let node = Step::npm("clients-node", "tests/clients", 5).args(["test"]);
    let python = python::script("clients-python", "hubspot_test.py", 5)?;
    Ok(vec![
        counted(node, count::last_line)?,
        counted(python, count::last_line)?,
    ])
}

fn components() -> Result<Vec<Part>, Trouble> {
    ui::install("ui", "ui-install")?;
    let report = tree::target().join("logs").join("vitest.json");
    let _ = fs::remove_file(&report);
    let file = format!("--outputFile.json={}", report.display());
    let args = [
        "run",
        "test",
        "--",
        "--reporter=default",
        "--reporter=json",
        &file,
    ];
    let types = whole(Step::npm("ui-types", "ui", 10).args(["run", "check"]))?;
    let ended = Step::npm("ui-tests", "ui", 20).args(args).run()?;
    let json = fs::read_to_string(&report).unwrap_or_default();
    let tests = Part {
        count: count::vitest(&json).agree(ended.success),
        ended,
    };
    Ok(vec![types, tests])
}

fn screens() -> Result<Vec<Part>, Trouble> {
    ui::build()?;
    ui::install("tests/e2e", "screens-install")?;
    run::build_programs().must()?;
    let step = Step::npm("screens", "tests/e2e", 40).args(["test"]);
    Ok(vec![counted(step, count::last_line)?])
}

/// The shell's own tests. They need what only the shell needs, so they stand apart.
fn shell() -> Result<Vec<Part>, Trouble> {
    ui::build()?;
    let step = Step::cargo("shell", 20).args(["test", "--package", "portalkeeper"]);
    Ok(vec![counted(step, count::cargo)?])
}

fn window() -> Result<Vec<Part>, Trouble> {
    if !cfg!(target_os = "linux") {
        println!("The window layer runs on Linux only.");
        return Ok(Vec::new());
    }
    ui::build()?;
    run::build_app().must()?;
    run::build_programs().must()?;
    let walk = tree::program("window").display().to_string();
    let app = tree::program("portalkeeper");
    let step = Step::new("window", &walk, 25).args(["--app".into(), app]);
    Ok(vec![counted(step, count::last_line)?])
}
