//! What the window sends. Text as typed; every command checks what it takes.

mod apps;
mod files;
mod flows;
mod imports;
mod installations;
mod lists;
mod network;
mod projects;
mod session;
mod vault;
mod ways;

pub use apps::*;
pub use files::*;
pub use flows::*;
pub use imports::*;
pub use installations::*;
pub use lists::*;
pub use network::*;
pub use projects::*;
pub use session::*;
pub use vault::*;
pub use ways::*;
