//! What differs between operating systems.

use std::path::Path;

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
    Some(below_home(&folder, Path::new(&home)))
}

/// A folder as its owner would write it.
fn below_home(folder: &Path, home: &Path) -> String {
    let told = match folder.strip_prefix(home) {
        Ok(below) if !home.as_os_str().is_empty() => &Path::new("~").join(below),
        Ok(_) | Err(_) => folder,
    };
    told.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_folder_is_written_short() {
        let told = |folder: &str, home: &str| below_home(Path::new(folder), Path::new(home));
        assert_eq!(told("/users/maya/app", "/users/maya"), "~/app");
        assert_eq!(told("/srv/app", "/users/maya"), "/srv/app");
        assert_eq!(told("/users/mayas/app", "/users/maya"), "/users/mayas/app");
        assert_eq!(told("/srv/app", ""), "/srv/app");
    }
}
