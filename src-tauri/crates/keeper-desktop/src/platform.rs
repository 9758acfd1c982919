//! Everything that depends on the operating system.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::path::Path;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub use linux::{Notices, Tray};

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(not(target_os = "linux"))]
pub use elsewhere::Notices;

/// Linux tells instances apart by data directory; elsewhere they are told apart by identifier
/// alone, so there a named data directory is guarded by its lock file only.
pub const ONE_INSTANCE_PER_DIRECTORY: bool = cfg!(target_os = "linux");

/// Linux reads from files which program takes which links.
pub const REGISTERS_BY_FILES: bool = cfg!(target_os = "linux");

/// The longest core dump, in bytes. Linux hands a dump to a program such as systemd-coredump
/// whatever the limit, unless it is exactly 1 (`coredump_pipe` in the kernel's `fs/coredump.c`);
/// and no dump is as short as that, so that none is written to a file either.
#[cfg(unix)]
const CORE_LIMIT: u64 = if cfg!(target_os = "linux") { 1 } else { 0 };

/// A core dump would hold every token in the clear (A19 of the threat model). Call it first: what
/// is started later inherits it.
#[cfg(unix)]
pub fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit {
        current: Some(CORE_LIMIT),
        maximum: Some(CORE_LIMIT),
    };
    // Lowering one's own limit can't be refused; if it were, there is nobody to tell yet.
    let _ = setrlimit(Resource::Core, limit);
    // Where a dump is made nevertheless, it holds registers and no memory: core(5).
    #[cfg(target_os = "linux")]
    let _ = std::fs::write("/proc/self/coredump_filter", "0");
}

/// Windows writes no dumps unless the person set it up for this program.
#[cfg(not(unix))]
pub fn forbid_core_dumps() {}

/// Makes a directory that only its owner can look into: the web view would make it for everyone.
///
/// # Errors
/// What the system says.
pub fn make_private(directory: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory)
}

/// Ends when the session ends, or somebody presses Ctrl-C where the app was started: the clipboard
/// is to be cleared and the key wiped then, too.
#[cfg(unix)]
pub async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    match (signal(SignalKind::terminate()), tokio::signal::ctrl_c()) {
        (Ok(mut ended), pressed) => tokio::select! { _ = ended.recv() => {}, _ = pressed => {} },
        (Err(_), _) => std::future::pending().await,
    }
}

/// Windows closes the window itself when the session ends.
#[cfg(not(unix))]
pub async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Becomes this program anew, with the arguments it has and `again` before
/// them; GTK can't be set up twice in one process. Only where instances find
/// each other by D-Bus may one meet another that is just ending. Returns only
/// with what kept it from that.
pub fn start_again(again: &str) -> io::Error {
    #[cfg(unix)]
    return match std::env::current_exe() {
        Ok(program) => {
            let mut command = std::process::Command::new(program);
            command.arg(again).args(std::env::args_os().skip(1));
            std::os::unix::process::CommandExt::exec(&mut command)
        }
        Err(error) => error,
    };
    #[cfg(not(unix))]
    io::Error::other(again.to_owned())
}

/// One sentence for whoever started the program from a terminal; there may be nobody.
pub fn say(sentence: &str) {
    let _ = writeln!(io::stderr(), "{sentence}");
}
