//! The account chooser.

use axum::body::Body;
use axum::http::Response;
use maud::{Markup, html};
use url::form_urlencoded;

use super::super::look::{Page, tile};
use crate::world::World;
use crate::world::account::Account;
use crate::world::app::App;
use crate::world::authorize::Destination;

/// So many accounts are listed at once; a search finds the others.
pub(crate) const LISTED: usize = 50;

/// The field of our own search; it is no part of HubSpot's link.
pub(crate) const SEARCH: &str = "account_search";

/// The page on which the user chooses an account for the app.
pub(super) fn page(
    world: &World,
    app: &App,
    destination: Destination,
    query: &str,
) -> Response<Body> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let (search, link): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| key == SEARCH);
    let wanted = search
        .first()
        .map(|(_, value)| value.as_str())
        .unwrap_or_default();
    // Our own search aside, the link goes on as it came: HubSpot's own spelling of spaces included.
    let query = if search.is_empty() {
        query.to_owned()
    } else {
        write_query(&link)
    };
    let (found, total) = find_accounts(world, wanted);
    let body = html! {
        div.card {
            div.head { (tile(&app.name, app.app_id)) div { h1 { "Choose an account" } p { "Connect " bdi { (app.name) } " to one of your HubSpot accounts" } } }
            (search_form(&destination.path(), wanted, &link, total > LISTED || !wanted.is_empty()))
            @if found.is_empty() { p { "No account is called that." } }
            ul.rows { @for account in &found { li { (row(account, destination, &query)) } } }
            @if total > found.len() { p.quiet { "The first " (found.len()) " of " (total) " accounts. Search to see others." } }
        }
    };
    Page::new("Choose an account", body).into_response()
}

fn write_query(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// The accounts whose name, domain or hub ID holds the text: the first of them, and their number.
pub(crate) fn find_accounts<'a>(world: &'a World, wanted: &str) -> (Vec<&'a Account>, usize) {
    let wanted = wanted.trim().to_lowercase();
    let fits = |account: &&Account| {
        if world.has_ended(account) {
            return false;
        }
        wanted.is_empty()
            || account.name.to_lowercase().contains(&wanted)
            || account.domain.contains(&wanted)
            || account.hub_id.to_string().contains(&wanted)
    };
    let total = world.accounts.iter().filter(fits).count();
    (
        world.accounts.iter().filter(fits).take(LISTED).collect(),
        total,
    )
}

/// The search field; it sends `keep` along, so that a link survives the search.
pub(crate) fn search_form(
    action: &str,
    wanted: &str,
    keep: &[(String, String)],
    shown: bool,
) -> Markup {
    html! {
        @if shown {
            form.search method="get" action=(action) role="search" {
                @for (name, value) in keep { input type="hidden" name=(name) value=(value); }
                label.sr for="search" { "Search accounts" }
                input #search type="search" name=(SEARCH) value=(wanted) placeholder="Name, domain or hub ID";
                button type="submit" { "Search" }
            }
        }
    }
}

fn row(account: &Account, destination: Destination, query: &str) -> Markup {
    let inside = html! {
        span.name {
            bdi { (account.name) }
            small { @if account.kind.hosts_apps() { bdi { (account.domain) } } @else { "Apps can't be installed here" } }
        }
        span.tag { (account.kind.word()) }
        span.hub { (account.hub_id) }
    };
    html! {
        @if account.kind.hosts_apps() {
            a.row href={ (destination.for_hub(account.hub_id).path()) "?" (query) } { (inside) }
        } @else {
            div.row.off { (inside) }
        }
    }
}
