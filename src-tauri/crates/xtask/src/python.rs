//! Python, for the tests of HubSpot's Python library: in an environment of its own under `target`,
//! so that nothing is installed for the person or the machine.

use std::fs;
use std::path::{Path, PathBuf};

use crate::machine;
use crate::stamp::{digest, stamp};
use crate::step::{Step, Trouble};
use crate::tree;

/// The oldest Python that the pinned packages run on.
const LEAST: (u32, u32) = (3, 9);
const STAMP: &str = "clients-python-install";

/// Brings the environment in line with the pins.
pub fn install() -> Result<(), Trouble> {
    let python = if cfg!(windows) { "python" } else { "python3" };
    let version = version_of(python)?;
    let pins = tree::root().join("tests/clients/requirements.txt");
    // An environment belongs to the Python that made it.
    let wanted = format!("{version} {}", digest([pins.clone()])?);
    if own().is_file() && stamp(STAMP).is(&wanted) {
        return Ok(());
    }
    secluded(Step::new("clients-python-venv", python, 5))?
        .args(["-m", "venv", "--clear"])
        .args([environment()])
        .must()?;
    fetch(&pins)?;
    stamp(STAMP).set(&wanted)
}

/// A step that runs a script of `tests/clients` in the environment.
pub fn script(name: &'static str, file: &str, minutes: u64) -> Result<Step, Trouble> {
    let script = tree::root().join("tests/clients").join(file);
    // -B: what Python compiles isn't left beside the script.
    Ok(
        secluded(Step::new(name, &own().display().to_string(), minutes))?
            .args(["-B"])
            .args([script]),
    )
}

/// Only what is pinned comes in, only with the hash it is pinned with, and nothing is built.
fn fetch(pins: &Path) -> Result<(), Trouble> {
    let flags = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-cache-dir",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--requirement",
    ];
    secluded(Step::new(STAMP, &own().display().to_string(), 10))?
        .args(flags)
        .args([pins])
        .must()?;
    Ok(())
}

/// With a home of its own: neither settings nor packages of the person's are read or written.
fn secluded(step: Step) -> Result<Step, Trouble> {
    let home = tree::target().join("tmp").join("clients-home");
    fs::create_dir_all(&home)?;
    Ok(step
        .env("HOME", &home)
        .env("PYTHONNOUSERSITE", "1")
        .env("PYTHONPATH", "")
        .env("PIP_NO_INPUT", "1")
        .env("PIP_USER", "0"))
}

fn environment() -> PathBuf {
    tree::target().join("clients").join("python")
}

/// The environment's own Python.
fn own() -> PathBuf {
    let file = if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    };
    environment().join(file)
}

fn version_of(python: &str) -> Result<String, Trouble> {
    let (major, minor) = LEAST;
    let found = machine::said(python, &["--version"]).unwrap_or_else(|| "none".to_owned());
    match parse_version(&found) {
        Some(version) if version >= LEAST => Ok(found),
        _ => Err(Trouble::new(format!(
            "Python {major}.{minor} or newer is needed, found: {found}. \
             Install it with its module venv."
        ))),
    }
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix("Python ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_versions_compare_as_numbers() {
        assert_eq!(parse_version("Python 3.11.7"), Some((3, 11)));
        assert!(parse_version("Python 3.13.0rc1").unwrap() > LEAST);
        assert!(parse_version("Python 2.7.18").unwrap() < LEAST);
        assert_eq!(parse_version("none"), None);
    }
}
