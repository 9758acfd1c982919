//! Practice HubSpot by the wire: what a client, a browser and a test see of it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in tests a broken expectation ends the test"
)]

/// Starts a Practice HubSpot and speaks HTTP with it.
mod bench;

/// `GET /account-info/…/details`: fields, dead tokens, the limit.
mod account_info;
/// What the authorization page refuses, in HubSpot's words.
mod authorize;
/// The program: start line, options, how it ends.
mod binary;
/// Pages as a browser sees them: chooser, consent form, Connected Apps.
mod browser;
/// The control's orders and answers.
mod control;
/// Each kind of fault on the wire.
mod faults;
/// `POST …/token/introspect`.
mod introspect;
/// What survives a restart, and what a kill may cost.
mod restart;
/// `POST …/token/revoke` and `DELETE …/external-install`.
mod revoke_and_uninstall;
/// Success answers against the shapes derived from HubSpot's published specifications.
mod shapes;
/// `POST …/token`: both grants, every refusal, PKCE, reauthorization.
mod token;
