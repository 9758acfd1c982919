//! How the calls travel: deadlines, proxy, certificates.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::trust::Authority;

/// How a call finds its way out. A loopback target never takes a proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// The system's settings and the usual environment variables.
    #[default]
    System,
    /// None, whatever the system says.
    Direct,
    /// This one, for every call.
    Explicit(ExplicitProxy),
}

/// A proxy that a person named. Its URL may hold credentials, so it has a
/// `Debug` that doesn't tell.
#[derive(Clone, PartialEq, Eq)]
pub struct ExplicitProxy(Zeroizing<String>);

impl ExplicitProxy {
    /// The proxy at `url`, read when the client is built.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self(Zeroizing::new(url.into()))
    }

    pub(crate) fn url(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ExplicitProxy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ExplicitProxy([redacted])")
    }
}

/// What may be set about the way to HubSpot.
#[derive(Clone, Debug)]
pub struct Options {
    /// For a connection, TLS included.
    pub connect_deadline: Duration,
    /// For a call as a whole, with a second try on another dated version.
    pub call_deadline: Duration,
    /// The longest body that is read, in bytes; a longer one is broken off.
    pub body_limit: usize,
    /// Which proxy.
    pub proxy: Proxy,
    /// Who is trusted besides the system's authorities.
    pub authorities: Vec<Authority>,
}

impl Options {
    /// Whether a client could be built with them.
    ///
    /// # Errors
    /// [`keeper_core::Code::ArgumentsInvalid`] for a proxy that can't be read.
    pub fn check(&self) -> Result<(), keeper_core::Problem> {
        crate::transport::check(self)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_deadline: Duration::from_secs(10),
            call_deadline: Duration::from_secs(30),
            body_limit: 1024 * 1024,
            proxy: Proxy::default(),
            authorities: Vec::new(),
        }
    }
}
