//! HubSpot's endpoints, their generations, and which of them turned out to be
//! missing.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use keeper_core::app::ApiVersion;

/// One of HubSpot's endpoints that this program calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// Exchange and refresh.
    Token,
    /// Introspection.
    Introspect,
    /// Revocation.
    Revoke,
    /// Account information.
    AccountDetails,
    /// Uninstalling.
    Uninstall,
}

impl Endpoint {
    /// The path in a generation, as HubSpot's published specifications have it.
    ///
    /// Under `v1` introspection and revocation would carry the token in the
    /// path, where proxies log it, and account information and uninstalling
    /// never had a `v1`: all four go to `v3` then.
    #[must_use]
    pub fn path(self, version: ApiVersion) -> String {
        let segment = match (self, version) {
            (Self::Token, any) => any.path_segment(),
            (_, ApiVersion::V1) => ApiVersion::V3.path_segment(),
            (_, other) => other.path_segment(),
        };
        match self {
            Self::Token => format!("/oauth/{segment}/token"),
            Self::Introspect => format!("/oauth/{segment}/token/introspect"),
            Self::Revoke => format!("/oauth/{segment}/token/revoke"),
            Self::AccountDetails => format!("/account-info/{segment}/details"),
            Self::Uninstall => format!("/appinstalls/{segment}/external-install"),
        }
    }
}

/// A dated version that HubSpot answered with 404 while the other one was
/// there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingVersion {
    /// Of which endpoint.
    pub endpoint: Endpoint,
    /// Which version isn't there.
    pub version: ApiVersion,
}

impl MissingVersion {
    /// The path that isn't there.
    #[must_use]
    pub fn path(&self) -> String {
        self.endpoint.path(self.version)
    }
}

/// What was learnt about missing versions. Lives as long as the process, since
/// HubSpot may add an endpoint on any day.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    missing: Mutex<BTreeMap<Endpoint, ApiVersion>>,
}

impl Versions {
    /// The versions to try, in order: the wanted one and the other dated one,
    /// the one known to be missing last. Diagnostic ones stand alone.
    pub(crate) fn order(&self, endpoint: Endpoint, wanted: ApiVersion) -> Vec<ApiVersion> {
        match (other_dated(wanted), self.lock().get(&endpoint)) {
            (None, _) => vec![wanted],
            (Some(other), Some(missing)) if *missing == wanted => vec![other, wanted],
            (Some(other), _) => vec![wanted, other],
        }
    }

    /// Notes that `version` was missing and the other one wasn't; whether that
    /// is news.
    pub(crate) fn note_missing(&self, endpoint: Endpoint, version: ApiVersion) -> bool {
        self.lock().insert(endpoint, version) != Some(version)
    }

    pub(crate) fn missing(&self) -> Vec<MissingVersion> {
        self.lock()
            .iter()
            .map(|(&endpoint, &version)| MissingVersion { endpoint, version })
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Endpoint, ApiVersion>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn other_dated(version: ApiVersion) -> Option<ApiVersion> {
    match version {
        ApiVersion::V2026_09 => Some(ApiVersion::V2026_03),
        ApiVersion::V2026_03 => Some(ApiVersion::V2026_09),
        ApiVersion::V3 | ApiVersion::V1 => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ApiVersion::{V1, V3, V2026_03, V2026_09};

    #[test]
    fn paths_are_those_of_the_contract() {
        let cases = [
            (Endpoint::Token, V2026_09, "/oauth/2026-09/token"),
            (Endpoint::Token, V1, "/oauth/v1/token"),
            (
                Endpoint::Introspect,
                V2026_03,
                "/oauth/2026-03/token/introspect",
            ),
            (Endpoint::Introspect, V1, "/oauth/v3/token/introspect"),
            (Endpoint::Revoke, V3, "/oauth/v3/token/revoke"),
            (
                Endpoint::AccountDetails,
                V2026_09,
                "/account-info/2026-09/details",
            ),
            (
                Endpoint::Uninstall,
                V2026_09,
                "/appinstalls/2026-09/external-install",
            ),
            (Endpoint::Uninstall, V1, "/appinstalls/v3/external-install"),
        ];
        for (endpoint, version, path) in cases {
            assert_eq!(endpoint.path(version), path);
        }
    }

    #[test]
    fn a_missing_version_is_tried_last_from_then_on() {
        let versions = Versions::default();
        assert_eq!(
            versions.order(Endpoint::Revoke, V2026_09),
            [V2026_09, V2026_03]
        );
        assert!(versions.note_missing(Endpoint::Revoke, V2026_09), "news");
        assert!(
            !versions.note_missing(Endpoint::Revoke, V2026_09),
            "no news"
        );
        assert_eq!(
            versions.order(Endpoint::Revoke, V2026_03),
            [V2026_03, V2026_09],
            "the other one isn't missing"
        );
        assert_eq!(
            versions.order(Endpoint::Revoke, V2026_09),
            [V2026_03, V2026_09]
        );
        assert_eq!(
            versions.order(Endpoint::Token, V2026_09),
            [V2026_09, V2026_03]
        );
        assert_eq!(versions.order(Endpoint::Revoke, V3), [V3]);
    }
}
