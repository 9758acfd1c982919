//! The API: one file for each call, one path for all of them through log, faults and saver.

mod account_info;
mod api_usage;
mod bearer;
mod introspect;
mod revoke;
mod token;
mod uninstall;
mod v1;

use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Response, StatusCode};
use axum::routing::{MethodRouter, delete, get, post};
use axum::{Router, http::Method};

use crate::answer::{Answer, Change, Refused};
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

/// The generations that answer alike; `v1` spells its calls otherwise, see `v1.rs`.
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
pub(crate) fn routes(office: &Arc<Office>) -> Router<Arc<Office>> {
    VERSIONS
        .into_iter()
        .fold(v1::routes(office), add_version)
        // Account information alone has this older generation, too.
        .merge(account_info_routes("2025-09"))
}

fn add_version(router: Router<Arc<Office>>, version: &str) -> Router<Arc<Office>> {
    let oauth = |tail: &str| format!("/oauth/{version}/token{tail}");
    router
        .route(&oauth(""), desk(&Method::POST, token::DESK))
        .route(&oauth("/introspect"), desk(&Method::POST, introspect::DESK))
        .route(&oauth("/revoke"), desk(&Method::POST, revoke::DESK))
        .route(
            &format!("/appinstalls/{version}/external-install"),
            desk(&Method::DELETE, uninstall::DESK),
        )
        .merge(account_info_routes(version))
}

fn account_info_routes(version: &str) -> Router<Arc<Office>> {
    let path = |tail: &str| format!("/account-info/{version}/{tail}");
    Router::new()
        .route(&path("details"), desk(&Method::GET, account_info::DESK))
        .route(
            &path("api-usage/daily/private-apps"),
            desk(&Method::GET, api_usage::DESK),
        )
}

fn desk(method: &Method, desk: Desk) -> MethodRouter<Arc<Office>> {
    let handler = handler(desk);
    match *method {
        Method::GET => get(handler),
        Method::DELETE => delete(handler),
        _ => post(handler),
    }
}

/// The one way from a request to its answer.
fn handler(
    desk: Desk,
) -> impl Fn(State<Arc<Office>>, ConnectInfo<Cut>, Request) -> Served + Clone + Send + Sync + 'static
{
    move |State(office), ConnectInfo(cut), request| Box::pin(serve(office, cut, request, desk))
}

type Served = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

async fn serve(office: Arc<Office>, cut: Cut, request: Request, desk: Desk) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Answer::empty(StatusCode::PAYLOAD_TOO_LARGE).into_response(&make::make_uuid());
    };
    handle(&office, &cut, &Inbound::read(&parts, &body), desk).await
}

async fn handle(office: &Office, cut: &Cut, inbound: &Inbound, desk: Desk) -> Response<Body> {
    let facts = (desk.facts)(&office.world(), inbound);
    let releases = office.releases();
    let (number, fault) = office.receive(inbound, &facts);
    let id = &inbound.correlation_id;
    let answer = match &fault {
        Some(fault) if !fault.takes_effect() => None,
        _ => Some(act(office, inbound, &facts, desk).await),
    };
    let (response, has_status) = match (fault, answer) {
        (None, Some(answer)) => (answer.into_response(id), true),
        (None, None) => (Response::new(Body::empty()), true),
        (Some(fault), answer) => {
            let spoilt = spoil(office, (cut, releases), &fault, answer, id).await;
            (spoilt.response, spoilt.has_status)
        }
    };
    if has_status {
        office.log().answered(number, response.status().as_u16());
    }
    response
}

async fn act(office: &Office, inbound: &Inbound, facts: &Facts, desk: Desk) -> Answer {
    let answer = {
        let (mut world, mut pace) = (office.world(), office.pace());
        let now = world.now;
        let mut turn = Turn {
            world: &mut world,
            pace: &mut pace,
            inbound,
            now,
        };
        let answer = (desk.act)(&mut turn);
        renew(&mut world, facts, answer)
    };
    office.let_out(answer, &inbound.correlation_id).await
}

/// A call that went well keeps a test account going.
fn renew(world: &mut World, facts: &Facts, answer: Answer) -> Answer {
    let now = world.now;
    let called = facts.hub_id.filter(|_| answer.status.is_success());
    let renewed = called.is_some_and(|hub_id| world.renew_test_account(hub_id, now));
    match answer.change {
        Change::None if renewed => answer.after(Change::Soon),
        Change::None | Change::Soon | Change::First => answer,
    }
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
}
