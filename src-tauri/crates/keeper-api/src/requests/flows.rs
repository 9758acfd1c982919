//! Flows.

use keeper_core::decoder::Reply;
use keeper_core::error::Code;
use keeper_core::identifier::{AppId, FlowId, HubId, InstallationId};
use serde::Deserialize;
use ts_rs::TS;

/// What would be installed where.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PreflightRequest {
    /// The app.
    pub app: AppId,
    /// One of its redirect URLs.
    pub redirect_url: String,
    /// The account; none means it is chosen in the browser.
    #[serde(default)]
    #[ts(optional)]
    pub hub_id: Option<HubId>,
    /// Whether nothing is to listen, and the address is pasted.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub by_paste: bool,
}

/// Starts an authorization.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct InstallStartRequest {
    /// The app.
    pub app: AppId,
    /// One of its redirect URLs.
    pub redirect_url: String,
    /// The account to pin; none means it is chosen in the browser.
    #[serde(default)]
    #[ts(optional)]
    pub hub_id: Option<HubId>,
    /// Whether the system browser is opened.
    #[serde(default = "yes")]
    pub open_browser: bool,
    /// Whether nothing listens, and the address is pasted.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub by_paste: bool,
}

/// Waits for one installation that is started elsewhere.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ArmRequest {
    /// Of which app.
    pub app: AppId,
    /// At which of its redirect URLs; on `localhost`.
    pub redirect_url: String,
}

/// Names a flow.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct FlowRequest {
    /// Which.
    pub flow: FlowId,
}

/// The address that the browser ended on.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct InstallPasteRequest {
    /// For which flow.
    pub flow: FlowId,
    /// The address, or its query.
    pub text: String,
}

/// One-click reauthorization.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct ReauthorizeRequest {
    /// Which installation.
    pub id: InstallationId,
    /// One of the app's redirect URLs; none means the first that this
    /// computer can receive.
    #[serde(default)]
    #[ts(optional)]
    pub redirect_url: Option<String>,
    /// Whether the system browser is opened.
    #[serde(default = "yes")]
    pub open_browser: bool,
}

fn yes() -> bool {
    true
}

/// Asks what HubSpot's page, or an answer of its API, means.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PageExplainRequest {
    /// What the page says, or its address; in any language.
    pub text: String,
    /// What was answered to the decoder's questions.
    #[serde(default)]
    pub answers: Vec<Reply>,
    /// The flow that waits; it knows the rest.
    #[serde(default)]
    #[ts(optional)]
    pub flow: Option<FlowId>,
    /// The app, where there is no flow.
    #[serde(default)]
    #[ts(optional)]
    pub app: Option<AppId>,
    /// The redirect URL, where there is no flow.
    #[serde(default)]
    #[ts(optional)]
    pub redirect_url: Option<String>,
    /// The account, where there is no flow.
    #[serde(default)]
    #[ts(optional)]
    pub hub_id: Option<HubId>,
}

/// Opens the corrected link of one explanation. Rust makes the link again:
/// nothing that the window sends becomes an address.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct PageOpenRequest {
    /// What was asked.
    #[serde(flatten)]
    #[ts(flatten)]
    pub asked: PageExplainRequest,
    /// Which explanation.
    pub code: Code,
}
