//! Starting: the window opens and reaches the API, a second data directory has its own, and a
//! directory that is taken is said to be.

use std::path::Path;

use keeper_tests::dumps::{core_limits, dumped_memory};
use serde_json::Value;

use super::Walk;
use crate::desk::Desk;
use crate::failure::{Failure, Held};
use crate::process::Running;
use crate::report::Report;

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(steps(app, logs, report))
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let mut desk = report
        .step("a desk is set up", Desk::start(app, logs))
        .await?;
    let first = desk.data_dir().display().to_string();
    let other = format!("{first}-2");
    let smoke = ends_with(
        0,
        desk.start_beside(&["--data-dir", &first, "--smoke-test"])?,
    );
    report.step("the smoke test ends well", smoke).await?;
    let window = report
        .step("the window opens", desk.app(&["--data-dir", &first]))
        .await?;
    let beside = ends_with(
        0,
        desk.start_beside(&["--data-dir", &other, "--smoke-test"])?,
    );
    report
        .step("another data directory has a window of its own", beside)
        .await?;
    let taken = ends_with(3, desk.start_without_bus(&["--data-dir", &first])?);
    report
        .step(
            "without a session bus, a taken directory ends it with 3",
            taken,
        )
        .await?;
    let wrong = ends_with(
        2,
        desk.start_beside(&["--hubspot-api", "http://127.0.0.1:1"])?,
    );
    report
        .step("a target without a data directory is refused", wrong)
        .await?;
    report
        .step("no memory of the app is dumped", undumped(&desk))
        .await?;
    report
        .step("no page outside can be reached", shut_in(&window))
        .await?;
    report.step("the window closes", desk.close(window)).await
}

async fn ends_with(expected: i32, mut running: Running) -> Held {
    match running.ended().await? {
        code if code == expected => Ok(()),
        code => Err(Failure::new(format!(
            "it ended with {code} instead of {expected}"
        ))),
    }
}

/// A19 of the threat model.
async fn undumped(desk: &Desk) -> Held {
    let apps = desk.running_apps();
    let processes = apps.iter().filter_map(|pid| u32::try_from(*pid).ok());
    let one = || String::from("1");
    for process in processes {
        let (limits, memory) = (core_limits(process), dumped_memory(process));
        if limits != (one(), one()) || memory != 0 {
            return Err(Failure::new(format!(
                "limits {limits:?}, memory {memory:#x}"
            )));
        }
    }
    match apps.is_empty() {
        true => Err(Failure::new("no app runs")),
        false => Ok(()),
    }
}

/// A14 of the threat model: from inside the page, every way out is tried.
async fn shut_in(window: &crate::window::Window) -> Held {
    let tried = window.run(include_str!("way_out.js")).await?;
    match tried.as_array() {
        Some(reached) if reached.is_empty() => {}
        _ => return Err(Failure::new(format!("reached: {tried}"))),
    }
    // The web view itself blocks a window that no click asked for.
    window.run(include_str!("clicked_way_out.js")).await?;
    window.press("Way out").await?;
    match window.run("return window.opened").await? {
        Value::Bool(false) => Ok(()),
        opened => Err(Failure::new(format!("a click opened a window: {opened}"))),
    }
}
