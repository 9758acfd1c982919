//! The front page: every account, and the way to its Connected Apps.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::{IntoResponse as _, Redirect};
use maud::{Markup, html};
use url::form_urlencoded;

use super::authorize::{LISTED, SEARCH, find_accounts, search_form};
use super::look::{Page, wrong};
use super::session::{is_own_form, is_signed_out, sign_in};
use crate::answer::Change;
use crate::office::Office;
use crate::world::World;
use crate::world::account::Account;

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
            (ended(&world, &office.form_key))
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

/// Test accounts whose 90 days are over, each with a button that gives them back.
fn ended(world: &World, form_key: &str) -> Markup {
    let ended: Vec<&Account> = world
        .accounts
        .iter()
        .filter(|account| world.has_ended(account))
        .take(LISTED)
        .collect();
    html! {
        @if !ended.is_empty() {
            h2 { "Ended" }
            p.quiet { "A developer test account ends 90 days after the last call for it." }
            ul.rows {
                @for account in &ended {
                    li { form.row method="post" action="/renew" {
                        span.name { bdi { (account.name) } small { bdi { (account.domain) } } }
                        input type="hidden" name="form_key" value=(form_key);
                        input type="hidden" name="hub_id" value=(account.hub_id);
                        button type="submit" { "Renew" span.sr { " " (account.name) } }
                    } }
                }
            }
        }
    }
}

/// The button there.
pub(super) async fn renew(
    State(office): State<Arc<Office>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if !is_own_form(&office, &headers, &body) {
        let text = "It was opened before Practice HubSpot was started anew. Open it again.";
        return wrong(StatusCode::FORBIDDEN, "This page is no longer valid", text);
    }
    let hub_id = form_urlencoded::parse(&body).find(|(key, _)| key == "hub_id");
    let hub_id = hub_id.and_then(|(_, value)| value.parse().ok());
    if let Some(hub_id) = hub_id {
        let now = office.now();
        office.world().renew_by_hand(hub_id, now);
    }
    if let Err(why) = office.keep(Change::First).await {
        let heading = "The account was renewed but not saved";
        return wrong(StatusCode::INTERNAL_SERVER_ERROR, heading, &why.to_string());
    }
    Redirect::to("/").into_response()
}
