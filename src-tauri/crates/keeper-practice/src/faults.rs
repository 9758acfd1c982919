//! Faults that the control orders: which call they meet, how often, and what they do to it.

use serde::{Deserialize, Serialize};

use crate::answer::{ApiError, Refused};
use crate::inbound::Facts;
use crate::world::authorize::Refusal;

/// The calls that faults can be ordered for, and that the log names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Endpoint {
    /// The token endpoint, whatever the grant.
    Token,
    /// The token endpoint with an authorization code.
    Exchange,
    /// The token endpoint with a refresh token.
    Refresh,
    /// The token endpoint with nothing but the app's own credentials.
    ClientCredentials,
    Introspect,
    Revoke,
    AccountInfo,
    /// The day's calls of private apps.
    ApiUsage,
    Uninstall,
    /// The authorization pages.
    Authorize,
    /// All of them.
    Any,
}

impl Endpoint {
    /// Whether a fault for this endpoint meets a call to that one.
    fn covers(self, call: Self) -> bool {
        match self {
            Self::Any => true,
            Self::Token => matches!(
                call,
                Self::Token | Self::Exchange | Self::Refresh | Self::ClientCredentials
            ),
            Self::Exchange
            | Self::Refresh
            | Self::Introspect
            | Self::Revoke
            | Self::AccountInfo
            | Self::ApiUsage
            | Self::ClientCredentials
            | Self::Uninstall
            | Self::Authorize => self == call,
        }
    }
}

/// A failure that HubSpot has a name for.
#[derive(Clone, Debug)]
pub(crate) enum Named {
    /// Of the OAuth endpoints.
    OAuth(Refused),
    /// Of the other APIs.
    Api(ApiError),
    /// Of the authorization page.
    Page(Refusal),
}

impl Named {
    /// The failure of this name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let oauth = Refused::named(name).map(Self::OAuth);
        let api = || ApiError::named(name).map(Self::Api);
        let page = || Refusal::named(name).map(Self::Page);
        oauth.or_else(api).or_else(page)
    }
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// No answer at all, until the client goes.
    #[serde(alias = "time_out")]
    Timeout,
    /// The connection is reset without an answer.
    Reset,
    /// The call takes effect, and half of its answer arrives before the connection breaks.
    Half,
    /// An HTML page (502 unless `status` says otherwise), as a proxy before HubSpot sends it.
    Html,
    /// 200 with JSON of a wrong shape.
    #[serde(alias = "wrong_shape")]
    Shape,
    /// The call takes effect and is answered, `delay_ms` late.
    Slow,
    /// The call takes effect and is answered once the control orders `release`.
    Held,
    /// `body` as it stands, with `status` (200) and `content_type`.
    Body,
    /// The call takes effect, and the connection is reset before the answer.
    LostAnswer,
    /// An error with `status`, in HubSpot's shape.
    Status,
    /// The failure that `error` names, with its own status unless `status` says otherwise.
    Error,
}

/// One order. Without `count` it holds once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) endpoint: Endpoint,
    #[serde(default)]
    pub(crate) kind: Option<Kind>,
    #[serde(default)]
    pub(crate) status: Option<u16>,
    /// HubSpot's name for a failure: any status of the OAuth endpoints, any category or policy of the
    /// other APIs, any name of the authorization page; `SCOPE_NOT_PUBLIC` for the second kind of
    /// `MISSING_SCOPES`.
    #[serde(default)]
    pub(crate) error: Option<String>,
    /// With `error`: the body as OAuth endpoints had it until January 2026.
    #[serde(default)]
    pub(crate) older: bool,
    /// With `MISSING_SCOPES`: the scopes that are said to be missing; `oauth` where left out.
    #[serde(default)]
    pub(crate) scopes: Option<Vec<String>>,
    #[serde(default = "once")]
    pub(crate) count: u64,
    #[serde(default)]
    pub(crate) client_id: Option<String>,
    #[serde(default)]
    pub(crate) hub_id: Option<u64>,
    /// The version in the path, such as `2026-09`: so one generation can be taken away.
    #[serde(default)]
    pub(crate) version: Option<String>,
    /// Seconds, for the header `Retry-After`.
    #[serde(default)]
    pub(crate) retry_after: Option<u64>,
    #[serde(default)]
    pub(crate) delay_ms: Option<u64>,
    #[serde(default)]
    pub(crate) body: Option<String>,
    #[serde(default)]
    pub(crate) content_type: Option<String>,
    /// Let the call take effect before its answer is spoilt. Without it the kind decides.
    #[serde(default)]
    pub(crate) takes_effect: Option<bool>,
}

fn once() -> u64 {
    1
}

/// Why an order can't be taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadFault {
    #[error("a fault needs a kind, an error or a status")]
    Neither,
    #[error("HubSpot has no error {0:?}")]
    Error(String),
    #[error("status must be from 200 to 599, not {0}")]
    Status(u16),
    #[error("count must be at least 1")]
    Count,
}

impl Fault {
    /// Holds the order against the rules.
    pub(crate) fn check(&self) -> Result<(), BadFault> {
        if self.count == 0 {
            return Err(BadFault::Count);
        }
        if let Some(status) = self.status.filter(|status| !(200..600).contains(status)) {
            return Err(BadFault::Status(status));
        }
        if let Some(name) = self
            .error
            .as_ref()
            .filter(|name| Named::find(name).is_none())
        {
            return Err(BadFault::Error(name.clone()));
        }
        match (self.kind(), self.status, &self.error) {
            (Kind::Status, None, _) | (Kind::Error, _, None) => Err(BadFault::Neither),
            _ => Ok(()),
        }
    }

