//! Installations.

use keeper_core::Timestamp;
use keeper_core::account::AccountType;
use keeper_core::app::Environment;
use keeper_core::drift::DriftMeaning;
use keeper_core::engine::ExitStep;
use keeper_core::error::{Code, Problem};
use keeper_core::event::BatchSummary;
use keeper_core::health::Health;
use keeper_core::identifier::{AppId, BatchId, HubId, InstallationId};
use keeper_core::installation::KeepAlive;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

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
    /// Names the list whose order is kept; none where it isn't.
    #[ts(type = "number | null")]
    pub snapshot: Option<u64>,
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
    /// What can't be done while it lacks, where the catalogue knows it.
    pub cost: Option<String>,
    /// Whether reauthorizing takes it out of the grant, once it is out of the
    /// app's settings at HubSpot.
    pub can_be_dropped_by_reauthorizing: bool,
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
    /// Other installations and grants here with the same refresh token.
    pub shared_with: Vec<InstallationId>,
}

/// What is known of a grant that was started elsewhere.
#[derive(Clone, Debug, Serialize, TS)]
pub struct UnconfirmedView {
    /// The account's name, where HubSpot sent one.
    pub name: Option<String>,
    /// The account's domain, where HubSpot sent one.
    pub domain: Option<String>,
    /// Who authorized it, where HubSpot said so.
    pub user: Option<String>,
    /// The installation of this app on this account that keeping it renews.
    pub renews: Option<InstallationId>,
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
    /// What is known of a grant that was started elsewhere.
    pub unconfirmed: Option<UnconfirmedView>,
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
#[derive(Clone, Debug, Serialize, TS)]
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
    /// What stopped it before its end.
    pub problem: Option<Problem>,
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
