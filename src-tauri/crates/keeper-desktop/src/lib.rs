//! The desktop that the program runs on, as far as no window is needed for it:
//! the tray, notifications, what it is started with, and what differs between
//! operating systems.
//!
//! On Linux tray and notifications speak D-Bus themselves ([StatusNotifierItem], [Notifications]),
//! so that no system library is needed and a desktop without them changes
//! nothing.
//!
//! [StatusNotifierItem]: https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/
//! [Notifications]: https://specifications.freedesktop.org/notification-spec/latest/

mod actions;
mod arguments;
pub mod platform;

use std::sync::Arc;

use keeper_api::TrayAction;

pub use actions::Actions;
pub use arguments::Arguments;
pub use platform::Notices;
#[cfg(target_os = "linux")]
pub use platform::Tray;

/// Is told what a person clicked on. It doesn't block.
pub type OnAction = Arc<dyn Fn(TrayAction) + Send + Sync>;
