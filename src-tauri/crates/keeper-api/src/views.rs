//! What the window is shown. No secret is in any of it.

mod accounts;
mod apps;
mod calls;
mod cli;
mod doctor;
mod files;
mod flows;
mod imports;
mod installations;
mod network;
mod projects;
mod saved;
mod session;
mod vault;
mod ways;

pub use accounts::*;
pub use apps::*;
pub use calls::*;
pub use cli::*;
pub use doctor::*;
pub use files::*;
pub use flows::*;
pub use imports::*;
pub use installations::*;
pub use keeper_core::Language;
pub use network::*;
pub use projects::*;
pub use saved::*;
pub use session::*;
pub use vault::*;
pub use ways::*;
