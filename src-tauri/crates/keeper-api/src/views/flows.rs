//! Flows.

use keeper_core::Timestamp;
use keeper_core::engine::{FlowState, FlowStep};
use keeper_core::error::{Finding, Problem};
use keeper_core::identifier::{AppId, FlowId, HubId, InstallationId};
use keeper_core::needs::HitRefusal;
use serde::Serialize;
use ts_rs::TS;

/// Findings.
#[derive(Clone, Debug, Serialize, TS)]
pub struct FindingsView {
    /// The findings, worst first.
    pub findings: Vec<Finding>,
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

/// An installation started elsewhere is waited for.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct ArmedView {
    /// The flow.
    pub flow: FlowId,
    /// When it stops.
    pub expires_at: Timestamp,
}

/// Requests to a redirect URL that were refused for one reason.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct RefusedHitsView {
    /// The reason.
    pub reason: HitRefusal,
    /// How many there were.
    pub count: usize,
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
    /// Whether it was armed for an installation started elsewhere.
    pub from_elsewhere: bool,
    /// Whether a listener waits for it (else paste).
    pub listening: bool,
    /// Requests to its redirect URL that didn't belong to it.
    pub stray_hits: usize,
    /// The same by their reasons.
    pub refused_hits: Vec<RefusedHitsView>,
    /// Times that a browser came with https, which nobody speaks here.
    pub https_knocks: usize,
    /// When the answer came that a person is asked about.
    pub arrived_at: Option<Timestamp>,
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
