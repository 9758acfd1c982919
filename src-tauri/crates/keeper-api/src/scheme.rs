//! Which program the operating system hands `portalkeeper://` links to.

mod desktop_entry;
mod xdg;

use keeper_core::needs::Answer;

pub use xdg::XdgScheme;

/// The scheme of our links.
pub const SCHEME: &str = "portalkeeper";

/// What the system says about the scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemeStatus {
    /// Whether links come to this program, started as it was now.
    pub is_ours: bool,
    /// Whether it can be registered from here.
    pub can_register: bool,
    /// Whether it was registered from here.
    pub can_remove: bool,
    /// What is registered, as the system names it.
    pub handler: Option<String>,
    /// The command that is started, as far as it can be told.
    pub command: Option<String>,
}

/// The browser that opens https links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserStatus {
    /// As the system names it.
    pub name: String,
    /// Whether its program is there.
    pub can_start: bool,
}

/// The system's list of who takes which links.
pub trait SchemeHandler: Send + Sync {
    /// Who takes ours now ([`keeper_core::Code::SchemeUntold`]).
    fn status(&self) -> Answer<'_, SchemeStatus>;
    /// Registers this program, for this user
    /// ([`keeper_core::Code::SchemeByPackageOnly`],
    /// [`keeper_core::Code::SchemeNotRegistered`]).
    fn register(&self) -> Answer<'_, ()>;
    /// Takes back what was registered from here.
    fn remove(&self) -> Answer<'_, ()>;
    /// Which browser opens https links, and whether it could be started; none
    /// when none is set ([`keeper_core::Code::BrowserUntold`] where the system
    /// can't be asked). Opens nothing.
    fn browser(&self) -> Answer<'_, Option<BrowserStatus>> {
        Box::pin(async { Err(keeper_core::Code::BrowserUntold.into()) })
    }
}
