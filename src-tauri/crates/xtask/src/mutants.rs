//! `cargo xtask mutants`: small faults put into the code one by one, to see that a test notices.
//!
//! The sample is drawn by a digest of each mutant's name without its line, so it stays the same
//! while other code moves. Each crate's mutants are tried by that crate's own tests. Deleted
//! fields of structures are tried besides: cargo-mutants doesn't draw from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::step::{Step, Trouble};
use crate::tree;

/// The one version, so that every machine draws from the same list.
const VERSION: &str = "27.1.0";
/// How many of 100 viable mutants must be caught.
const FLOOR: usize = 90;
/// Seconds that a mutant's tests may take before it counts as noticed by its hang.
const TEST_SECONDS: &str = "60";
/// Seconds for building one mutant on a busy machine.
const BUILD_SECONDS: &str = "600";

/// What is sampled, and how thinly.
struct Sampled {
    package: &'static str,
    /// One mutant in so many is tried.
    one_in: u64,
    /// Files left out, because other tests than the crate's own hold them.
    without: &'static [&'static str],
}

const SAMPLE: &[Sampled] = &[
    Sampled {
        package: "keeper-core",
        one_in: 14,
        // Held by tests/journeys and tests/hostile, which run the whole program.
        without: &[
            "src-tauri/crates/keeper-core/src/engine.rs",
            "src-tauri/crates/keeper-core/src/engine/**",
        ],
    },
    Sampled {
        package: "keeper-loopback",
        one_in: 4,
        without: &[],
    },
    Sampled {
        package: "keeper-vault",
        one_in: 8,
        without: &[],
    },
    Sampled {
        package: "keeper-hubspot",
        one_in: 5,
        without: &[],
    },
];

/// How the mutants of one crate fared.
#[derive(Debug, Default, PartialEq, Eq)]
struct Fared {
    caught: usize,
    missed: Vec<String>,
    timeout: usize,
    unviable: usize,
}

impl Fared {
    fn viable(&self) -> usize {
        self.caught + self.timeout + self.missed.len()
    }

    fn noticed(&self) -> usize {
        self.caught + self.timeout
    }

    fn holds(&self) -> bool {
        self.viable() > 0 && self.noticed() * 100 >= self.viable() * FLOOR
    }

    fn and(mut self, other: Self) -> Self {
        self.caught += other.caught;
        self.missed.extend(other.missed);
        self.timeout += other.timeout;
        self.unviable += other.unviable;
        self
    }

    fn print(&self, name: &str) {
        let share = (self.noticed() * 100).checked_div(self.viable());
        println!(
            "{name:<16} {:>4} caught {:>3} missed {:>3} timeout {:>3} unviable {:>4} %",
            self.caught,
            self.missed.len(),
            self.timeout,
            self.unviable,
            share.unwrap_or(0)
        );
    }
}

