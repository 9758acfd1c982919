//! Installations.

use keeper_core::engine::TokenForm;
use keeper_core::identifier::{BatchId, InstallationId};
use keeper_core::installation::KeepAlive;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names an installation, or a grant that waits to be one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct InstallationRequest {
    /// Which.
    pub id: InstallationId,
}

/// Forgets an installation on this computer.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct InstallationForgetRequest {
    /// Which.
    pub id: InstallationId,
    /// Whether it is gone at once instead of after 30 days.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub for_good: bool,
}

/// Leaves an account: revokes the refresh token, or uninstalls the app.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct LeaveRequest {
    /// Which installation.
    pub id: InstallationId,
    /// The account's domain (its hub ID where it has none), typed; needed
    /// where the app is marked production.
    #[serde(default)]
    #[ts(optional)]
    pub confirm_domain: Option<String>,
}

/// Which installations, row by row or as a whole list.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(untagged)]
pub enum ChosenRequest {
    /// These.
    Ids {
        /// Which.
        ids: Vec<InstallationId>,
    },
    /// All of a list that the window was given, but some.
    Snapshot {
        /// Which list.
        #[ts(type = "number")]
        snapshot: u64,
        /// All but these.
        #[serde(default)]
        except: Vec<InstallationId>,
    },
}

/// Copies a living access token to the clipboard.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct CopyTokenRequest {
    /// Of which installation.
    pub id: InstallationId,
    /// In which form.
    #[serde(default)]
    pub form: TokenForm,
}

/// Sets what a person wrote.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AnnotateRequest {
    /// About which installation.
    pub id: InstallationId,
    /// Free text.
    pub notes: String,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// How eagerly it is kept alive.
    pub keep_alive: KeepAlive,
}

/// Names a batch.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct BatchRequest {
    /// Which.
    pub batch: BatchId,
}
