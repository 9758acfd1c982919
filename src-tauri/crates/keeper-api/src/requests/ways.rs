//! The ways back from the browser: the relay page.

use serde::Deserialize;
use ts_rs::TS;

/// Which published relay page is looked at.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RelayCheckRequest {
    /// The redirect URL at which it stands.
    pub redirect_url: String,
}
