//! The consent page.

use axum::body::Body;
use axum::http::Response;
use maud::{Markup, html};

use super::super::look::{Page, tile};
use crate::world::account::Account;
use crate::world::app::{App, Review};
use crate::world::authorize::{AuthorizeRequest, Offer};
use crate::world::scope::scope_words;
use crate::world::user::User;

/// The page on which the user consents. `untick` says that the box was left empty the last time.
pub(super) fn page(
    offer: &Offer<'_>,
    request: &AuthorizeRequest,
    change: &str,
    form_key: &str,
    untick: bool,
) -> Response<Body> {
    let (app, account) = (offer.app, offer.account);
    let body = html! {
        form.card method="post" {
            input type="hidden" name="form_key" value=(form_key);
            div.head { (tile(&app.name, app.app_id)) div { h1 { "Connect " bdi { (app.name) } " to HubSpot" } p.quiet { (review_words(app)) } } }
            @if offer.installed { div.note.ok { b { "Already connected." } " Connecting again renews what the app may do." } }
            h2 { "Account" }
            (account_facts(account, change, request))
            (review_note(app, untick))
            h2 { "This app will be able to" }
            ul.scopes { @for scope in &offer.scopes { li { (scope_words(scope).trim_end_matches('.')) code { (scope) } } } }
            div.buttons {
                button type="submit" name="decision" value="cancel" formnovalidate { "Cancel" }
                button.primary type="submit" name="decision" value="connect" { "Connect app" }
            }
        }
    };
    let title = format!("Connect {} to HubSpot", app.name);
    Page {
        leads_to: Some(request.redirect_uri.clone()),
        ..Page::new(title, body)
    }
    .into_response()
}

fn account_facts(account: &Account, change: &str, request: &AuthorizeRequest) -> Markup {
    html! {
        dl {
            dt { "Name" } dd { bdi { (account.name) } " " a href=(change) { "Change" } }
            dt { "Hub ID" } dd { (account.hub_id) }
            dt { "Type" } dd { (account.kind.word()) }
            dt { @if account.users.len() > 1 { label for="user" { "Connected by" } } @else { "Connected by" } } dd { (users(account)) }
            dt { "Goes back to" } dd { code { (request.redirect_uri) } }
        }
    }
}

/// One user is named; of several the one who connects is chosen.
fn users(account: &Account) -> Markup {
    html! {
        @if account.users.len() > 1 {
            select #user name="user_id" {
                @for user in &account.users {
                    option value=(user.user_id) { (user.email) (rights(user)) }
                }
            }
        } @else if let Some(user) = account.users.first() {
            span { (user.email) }
        }
    }
}

/// What keeps a user from connecting one app or another.
fn rights(user: &User) -> &'static str {
    match (user.may_connect(), user.is_super_admin()) {
        (false, _) => " (may not install apps)",
        (true, false) => " (no super admin)",
        (true, true) => "",
    }
}

fn review_words(app: &App) -> &'static str {
    match app.review {
        Review::Unverified => "Not verified by HubSpot",
        Review::Unlisted => "Not reviewed by HubSpot",
        Review::Listed => "Listed on the HubSpot Marketplace",
    }
}

/// HubSpot's banner for apps that it doesn't know; an unverified one asks for a tick.
fn review_note(app: &App, untick: bool) -> Markup {
    html! {
        @match app.review {
            Review::Listed => {}
            Review::Unlisted => div.note { b { "This app isn't reviewed by HubSpot." } " Connect it only if you trust its developer." }
            Review::Unverified => div.note.bad[untick] {
                b { "This app's developer isn't verified." } " Connect it only if you know where it comes from."
                label { input type="checkbox" name="understood" value="yes" required; "I know this app and want to connect it" }
                @if untick { p role="alert" { "Tick the box to connect the app." } }
            }
        }
    }
}
