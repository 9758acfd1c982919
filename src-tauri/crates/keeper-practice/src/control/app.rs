//! Changing an app as its developer would, adding one, removing one.

use serde::Deserialize;
use serde_json::json;

use super::account::check_hublet;
use super::{Outcome, Trouble};
use crate::answer::Change;
use crate::make;
use crate::office::Office;
use crate::world::World;
use crate::world::app::{App, Review};
use crate::world::redirect_url::check_redirect_url;
use crate::world::scope::{is_scope_name, scope_kind};
use crate::world::seed::{DEFAULT_PORT, redirect_url_with};

/// What is to be changed; what is left out stays. A client ID that is not known makes a new app.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppOrder {
    #[serde(default)]
    client_id: Option<String>,
    name: Option<String>,
    redirect_urls: Option<Vec<String>>,
    required_scopes: Option<Vec<String>>,
    conditionally_required_scopes: Option<Vec<String>>,
    optional_scopes: Option<Vec<String>>,
    review: Option<Review>,
    is_private_distribution: Option<bool>,
    acceptable_use_signed: Option<bool>,
    solutions_partner: Option<bool>,
    /// The allow list of a privately distributed app: 10 accounts, 100 for a Solutions Partner.
    allowed_accounts: Option<Vec<u64>>,
    hublet: Option<String>,
}

pub(super) async fn put(office: &Office, order: AppOrder) -> Outcome {
    order.check()?;
    let app = order.apply(&mut office.world())?;
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!(app))
}

impl AppOrder {
    fn check(&self) -> Result<(), Trouble> {
        for url in self.redirect_urls.iter().flatten() {
            check_redirect_url(url).map_err(Trouble::bad)?;
        }
        if self.redirect_urls.as_ref().is_some_and(Vec::is_empty) {
            return Err(Trouble::bad("an app needs at least one redirect URL"));
        }
        let lists = [
            &self.required_scopes,
            &self.conditionally_required_scopes,
            &self.optional_scopes,
        ];
        let unknown = lists
            .into_iter()
            .flatten()
            .flatten()
            .find(|scope| !is_scope_name(scope));
        match unknown {
            Some(scope) if scope_kind(scope).is_some() => {
                Err(Trouble::bad(format!("{scope} can't be an app's scope")))
            }
            Some(scope) => Err(Trouble::bad(format!("HubSpot has no scope {scope}"))),
            None => check_hublet(self.hublet.as_deref()),
        }
    }

    fn apply(self, world: &mut World) -> Result<App, Trouble> {
        let known = self
            .client_id
            .as_deref()
            .and_then(|id| world.app(id))
            .cloned();
        let mut app = known.unwrap_or_else(|| new_app(world, self.client_id.clone()));
        set(&mut app.name, self.name);
        set(&mut app.redirect_urls, self.redirect_urls);
        set(&mut app.required_scopes, self.required_scopes);
        set(
            &mut app.conditionally_required_scopes,
            self.conditionally_required_scopes,
        );
        set(&mut app.optional_scopes, self.optional_scopes);
        set(&mut app.review, self.review);
        set(
            &mut app.is_private_distribution,
            self.is_private_distribution,
        );
        set(&mut app.acceptable_use_signed, self.acceptable_use_signed);
        set(&mut app.solutions_partner, self.solutions_partner);
        set(&mut app.allowed_accounts, self.allowed_accounts.map(Some));
        set(&mut app.hublet, self.hublet);
        check_allow_list(&app)?;
        match world.app_mut(&app.client_id) {
            Some(place) => place.clone_from(&app),
            None => world.apps.push(app.clone()),
        }
        Ok(app)
    }
}

/// The list's length is HubSpot's rule, so an app with a longer one can't be.
fn check_allow_list(app: &App) -> Result<(), Trouble> {
    let length = app.allowed_accounts.as_ref().map_or(0, Vec::len);
    let most = app.most_accounts().filter(|_| app.is_private_distribution);
    match most.filter(|most| length > *most) {
        Some(most) => Err(Trouble::bad(format!(
            "an allow list holds up to {most} accounts"
        ))),
        None => Ok(()),
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn new_app(world: &World, client_id: Option<String>) -> App {
    let last = world
        .apps
        .iter()
        .map(|app| app.app_id)
        .max()
        .unwrap_or(1_000_000);
    App {
        name: "New app".to_owned(),
        app_id: last + 1,
        client_id: client_id.unwrap_or_else(make::make_uuid),
        client_secret: make::make_uuid(),
        redirect_urls: vec![redirect_url_with(DEFAULT_PORT)],
        required_scopes: vec!["oauth".to_owned()],
        conditionally_required_scopes: Vec::new(),
        optional_scopes: Vec::new(),
        review: Review::Unlisted,
        is_private_distribution: false,
        acceptable_use_signed: true,
        solutions_partner: false,
        allowed_accounts: None,
        hublet: "na1".to_owned(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveApp {
    client_id: String,
}

/// Deletes an app: its client ID is unknown from then on.
pub(super) async fn remove(office: &Office, order: &RemoveApp) -> Outcome {
    {
        let mut world = office.world();
        let before = world.apps.len();
        world.apps.retain(|app| app.client_id != order.client_id);
        if world.apps.len() == before {
            return Err(Trouble::missing("there is no app with this client ID"));
        }
    }
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!({"removed": true}))
}
