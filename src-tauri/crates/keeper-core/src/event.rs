//! Events: facts in the past tense, a closed list.

use serde::Serialize;
use ts_rs::TS;

use crate::error::{Code, Problem};
use crate::identifier::{AppId, BatchId, FlowId, HubId, InstallationId};

/// Which installations changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case", tag = "which", content = "ids")]
pub enum Changed {
    /// These.
    Ids(Vec<InstallationId>),
    /// More than are worth naming.
    Many,
}

/// How a batch of refreshes ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct BatchSummary {
    /// Proven good.
    pub proven: usize,
    /// Refused by HubSpot: need reauthorization.
    pub refused: usize,
    /// To be tried again later.
    pub postponed: usize,
    /// Not tried because the app's profile is wrong, or the tokens can't be
    /// opened.
    pub skipped: usize,
    /// Not tried because the batch was cancelled.
    pub cancelled: usize,
}

/// What trying a saved client secret showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretResult {
    /// HubSpot accepted it.
    Accepted,
    /// HubSpot refused it.
    Refused,
    /// It couldn't be tried.
    Untried,
}

/// Something that happened. The window re-asks for what it shows; no event
/// names what the window caches.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A flow waits for the browser.
    InstallStarted {
        /// Which.
        flow: FlowId,
    },
    /// A flow reached its next step.
    InstallAdvanced {
        /// Which.
        flow: FlowId,
    },
    /// An installation is new, or was authorized again.
    InstallationAdded {
        /// By which flow, if by one.
        flow: Option<FlowId>,
        /// Which.
        id: InstallationId,
        /// On which account.
        hub_id: HubId,
        /// Whether it was known before.
        renewed: bool,
    },
    /// A flow ended without an installation.
    InstallFailed {
        /// Which.
        flow: FlowId,
        /// Why.
        problem: Problem,
    },
    /// A grant was set aside for a decision.
    GrantQuarantined {
        /// Which.
        id: InstallationId,
    },
    /// Installations changed.
    InstallationsChanged {
        /// Which.
        #[serde(flatten)]
        #[ts(flatten)]
        changed: Changed,
    },
    /// A batch went on.
    RefreshProgressed {
        /// Which.
        batch: BatchId,
        /// How many are done.
        done: usize,
        /// Of how many.
        total: usize,
        /// How many of those done weren't good.
        failed: usize,
    },
    /// A batch ended.
    RefreshFinished {
        /// Which.
        batch: BatchId,
        /// How.
        summary: BatchSummary,
        /// What stopped it before its end.
        problem: Option<Problem>,
    },
    /// How many answers of HubSpot's wait to be saved changed, or why they do.
    UnsavedChanged,
    /// A person wants to end the program while answers of HubSpot's wait to be
    /// saved.
    QuitAsked,
    /// A saved client secret was tried, or couldn't be.
    SecretChecked {
        /// Whose.
        app: AppId,
        /// What HubSpot said.
        result: SecretResult,
        /// How many installations it brought out of the app's problem.
        recovered: usize,
        /// Why it was refused or couldn't be tried; none where nothing can be
        /// tried with it.
        code: Option<Code>,
    },
    /// App profiles changed.
    AppsChanged,
    /// A project file that a profile came from was written.
    ProjectChanged {
        /// The profile.
        app: AppId,
    },
    /// A list of refresh tokens was worked on.
    ImportProgressed {
        /// Which.
        import: BatchId,
    },
    /// Accounts changed.
    AccountsChanged,
    /// The vault was opened, locked or given another slot.
    VaultChanged,
    /// A setting was changed.
    SettingsChanged,
    /// Something else is shown: everything on screen is to be asked for anew.
    WorldShown,
    /// The clipboard was cleared of a token.
    ClipboardCleared,
    /// The clipboard could not be cleared of a token; it may still hold it.
    ClipboardNotCleared {
        /// Why.
        code: Code,
    },
    /// A person chose a place of the window outside of it: in the tray, or by
    /// a notification.
    PlaceChosen {
        /// Its address, such as `#/installations/…`.
        place: String,
    },
    /// A deep link came and changed nothing.
    LinkRefused {
        /// Why.
        code: Code,
    },
}
