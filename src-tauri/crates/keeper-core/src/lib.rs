//! The domain of Portalkeeper: values, their rules, and the trips.
//!
//! Pure by construction: no file, socket, keyring, database, environment,
//! wall clock or runtime. What the domain needs from the world it states as
//! the traits of [`needs`]; whoever composes the program supplies them.

pub mod account;
pub mod activity;
pub mod app;
pub mod decoder;
pub mod drift;
pub mod engine;
pub mod error;
pub mod event;
pub mod grant;
pub mod health;
pub mod identifier;
pub mod installation;
pub mod intent;
pub mod language;
pub mod limiter;
pub mod needs;
pub mod oauth;
pub mod preflight;
pub mod random;
pub mod redirect_url;
pub mod scope;
pub mod secret;
pub mod text;
pub mod time;

pub use error::{Code, Problem};
pub use language::Language;
pub use time::{Instant, Timestamp};
