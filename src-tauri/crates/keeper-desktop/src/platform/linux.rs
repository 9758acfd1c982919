//! Tray and notifications by D-Bus.

mod glyph;
mod notices;
mod tray;

pub use notices::Notices;
pub use tray::Tray;
