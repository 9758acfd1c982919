//! What the window is shown. No secret is in any of it.

use std::collections::BTreeMap;

use keeper_core::Timestamp;
use keeper_core::account::AccountType;
use keeper_core::activity::{ActivityKind, Actor};
use keeper_core::app::{AppDraft, Environment};
use keeper_core::drift::DriftMeaning;
use keeper_core::engine::{ExitStep, FlowState, FlowStep};
use keeper_core::error::{Code, Finding, Problem};
use keeper_core::event::BatchSummary;
use keeper_core::health::Health;
use keeper_core::identifier::{AppId, BatchId, FlowId, HubId, InstallationId};
use keeper_core::installation::KeepAlive;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which HubSpot: their data never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WorldView {
    /// The real one.
    Hubspot,
    /// Practice HubSpot, on this computer.
    Practice,
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
    /// Where the data lives.
    pub data_directory: String,
    /// The vault.
    pub vault: VaultView,
    /// Numbers for the sidebar.
    pub counts: CountsView,
    /// Settings.
    pub settings: SettingsView,
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
}

impl Default for SettingsView {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            compact: false,
            clipboard_seconds: 30,
            daily_proof: true,
            env_name: "HUBSPOT_ACCESS_TOKEN".to_owned(),
        }
    }
}

/// A way of opening the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SlotKindView {
    /// The operating system's keyring.
    Keyring,
    /// A passphrase.
    Passphrase,
    /// Nowhere: the key is gone when the program ends.
    Memory,
}

/// Whether the vault can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// Still asking the keyring.
    Opening,
    /// No key was ever made: choose where it rests.
    NotSetUp,
    /// Open.
    Open,
    /// Locked: a passphrase opens it.
    Locked,
    /// No slot opens; `problem` says why.
    Unavailable,
}

/// The vault.
#[derive(Clone, Debug, Serialize, TS)]
pub struct VaultView {
    /// Whether it can be used.
    pub state: VaultState,
    /// The ways of opening it.
    pub slots: Vec<SlotKindView>,
    /// Whether the system's keyring answers.
    pub keyring_available: bool,
    /// How many secrets are sealed in it.
    pub sealed: usize,
    /// Why it isn't open, where there is a reason.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// One app.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AppView {
    /// Its name on this computer.
    pub id: AppId,
    /// Its fields.
    #[serde(flatten)]
    #[ts(flatten)]
    pub draft: AppDraft,
    /// When its client secret was set; it is never shown.
    #[ts(type = "number | null")]
    pub secret_set_at: Option<Timestamp>,
    /// When the secret before was moved aside.
    #[ts(type = "number | null")]
    pub former_secret_set_at: Option<Timestamp>,
    /// What HubSpot refused about the profile, if it did.
    pub fault: Option<AppFaultView>,
    /// Its installations, by health; grants included.
    #[ts(type = "Partial<Record<Health, number>>")]
    pub health: BTreeMap<Health, usize>,
    /// When it was first saved.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// An open finding about a profile.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AppFaultView {
    /// What.
    pub code: Code,
    /// Since when.
    pub since: Timestamp,
}

/// An app was saved.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct AppSavedView {
    /// Its name on this computer.
    pub id: AppId,
}

/// What is wrong with a draft, and what would come of it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AppCheckView {
    /// Findings by field.
    pub findings: Vec<Finding>,
    /// The authorization URL with the first redirect URL; the state is a
    /// placeholder.
    pub authorize_url: String,
}

/// A draft read from an authorization URL.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AppParsedView {
    /// What could be read.
    pub app: AppDraft,
    /// What is wrong with the URL.
    pub findings: Vec<Finding>,
}

/// Scope names found in a text.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ScopesView {
    /// The names, each once.
    pub scopes: Vec<String>,
}

/// Findings.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FindingsView {
    /// The findings, worst first.
    pub findings: Vec<Finding>,
}

/// By which way an answer could come back.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RedirectProbeView {
    /// `loopback` or `relay`; none when it isn't a redirect URL.
    pub route: Option<RouteView>,
    /// The port, on the loopback route.
    pub port: Option<u16>,
    /// Why it can't be received now, if it can't.
    pub problem: Option<Problem>,
}

/// A way back from the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RouteView {
    /// A listener on this computer.
    Loopback,
    /// An https page that forwards, or paste.
    Relay,
}

/// A flow was started.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FlowStartedView {
    /// Which.
    pub flow: FlowId,
    /// The link that the browser opens.
    pub authorize_url: String,
    /// When it stops waiting.
    pub expires_at: Timestamp,
}

