//! The API: one file for each call, one path for all of them through log, faults and saver.

mod account_info;
mod introspect;
mod revoke;
mod token;
mod uninstall;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Response, StatusCode};
use axum::routing::{MethodRouter, delete, get, post};
use axum::{Router, http::Method};

use crate::answer::{Answer, Refused, api_error};
use crate::clock::Moment;
use crate::door::Cut;
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::make;
use crate::office::Office;
use crate::pace::Pace;
use crate::spoil::spoil;
use crate::world::World;
use crate::world::app::App;
use crate::world::grants::Place;

/// The generations that answer. `v1` spells its calls otherwise and has no place here.
const VERSIONS: [&str; 3] = ["2026-09", "2026-03", "v3"];

/// No call of ours has a larger body.
const LARGEST_BODY: usize = 64 * 1024;

/// One call to the API: what it is about, and what it does.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    facts: fn(&World, &Inbound) -> Facts,
    act: fn(&mut Turn<'_>) -> Answer,
}

/// What a call works with, under the lock.
pub(crate) struct Turn<'a> {
    world: &'a mut World,
    pace: &'a mut Pace,
    inbound: &'a Inbound,
    now: Moment,
}

/// All calls of all generations.
pub(crate) fn routes() -> Router<Arc<Office>> {
    VERSIONS
        .into_iter()
        .fold(Router::new(), |router, version| {
            router
                .route(
                    &format!("/oauth/{version}/token"),
                    desk(&Method::POST, token::DESK),
                )
                .route(
                    &format!("/oauth/{version}/token/introspect"),
                    desk(&Method::POST, introspect::DESK),
                )
                .route(
                    &format!("/oauth/{version}/token/revoke"),
                    desk(&Method::POST, revoke::DESK),
                )
                .route(
                    &format!("/account-info/{version}/details"),
                    desk(&Method::GET, account_info::DESK),
                )
                .route(
                    &format!("/appinstalls/{version}/external-install"),
                    desk(&Method::DELETE, uninstall::DESK),
                )
        })
        // Account information alone has this older generation, too.
        .route(
            "/account-info/2025-09/details",
            desk(&Method::GET, account_info::DESK),
        )
}

fn desk(method: &Method, desk: Desk) -> MethodRouter<Arc<Office>> {
    let handler = move |State(office): State<Arc<Office>>,
                        ConnectInfo(cut): ConnectInfo<Cut>,
                        request: Request| { serve(office, cut, request, desk) };
    match *method {
        Method::GET => get(handler),
        Method::DELETE => delete(handler),
        _ => post(handler),
    }
}

async fn serve(office: Arc<Office>, cut: Cut, request: Request, desk: Desk) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Answer::empty(StatusCode::PAYLOAD_TOO_LARGE).into_response(&make::make_uuid());
    };
    handle(&office, &cut, &Inbound::read(&parts, &body), desk).await
}

async fn handle(office: &Office, cut: &Cut, inbound: &Inbound, desk: Desk) -> Response<Body> {
    let facts = (desk.facts)(&office.world(), inbound);
    let (number, fault) = office.receive(inbound, &facts);
    let id = &inbound.correlation_id;
    let answer = match &fault {
        Some(fault) if !fault.takes_effect() => None,
        _ => Some(act(office, inbound, desk).await),
    };
    let (response, has_status) = match (fault, answer) {
        (None, Some(answer)) => (answer.into_response(id), true),
        (None, None) => (Response::new(Body::empty()), true),
        (Some(fault), answer) => {
            let spoilt = spoil(office, cut, &fault, answer, id).await;
            (spoilt.response, spoilt.has_status)
        }
    };
    if has_status {
        office.log().answered(number, response.status().as_u16());
    }
    response
}

async fn act(office: &Office, inbound: &Inbound, desk: Desk) -> Answer {
    let answer = {
        let (mut world, mut pace) = (office.world(), office.pace());
        let mut turn = Turn {
            world: &mut world,
            pace: &mut pace,
            inbound,
            now: office.now(),
        };
        (desk.act)(&mut turn)
    };
    office.let_out(answer, &inbound.correlation_id).await
}

/// What a form call is about: its client ID, and the place its code or token belongs to.
fn form_facts(endpoint: Endpoint, inbound: &Inbound, secret: &str, place: Option<&Place>) -> Facts {
    Facts {
        endpoint,
        client_id: inbound.field("client_id").map(str::to_owned),
        hub_id: place.map(|place| place.hub_id),
        token: inbound.field(secret).map(make::derive_fingerprint),
    }
}

/// What a call with a bearer token is about.
fn bearer_facts(endpoint: Endpoint, world: &World, inbound: &Inbound) -> Facts {
    let place = inbound
        .bearer
        .as_ref()
        .and_then(|token| world.access_tokens.get(token))
        .map(|token| &token.place);
    Facts {
        endpoint,
        client_id: place.map(|place| place.client_id.clone()),
        hub_id: place.map(|place| place.hub_id),
        token: inbound.bearer.as_deref().map(make::derive_fingerprint),
    }
}

impl Turn<'_> {
    /// Whatever is not a form is turned away with 415; JSON is the usual case.
    fn check_form(&self) -> Result<(), Answer> {
        match self.inbound.form {
            Some(_) => Ok(()),
            None => Err(Answer::empty(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
        }
    }

    /// The app whose client ID the form names.
    fn check_client_id(&self) -> Result<&App, Answer> {
        let app = self
            .inbound
            .field("client_id")
            .and_then(|client_id| self.world.app(client_id));
        app.ok_or_else(|| Refused::BadClientId.into())
    }

    /// The app, once its secret was checked, too.
    fn check_client(&self) -> Result<&App, Answer> {
        let app = self.check_client_id()?;
        match self.inbound.field("client_secret") {
            Some(secret) if secret == app.client_secret => Ok(app),
            _ => Err(Refused::BadClientSecret.into()),
        }
    }

    /// The place that the bearer token speaks for, or HubSpot's 401.
    fn check_bearer(&mut self) -> Result<(Place, usize), Answer> {
        let place = self.bearer_place()?;
        match self.pace.count(&place, self.now) {
            Some(left) => Ok((place, left)),
            None => Err(crate::pace::with_pace(
                crate::answer::rate_limited(&self.inbound.correlation_id),
                0,
            )),
        }
    }

    fn bearer_place(&self) -> Result<Place, Answer> {
        let id = &self.inbound.correlation_id;
        let Some(value) = &self.inbound.bearer else {
            let message = "Authentication credentials not found. This API supports OAuth 2.0 authentication and \
                           you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview";
            return Err(api_error(
                StatusCode::UNAUTHORIZED,
                "INVALID_AUTHENTICATION",
                message,
                id,
            ));
        };
        match self.world.access_tokens.get(value) {
            Some(token) if self.world.is_alive(token, self.now) => Ok(token.place.clone()),
            Some(token) if token.expires_at <= self.now => {
                Err(account_info::expired(token.expires_at, self.now, id))
            }
            // A token that HubSpot can't read counts as one that expired in 1970 (seen live).
            _ => Err(account_info::expired(0, self.now, id)),
        }
    }
}
