//! `/oauth/authorize` and `/oauth/{hubId}/authorize`: choose an account, consent, or be refused.

mod chooser;
mod consent;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use maud::html;
use url::form_urlencoded;

pub(super) use self::chooser::{LISTED, SEARCH, find_accounts, search_form};
use super::look::{Page, wrong};
use super::session::{is_own_form, is_signed_out, sign_in};
use crate::approval::{Decision, Received, decide, receive};
use crate::door::Cut;
use crate::faults::Named;
use crate::office::Office;
use crate::spoil::spoil;
use crate::world::app::Review;
use crate::world::authorize::{AuthorizeRequest, Destination, Refusal};

type Shared = State<Arc<Office>>;
type Wire = ConnectInfo<Cut>;

/// The link without an account: the user chooses one.
pub(super) async fn choose(
    State(office): Shared,
    ConnectInfo(cut): Wire,
    headers: HeaderMap,
    address: Uri,
) -> Response<Body> {
    let Some((destination, query)) = read_address(&address) else {
        return not_here();
    };
    let received = receive(&office, "GET", destination, query);
    if let Some(response) = meet_fault(&office, &cut, &received).await {
        return response;
    }
    let response = if is_signed_out(&headers) {
        sign_in(&office)
    } else {
        let world = office.world();
        match world.check_link(&received.request) {
            Ok(app) => chooser::page(&world, app, destination, query),
            Err(refusal) => refused(&refusal, &received.correlation_id),
        }
    };
    answered(&office, &received, response)
}

/// The link with an account: the consent page.
pub(super) async fn ask(
    State(office): Shared,
    ConnectInfo(cut): Wire,
    headers: HeaderMap,
    address: Uri,
) -> Response<Body> {
    let Some((destination, query)) = read_address(&address) else {
        return not_here();
    };
    let received = receive(&office, "GET", destination, query);
    if let Some(response) = meet_fault(&office, &cut, &received).await {
        return response;
    }
    let response = match is_signed_out(&headers) {
        true => sign_in(&office),
        false => show_consent(&office, &received, destination, query, false),
    };
    answered(&office, &received, response)
}

/// The consent page's form: "Connect app" or "Cancel".
pub(super) async fn decided(
    State(office): Shared,
    ConnectInfo(cut): Wire,
    headers: HeaderMap,
    address: Uri,
    body: Bytes,
) -> Response<Body> {
    let Some((destination, query)) = read_address(&address) else {
        return not_here();
    };
    let received = receive(&office, "POST", destination, query);
    if let Some(response) = meet_fault(&office, &cut, &received).await {
        return response;
    }
    let response = match read_decision(&office, &headers, &body) {
        Some(form) => carry_out(&office, &received, destination, query, &form).await,
        None => stale(),
    };
    answered(&office, &received, response)
}

fn read_address(address: &Uri) -> Option<(Destination, &str)> {
    let destination = Destination::parse(address.path())?;
    Some((destination, address.query().unwrap_or_default()))
}

/// The consent form's fields.
struct DecisionForm {
    decision: Decision,
    understood: bool,
}

/// The form, if it is from one of our own pages: with this process' form key, and not sent by
/// another site.
fn read_decision(office: &Office, headers: &HeaderMap, body: &[u8]) -> Option<DecisionForm> {
    if !is_own_form(office, headers, body) {
        return None;
    }
    let fields: Vec<_> = form_urlencoded::parse(body).collect();
    let get = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_ref())
    };
    let decision = match get("decision")? {
        "connect" => Decision::Connect(get("user_id").and_then(|id| id.parse().ok())),
        _ => Decision::Cancel,
    };
    Some(DecisionForm {
        decision,
        understood: get("understood").is_some(),
    })
}

async fn carry_out(
    office: &Office,
    received: &Received,
    destination: Destination,
    query: &str,
    form: &DecisionForm,
) -> Response<Body> {
    let Some(hub_id) = destination.hub_id else {
        return not_here();
    };
    let needs_tick = form.decision != Decision::Cancel && !form.understood;
    if needs_tick && is_unverified(office, &received.request) {
        return show_consent(office, received, destination, query, true);
    }
    match decide(office, &received.request, hub_id, form.decision).await {
        Ok(redirect) => go_to(&redirect),
        Err(refusal) => refused(&refusal, &received.correlation_id),
    }
}

/// An app without a verified domain has a box to tick before "Connect app".
fn is_unverified(office: &Office, request: &AuthorizeRequest) -> bool {
    let world = office.world();
    let app = world.app(&request.client_id);
    app.is_some_and(|app| app.review == Review::Unverified)
}

fn show_consent(
    office: &Office,
    received: &Received,
    destination: Destination,
    query: &str,
    untick: bool,
) -> Response<Body> {
    let Some(hub_id) = destination.hub_id else {
        return not_here();
    };
    let request = &received.request;
    let world = office.world();
    match world.check_account(request, hub_id) {
        Ok(offer) => {
            let back = Destination {
                hub_id: None,
                ..destination
            };
            let change = format!("{}?{query}", back.path());
            consent::page(&offer, request, &change, &office.form_key, untick)
        }
        Err(refusal) => refused(&refusal, &received.correlation_id),
    }
}

fn go_to(redirect: &str) -> Response<Body> {
    let Ok(location) = HeaderValue::from_str(redirect) else {
        return not_here();
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(header::LOCATION, location);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// A refusal stays on this page; the app is never told.
fn refused(refusal: &Refusal, id: &str) -> Response<Body> {
    let body = html! {
        div.card {
            h1 { "Couldn't complete the connection" }
            div.note.bad role="alert" { b { (refusal.text) } }
            h2 { "Details" }
            dl {
                @if let Some(status) = refusal.status { dt { "Status" } dd { code { (status) } @if let Some(message) = refusal.message { " " (message) } } }
                dt { "Correlation ID" } dd { code { (id) } }
            }
            p.quiet { "As on the real HubSpot, the browser stays on this page and the app isn't told. Go back to the app to put the link right." }
        }
    };
    let status = StatusCode::from_u16(refusal.http).unwrap_or(StatusCode::BAD_REQUEST);
    Page {
        status,
        ..Page::new("Couldn't complete the connection", body)
    }
    .into_response()
}

fn stale() -> Response<Body> {
    let text =
        "It was opened before Practice HubSpot was started anew. Open the install link again.";
    wrong(StatusCode::FORBIDDEN, "This page is no longer valid", text)
}

fn not_here() -> Response<Body> {
    wrong(
        StatusCode::NOT_FOUND,
        "There is no such page",
        "The address has no page on Practice HubSpot.",
    )
}

async fn meet_fault(office: &Office, cut: &Cut, received: &Received) -> Option<Response<Body>> {
    let fault = received.fault.as_ref()?;
    if let Some(Named::Page(refusal)) = fault.named() {
        let response = refused(&refusal, &received.correlation_id);
        return Some(answered(office, received, response));
    }
    let spoilt = spoil(
        office,
        (cut, office.releases()),
        fault,
        None,
        &received.correlation_id,
    )
    .await;
    if spoilt.has_status {
        office
            .log()
            .answered(received.number, spoilt.response.status().as_u16());
    }
    Some(spoilt.response)
}

fn answered(office: &Office, received: &Received, response: Response<Body>) -> Response<Body> {
    office
        .log()
        .answered(received.number, response.status().as_u16());
    response
}