/// A flow.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FlowView {
    /// Which.
    pub flow: FlowId,
    /// Where it stands.
    pub state: FlowState,
    /// At which step it is, or ended.
    pub step: FlowStep,
    /// The app.
    pub app: AppId,
    /// The app's name.
    pub app_name: String,
    /// The pinned account.
    pub hub_id: Option<HubId>,
    /// The pinned account's name.
    pub account_name: Option<String>,
    /// The redirect URL.
    pub redirect_url: String,
    /// The link, while it waits.
    pub authorize_url: Option<String>,
    /// Whether a listener waits for it (else paste).
    pub listening: bool,
    /// Hits that didn't belong to it.
    pub stray_hits: usize,
    /// When it began.
    pub started_at: Timestamp,
    /// When it stops waiting.
    pub expires_at: Timestamp,
    /// The installation that it renews.
    pub renews: Option<InstallationId>,
    /// The installation or grant that came of it.
    pub installation: Option<InstallationId>,
    /// Why it ended, if it failed.
    pub problem: Option<Problem>,
}

/// Whether a row is an installation or a grant that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// An installation.
    Installation,
    /// A grant.
    Grant,
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct InstallationRowView {
    /// Which.
    pub id: InstallationId,
    /// What it is.
    pub kind: RowKind,
    /// The app.
    pub app: AppId,
    /// The app's name.
    pub app_name: String,
    /// The app's environment.
    pub environment: Environment,
    /// The account, where known.
    pub hub_id: Option<HubId>,
    /// The account's name, else domain.
    pub account_name: Option<String>,
    /// The account's domain.
    pub domain: Option<String>,
    /// The account's type.
    pub account_type: AccountType,
    /// Its health.
    pub health: Health,
    /// The last thing that went wrong, where the health is not good.
    pub code: Option<Code>,
    /// Wanted scopes that are granted.
    pub scopes_granted: usize,
    /// Wanted scopes.
    pub scopes_wanted: usize,
    /// When the refresh token was last proven good.
    pub proven_at: Option<Timestamp>,
    /// When it is tried again.
    pub next_try_at: Option<Timestamp>,
    /// Who authorized it.
    pub installed_by: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Whether a refresh is in flight.
    pub refreshing: bool,
}

/// Numbers beside the filters. Each counts the rows that every other filter
/// lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct FacetsView {
    /// By health.
    #[ts(type = "Partial<Record<Health, number>>")]
    pub health: BTreeMap<Health, usize>,
    /// By app.
    #[ts(type = "Record<string, number>")]
    pub apps: BTreeMap<AppId, usize>,
    /// By type of account.
    #[ts(type = "Partial<Record<AccountType, number>>")]
    pub account_types: BTreeMap<AccountType, usize>,
    /// By tag.
    pub tags: BTreeMap<String, usize>,
}

/// A window of the list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct InstallationPageView {
    /// Names the list whose order is kept.
    #[ts(type = "number")]
    pub snapshot: u64,
    /// How many rows the list has.
    pub total: usize,
    /// How many rows there are without any filter.
    pub unfiltered: usize,
    /// How many rows of the list would now stand elsewhere, or be missing or
    /// new.
    pub stale: usize,
    /// Numbers beside the filters.
    pub facets: FacetsView,
    /// The rows asked for, in order, with what they hold now.
    pub rows: Vec<InstallationRowView>,
}

/// One scope in the three-way comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ScopeDriftView {
    /// Its name.
    pub scope: String,
    /// Whether the app wants it.
    pub wanted: bool,
    /// Whether the last authorization asked for it.
    pub requested: bool,
    /// Whether it is granted.
    pub granted: bool,
    /// What follows.
    pub meaning: DriftMeaning,
}

/// Fingerprints of the tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TokensView {
    /// Of the refresh token.
    pub refresh: String,
    /// Of the access token.
    pub access: String,
    /// When the access token expires.
    pub access_expires_at: Timestamp,
    /// Other installations here with the same refresh token.
    pub shared_with: Vec<InstallationId>,
}

/// One installation, or a grant that waits.
#[derive(Clone, Debug, Serialize, TS)]
pub struct InstallationView {
    /// What its row shows.
    #[serde(flatten)]
    #[ts(flatten)]
    pub row: InstallationRowView,
    /// Scopes, exceptions first.
    pub scopes: Vec<ScopeDriftView>,
    /// Fingerprints; none when the tokens are wiped.
    pub tokens: Option<TokensView>,
    /// When it was first installed from here.
    pub installed_at: Timestamp,
    /// When it was last authorized.
    pub authorized_at: Timestamp,
    /// Since when its health is what it is, where that is known.
    pub health_since: Option<Timestamp>,
    /// HubSpot's word for the last error.
    pub hubspot_status: Option<String>,
    /// HubSpot's correlation ID of the last error.
    pub correlation_id: Option<String>,
    /// When the last error came.
    pub error_at: Option<Timestamp>,
    /// The account that a quarantined grant was asked for.
    pub expected_hub_id: Option<HubId>,
    /// HubSpot's number for the app.
    pub hubspot_app_id: Option<i64>,
    /// The host of the account's pages.
    pub ui_domain: Option<String>,
    /// Where the account's data lives.
    pub data_hosting: Option<String>,
    /// Free text.
    pub notes: String,
    /// How eagerly it is kept alive.
    pub keep_alive: KeepAlive,
    /// What the account's domain must be typed as before uninstalling; none
    /// when it needn't be.
    pub confirm_domain: Option<String>,
    /// The last proofs, oldest first, at most 60.
    pub proofs: Vec<ProofView>,
}

