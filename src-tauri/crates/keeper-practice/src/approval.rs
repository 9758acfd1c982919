//! A user's decision on the consent page: one way for the page's form and for the control.

use url::Url;

use crate::answer::Change;
use crate::faults::{Endpoint, Fault, Named};
use crate::inbound::{Facts, Inbound};
use crate::office::Office;
use crate::world::authorize::{AuthorizeRequest, Destination, Refusal};

/// What the user does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// "Connect app", as this user or as the account's first.
    Connect(Option<u64>),
    /// "Cancel".
    Cancel,
}

/// How an authorization ends for the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The browser is sent here: to the app's redirect URL with a code, or with an error after Cancel.
    Redirect(String),
    /// The browser stays on HubSpot's page.
    Refused {
        /// The page's HTTP status.
        status: u16,
        /// HubSpot's name for the problem, where one is known.
        code: Option<&'static str>,
        /// The sentence on the page.
        text: String,
    },
}

impl From<Refusal> for Approval {
    fn from(refusal: Refusal) -> Self {
        Self::Refused {
            status: refusal.http,
            code: refusal.status,
            text: refusal.text,
        }
    }
}

/// Carries a decision out: checks everything once more, makes the code, saves it.
///
/// # Errors
/// The refusal that stays on the page.
pub(crate) async fn decide(
    office: &Office,
    request: &AuthorizeRequest,
    hub_id: u64,
    decision: Decision,
) -> Result<String, Refusal> {
    let redirect = match decision {
        Decision::Cancel => office
            .world()
            .check_account(request, hub_id)
            .map(|_| request.cancelled())?,
        Decision::Connect(user_id) => {
            office
                .world()
                .consent(request, hub_id, user_id, office.now())?
        }
    };
    let change = if decision == Decision::Cancel {
        Change::None
    } else {
        Change::First
    };
    office.keep(change).await.map_err(|why| Refusal {
        http: 500,
        status: None,
        message: None,
        text: format!("Practice HubSpot: {why}"),
    })?;
    Ok(redirect)
}

/// Receives a request to the authorization pages: it is logged, and a fault may meet it.
pub(crate) fn receive(
    office: &Office,
    method: &str,
    destination: Destination,
    query: &str,
) -> Received {
    let inbound = Inbound::of_page(method, &destination.path());
    let request = AuthorizeRequest::parse(destination, query);
    let facts = Facts {
        endpoint: Endpoint::Authorize,
        client_id: Some(request.client_id.clone()).filter(|id| !id.is_empty()),
        hub_id: destination.hub_id,
        token: None,
    };
    let (number, fault) = office.receive(&inbound, &facts);
    Received {
        request,
        number,
        fault,
        correlation_id: inbound.correlation_id,
    }
}

/// A received request.
pub(crate) struct Received {
    pub(crate) request: AuthorizeRequest,
    pub(crate) number: u64,
    pub(crate) fault: Option<Fault>,
    pub(crate) correlation_id: String,
}

/// An authorization URL that is not one of this Practice HubSpot's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "authorize_url must be {{pages}}/oauth/authorize or {{pages}}/oauth/{{hub_id}}/authorize of this Practice HubSpot"
)]
pub struct NotOurPage;

/// Takes an authorization URL apart: where its path leads, and its query.
pub(crate) fn parse_authorize_url(
    pages: &str,
    text: &str,
) -> Result<(Destination, String), NotOurPage> {
    let url = Url::parse(text).map_err(|_| NotOurPage)?;
    let ours = Url::parse(pages).map_err(|_| NotOurPage)?;
    if url.port() != ours.port()
        || !matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
    {
        return Err(NotOurPage);
    }
    let destination = Destination::parse(url.path()).ok_or(NotOurPage)?;
    Ok((destination, url.query().unwrap_or_default().to_owned()))
}

/// Opens an authorization URL, chooses the account and decides, as a person would in a browser.
///
/// # Errors
/// [`NotOurPage`] when the URL leads elsewhere.
pub(crate) async fn approve(
    office: &Office,
    authorize_url: &str,
    hub_id: Option<u64>,
    decision: Decision,
) -> Result<Approval, NotOurPage> {
    let (destination, query) = parse_authorize_url(&office.bases.pages, authorize_url)?;
    // A person may choose another account than the link names; so may the control.
    let hub_id = hub_id.or(destination.hub_id).ok_or(NotOurPage)?;
    let received = receive(office, "POST", destination.for_hub(hub_id), &query);
    let approval = match received.fault {
        Some(fault) => faulty(&fault),
        None => decide(office, &received.request, hub_id, decision)
            .await
            .map_or_else(Approval::from, Approval::Redirect),
    };
    let status = match &approval {
        Approval::Redirect(_) => 302,
        Approval::Refused { status, .. } => *status,
    };
    office.log().answered(received.number, status);
    Ok(approval)
}

/// Opens an authorization URL while signed out: whoever signs in then finds HubSpot's home page, and
/// HubSpot has forgotten why they came (reported by users). The app is never told.
///
/// # Errors
/// [`NotOurPage`] when the URL leads elsewhere.
pub(crate) fn arrive_signed_out(
    office: &Office,
    authorize_url: &str,
) -> Result<Approval, NotOurPage> {
    let (destination, query) = parse_authorize_url(&office.bases.pages, authorize_url)?;
    let received = receive(office, "GET", destination, &query);
    office.log().answered(received.number, 200);
    Ok(Approval::Refused {
        status: 200,
        code: None,
        text: "Signed out: after signing in HubSpot shows its home page".to_owned(),
    })
}

fn faulty(fault: &Fault) -> Approval {
    if let Some(Named::Page(refusal)) = fault.named() {
        return refusal.into();
    }
    Approval::Refused {
        status: fault.status.unwrap_or(502),
        code: None,
        text: "Practice HubSpot: a fault was ordered for this page".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_opened() {
        let pages = "http://127.0.0.1:4001";
        let parse = |text| parse_authorize_url(pages, text);
        assert_eq!(
            parse("http://127.0.0.1:4001/oauth/authorize?a=b"),
            Ok((Destination::default(), "a=b".to_owned()))
        );
        assert_eq!(
            parse("http://localhost:4001/oauth/77/authorize"),
            Ok((Destination::default().for_hub(77), String::new()))
        );
        for bad in [
            "https://app.hubspot.com/oauth/authorize",
            "http://127.0.0.1:4002/oauth/authorize",
            "http://127.0.0.1:4001/oauth/x/authorize",
            "http://127.0.0.1:4001/oauth/2026-09/token",
            "nonsense",
        ] {
            assert_eq!(parse(bad), Err(NotOurPage), "{bad}");
        }
    }
}
