//! OAuth 2.0 as HubSpot has it: the URL that asks, the state that ties, the
//! redirect that answers.

pub mod authorize;
pub mod link;
pub(crate) mod pasted;
pub mod pkce;
pub mod redirect;
pub mod state;
