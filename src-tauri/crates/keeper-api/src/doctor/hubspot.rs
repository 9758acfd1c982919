//! The way to HubSpot, its clock, and which versions of its calls it has. No
//! secret is sent, and the way is the one that every call takes.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use keeper_core::Timestamp;
use keeper_core::app::ApiVersion;
use keeper_core::error::{Code, Finding, Level, Problem};
use keeper_hubspot::Look;

use super::{DEADLINE, Surroundings, found, of_problem};
use crate::exports::word;
use crate::views::{DoctorCheck, DoctorCheckView, NetworkView};
use crate::world::World;

/// How far the clock may be off.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(2 * 60);
/// The dated versions.
const VERSIONS: [ApiVersion; 2] = [ApiVersion::V2026_09, ApiVersion::V2026_03];

/// One look, and when it was had.
struct Seen {
    version: ApiVersion,
    look: Result<Look, Problem>,
    took: Duration,
    ended_at: Timestamp,
}

/// Network, clock, and a check for each version.
pub async fn check(around: &Surroundings<'_>) -> Vec<DoctorCheckView> {
    let world = &around.world;
    let [newer, older] = VERSIONS.map(|version| look(world, version));
    let (newer, older) = futures::join!(newer, older);
    let mut checks = vec![clock(&newer), network(around, &newer)];
    checks.extend([newer, older].iter().map(version));
    checks
}

async fn look(world: &World, version: ApiVersion) -> Seen {
    let began = Instant::now();
    let look = tokio::time::timeout(DEADLINE, world.hubspot.look(version)).await;
    let late = || {
        let problem = Problem::new(Code::CheckTimedOut);
        Err(problem.with("seconds", DEADLINE.as_secs()))
    };
    Seen {
        version,
        look: look.unwrap_or_else(|_| late()),
        took: began.elapsed(),
        ended_at: world.engine.now(),
    }
}

fn network(around: &Surroundings<'_>, seen: &Seen) -> DoctorCheckView {
    let finding = match &seen.look {
        Ok(_) => Finding::new(Level::Pass, Code::HubSpotAnswers),
        Err(problem) if problem.code == Code::CheckTimedOut => of_problem(Level::Warn, problem),
        Err(problem) => of_problem(Level::Block, problem),
    };
    let check = way(found(DoctorCheck::Network, finding), &around.network);
    match &seen.look {
        Ok(look) => check
            .seeing("http_status", look.http_status)
            .seeing("took_ms", seen.took.as_millis()),
        Err(problem) => match &problem.detail {
            Some(detail) => check.seeing("cause", detail),
            None => check,
        },
    }
}

/// Proxy and trust, as they are in force.
fn way(mut check: DoctorCheckView, network: &NetworkView) -> DoctorCheckView {
    check = match &network.proxy {
        None => check.seeing("proxy", "none"),
        Some(proxy) => check.seeing("proxy", &proxy.address).seeing(
            "proxy_from",
            proxy
                .variable
                .map_or_else(|| word(&proxy.source), str::to_owned),
        ),
    };
    check = check.seeing("more_certificates", certificates(network));
    if let Some(problem) = &network.problem {
        check = check.seeing("problem", problem.code.name());
    }
    match network.ignored_variables.is_empty() {
        true => check,
        false => check.seeing("ignored", network.ignored_variables.join(" ")),
    }
}

fn certificates(network: &NetworkView) -> String {
    let told = network.certificates.iter();
    let told = told.map(|it| format!("{} (SHA-256 {})", it.subject, it.sha256));
    match network.certificates.is_empty() {
        true => "none".to_owned(),
        false => told.collect::<Vec<_>>().join("; "),
    }
}

fn clock(seen: &Seen) -> DoctorCheckView {
    let date = seen.look.as_ref().ok().and_then(|look| look.date);
    let Some(theirs) = date.and_then(timestamp) else {
        let untold = Finding::new(Level::Info, Code::ClockUntold);
        return found(DoctorCheck::Clock, untold);
    };
    // One of the two is nothing: time since a later point saturates.
    let (ahead, behind) = (seen.ended_at.since(theirs), theirs.since(seen.ended_at));
    let off = ahead.max(behind);
    let finding = match off > CLOCK_TOLERANCE {
        true => Finding::new(Level::Warn, Code::ClockOff).with("seconds", off.as_secs()),
        false => Finding::new(Level::Pass, Code::ClockRight),
    };
    let sign = if ahead > behind { "ahead" } else { "behind" };
    found(DoctorCheck::Clock, finding)
        .seeing("difference_seconds", off.as_secs())
        // The head of an answer tells whole seconds.
        .seeing("direction", if off.as_secs() == 0 { "none" } else { sign })
}

fn timestamp(at: SystemTime) -> Option<Timestamp> {
    let since = at.duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp::from_millis(
        i64::try_from(since.as_millis()).ok()?,
    ))
}

/// Without a token HubSpot says 401 where a version is there, and 404 where it
/// isn't.
fn version(seen: &Seen) -> DoctorCheckView {
    let name = seen.version.path_segment();
    let finding = match &seen.look {
        Ok(look) => match look.http_status {
            200..=299 | 401 | 403 => Finding::new(Level::Pass, Code::VersionThere),
            404 => Finding::new(Level::Warn, Code::EndpointVersionMissing),
            other => Finding::new(Level::Warn, Code::AnswerUnexpected).with("http_status", other),
        },
        Err(problem) => of_problem(Level::Warn, problem),
    };
    let check = found(DoctorCheck::Hubspot, finding.with("version", name)).seeing("version", name);
    match &seen.look {
        Ok(look) => check.seeing("http_status", look.http_status),
        Err(_) => check,
    }
}
