//! An authorization URL, taken apart; nothing in it is trusted.

use url::{Url, form_urlencoded};

use super::Refusal;
use crate::world::account::HUBLETS;
use crate::world::grants::Challenge;

/// Where a link leads: which host of HubSpot's, and which account.
///
/// `app.hubspot.com` has hosts of the regions beside it, `app-eu1.hubspot.com` and the like. On
/// loopback a region can't be a host, so a path stands for it: `/app-eu1/oauth/authorize` is
/// `https://app-eu1.hubspot.com/oauth/authorize`. A region's host knows the apps that were made there
/// and no others (reported by users of `app-eu1`); `app.hubspot.com` sends everyone on to their region
/// and knows them all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) region: Option<&'static str>,
    pub(crate) hub_id: Option<u64>,
}

impl Destination {
    /// Reads a path; `None` if it is not an authorization page's.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let (region, rest) = match segments.as_slice() {
            ["oauth", ..] => (None, segments.as_slice()),
            [host, rest @ ..] => (Some(parse_region(host)?), rest),
            [] => return None,
        };
        let hub_id = match rest {
            ["oauth", "authorize"] => None,
            ["oauth", hub, "authorize"] => Some(hub.parse().ok()?),
            _ => return None,
        };
        Some(Self { region, hub_id })
    }

    /// The same host, and this account.
    pub(crate) fn for_hub(self, hub_id: u64) -> Self {
        Self {
            hub_id: Some(hub_id),
            ..self
        }
    }

    /// The path that leads there.
    pub(crate) fn path(self) -> String {
        let region = self.region.map(|region| format!("/app-{region}"));
        let hub_id = self.hub_id.map(|hub_id| format!("/{hub_id}"));
        let (region, hub_id) = (region.unwrap_or_default(), hub_id.unwrap_or_default());
        format!("{region}/oauth{hub_id}/authorize")
    }
}

fn parse_region(host: &str) -> Option<&'static str> {
    let name = host.strip_prefix("app-")?;
    HUBLETS.into_iter().find(|hublet| *hublet == name)
}

/// The query of an authorization URL, and the region of its host.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthorizeRequest {
    pub(crate) region: Option<&'static str>,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    scope: Option<Vec<String>>,
    pub(super) optional_scope: Vec<String>,
    pub(crate) state: Option<String>,
    challenge: Option<String>,
    challenge_method: Option<String>,
}

impl AuthorizeRequest {
    /// Reads the query; of a parameter given twice the first counts, unknown ones are passed over.
    pub(crate) fn parse(destination: Destination, query: &str) -> Self {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let first = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.clone())
        };
        let list = |value: String| {
            let words = value.split_whitespace().map(str::to_owned);
            words.collect::<Vec<_>>()
        };
        Self {
            region: destination.region,
            client_id: first("client_id").unwrap_or_default(),
            redirect_uri: first("redirect_uri").unwrap_or_default(),
            scope: first("scope").map(list),
            optional_scope: first("optional_scope").map(list).unwrap_or_default(),
            state: first("state"),
            challenge: first("code_challenge"),
            challenge_method: first("code_challenge_method"),
        }
    }

    /// What stands in `scope`.
    pub(super) fn required(&self) -> &[String] {
        self.scope.as_deref().unwrap_or_default()
    }

    /// Whether `scope` is there and names nothing.
    pub(super) fn has_empty_scope(&self) -> bool {
        self.scope.as_ref().is_some_and(Vec::is_empty)
    }

    /// The PKCE challenge, if the URL carries one.
    pub(super) fn read_challenge(&self) -> Result<Option<Challenge>, Refusal> {
        let Some(value) = self.challenge.clone() else {
            return Ok(None);
        };
        match self.challenge_method.as_deref() {
            Some("S256") => Ok(Some(Challenge::S256(value))),
            // RFC 7636, section 4.3: without a method it is "plain".
            None | Some("plain") => Ok(Some(Challenge::Plain(value))),
            Some(_) => Err(Refusal::unknown_challenge_method()),
        }
    }

    /// The address that takes a consent back to the app.
    pub(super) fn redirect_with(&self, pairs: &[(&str, &str)]) -> String {
        let Ok(mut url) = Url::parse(&self.redirect_uri) else {
            return self.redirect_uri.clone();
        };
        {
            let mut query = url.query_pairs_mut();
            query.extend_pairs(pairs);
            if let Some(state) = &self.state {
                query.append_pair("state", state);
            }
        }
        url.into()
    }

    /// Where Cancel leads. HubSpot doesn't document it; RFC 6749, section 4.1.2.1 has this form, and
    /// HubSpot's older documentation names `error` and `error_description` for errors on the way.
    pub(crate) fn cancelled(&self) -> String {
        self.redirect_with(&[
            ("error", "access_denied"),
            (
                "error_description",
                "The user denied the request to connect the app",
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_and_written() {
        for (path, region, hub_id) in [
            ("/oauth/authorize", None, None),
            ("/oauth/77/authorize", None, Some(77)),
            ("/app-eu1/oauth/authorize", Some("eu1"), None),
            ("/app-na1/oauth/77/authorize", Some("na1"), Some(77)),
        ] {
            let read = Destination::parse(path).unwrap();
            assert_eq!((read.region, read.hub_id), (region, hub_id), "{path}");
            assert_eq!(read.path(), path, "and written as it was");
        }
        for bad in [
            "/",
            "/oauth/2026-09/token",
            "/oauth/x/authorize",
            "/oauth/-1/authorize",
            "/app-xx9/oauth/authorize",
            "/eu1/oauth/authorize",
            "/app-eu1/oauth/1/2/authorize",
        ] {
            assert_eq!(Destination::parse(bad), None, "{bad}");
        }
    }
}
