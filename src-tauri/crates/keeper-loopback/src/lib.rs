//! The local redirect listener: [`keeper_core::needs::Receiver`].
//!
//! It takes the browser's way back from HubSpot on `http://localhost:<port>`.
//! Everything that arrives is hostile until it has passed [`rules`]; what
//! passes is handed to the flow as path and query, and nothing of it is ever
//! written back. It lives while a flow does, and a few seconds longer for the
//! page that the browser was sent to.

mod bind;
mod connection;
mod desk;
mod guests;
mod head;
mod holder;
mod page;
mod platform;
mod receiver;
mod results;
mod rules;
mod supervisor;

pub mod options;
pub mod relay;
pub mod texts;

pub use options::Options;
pub use receiver::LoopbackReceiver;
pub use texts::{PageText, Texts};
