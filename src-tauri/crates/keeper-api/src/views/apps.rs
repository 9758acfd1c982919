//! Apps.

use keeper_core::Timestamp;
use keeper_core::app::AppDraft;
use keeper_core::error::{Code, Finding, Problem};
use keeper_core::health::Health;
use keeper_core::identifier::AppId;
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// One app.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AppView {
    /// Its name on this computer.
    pub id: AppId,
    /// Its fields.
    #[serde(flatten)]
    #[ts(flatten)]
    pub draft: AppDraft,
    /// Its logo, as an address that needs nothing fetched.
    pub logo: Option<String>,
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
