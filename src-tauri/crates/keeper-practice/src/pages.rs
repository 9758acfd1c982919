//! What a person sees in the browser: account chooser, consent, refusals, Connected Apps.
//!
//! Plain HTML that works without script. Everything that comes from outside is escaped by maud; the
//! policy of each page lets nothing in but our own style.

mod authorize;
mod connected_apps;
mod home;
mod look;
mod session;

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::routing::{get, post};

use crate::office::Office;
use crate::world::account::HUBLETS;

/// All pages.
pub(crate) fn routes() -> Router<Arc<Office>> {
    let regions = HUBLETS.into_iter().map(|hublet| format!("/app-{hublet}"));
    let hosts = std::iter::once(String::new()).chain(regions);
    hosts
        .fold(Router::new(), |router, host| {
            router
                .route(&format!("{host}/oauth/authorize"), get(authorize::choose))
                .route(
                    &format!("{host}/oauth/{{hub_id}}/authorize"),
                    get(authorize::ask).post(authorize::decided),
                )
        })
        .route("/", get(home::show))
        .route(
            "/favicon.svg",
            get(|| async { ([(header::CONTENT_TYPE, "image/svg+xml")], look::ICON) }),
        )
        .route("/renew", post(home::renew))
        .route("/login", post(session::signed_in))
        .route("/logout", post(session::signed_out))
        .route(
            "/integrations-settings/{hub_id}/installed",
            get(connected_apps::show).post(connected_apps::uninstall),
        )
}