/// One proof, for the health strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProofView {
    /// When.
    pub at: Timestamp,
    /// How it went.
    pub result: ProofResult,
}

/// How a proof went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProofResult {
    /// Good.
    Ok,
    /// A passing fault.
    Retry,
    /// Refused.
    Refused,
}

/// A batch was started.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct BatchStartedView {
    /// Which.
    pub batch: BatchId,
    /// Of how many.
    pub total: usize,
}

/// A batch.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct BatchView {
    /// Which.
    pub batch: BatchId,
    /// Of how many.
    pub total: usize,
    /// How many are done.
    pub done: usize,
    /// Whether it has ended.
    pub finished: bool,
    /// How those done went.
    pub summary: BatchSummary,
}

/// A token was copied.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct CopiedView {
    /// When the clipboard is cleared, if it still holds the token.
    pub clears_at: Timestamp,
    /// When the token expires.
    pub expires_at: Timestamp,
    /// Whether it was refreshed first.
    pub refreshed: bool,
}

/// What HubSpot answered to an exit.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ExitView {
    /// The steps taken, in order.
    pub steps: Vec<ExitStepView>,
}

/// One step of an exit.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ExitStepView {
    /// Which.
    pub step: ExitStep,
    /// HubSpot's HTTP status, where it was asked.
    pub http_status: Option<u16>,
    /// HubSpot's correlation ID, where it sent one.
    pub correlation_id: Option<String>,
    /// What went wrong, where something did that doesn't undo the exit.
    pub problem: Option<Problem>,
}

/// One account.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AccountView {
    /// Hub ID.
    pub hub_id: HubId,
    /// Its name, else domain.
    pub name: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
    /// Its type.
    pub account_type: AccountType,
    /// Whether apps can be installed on it.
    pub can_host: bool,
    /// When this computer last made a call on it.
    pub last_call_at: Option<Timestamp>,
    /// How many installations it has here.
    pub installations: usize,
}

/// One cell of the matrix.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixCellView {
    /// The app.
    pub app: AppId,
    /// The installation.
    pub id: InstallationId,
    /// Its health.
    pub health: Health,
    /// The last thing that went wrong.
    pub code: Option<Code>,
    /// When it was last proven.
    pub proven_at: Option<Timestamp>,
    /// When the last error came.
    pub error_at: Option<Timestamp>,
}

/// One account of the matrix.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixRowView {
    /// The account.
    #[serde(flatten)]
    #[ts(flatten)]
    pub account: AccountView,
    /// Its cells; apps that aren't installed have none.
    pub cells: Vec<MatrixCellView>,
}

/// An app at the head of the matrix.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixAppView {
    /// Which.
    pub id: AppId,
    /// Its name.
    pub name: String,
    /// Its environment.
    pub environment: Environment,
}

/// A group of the matrix: the accounts of one type.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixGroupView {
    /// The type.
    pub account_type: AccountType,
    /// How many accounts of it match.
    pub accounts: usize,
    /// Its cells, by health.
    #[ts(type = "Partial<Record<Health, number>>")]
    pub health: BTreeMap<Health, usize>,
}

/// A window of the matrix, accounts sorted by type, then name.
#[derive(Clone, Debug, Serialize, TS)]
pub struct MatrixPageView {
    /// Apps, in the order of the columns.
    pub apps: Vec<MatrixAppView>,
    /// Groups, in the order of the rows.
    pub groups: Vec<MatrixGroupView>,
    /// How many accounts match.
    pub total: usize,
    /// Cells that have a token.
    pub has_token: usize,
    /// Cells that need a person.
    pub needs_person: usize,
    /// The accounts asked for.
    pub rows: Vec<MatrixRowView>,
}

/// One line of the activity list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ActivityView {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ActivityKind,
    /// To which app.
    pub app: Option<AppId>,
    /// The app's name.
    pub app_name: Option<String>,
    /// To which account.
    pub hub_id: Option<HubId>,
    /// The account's name.
    pub account_name: Option<String>,
    /// To which installation.
    pub installation: Option<InstallationId>,
    /// What went wrong.
    pub code: Option<Code>,
    /// HubSpot's own `status`.
    pub hubspot_status: Option<String>,
    /// HubSpot's correlation ID.
    pub correlation_id: Option<String>,
    /// On whose behalf.
    pub by: Actor,
}

/// A window of the activity list.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ActivityPageView {
    /// How many match.
    pub total: usize,
    /// The lines asked for.
    pub rows: Vec<ActivityView>,
}
