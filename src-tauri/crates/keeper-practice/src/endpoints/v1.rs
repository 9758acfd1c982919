//! `/oauth/v1/…`: the first generation, with tokens in its paths and no credentials for them.
//!
//! It answers until 2027-02-16 is over on the practice clock; from then on these are paths that don't
//! exist. There is no uninstall call among them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse as _;
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::introspect::{Described, describe_access, describe_refresh};
use super::{Desk, Turn, desk, handler, token};
use crate::answer::{Answer, Change, Refused, api_error};
use crate::clock::V1_ENDS;
use crate::faults::Endpoint;
use crate::inbound::{Facts, Inbound};
use crate::make;
use crate::office::Office;
use crate::world::World;
use crate::world::grants::Place;

const ACCESS: Desk = Desk {
    facts: access_facts,
    act: |turn| tell_access(turn).unwrap_or_else(|refused| refused),
};

const REFRESH: Desk = Desk {
    facts: refresh_facts,
    act: |turn| tell_refresh(turn).unwrap_or_else(|refused| refused),
};

const DELETE: Desk = Desk {
    facts: delete_facts,
    act: delete_refresh,
};

/// The calls of `v1`, for as long as they are there.
pub(super) fn routes(office: &Arc<Office>) -> Router<Arc<Office>> {
    Router::new()
        .route("/oauth/v1/token", desk(&Method::POST, token::DESK))
        .route(
            "/oauth/v1/access-tokens/{token}",
            desk(&Method::GET, ACCESS),
        )
        .route(
            "/oauth/v1/refresh-tokens/{token}",
            get(handler(REFRESH)).delete(handler(DELETE)),
        )
        .layer(from_fn_with_state(Arc::clone(office), until_the_end))
}

async fn until_the_end(
    State(office): State<Arc<Office>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    if office.now() < V1_ENDS {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

fn path_facts(endpoint: Endpoint, inbound: &Inbound, place: Option<&Place>) -> Facts {
    Facts {
        endpoint,
        client_id: place.map(|place| place.client_id.clone()),
        hub_id: place.map(|place| place.hub_id),
        token: inbound.path_token.as_deref().map(make::derive_fingerprint),
    }
}

fn access_facts(world: &World, inbound: &Inbound) -> Facts {
    let token = inbound.path_token.as_ref();
    let token = token.and_then(|value| world.access_tokens.get(value));
    path_facts(
        Endpoint::Introspect,
        inbound,
        token.map(|token| &token.place),
    )
}

fn refresh_place<'a>(world: &'a World, inbound: &Inbound) -> Option<&'a Place> {
    let value = inbound.path_token.as_ref()?;
    world.refresh_tokens.get(value).map(|token| &token.place)
}

fn refresh_facts(world: &World, inbound: &Inbound) -> Facts {
    path_facts(Endpoint::Introspect, inbound, refresh_place(world, inbound))
}

fn delete_facts(world: &World, inbound: &Inbound) -> Facts {
    path_facts(Endpoint::Revoke, inbound, refresh_place(world, inbound))
}

/// An unknown or dead access token: the specification has the `Error` shape for whatever goes wrong
/// and no status; 404 stands for a thing in a path that isn't there.
fn tell_access(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    let value = turn.inbound.path_token.as_deref().unwrap_or_default();
    let unknown = || {
        let (code, id) = (StatusCode::NOT_FOUND, &turn.inbound.correlation_id);
        api_error(code, "OBJECT_NOT_FOUND", "Access token not found", id)
    };
    let described = describe_access(turn, value).ok_or_else(unknown)?;
    Ok(answer_with(
        described,
        "access",
        &[
            "app_id",
            "expires_in",
            "is_private_distribution",
            "signed_access_token",
        ],
    ))
}

/// An unknown or dead refresh token is `BAD_REFRESH_TOKEN`, the name that all generations of the OAuth
/// calls have for it. A token whose account is gone is met alike.
fn tell_refresh(turn: &mut Turn<'_>) -> Result<Answer, Answer> {
    let value = turn.inbound.path_token.as_deref().unwrap_or_default();
    let described = describe_refresh(turn, value).ok_or(Refused::BadRefreshToken)?;
    Ok(answer_with(described, "refresh", &["client_id"]))
}

/// The fields that `v1` shares with introspection, and its own word for the type.
fn answer_with(described: Described, token_type: &str, own: &[&str]) -> Answer {
    let shared = ["token", "hub_id", "hub_domain", "user_id", "user", "scopes"];
    let kept = |(name, _): &(String, Value)| {
        shared.contains(&name.as_str()) || own.contains(&name.as_str())
    };
    let mut body: Map<String, Value> = described.body.into_iter().filter(kept).collect();
    body.insert("token_type".to_owned(), json!(token_type));
    Answer::json(StatusCode::OK, Value::Object(body))
}

/// 204, for a token that is not there as well: the newer call answers alike for both, too.
fn delete_refresh(turn: &mut Turn<'_>) -> Answer {
    let value = turn.inbound.path_token.as_deref().unwrap_or_default();
    turn.world.kill_refresh_token(value);
    Answer::empty(StatusCode::NO_CONTENT).after(Change::First)
}
