//! Intents: notes on disk that a call to HubSpot is about to be made.
//!
//! A call that may change what a token is worth is noted before it is sent,
//! and the note is removed in the transaction that saves the answer. A note
//! that is found at the start of the program means that the process ended in
//! between: nobody knows what HubSpot did.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::identifier::{AppId, HubId, InstallationId};

/// A call that is about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The installation or grant whose tokens the call may change. At most
    /// one intent per owner is open.
    pub owner: InstallationId,
    /// The app on whose behalf.
    pub app: AppId,
    /// The account, where it is known.
    pub hub_id: Option<HubId>,
    /// The installation that an exchange would reauthorize.
    pub renews: Option<InstallationId>,
    /// What is called.
    pub call: IntentCall,
    /// When it was noted, just before it was made.
    pub started_at: Timestamp,
}

/// The calls that may change what a token is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentCall {
    /// A code is exchanged.
    Exchange,
    /// A refresh token is used, and may come back rotated.
    Refresh,
    /// A refresh token is revoked.
    Revoke,
    /// The app is uninstalled.
    Uninstall,
}
