//! The front page: every account, and the way to its Connected Apps.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Response};
use maud::html;
use url::form_urlencoded;

use super::authorize::{LISTED, SEARCH, find_accounts, search_form};
use super::look::Page;
use super::session::{is_signed_out, sign_in};
use crate::office::Office;

/// The page.
pub(super) async fn show(
    State(office): State<Arc<Office>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    if is_signed_out(&headers) {
        return sign_in(&office);
    }
    let query = query.unwrap_or_default();
    let wanted = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == SEARCH);
    let wanted = wanted
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default();
    let world = office.world();
    let (found, total) = find_accounts(&world, &wanted);
    let body = html! {
        div.card {
            h1 { "Accounts" }
            p { (world.accounts.len()) " practice accounts and " (world.apps.len()) " practice apps live on this computer." }
            (search_form("/", &wanted, &[], total > LISTED || !wanted.is_empty()))
            ul.rows {
                @for account in &found {
                    li { a.row href={ "/integrations-settings/" (account.hub_id) "/installed" } {
                        span.name { bdi { (account.name) } small { bdi { (account.domain) } } }
                        span.tag { (account.kind.word()) }
                        span.hub { (account.hub_id) }
                    } }
                }
            }
            form method="post" action="/logout" {
                input type="hidden" name="form_key" value=(office.form_key);
                p.quiet { "Signed in here as every user. " button.link type="submit" { "Sign out" } " to see what an authorization meets then." }
            }
            @if total > found.len() { p.quiet { "The first " (found.len()) " of " (total) " accounts. Search to see others." } }
        }
    };
    Page {
        wide: true,
        ..Page::new("Accounts", body)
    }
    .into_response()
}
