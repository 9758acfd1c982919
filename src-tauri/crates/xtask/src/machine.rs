//! What this machine must have, and how it gets what it lacks.

mod packages;
mod source;

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

pub use packages::For;
use source::Source;

use crate::step::{Step, Trouble};
use crate::tree;

/// The oldest Node that builds the UI (Vite's own floor).
const NODE: (u32, u32) = (20, 19);

/// Sees to Node and to every system package that `purpose` needs.
pub fn prepare(purpose: For) -> Result<(), Trouble> {
    node()?;
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    match Source::of_this_machine() {
        Some(source) => system_packages(source, purpose),
        None => packages::by_commands(purpose),
    }
}

/// Checks that Node and npm are there and new enough.
pub fn node() -> Result<(), Trouble> {
    let fix = "install Node 22 from https://nodejs.org or with your version manager";
    let least = format!("{}.{}", NODE.0, NODE.1);
    let Some(found) = said("node", &["--version"]) else {
        return Err(Trouble::new(format!(
            "Node {least} or newer is missing: {fix}."
        )));
    };
    match node_version(&found) {
        Some(version) if version >= NODE && (tree::on_path("npm") || cfg!(windows)) => Ok(()),
        Some(version) if version >= NODE => Err(Trouble::new(format!(
            "npm is missing beside Node {found}: {fix}."
        ))),
        _ => Err(Trouble::new(format!(
            "Node {found} is too old, {least} is needed: {fix}."
        ))),
    }
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn system_packages(source: Source, purpose: For) -> Result<(), Trouble> {
    let missing = source.missing(purpose)?;
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing here: {}", missing.join(" "));
    install(source, &missing)?;
    let still = source.missing(purpose)?;
    match still.is_empty() {
        true => Ok(()),
        false => Err(Trouble::new(format!(
            "Still missing after installing: {}",
            still.join(" ")
        ))),
    }
}

/// As root at once; else by a sudo that asks nothing; else a person is asked; else told how.
fn install(source: Source, missing: &[String]) -> Result<(), Trouble> {
    if said("id", &["-u"]).as_deref() == Some("0") {
        return unattended(source, missing, &[]);
    }
    if said("sudo", &["-n", "true"]).is_some() {
        return unattended(source, missing, &["sudo", "-n"]);
    }
    let command = source.one_command(missing);
    match io::stdin().is_terminal() && tree::on_path("sudo") && agreed(&command)? {
        true => attended(&command),
        false => Err(Trouble::new(format!(
            "Install what is missing, then try again:\n  {command}"
        ))),
    }
}

fn unattended(source: Source, missing: &[String], prefix: &[&str]) -> Result<(), Trouble> {
    for (name, words) in source.commands(missing) {
        let words: Vec<String> = prefix
            .iter()
            .map(ToString::to_string)
            .chain(words)
            .collect();
        let outcome = Step::new(name, &words[0], 20).args(&words[1..]).must();
        // A stale list may still be good enough; installing will tell.
        if name != source::LISTS {
            outcome?;
        }
    }
    Ok(())
}

fn agreed(command: &str) -> Result<bool, Trouble> {
    print!("Run this now?\n  {command}\n[Y/n] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "" | "y" | "yes"
    ))
}

/// The person is there and sees all of it; a password may be asked for.
fn attended(command: &str) -> Result<(), Trouble> {
    let status = Command::new("sh").arg("-c").arg(command).status()?;
    match status.success() {
        true => Ok(()),
        false => Err(Trouble::new("Installing did not succeed.")),
    }
}

/// The first line that a command prints, if it succeeds.
pub fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let output = output.ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout);
    Some(text.lines().next().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_as_numbers() {
        assert_eq!(node_version("v20.19.0"), Some((20, 19)));
        assert!(node_version("v20.9.1").unwrap() < NODE, "9 is less than 19");
        assert!(node_version("v22.0.0").unwrap() > NODE);
        assert_eq!(node_version("nonsense"), None);
    }
}