    /// What it does: without a kind it is the error that is named, or one with the status.
    pub(crate) fn kind(&self) -> Kind {
        let named = self.error.as_ref().map(|_| Kind::Error);
        self.kind.or(named).unwrap_or(Kind::Status)
    }

    /// The failure that it names.
    pub(crate) fn named(&self) -> Option<Named> {
        self.error.as_deref().and_then(Named::find)
    }

    /// Whether the call is dealt with before its answer is spoilt.
    pub(crate) fn takes_effect(&self) -> bool {
        self.takes_effect.unwrap_or(match self.kind() {
            Kind::Half | Kind::Slow | Kind::Held | Kind::LostAnswer => true,
            Kind::Timeout
            | Kind::Reset
            | Kind::Html
            | Kind::Shape
            | Kind::Body
            | Kind::Status
            | Kind::Error => false,
        })
    }

    fn meets(&self, facts: &Facts, version: &str) -> bool {
        self.endpoint.covers(facts.endpoint)
            && self
                .client_id
                .as_ref()
                .is_none_or(|id| facts.client_id.as_ref() == Some(id))
            && self.hub_id.is_none_or(|id| facts.hub_id == Some(id))
            && self.version.as_ref().is_none_or(|own| own == version)
    }
}

/// The orders that are still to be carried out, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Takes an order.
    pub(crate) fn order(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Forgets all orders.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What is still to be carried out.
    pub(crate) fn pending(&self) -> &[Fault] {
        &self.0
    }

    /// The fault that meets this call, if any; it is counted down.
    pub(crate) fn take(&mut self, facts: &Facts, version: &str) -> Option<Fault> {
        let place = self
            .0
            .iter()
            .position(|fault| fault.meets(facts, version))?;
        let fault = self.0.get_mut(place)?;
        fault.count -= 1;
        let taken = fault.clone();
        if taken.count == 0 {
            self.0.remove(place);
        }
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(json: &str) -> Fault {
        serde_json::from_str(json).unwrap()
    }

    fn call(endpoint: Endpoint, client_id: &str, hub_id: u64) -> Facts {
        Facts {
            endpoint,
            client_id: Some(client_id.to_owned()),
            hub_id: Some(hub_id),
            token: None,
        }
    }

    #[test]
    fn a_fault_holds_as_often_as_it_was_ordered() {
        let mut faults = Faults::default();
        faults.order(fault(r#"{"endpoint":"token","status":503,"count":2}"#));
        let refresh = call(Endpoint::Refresh, "a", 1);
        assert!(
            faults.take(&call(Endpoint::Revoke, "a", 1), "v3").is_none(),
            "another endpoint"
        );
        assert!(faults.take(&refresh, "v3").is_some());
        assert!(
            faults
                .take(&call(Endpoint::Exchange, "b", 2), "v3")
                .is_some(),
            "token covers both grants"
        );
        assert!(faults.take(&refresh, "v3").is_none(), "used up");
    }

    #[test]
    fn filters_leave_other_calls_alone() {
        let mut faults = Faults::default();
        faults.order(fault(
            r#"{"endpoint":"any","kind":"reset","client_id":"a","hub_id":5,"version":"2026-09"}"#,
        ));
        assert!(
            faults
                .take(&call(Endpoint::Refresh, "a", 6), "2026-09")
                .is_none(),
            "another account"
        );
        assert!(
            faults
                .take(&call(Endpoint::Refresh, "b", 5), "2026-09")
                .is_none(),
            "another app"
        );
        assert!(
            faults
                .take(&call(Endpoint::Refresh, "a", 5), "2026-03")
                .is_none(),
            "another version"
        );
        assert!(
            faults
                .take(&call(Endpoint::Refresh, "a", 5), "2026-09")
                .is_some()
        );
    }

    #[test]
    fn orders_without_sense_are_refused() {
        for bad in [
            r#"{"endpoint":"token"}"#,
            r#"{"endpoint":"token","kind":"status"}"#,
            r#"{"endpoint":"token","kind":"error"}"#,
            r#"{"endpoint":"token","error":"BAD_LUCK"}"#,
            r#"{"endpoint":"token","status":99}"#,
            r#"{"endpoint":"token","status":500,"count":0}"#,
        ] {
            assert!(fault(bad).check().is_err(), "{bad}");
        }
        assert!(serde_json::from_str::<Fault>(r#"{"endpoint":"token","kind":"nap"}"#).is_err());
        assert!(
            serde_json::from_str::<Fault>(r#"{"endpoint":"token","status":500,"counts":3}"#)
                .is_err(),
            "mistyped"
        );
    }

    #[test]
    fn the_kind_decides_whether_the_call_takes_effect() {
        assert!(fault(r#"{"endpoint":"uninstall","kind":"lost_answer"}"#).takes_effect());
        assert!(!fault(r#"{"endpoint":"uninstall","kind":"reset"}"#).takes_effect());
        assert!(
            fault(r#"{"endpoint":"uninstall","kind":"timeout","takes_effect":true}"#)
                .takes_effect()
        );
    }
}
