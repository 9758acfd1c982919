//! Connected Apps of one account: what is installed, and an Uninstall that really uninstalls.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::{IntoResponse as _, Redirect};
use maud::{Markup, html};
use url::form_urlencoded;

use super::look::{Page, tile, wrong};
use super::session::is_own_form;
use crate::answer::Change;
use crate::clock::write_day;
use crate::office::Office;
use crate::world::World;
use crate::world::account::Account;
use crate::world::grants::{Installation, Place};

/// The page.
pub(super) async fn show(
    State(office): State<Arc<Office>>,
    Path(hub_id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    let world = office.world();
    let Some(account) = hub_id.parse().ok().and_then(|hub_id| world.account(hub_id)) else {
        return no_account();
    };
    let said = query.unwrap_or_default();
    let gone = form_urlencoded::parse(said.as_bytes()).find(|(key, _)| key == "uninstalled");
    let gone = gone.and_then(|(_, client_id)| world.app(&client_id).map(|app| app.name.clone()));
    draw(&world, account, gone.as_deref(), &office.form_key)
}

/// The Uninstall button, pressed as a customer would.
pub(super) async fn uninstall(
    State(office): State<Arc<Office>>,
    Path(hub_id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let Ok(hub_id) = hub_id.parse::<u64>() else {
        return no_account();
    };
    let client_id = form_urlencoded::parse(&body).find(|(key, _)| key == "client_id");
    let Some((_, client_id)) = client_id.filter(|_| is_own_form(&office, &headers, &body)) else {
        let text = "It was opened before Practice HubSpot was started anew. Open it again.";
        return wrong(StatusCode::FORBIDDEN, "This page is no longer valid", text);
    };
    let place = Place {
        client_id: client_id.into_owned(),
        hub_id,
    };
    office.world().uninstall(&place);
    if let Err(why) = office.keep(Change::First).await {
        return wrong(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The app was uninstalled but not saved",
            &why.to_string(),
        );
    }
    let encoded: String = form_urlencoded::byte_serialize(place.client_id.as_bytes()).collect();
    Redirect::to(&format!(
        "/integrations-settings/{hub_id}/installed?uninstalled={encoded}"
    ))
    .into_response()
}

fn no_account() -> Response<Body> {
    wrong(
        StatusCode::NOT_FOUND,
        "There is no such account",
        "Practice HubSpot has no account with this hub ID.",
    )
}

fn draw(world: &World, account: &Account, gone: Option<&str>, form_key: &str) -> Response<Body> {
    let mut installed: Vec<(&Place, &Installation)> = world
        .installations
        .iter()
        .filter(|(place, _)| place.hub_id == account.hub_id)
        .collect();
    installed.sort_by_key(|(_, installation)| installation.installed_at);
    let body = html! {
        p.quiet { a href="/" { "Accounts" } }
        div.card {
            h1 { "Connected Apps" }
            p { bdi { (account.name) } " · " (account.hub_id) " · " (account.kind.word()) }
            @if let Some(name) = gone { div.note.ok role="status" { b { bdi { (name) } " was uninstalled." } " Its tokens for this account no longer work." } }
            @if installed.is_empty() { p { "No app is connected to this account." } }
            @else { ul.rows { @for (place, installation) in &installed { li { (row(world, account, place, installation, form_key)) } } } }
        }
    };
    Page {
        wide: true,
        ..Page::new("Connected Apps", body)
    }
    .into_response()
}

fn row(
    world: &World,
    account: &Account,
    place: &Place,
    installation: &Installation,
    form_key: &str,
) -> Markup {
    let app = world.app(&place.client_id);
    let name = app.map_or(place.client_id.as_str(), |app| app.name.as_str());
    let day = write_day(installation.installed_at);
    let by = account
        .user(Some(installation.user_id))
        .map_or("someone who has left", |user| user.email.as_str());
    html! {
        form.row method="post" {
            (tile(name, app.map_or(0, |app| app.app_id)))
            span.name { bdi { (name) } small { "Connected " (day) " by " bdi { (by) } " · " (installation.scopes.len()) " scopes" } }
            input type="hidden" name="form_key" value=(form_key);
            input type="hidden" name="client_id" value=(place.client_id);
            button.danger type="submit" { "Uninstall" span.sr { " " (name) } }
        }
    }
}
