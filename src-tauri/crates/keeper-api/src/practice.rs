//! Furnishing the practice world: its apps as profiles, its accounts by name,
//! so that a newcomer can install at once.

use keeper_core::account::{Account, AccountType};
use keeper_core::app::{App, AppDraft, Environment};
use keeper_core::error::Problem;
use keeper_core::event::Event;
use keeper_core::identifier::{AppId, HubId};
use keeper_core::needs::{Change, Clock, Vault};
use keeper_core::scope::AppScopes;
use keeper_core::secret::ClientSecret;

use crate::options::{PracticeAccount, PracticeApp, PracticeStarted};
use crate::runtime::SystemClock;
use crate::world::World;

/// Notes accounts that aren't known, and apps unless there are any: a profile
/// that a person removed stays away. Secrets need the vault open; a vault
/// that isn't set up yet is furnished when it is.
///
/// # Errors
/// What the vault can't save.
pub async fn furnish(world: &World, started: PracticeStarted) -> Result<(), Problem> {
    let known = world.store.accounts().await?;
    let is_new =
        |account: &&PracticeAccount| !known.iter().any(|known| known.hub_id.0 == account.hub_id);
    let accounts = started.accounts.iter().filter(is_new);
    let accounts = accounts.map(|account| Change::PutAccount(account_of(account)));
    world.store.commit(accounts.collect()).await?;
    world.stale.note(&Event::AccountsChanged);
    world.door.wait_until_tried().await;
    if world.store.is_open() && world.store.apps().await?.is_empty() {
        let apps = started.apps.into_iter().enumerate();
        let changes = apps.flat_map(|(place, app)| changes_of(place, app));
        world.store.commit(changes.collect()).await?;
    }
    world.stale.note(&Event::AppsChanged);
    Ok(())
}

fn account_of(account: &PracticeAccount) -> Account {
    Account {
        name: Some(account.name.clone()),
        domain: Some(account.domain.clone()),
        account_type: AccountType::parse_hubspot(&account.account_type),
        ..Account::with_hub_id(HubId(account.hub_id), SystemClock.now())
    }
}

fn changes_of(place: usize, app: PracticeApp) -> [Change; 2] {
    let now = SystemClock.now();
    let id = AppId::make_random();
    let draft = AppDraft {
        name: app.name,
        environment: environment_of(place),
        hubspot_app_id: Some(app.app_id),
        client_id: app.client_id,
        redirect_urls: app.redirect_urls,
        scopes: AppScopes {
            required: app.required_scopes,
            conditionally_required: app.conditionally_required_scopes,
            optional: app.optional_scopes,
        },
        ..AppDraft::default()
    };
    [
        Change::PutApp(App {
            id,
            draft,
            secret_set_at: None,
            former_secret_set_at: None,
            fault: None,
            created_at: now,
            updated_at: now,
        }),
        Change::PutClientSecret {
            app: id,
            secret: ClientSecret::new(app.client_secret),
            keep_former: false,
            at: now,
        },
    ]
}

/// A newcomer is to meet each of the environments.
fn environment_of(place: usize) -> Environment {
    match place % 5 {
        0..=2 => Environment::Production,
        3 => Environment::Staging,
        _ => Environment::Development,
    }
}
