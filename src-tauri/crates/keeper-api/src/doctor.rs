//! The doctor: what surrounds the program and decides whether it can work.
//! Every check has a deadline, and all run side by side.

mod data;
mod desktop;
mod hubspot;
mod log;
mod ports;
mod report;
mod scrub;

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use keeper_core::error::{Code, Finding, Level, Problem};
use keeper_core::needs::Clipboard;

use crate::scheme::SchemeHandler;
use crate::views::{DoctorCheck, DoctorCheckView, DoctorFactView, NetworkView, SettingsView};
use crate::world::World;

pub use report::report;

/// What a check may take.
const DEADLINE: Duration = Duration::from_secs(5);

/// What is looked at.
pub struct Surroundings<'a> {
    /// The world shown.
    pub world: Arc<World>,
    /// The world that lies in the data directory itself.
    pub base: Arc<World>,
    /// Settings.
    pub settings: SettingsView,
    /// Proxy and trust.
    pub network: NetworkView,
    /// Where the data lives.
    pub directory: &'a Path,
    /// The system's list of who takes which links.
    pub scheme: &'a dyn SchemeHandler,
    /// The clipboard.
    pub clipboard: &'a dyn Clipboard,
    /// Whether Practice HubSpot can be entered.
    pub has_practice: bool,
}

/// Makes every check.
///
/// # Errors
/// What the vault can't read.
pub async fn run(around: &Surroundings<'_>) -> Result<Vec<DoctorCheckView>, Problem> {
    let ports = ports::wanted(&around.world).await?;
    let (keyring, browser, scheme, ports, hubspot, data, clipboard) = futures::join!(
        in_time(DoctorCheck::Keyring, desktop::keyring(around)),
        in_time(DoctorCheck::Browser, desktop::browser(around)),
        in_time(DoctorCheck::Scheme, desktop::scheme(around)),
        ports::check(&around.world, ports),
        hubspot::check(around),
        in_time(DoctorCheck::DataDirectory, data::check(around)),
        in_time(DoctorCheck::Clipboard, desktop::clipboard(around)),
    );
    let mut checks = vec![keyring, browser, scheme];
    checks.extend(ports);
    checks.extend(hubspot);
    checks.extend([data, clipboard, desktop::practice(around)]);
    Ok(checks)
}

async fn in_time(
    check: DoctorCheck,
    looking: impl Future<Output = DoctorCheckView>,
) -> DoctorCheckView {
    let looked = tokio::time::timeout(DEADLINE, looking).await;
    looked.unwrap_or_else(|_| {
        let late = Finding::new(Level::Warn, Code::CheckTimedOut);
        found(check, late.with("seconds", DEADLINE.as_secs()))
    })
}

fn found(check: DoctorCheck, finding: Finding) -> DoctorCheckView {
    DoctorCheckView {
        check,
        finding,
        facts: Vec::new(),
    }
}

impl DoctorCheckView {
    fn seeing(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.push(DoctorFactView {
            name: name.to_owned(),
            value: value.to_string(),
        });
        self
    }
}

/// A problem as a finding; what it holds besides its code is told, too.
fn of_problem(level: Level, problem: &Problem) -> Finding {
    Finding {
        args: problem.args.clone(),
        ..Finding::new(level, problem.code)
    }
}
