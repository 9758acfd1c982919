//! `cargo xtask run`: the window, or, where nobody could see it, a walk through the main job.

use std::process::{Command, ExitCode};

use crate::machine::{self, For};
use crate::step::{Step, Trouble};
use crate::{tree, ui};

/// Builds everything and opens the window, or walks the main job in it.
pub fn run(flags: &[&str]) -> Result<ExitCode, Trouble> {
    if let Some(unknown) = flags
        .iter()
        .find(|flag| !["--practice", "--demo"].contains(*flag))
    {
        return Err(Trouble::new(format!(
            "run knows --practice and --demo, not {unknown}"
        )));
    }
    let blind = no_display();
    if blind {
        println!("There is no display here: the main job is walked in a window nobody sees.");
    }
    match blind || flags.contains(&"--demo") {
        true => demo(),
        false => open(flags.contains(&"--practice")),
    }
}

fn no_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY")
}

fn open(practice: bool) -> Result<ExitCode, Trouble> {
    machine::prepare(For::Window)?;
    ui::build()?;
    build_app().must()?;
    let practice = practice.then_some("--practice");
    let status = Command::new(tree::program("portalkeeper"))
        .args(practice)
        .status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

fn demo() -> Result<ExitCode, Trouble> {
    if !cfg!(target_os = "linux") {
        return Err(Trouble::new(
            "The walk through the main job runs on Linux only.",
        ));
    }
    machine::prepare(For::Tests)?;
    ui::build()?;
    build_app().must()?;
    build_programs().must()?;
    let pictures = tree::target().join("demo");
    let walk = Command::new(tree::program("window"))
        .arg("--app")
        .arg(tree::program("portalkeeper"))
        .arg("--demo")
        .arg(&pictures)
        .status()?;
    println!("Pictures: {}", pictures.display());
    Ok(if walk.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The shell, always in this form: another one unifies features otherwise and builds GTK anew.
pub fn build_app() -> Step {
    Step::cargo("build-app", 30).args(["build", "--package", "portalkeeper"])
}

/// Every other program, in one form for the same reason: the bridge, Practice HubSpot, the walk.
pub fn build_programs() -> Step {
    let args = [
        "build",
        "--workspace",
        "--exclude",
        "portalkeeper",
        "--bins",
    ];
    Step::cargo("build-programs", 30).args(args)
}

/// Takes the README's pictures, and those of every view, from the running app.
pub fn shots() -> Result<ExitCode, Trouble> {
    machine::prepare(For::Tests)?;
    ui::build()?;
    build_programs().must()?;
    ui::install("tests/e2e", "screens-install")?;
    Step::npm("shots", "tests/e2e", 90)
        .args(["run", "shots"])
        .must()?;
    println!(
        "Pictures: .github/pictures, and of every view in {}",
        tree::target().join("shots").display()
    );
    Ok(ExitCode::SUCCESS)
}
