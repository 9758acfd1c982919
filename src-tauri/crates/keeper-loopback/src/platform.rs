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
