//! The frame of the window.

use keeper_core::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::VaultView;

/// Which HubSpot: their data never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WorldView {
    /// The real one.
    Hubspot,
    /// Practice HubSpot, on this computer.
    Practice,
    /// What somebody else's Portalkeeper wrote to a file; read-only.
    Shared,
}

/// What the frame of the window shows.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SessionView {
    /// The program's version.
    pub version: String,
    /// The world shown.
    pub world: WorldView,
    /// Whether Practice HubSpot can be entered here.
    pub practice_available: bool,
    /// Whether HubSpot itself can be switched to here.
    pub hubspot_available: bool,
    /// Whether nothing can be changed: by the setting, or because the status of
    /// another computer is shown.
    pub view_only: bool,
    /// The status of another computer, while it is shown.
    pub shared: Option<SharedStatusView>,
    /// Where the data lives.
    pub data_directory: String,
    /// The vault.
    pub vault: VaultView,
    /// Numbers for the sidebar.
    pub counts: CountsView,
    /// Settings.
    pub settings: SettingsView,
}

/// The status of another computer.
#[derive(Clone, Debug, Serialize, TS)]
pub struct SharedStatusView {
    /// When it was written.
    pub made_at: Timestamp,
    /// The file that it came from.
    pub file: String,
    /// The world that it tells of.
    pub world: WorldView,
}

/// A status file was written, or no place was chosen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct StatusSharedView {
    /// Where; none when the person chose no place.
    pub path: Option<String>,
}

/// A status file was opened, or none was chosen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct StatusOpenedView {
    /// What the frame shows now; none when the person chose no file.
    pub session: Option<SessionView>,
}

/// Numbers for the sidebar and the saved views.
#[derive(Clone, Copy, Debug, Default, Serialize, TS)]
pub struct CountsView {
    /// Installations that aren't gone, and grants that wait.
    pub installations: usize,
    /// Those that need a person.
    pub needs_person: usize,
    /// Those that have a token.
    pub has_token: usize,
    /// Accounts.
    pub accounts: usize,
    /// Apps.
    pub apps: usize,
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Settings. Absent fields take their default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SettingsView {
    /// Light or dark.
    pub theme: Theme,
    /// Whether rows are lower.
    pub compact: bool,
    /// After how many seconds a copied token is cleared; 5 to 300.
    pub clipboard_seconds: u32,
    /// Whether installations are proven once a day.
    pub daily_proof: bool,
    /// The name in a copied `.env` line.
    pub env_name: String,
    /// Whether nothing can be changed, except this.
    pub view_only: bool,
    /// By which proxy HubSpot is reached.
    pub proxy: ProxyView,
    /// The proxy's address, where it is named; without credentials.
    pub proxy_url: String,
    /// A file of certificates that are trusted besides the system's.
    pub certificates: Option<String>,
}

/// By which proxy HubSpot is reached. Calls on this computer never take one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProxyView {
    /// As the system has it.
    #[default]
    System,
    /// None.
    Direct,
    /// The one that is named.
    Named,
}

impl Default for SettingsView {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            compact: false,
            clipboard_seconds: 30,
            daily_proof: true,
            env_name: "HUBSPOT_ACCESS_TOKEN".to_owned(),
            view_only: false,
            proxy: ProxyView::System,
            proxy_url: String::new(),
            certificates: None,
        }
    }
}
