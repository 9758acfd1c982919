//! Logging: one file a day beside the data, kept for a week, for its owner
//! alone. Redaction is by type: secrets have no `Display` and a blind
//! `Debug`. The HTTP crates are held at INFO, since their TRACE prints
//! headers and bodies.

use std::path::Path;

use keeper_core::error::{Code, Problem};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Days that a log file is kept.
const DAYS: usize = 7;

/// Crates that would print what they carry.
const HELD_AT_INFO: &str = "hyper=info,hyper_util=info,reqwest=info,h2=info,rustls=info";

/// Keeps the log open; dropping it flushes what is left.
#[must_use]
pub struct Logging {
    _flush: tracing_appender::non_blocking::WorkerGuard,
}

/// Starts logging into `directory`/logs. `level` is a level or a filter as
/// `tracing` takes it.
///
/// # Errors
/// [`Code::DataDirectoryUnwritable`].
pub fn start(directory: &Path, level: &str) -> Result<Logging, Problem> {
    make_files_private();
    let unwritable = |cause: String| Problem::new(Code::DataDirectoryUnwritable).because(cause);
    let logs = directory.join("logs");
    std::fs::create_dir_all(&logs).map_err(|cause| unwritable(cause.to_string()))?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .max_log_files(DAYS)
        .filename_prefix("portalkeeper")
        .filename_suffix("log")
        .build(logs)
        .map_err(|cause| unwritable(cause.to_string()))?;
    let (writer, flush) = tracing_appender::non_blocking(file);
    let filter = EnvFilter::new(format!("{level},{HELD_AT_INFO}"));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(false);
    // A second start in one process keeps the first one's subscriber.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init();
    Ok(Logging { _flush: flush })
}

/// Every file that this process makes from now on is its owner's alone.
fn make_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}
