//! The frame of the window.

use crate::views::WorldView;
use keeper_core::identifier::HubId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// No arguments, or no answer but that it was done.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// Chooses the world.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct WorldRequest {
    /// Which.
    pub world: WorldView,
}

/// Ends the program.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct QuitRequest {
    /// Whether answers of HubSpot's that aren't saved may be lost.
    #[serde(default)]
    pub lose_answers: bool,
}

/// A page that can be opened in the system browser. Rust builds the address.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(tag = "page", rename_all = "snake_case")]
pub enum LinkRequest {
    /// The account at HubSpot.
    Account {
        /// Which.
        hub_id: HubId,
    },
    /// The account's Connected Apps page.
    ConnectedApps {
        /// Which.
        hub_id: HubId,
    },
    /// HubSpot's documentation.
    Docs {
        /// About what.
        topic: DocsTopic,
    },
}

/// What HubSpot's documentation is opened about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocsTopic {
    /// OAuth.
    Oauth,
    /// Scopes.
    Scopes,
    /// Test accounts.
    TestAccounts,
    /// Creating an app.
    CreateApp,
}
