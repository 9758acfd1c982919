//! The package managers: how each is asked what is there, and told to install.

use std::fs;
use std::process::{Command, Stdio};

use super::packages::{For, Package, wanted};
use crate::step::Trouble;
use crate::tree;

/// The step that fetches fresh lists of packages.
pub const LISTS: &str = "package-lists";
const INSTALL: &str = "packages";

/// Where this machine's packages come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Debian's family; `snap` where Chromium comes as one (Ubuntu).
    Apt { snap: bool },
    /// Fedora's.
    Dnf,
    /// Arch's.
    Pacman,
}

impl Source {
    /// By the manager that is there.
    pub fn of_this_machine() -> Option<Self> {
        if tree::on_path("apt-get") && tree::on_path("dpkg-query") {
            let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
            return Some(Self::Apt {
                snap: release.lines().any(|line| line == "ID=ubuntu"),
            });
        }
        if tree::on_path("dnf") {
            return Some(Self::Dnf);
        }
        tree::on_path("pacman").then_some(Self::Pacman)
    }

    /// The packages that `purpose` needs and that are not installed.
    pub fn missing(self, purpose: For) -> Result<Vec<String>, Trouble> {
        let names: Vec<&str> = wanted(purpose).map(|package| self.name(package)).collect();
        let installed = self.installed(&names)?;
        let mut missing: Vec<String> = Vec::new();
        for name in names {
            if !installed.iter().any(|one| one == name) && !missing.iter().any(|one| one == name) {
                missing.push(name.to_owned());
            }
        }
        Ok(missing)
    }

    fn name(self, package: &Package) -> &'static str {
        match self {
            // Ubuntu's own package of that name is gone; this one brings the snap.
            Self::Apt { snap: true } if package.debian == "chromium" => "chromium-browser",
            Self::Apt { .. } => package.debian,
            Self::Dnf => package.fedora,
            Self::Pacman => package.arch,
        }
    }

    fn installed(self, names: &[&str]) -> Result<Vec<String>, Trouble> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Self::Apt { .. } => {
                let form = "-f=${db:Status-Status} ${Package}\n";
                let listed = listed("dpkg-query", &[&["-W", form], names].concat())?;
                Ok(listed
                    .iter()
                    .filter_map(|line| line.strip_prefix("installed "))
                    .map(str::to_owned)
                    .collect())
            }
            Self::Dnf => each(names, |name| ("rpm", vec!["-q", "--whatprovides", name])),
            Self::Pacman => each(names, |name| ("pacman", vec!["-T", name])),
        }
    }

    /// What is run, in order, when nobody can be asked.
    pub fn commands(self, missing: &[String]) -> Vec<(&'static str, Vec<String>)> {
        let fixed: &[(&str, &str)] = match self {
            // `env` and not our own environment, because sudo clears it.
            Self::Apt { .. } => &[
                (
                    LISTS,
                    "env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 update",
                ),
                (
                    INSTALL,
                    "env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get \
                     -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
                     -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
                     install -y --no-install-recommends",
                ),
            ],
            Self::Dnf => &[(INSTALL, "dnf install -y")],
            Self::Pacman => &[(INSTALL, "pacman -S --needed --noconfirm")],
        };
        let words = |line: &str| {
            line.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let mut commands: Vec<_> = fixed
            .iter()
            .map(|(name, line)| (*name, words(line)))
            .collect();
        if let Some((_, last)) = commands.last_mut() {
            last.extend_from_slice(missing);
        }
        commands
    }

    /// The one line for a person to run.
    pub fn one_command(self, missing: &[String]) -> String {
        let start = match self {
            Self::Apt { .. } => {
                "sudo apt-get update && sudo apt-get install -y --no-install-recommends"
            }
            Self::Dnf => "sudo dnf install -y",
            Self::Pacman => "sudo pacman -S --needed --noconfirm",
        };
        format!("{start} {}", missing.join(" "))
    }
}

/// The lines that a question to a package manager answers; its exit code only says "not all".
fn listed(program: &str, args: &[&str]) -> Result<Vec<String>, Trouble> {
    let output = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()?;
    Ok(String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect())
}

/// The names for which a question, asked one by one, is answered with yes.
fn each<'a>(
    names: &[&'a str],
    question: impl Fn(&'a str) -> (&'static str, Vec<&'a str>),
) -> Result<Vec<String>, Trouble> {
    let mut found = Vec::new();
    for name in names {
        let (program, args) = question(name);
        let output = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .output()?;
        if output.status.success() {
            found.push((*name).to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: Source = Source::Apt { snap: false };

    #[test]
    fn apt_is_never_let_ask() {
        let commands = DEBIAN.commands(&["xvfb".to_owned()]);
        assert_eq!(commands[0].0, LISTS, "a fresh container has no lists");
        for (_, words) in &commands {
            assert!(
                words.contains(&"DEBIAN_FRONTEND=noninteractive".to_owned()),
                "{words:?}"
            );
        }
        assert!(commands[1].1.ends_with(&["xvfb".to_owned()]));
    }

    #[test]
    fn every_family_is_told_the_one_command() {
        for source in [DEBIAN, Source::Dnf, Source::Pacman] {
            let command = source.one_command(&["one".to_owned(), "two".to_owned()]);
            assert!(
                command.starts_with("sudo ") && command.ends_with(" one two"),
                "{command}"
            );
        }
    }
}
