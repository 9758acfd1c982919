//! What the window sends. Text as typed; every command checks what it takes.

mod apps;
mod flows;
mod installations;
mod lists;
mod session;
mod vault;
mod ways;

pub use apps::*;
pub use flows::*;
pub use installations::*;
pub use lists::*;
pub use session::*;
pub use vault::*;
pub use ways::*;
