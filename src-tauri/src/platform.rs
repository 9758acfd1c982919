//! Everything that depends on the operating system.

use std::fs::DirBuilder;
use std::io;
use std::path::Path;

/// Linux tells instances apart by data directory; elsewhere they are told apart by identifier
/// alone, so there a named data directory is guarded by its lock file only.
pub(crate) const ONE_INSTANCE_PER_DIRECTORY: bool = cfg!(target_os = "linux");

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
