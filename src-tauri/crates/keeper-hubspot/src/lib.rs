//! HubSpot over HTTP: the calls of [`keeper_core::needs::HubSpot`].
//!
//! [`OverHttp`] sends, [`outcome`] decides what a refusal means, and `wire`
//! spells JSON as HubSpot does. Bodies are secrets: introspection echoes the
//! token, so no body reaches an error, a log line or a `Debug`.

#![expect(
    clippy::result_large_err,
    reason = "the domain's CallFailure is large, and there is one per call over a network"
)]

pub mod endpoint;
pub mod options;
pub mod outcome;
pub mod published;
pub mod target;
pub mod trust;
pub mod way;

mod asks;
mod look;
mod over_http;
mod transport;
mod wire;

pub use endpoint::{Endpoint, MissingVersion};
pub use look::Look;
pub use options::{ExplicitProxy, Options, Proxy};
pub use over_http::OverHttp;
pub use target::Target;
pub use trust::Authority;
pub use way::{ProxyInForce, ProxySource};
