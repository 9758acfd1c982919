//! The control: what tests order and ask. Under a random path, JSON only, without CORS.
//!
//! | order | body | answer |
//! |---|---|---|
//! | `POST approve` | `authorize_url`, `hub_id?`, `user_id?`, `cancel?`, `signed_out?` | `{"redirect"}` or `{"refused":{"status","code","text"}}` |
//! | `POST clock` | `advance_s`, or `at_s` in seconds since 1970; `stopped?` until the next start | `{"now","ahead_s"}` |
//! | `POST faults` | `endpoint`, `kind` or `error` or `status`, `count?`, filters, see `faults.rs` | `{"faults":[…]}`, those still pending |
//! | `DELETE faults` | `{}` | forgets them |
//! | `POST release` | `{}` | lets out the answers that the fault `held` holds back now |
//! | `POST uninstall` | `client_id`, `hub_id` | `{"uninstalled":true}`, 404 if not installed |
//! | `POST rotate-secret` | `client_id` | `{"client_secret"}` |
//! | `POST app`, `DELETE app` | `client_id?` and what changes | the app |
//! | `POST account`, `DELETE account` | `hub_id?` and what changes, `renew?` | the account |
//! | `POST private-app` | `hub_id`, `name?` | `{"access_token"}` of a private app on the account |
//! | `POST usage` | `hub_id`, `calls_today` | `{"calls_today","daily"}` of what is private to it |
//! | `POST switch` | `same_token_on_reauthorize?`, `new_token_on_refresh?`, `install_quotas?` | all |
//! | `GET state` | | clock, switches, faults, apps, accounts, installations |
//! | `GET log`, `GET log?after=N` | | a list of requests, oldest first |
//!
//! What can't be done is answered with 4xx and `{"error"}`; a mistyped field is an error, too.

mod account;
mod app;
mod orders;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::{any, get};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::office::Office;

/// Large enough for an app with a thousand redirect URLs.
const LARGEST_BODY: usize = 1024 * 1024;

/// What an order comes to: the answer, or why not.
type Outcome = Result<Value, Trouble>;

/// An order that can't be carried out.
#[derive(Debug)]
pub(crate) struct Trouble {
    status: StatusCode,
    text: String,
}

impl Trouble {
    fn bad(why: impl ToString) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            text: why.to_string(),
        }
    }

    fn missing(what: impl ToString) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            text: what.to_string(),
        }
    }

    fn unsaved(why: impl ToString) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            text: why.to_string(),
        }
    }
}

fn answer(outcome: Outcome) -> Response<Body> {
    let (status, body) = match outcome {
        Ok(body) => (StatusCode::OK, body),
        Err(trouble) => (trouble.status, json!({"error": trouble.text})),
    };
    (
        status,
        [(header::CACHE_CONTROL, "no-store")],
        axum::Json(body),
    )
        .into_response()
}

/// All orders.
pub(crate) fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/state", get(|State(office): State<Arc<Office>>| async move { answer(Ok(state::describe(&office))) }))
        .route("/log", get(state::log))
        .route("/{order}", any(take))
}

/// Reads an order and carries it out.
async fn take(State(office): State<Arc<Office>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let order = parts
        .uri
        .path()
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let json_body = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    // JSON only: a page's form can't send it to us without the browser asking first.
    if !json_body.is_some_and(|value| value.starts_with("application/json")) {
        let text = "the control takes JSON only".to_owned();
        return answer(Err(Trouble {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            text,
        }));
    }
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return answer(Err(Trouble {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            text: "too large".to_owned(),
        }));
    };
    answer(carry_out(&office, &parts.method, &order, &body).await)
}

async fn carry_out(office: &Office, method: &Method, order: &str, body: &Bytes) -> Outcome {
    match (method.as_str(), order) {
        ("POST", "approve") => orders::approve(office, read(body)?).await,
        ("POST", "clock") => orders::clock(office, &read(body)?).await,
        ("POST", "faults") => orders::faults(office, read(body)?),
        ("DELETE", "faults") => orders::clear_faults(office),
        ("POST", "release") => Ok(orders::release(office)),
        ("POST", "uninstall") => orders::uninstall(office, read(body)?).await,
        ("POST", "rotate-secret") => orders::rotate_secret(office, &read(body)?).await,
        ("POST", "switch") => orders::switch(office, &read(body)?).await,
        ("POST", "app") => app::put(office, read(body)?).await,
        ("DELETE", "app") => app::remove(office, &read(body)?).await,
        ("POST", "account") => account::put(office, read(body)?).await,
        ("DELETE", "account") => account::remove(office, &read(body)?).await,
        ("POST", "private-app") => account::make_private_app(office, read(body)?).await,
        ("POST", "usage") => account::set_usage(office, &read(body)?),
        _ => Err(Trouble::missing(format!(
            "the control has no {method} {order}"
        ))),
    }
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Trouble> {
    serde_json::from_slice(body).map_err(Trouble::bad)
}
