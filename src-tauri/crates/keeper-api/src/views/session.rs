//! The frame of the window.

use keeper_core::Language;
use keeper_core::Timestamp;
use keeper_core::error::Code;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{InstallationColumn, SavedView, VaultView};

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
    /// Whether the vaults of all open worlds can be locked, and a person could
    /// unlock them again.
    pub lockable: bool,
    /// Numbers for the sidebar.
    pub counts: CountsView,
    /// Settings.
    pub settings: SettingsView,
    /// Whether the settings that are kept can't be read. Until a person decides,
    /// nothing can be changed and HubSpot isn't called.
    pub settings_unreadable: bool,
    /// The language of every text, as the settings and the system have it.
    pub language: Language,
    /// Whether the desktop shows a tray now.
    pub tray: bool,
    /// The answers of HubSpot's that wait to be saved, in any world.
    pub unsaved: Option<UnsavedView>,
}

/// Answers of HubSpot's that wait in memory to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct UnsavedView {
    /// How many answers wait, of all open worlds.
    pub answers: usize,
    /// Why they can't be saved.
    pub code: Code,
    /// When the first of them came.
    pub since: Timestamp,
}

/// What still waits after another try to save answers.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AnswersSavedView {
    /// Those that still wait.
    pub unsaved: Option<UnsavedView>,
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

/// The language to speak: a certain one, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LanguageChoice {
    /// As the system has it.
    #[default]
    System,
    /// English.
    En,
    /// German.
    De,
}

impl LanguageChoice {
    /// The language, where the system has `system`.
    #[must_use]
    pub fn resolved(self, system: Language) -> Language {
        match self {
            Self::System => system,
            Self::En => Language::En,
            Self::De => Language::De,
        }
    }
}

/// What the desktop's notifications tell of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NotificationChoice {
    /// What needs a person, and what has ended while nobody looked.
    All,
    /// What needs a person.
    #[default]
    NeedsMe,
    /// Nothing.
    Off,
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
    /// The language to speak.
    pub language: LanguageChoice,
    /// What the desktop's notifications tell of.
    pub notifications: NotificationChoice,
    /// Whether closing the window leaves the program running, where the
    /// desktop shows a tray.
    pub keep_in_tray: bool,
    /// After how many minutes without a person the vault is locked, where one
    /// can unlock it; one of 5, 15, 30 and 60, or 0 for never.
    pub lock_after_minutes: u32,
    /// For how many days activity is kept; 30 to 3650.
    pub activity_days: u32,
    /// Whether a recovery code was declined: it isn't offered again.
    pub recovery_declined: bool,
    /// The columns of the list of installations, in their order.
    pub columns: Vec<InstallationColumn>,
    /// Views of that list that the person saved; at most 50.
    pub saved_views: Vec<SavedView>,
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
            language: LanguageChoice::System,
            notifications: NotificationChoice::NeedsMe,
            keep_in_tray: false,
            lock_after_minutes: 0,
            activity_days: 365,
            recovery_declined: false,
            columns: InstallationColumn::USUAL.to_vec(),
            saved_views: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_an_earlier_version_take_the_defaults() {
        let read: SettingsView = serde_json::from_str("{\"compact\": true}").unwrap();
        assert_eq!(read.language, LanguageChoice::System);
        assert_eq!(read.notifications, NotificationChoice::NeedsMe);
        assert!(read.compact && !read.keep_in_tray);
    }
}
