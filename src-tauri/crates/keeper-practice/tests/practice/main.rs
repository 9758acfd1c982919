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
/// What the client credentials grant gives, and what it opens.
mod client_credentials;
/// How many connections there may be, and how long each may take.
mod connections;
/// The control's orders and answers.
mod control;
/// How many accounts an app may be installed on.
mod distribution;
/// Each kind of fault on the wire.
mod faults;
/// `POST …/token/introspect`.
mod introspect;
/// The limits on calls, their headers, and the private apps' count of the day.
mod limits;
/// Failures ordered by HubSpot's names for them.
mod named_faults;
/// Worlds that were written before there was so much in them.
mod older_worlds;
/// Hublets: what bears their names, and their hosts.
mod regions;
/// What survives a restart, and what a kill may cost.
mod restart;
/// `POST …/token/revoke` and `DELETE …/external-install`.
mod revoke_and_uninstall;
/// Who on an account may connect which app.
mod rights;
/// Every row of the table, provoked.
mod rows;
/// Success answers against the shapes derived from HubSpot's published specifications.
mod shapes;
/// Which answers there are, and how each comes about: data for this test and for others.
mod table;
/// How developer test accounts end.
mod test_accounts;
/// `POST …/token`: both grants, every refusal, PKCE, reauthorization.
mod token;
/// The first generation, until it ends.
mod v1;
