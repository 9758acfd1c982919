//! What the window is shown. No secret is in any of it.

mod accounts;
mod apps;
mod calls;
mod cli;
mod flows;
mod imports;
mod installations;
mod projects;
mod session;
mod vault;
mod ways;

pub use accounts::*;
pub use apps::*;
pub use calls::*;
pub use cli::*;
pub use flows::*;
pub use imports::*;
pub use installations::*;
pub use projects::*;
pub use session::*;
pub use vault::*;
pub use ways::*;
