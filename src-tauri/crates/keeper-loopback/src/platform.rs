//! What differs between operating systems.

/// Whether `SO_REUSEADDR` may be set, so that connections in `TIME_WAIT` don't
/// keep the port taken after a flow. On Windows it would mean sharing.
pub(crate) fn may_reuse() -> bool {
    cfg!(unix)
}

/// Whether a listener of somebody else's can go unnoticed by `bind`. Linux
/// refuses a port that anybody listens on, whatever the options; elsewhere a
/// listener on all addresses doesn't keep one of them from being bound.
pub(crate) fn must_knock() -> bool {
    !cfg!(target_os = "linux")
}

/// Where a process of the same user works: of several servers with one name it
/// tells which. Linux alone keeps it in a file; elsewhere nothing is there.
pub(crate) fn working_folder(pid: u32) -> Option<String> {
    let folder = std::fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
    let home = std::env::var_os("HOME").unwrap_or_default();
    let told = match folder.strip_prefix(&home) {
        Ok(below) if !home.is_empty() => std::path::Path::new("~").join(below),
        Ok(_) | Err(_) => folder,
    };
    Some(told.display().to_string())
}
