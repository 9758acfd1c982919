//! **Practice HubSpot**: an HTTP stand-in for HubSpot's OAuth and app-install surface.
//!
//! It lets a newcomer try Portalkeeper without a HubSpot account, and it is what every journey test
//! runs against. It speaks HTTP and shares no type with our client: a shared type would share the bug.
//!
//! What it serves:
//! - **pages**, for `https://app.hubspot.com`: `/oauth/authorize` and `/oauth/{hubId}/authorize` with
//!   account chooser and consent, the same under `/app-eu1` and the like for the hosts of HubSpot's
//!   regions, `/integrations-settings/{hubId}/installed` (Connected Apps), `/`;
//! - **api**, for `https://api.hubapi.com`, on `2026-09`, `2026-03` and `v3`: token, introspect,
//!   revoke, account information, uninstall; on `v1`, until it ends, its token calls;
//! - **control**, under a random path of the API's listener, where [`Options::control`] asks for it.
//!
//! Where HubSpot's behaviour is not known the code says so beside what it does instead. Pages and API
//! have listeners of their own, as HubSpot has two hosts: a client that mixes them up meets a 404.
//! Both listen on loopback addresses only, and take a limited number of connections
//! ([`Options::connections`]).
//!
//! The world file, its writer and which answers wait for it: see `saver.rs`.
//!
//! ```no_run
//! # async fn example() -> Result<(), keeper_practice::StartError> {
//! use keeper_practice::{Options, Practice};
//!
//! let practice = Practice::start(Options::default()).await?;
//! let app = &practice.apps()[0];
//! let url = format!("{}/oauth/authorize?client_id={}", practice.pages(), app.client_id);
//! # let _ = url;
//! practice.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod approval;
mod clock;
mod connections;
mod control;
mod door;
mod endpoints;
mod faults;
mod inbound;
mod listing;
mod log_book;
mod make;
mod office;
mod options;
mod pace;
mod pages;
mod practice;
mod saver;
mod spoil;
mod world;

pub use approval::{Approval, NotOurPage};
pub use listing::{AccountListing, AppListing, StartLine};
pub use options::{Options, StartError};
pub use practice::Practice;
pub use world::account::AccountType;
pub use world::file::BadWorld;
pub use world::redirect_url::BadRedirectUrl;
