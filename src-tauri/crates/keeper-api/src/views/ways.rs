//! The ways back from the browser: the relay page and the scheme.

use keeper_core::error::Finding;
use serde::Serialize;
use ts_rs::TS;

/// The relay page was written to a file, or not.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RelayExportedView {
    /// Where; none when the person chose no place.
    pub path: Option<String>,
}

/// What stands at a relay page's address.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RelayCheckView {
    /// What was found.
    pub finding: Finding,
}

/// Which program the system hands `portalkeeper://` links to.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SchemeView {
    /// Whether it is this program, started as it was now.
    pub ours: bool,
    /// Whether it can be registered from here; else only a package can.
    pub can_register: bool,
    /// Whether it was registered from here, so that it can be removed again.
    pub can_remove: bool,
    /// What is registered, as the system names it.
    pub handler: Option<String>,
    /// The command that is started, as far as it can be told.
    pub command: Option<String>,
    /// The address that links have.
    pub address: String,
}

/// A link went the whole way round through the system.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct SchemeTestedView {
    /// How long it took, in milliseconds.
    pub took_ms: u32,
}
