//! Proxy and trust, as they are in force.

use keeper_core::Timestamp;
use keeper_core::error::Problem;
use keeper_hubspot::{Authority, ProxyInForce, ProxySource};
use serde::Serialize;
use ts_rs::TS;

/// How HubSpot is reached. Calls on this computer take no proxy.
#[derive(Clone, Debug, Serialize, TS)]
pub struct NetworkView {
    /// The proxy that calls take; none when they go to HubSpot directly.
    pub proxy: Option<ProxyInForceView>,
    /// Whether credentials are saved for the proxy in the settings. They are
    /// never shown.
    pub proxy_credentials: bool,
    /// Who is trusted besides the system's authorities.
    pub certificates: Vec<CertificateView>,
    /// Why the certificates in the settings aren't trusted, or nobody is
    /// called.
    pub problem: Option<Problem>,
    /// Environment variables that name certificates. They don't count.
    pub ignored_variables: Vec<&'static str>,
}

/// The proxy that calls take.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ProxyInForceView {
    /// Scheme, host and port.
    pub address: String,
    /// Who named it.
    pub source: ProxySourceView,
    /// The variable, where the environment named it.
    pub variable: Option<&'static str>,
}

/// Who named a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProxySourceView {
    /// A person, in Settings.
    Settings,
    /// An environment variable.
    Environment,
    /// The operating system's settings.
    System,
}

impl From<ProxyInForce> for ProxyInForceView {
    fn from(proxy: ProxyInForce) -> Self {
        let (source, variable) = match proxy.source {
            ProxySource::Settings => (ProxySourceView::Settings, None),
            ProxySource::Environment(name) => (ProxySourceView::Environment, Some(name)),
            ProxySource::System => (ProxySourceView::System, None),
        };
        Self {
            address: proxy.address,
            source,
            variable,
        }
    }
}

/// A certificate that is trusted besides the system's.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CertificateView {
    /// Whose it is.
    pub subject: String,
    /// SHA-256 of the whole certificate, in capital hexadecimal digits.
    pub sha256: String,
    /// The end of its validity.
    pub expires_at: Timestamp,
}

impl From<&Authority> for CertificateView {
    fn from(authority: &Authority) -> Self {
        Self {
            subject: authority.subject.clone(),
            sha256: authority.sha256.clone(),
            expires_at: authority.expires_at,
        }
    }
}
