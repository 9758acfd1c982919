//! Signed in or out: a cookie in the one browser, nothing in the world.
//!
//! Whoever is signed out when they open an authorization link signs in and
//! lands on HubSpot's home page: HubSpot has forgotten why they came (reported
//! by users; no documentation of HubSpot's says so).

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect};
use maud::html;
use url::form_urlencoded;

use super::look::{Page, wrong};
use crate::office::Office;

const SIGNED_OUT: &str = "practice_signed_out=1";
/// The cookie's end, which signs in.
const SIGNED_IN: &str = "practice_signed_out=; Max-Age=0";

/// Whether a form was sent by one of our own pages.
pub(super) fn is_own_form(office: &Office, headers: &HeaderMap, body: &[u8]) -> bool {
    let site = headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    let ours = matches!(site, None | Some("same-origin" | "none"));
    ours && form_urlencoded::parse(body)
        .any(|(key, value)| key == "form_key" && value == office.form_key)
}

/// Whether this browser is signed out.
pub(super) fn is_signed_out(headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut cookies = cookies.filter_map(|value| value.to_str().ok());
    cookies.any(|line| line.split(';').any(|cookie| cookie.trim() == SIGNED_OUT))
}

/// The page in place of the one that was asked for.
pub(super) fn sign_in(office: &Office) -> Response<Body> {
    let body = html! {
        div.card {
            h1 { "Sign in" }
            p { "You are signed out of Practice HubSpot in this browser." }
            form method="post" action="/login" {
                input type="hidden" name="form_key" value=(office.form_key);
                div.buttons { button.primary type="submit" { "Sign in" } }
            }
        }
    };
    Page::new("Sign in", body).into_response()
}

/// The button on that page.
pub(super) async fn signed_in(
    State(office): State<Arc<Office>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    set_and_go_home(&office, &headers, &body, SIGNED_IN)
}

/// The button on the home page.
pub(super) async fn signed_out(
    State(office): State<Arc<Office>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    set_and_go_home(&office, &headers, &body, SIGNED_OUT)
}

fn set_and_go_home(
    office: &Office,
    headers: &HeaderMap,
    body: &[u8],
    cookie: &str,
) -> Response<Body> {
    if !is_own_form(office, headers, body) {
        let text = "It was opened before Practice HubSpot was started anew. Open it again.";
        return wrong(StatusCode::FORBIDDEN, "This page is no longer valid", text);
    }
    let mut response = Redirect::to("/").into_response();
    let cookie = format!("{cookie}; Path=/; HttpOnly; SameSite=Lax");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}
