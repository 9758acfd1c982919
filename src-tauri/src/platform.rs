//! Everything that depends on the operating system.

use std::fs::DirBuilder;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Linux tells instances apart by data directory; elsewhere they are told apart by identifier
/// alone, so there a named data directory is guarded by its lock file only.
pub(crate) const ONE_INSTANCE_PER_DIRECTORY: bool = cfg!(target_os = "linux");

/// Linux reads from files which program takes which links.
pub(crate) const REGISTERS_BY_FILES: bool = cfg!(target_os = "linux");

/// A core dump would hold every token in the clear (A19 of the threat model).
#[cfg(unix)]
pub(crate) fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Lowering one's own limit can't be refused; if it were, there is nobody to tell yet.
    let _ = setrlimit(Resource::Core, none);
}

/// Windows writes no dumps unless the person set it up for this program.
#[cfg(not(unix))]
pub(crate) fn forbid_core_dumps() {}

/// Makes a directory that only its owner can look into: the web view would make it for everyone.
pub(crate) fn make_private(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory)
}

/// Ends when the session ends, or somebody presses Ctrl-C where the app was started: the clipboard
/// is to be cleared and the key wiped then, too.
#[cfg(unix)]
pub(crate) async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), tokio::signal::ctrl_c()) {
        (Ok(mut ended), pressed) => tokio::select! { _ = ended.recv() => {}, _ = pressed => {} },
        (Err(_), _) => std::future::pending().await,
    }
}

/// Windows closes the window itself when the session ends.
#[cfg(not(unix))]
pub(crate) async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Becomes this program anew, with the arguments it has; GTK can't be set up twice in one process.
/// Only where instances find each other by D-Bus may one meet another that is just ending.
pub(crate) fn start_again() -> ExitCode {
    #[cfg(unix)]
    if let Ok(program) = std::env::current_exe() {
        let mut command = std::process::Command::new(program);
        command.arg("--again").args(std::env::args_os().skip(1));
        let error = std::os::unix::process::CommandExt::exec(&mut command);
        crate::say(&format!("Portalkeeper could not start again: {error}"));
    }
    ExitCode::FAILURE
}
