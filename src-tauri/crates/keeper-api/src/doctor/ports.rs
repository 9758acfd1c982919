//! The ports that redirect URLs name: free, or held by whom.

use std::collections::BTreeMap;

use futures::future::join_all;
use keeper_core::error::{Code, Finding, Level, Problem};
use keeper_core::redirect_url::{self, Route};

use super::{found, in_time, of_problem};
use crate::views::{DoctorCheck, DoctorCheckView};
use crate::world::World;

/// The most ports that are looked at.
const LIMIT: usize = 20;

/// Each port that an app needs here, with one redirect URL that names it.
///
/// # Errors
/// What the vault can't read.
pub async fn wanted(world: &World) -> Result<BTreeMap<u16, String>, Problem> {
    let index = world.index().await?;
    let mut ports = BTreeMap::new();
    for url in index.apps.values().flat_map(|app| &app.draft.redirect_urls) {
        if let Ok(Route::Loopback(target)) = redirect_url::parse(url) {
            ports.entry(target.port).or_insert_with(|| url.clone());
        }
    }
    Ok(ports)
}

pub async fn check(world: &World, ports: BTreeMap<u16, String>) -> Vec<DoctorCheckView> {
    if ports.is_empty() {
        let none = Finding::new(Level::Info, Code::PortsNone);
        return vec![found(DoctorCheck::Port, none)];
    }
    let looks = ports.iter().take(LIMIT);
    let looks = looks.map(|(port, url)| in_time(DoctorCheck::Port, look(world, *port, url)));
    join_all(looks).await
}

async fn look(world: &World, port: u16, redirect_url: &str) -> DoctorCheckView {
    let problem = world.engine.probe(redirect_url).await.err();
    let finding = match &problem {
        None => Finding::new(Level::Pass, Code::PortFree),
        // It is held by a flow of our own.
        Some(problem) if problem.code == Code::FlowOnSameRedirectUrl => {
            of_problem(Level::Info, problem)
        }
        Some(problem) => of_problem(Level::Warn, problem),
    };
    let holder =
        problem.and_then(|problem| problem.args.get("holder")?.as_str().map(str::to_owned));
    let check = found(DoctorCheck::Port, finding.with("port", port)).seeing("port", port);
    match holder {
        Some(holder) => check.seeing("holder", holder),
        None => check,
    }
}
