//! The report: what a person passes on when something doesn't work.

use std::fmt::Write;

use keeper_core::error::{Level, Problem};

use super::scrub::Scrub;
use super::{Surroundings, log};
use crate::catalogue;
use crate::dates;
use crate::disk;
use crate::exports::word;
use crate::index::{Index, What};
use crate::views::{DoctorCheckView, Language, VaultView};

/// Where most Linux systems say which they are.
const OS_RELEASE: &str = "/etc/os-release";

/// The report, as plain text.
///
/// # Errors
/// What the vault can't read.
pub async fn report(
    around: &Surroundings<'_>,
    checks: &[DoctorCheckView],
) -> Result<String, Problem> {
    let mut text = head(around).await?;
    text.push_str("\nChecks\n");
    for check in checks {
        text.push_str(&told(check));
    }
    let names = names(&*around.world.index().await?);
    let directory = around.directory.to_path_buf();
    disk::read(move || {
        let home = dirs::home_dir().map(|home| home.display().to_string());
        let scrub = Scrub::of(names, home);
        let mut report = scrub.text(&text);
        report.push_str("\nLog, the last lines\n");
        for line in log::last_lines(&directory) {
            report.push_str(&scrub.line(&line));
            report.push('\n');
        }
        Ok(report)
    })
    .await
}

async fn head(around: &Surroundings<'_>) -> Result<String, Problem> {
    let world = &around.world;
    let settings = &around.settings;
    let vault = world.door.view().await?;
    let counts = world.counts().await?;
    let lines = [
        ("made", dates::moment(world.engine.now())),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("system", disk::read(|| Ok(system())).await?),
        ("world", word(&world.kind)),
        ("data_directory", around.directory.display().to_string()),
        ("vault", vault_line(&vault)),
        (
            "kept",
            format!(
                "{} apps, {} accounts, {} installations, {} with a token, {} that need a person",
                counts.apps,
                counts.accounts,
                counts.installations,
                counts.has_token,
                counts.needs_person
            ),
        ),
        (
            "settings",
            format!(
                "daily_proof={} view_only={} proxy={} more_certificates={} activity_days={} clipboard_seconds={}",
                settings.daily_proof,
                settings.view_only,
                word(&settings.proxy),
                around.network.certificates.len(),
                settings.activity_days,
                settings.clipboard_seconds
            ),
        ),
    ];
    let mut text = "Portalkeeper report\n\n".to_owned();
    for (name, value) in lines {
        // Writing into a string doesn't fail.
        let _ = writeln!(text, "{name}: {value}");
    }
    Ok(text)
}

fn vault_line(vault: &VaultView) -> String {
    let slots: Vec<_> = vault.slots.iter().map(word).collect();
    let problem = vault.problem.as_ref().map_or("none", |it| it.code.name());
    format!(
        "{}, slots: {}, sealed: {}, problem: {problem}",
        word(&vault.state),
        slots.join(" "),
        vault.sealed
    )
}

fn system() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let release = std::fs::read_to_string(OS_RELEASE).unwrap_or_default();
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let desktop = ["XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"]
        .map(|name| std::env::var(name).unwrap_or_else(|_| "-".to_owned()));
    let name = name.unwrap_or("-").trim_matches('"');
    format!(
        "{os} {arch}, {name}, desktop {}, session {}",
        desktop[0], desktop[1]
    )
}

fn told(check: &DoctorCheckView) -> String {
    let level = match check.finding.level {
        Level::Pass => "pass",
        Level::Info => "info",
        Level::Warn => "WARN",
        Level::Block => "BLOCK",
    };
    let code = check.finding.code;
    let mut text = format!(
        "[{level}] {}: {} ({})\n",
        word(&check.check),
        // Whoever helps reads English, whatever the window speaks.
        catalogue::of_code(Language::En, code, "title"),
        code.name()
    );
    for fact in &check.facts {
        // Writing into a string doesn't fail.
        let _ = writeln!(text, "    {}: {}", fact.name, fact.value);
    }
    text
}

/// What accounts and people are called here.
fn names(index: &Index) -> Vec<String> {
    let accounts = index.accounts.values();
    let accounts = accounts.flat_map(|account| account.name.iter().chain(&account.domain));
    let people = index
        .entries
        .values()
        .filter_map(|entry| match &entry.what {
            What::Installation(kept) => kept.installed_by.as_ref(),
            What::Grant(_) => None,
        });
    accounts.chain(people).cloned().collect()
}