/// Tries the sample of every crate, or of those that are named; fails below the floor.
pub fn mutants(named: &[&str]) -> Result<ExitCode, Trouble> {
    if let Some(unknown) = named
        .iter()
        .find(|name| SAMPLE.iter().all(|sampled| sampled.package != **name))
    {
        let names: Vec<&str> = SAMPLE.iter().map(|sampled| sampled.package).collect();
        return Err(Trouble::new(format!(
            "No sample of {unknown}; there are {}",
            names.join(" ")
        )));
    }
    let program = install()?;
    let chosen = SAMPLE
        .iter()
        .filter(|sampled| named.is_empty() || named.contains(&sampled.package));
    let mut total = Fared::default();
    for sampled in chosen {
        let fared = run(&program, sampled)?;
        fared.print(sampled.package);
        total = total.and(fared);
    }
    total.print("all");
    for name in &total.missed {
        println!("    missed: {name}");
    }
    Ok(match total.holds() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// The program in the target directory, installed there unless this version is.
fn install() -> Result<PathBuf, Trouble> {
    let root = tree::target().join("tools");
    let file = format!("cargo-mutants{}", std::env::consts::EXE_SUFFIX);
    let program = root.join("bin").join(file);
    let said = Command::new(&program)
        .args(["mutants", "--version"])
        .output();
    let is_there = said.is_ok_and(|said| {
        String::from_utf8_lossy(&said.stdout)
            .trim()
            .ends_with(VERSION)
    });
    if !is_there {
        let args = ["install", "cargo-mutants", "--locked", "--force"];
        Step::cargo("mutants-install", 30)
            .args(args)
            .args(["--version", VERSION, "--root"])
            .args([&root])
            .env("CARGO_TARGET_DIR", root.join("build"))
            .must()?;
    }
    Ok(program)
}

/// A step of cargo-mutants on one crate.
fn step(name: &'static str, program: &Path, sampled: &Sampled, minutes: u64) -> Step {
    let mut step = Step::new(name, &program.display().to_string(), minutes)
        .args(["mutants", "--package", sampled.package])
        .env(
            "CARGO_TARGET_DIR",
            tree::target().join("mutants").join("build"),
        );
    for pattern in sampled.without {
        step = step.args(["--exclude", pattern]);
    }
    step
}

fn run(program: &Path, sampled: &Sampled) -> Result<Fared, Trouble> {
    let listed = step("mutants-list", program, sampled, 5)
        .args(["--list"])
        .must()?;
    let drawn = draw(&listed.output, sampled.one_in);
    println!(
        "{}: {} of {}",
        sampled.package,
        drawn.len(),
        names(&listed.output).count()
    );
    let place = tree::target().join("mutants").join(sampled.package);
    fs::create_dir_all(&place)?;
    let mut step = step("mutants", program, sampled, 240)
        .args(["--test-package", sampled.package, "--jobs", "1"])
        .args(["--timeout", TEST_SECONDS, "--build-timeout", BUILD_SECONDS])
        .args(["--no-shuffle", "--colors", "never", "--output"])
        .args([&place]);
    for name in drawn {
        step = step.args(["--re", &exactly(name)]);
    }
    let ended = step.args(["--", "--tests"]).run()?;
    let fared = read(&place.join("mutants.out"));
    match fared.viable() {
        0 => Err(Trouble::new(ended.tail())),
        _ => Ok(fared),
    }
}

/// The names in a list: `path:line:column: what is changed`.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| line.contains(".rs:"))
}

/// The mutants whose digest falls on the sample.
fn draw(list: &str, one_in: u64) -> Vec<&str> {
    names(list)
        .filter(|name| digest(&without_place(name)).is_multiple_of(one_in))
        .collect()
}

/// A name without its line and column.
fn without_place(name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    let path = parts.next().unwrap_or_default();
    let what = parts.nth(2).unwrap_or_default();
    format!("{path}:{what}")
}

/// FNV-1a, folded once: the low bits alone are too even.
fn digest(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash ^ (hash >> 32)
}

/// A regular expression for this name and no other.
fn exactly(name: &str) -> String {
    let mut pattern = "^".to_owned();
    for sign in name.chars() {
        if "\\.+*?()|[]{}^$#&-~".contains(sign) {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern + "$"
}

/// What cargo-mutants wrote down.
fn read(folder: &Path) -> Fared {
    let lines = |file: &str| -> Vec<String> {
        let text = fs::read_to_string(folder.join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    };
    Fared {
        caught: lines("caught.txt").len(),
        missed: lines("missed.txt"),
        timeout: lines("timeout.txt").len(),
        unviable: lines("unviable.txt").len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_the_same_when_lines_move() {
        let list = "a/b.rs:1:2: replace f -> bool with true\na/b.rs:3:4: replace == with != in g\n";
        let moved = list.replace(":1:2:", ":11:2:").replace(":3:4:", ":13:9:");
        let stripped = |text: &str, one_in| -> Vec<String> {
            draw(text, one_in).into_iter().map(without_place).collect()
        };
        for one_in in 1..20 {
            assert_eq!(stripped(list, one_in), stripped(&moved, one_in));
        }
        assert_eq!(draw(list, 1).len(), 2, "one in one is all");
    }

    #[test]
    fn a_sample_is_about_as_large_as_it_says() {
        let list: String = (0..2000)
            .map(|number| format!("a.rs:1:1: replace f{number} -> bool with true\n"))
            .collect();
        let drawn = draw(&list, 20).len();
        assert!((70..130).contains(&drawn), "{drawn}");
    }

    #[test]
    fn a_name_is_matched_literally() {
        assert_eq!(
            exactly("a.rs:1:2: replace f -> Option<u8> with Some(1)"),
            "^a\\.rs:1:2: replace f \\-> Option<u8> with Some\\(1\\)$"
        );
    }

    #[test]
    fn nine_of_ten_hold_and_less_does_not() {
        let fared = |caught, missed| Fared {
            caught,
            missed: vec![String::new(); missed],
            ..Fared::default()
        };
        assert!(fared(9, 1).holds());
        assert!(!fared(89, 11).holds());
        assert!(!fared(0, 0).holds(), "nothing tried is nothing shown");
        let hung = Fared {
            timeout: 1,
            ..fared(8, 1)
        };
        assert!(hung.holds(), "a hang is noticed");
    }
}
