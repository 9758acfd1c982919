//! The real window, driven: the app as it ships, in WebKitGTK, with a real Secret Service and the
//! system browser, against Practice HubSpot. Both the test of the window and the walk that
//! `cargo xtask run` shows where there is no display.
#![expect(clippy::print_stdout, reason = "its steps are its report")]

mod app_form;
mod clipboard;
mod close;
mod consent;
mod desk;
mod devtools;
mod dialog;
mod failure;
mod journeys;
mod panel;
mod process;
mod relay_host;
mod report;
mod scene;
mod stage;
mod waiting;
mod webdriver;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::journeys::ALL;
use crate::report::Report;

#[derive(Parser)]
struct Arguments {
    /// The app to drive.
    #[arg(long)]
    app: PathBuf,
    /// Walk the main job only, and put a picture of each step here.
    #[arg(long, value_name = "DIR")]
    demo: Option<PathBuf>,
    /// Only the journeys whose name holds this.
    #[arg(long, default_value = "")]
    only: String,
    /// Where the logs go.
    #[arg(long, default_value = "target/logs/window")]
    logs: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == clipboard::READ) {
        return clipboard::print().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let arguments = Arguments::parse();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut report = Report::new(arguments.demo.clone());
    let shown = if arguments.demo.is_some() {
        1
    } else {
        ALL.len()
    };
    for (name, journey) in &ALL[..shown] {
        if name.contains(&arguments.only) {
            println!("\n{name}");
            let failed = report.failed;
            let outcome = journey(&arguments.app, &arguments.logs.join(name), &mut report).await;
            report.close(failed, outcome);
        }
    }
    println!("\n{} passed, {} failed", report.passed, report.failed);
    let held = report.failed == 0 && report.passed > 0;
    if held {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
