//! Adding an account, changing one, deleting one.

use serde::Deserialize;
use serde_json::json;

use super::{Outcome, Trouble};
use crate::answer::Change;
use crate::office::Office;
use crate::world::World;
use crate::world::account::{Account, AccountType};
use crate::world::seed::derive_domain;
use crate::world::user::User;

/// HubSpot's specification has hub IDs as 32-bit integers.
const LARGEST_HUB_ID: u64 = i32::MAX as u64;

/// What is to be changed; what is left out stays, or is chosen for a new account.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountOrder {
    hub_id: Option<u64>,
    name: Option<String>,
    domain: Option<String>,
    #[serde(rename = "type")]
    kind: Option<AccountType>,
    hublet: Option<String>,
    time_zone: Option<String>,
    utc_offset_minutes: Option<i32>,
    currency: Option<String>,
    additional_currencies: Option<Vec<String>>,
    products: Option<Vec<String>>,
    users: Option<Vec<User>>,
    /// Turns App Governance on, for these client IDs.
    approved_apps: Option<Vec<String>>,
    /// Gives a test account its 90 days again.
    #[serde(default)]
    renew: bool,
}

pub(super) async fn put(office: &Office, order: AccountOrder) -> Outcome {
    order.check()?;
    let account = order.apply(&mut office.world());
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!(account))
}

/// Any name that could be one: HubSpot may open further regions.
pub(super) fn check_hublet(hublet: Option<&str>) -> Result<(), Trouble> {
    let hublet = hublet.unwrap_or("na1");
    if !hublet.is_empty() && hublet.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Ok(());
    }
    Err(Trouble::bad(
        "hublet must be letters and digits, such as na1",
    ))
}

impl AccountOrder {
    fn check(&self) -> Result<(), Trouble> {
        if self
            .hub_id
            .is_some_and(|hub_id| hub_id == 0 || hub_id > LARGEST_HUB_ID)
        {
            return Err(Trouble::bad("hub_id must be a positive 32-bit number"));
        }
        if self.users.as_ref().is_some_and(Vec::is_empty) {
            return Err(Trouble::bad("an account needs at least one user"));
        }
        check_hublet(self.hublet.as_deref())
    }

    fn apply(self, world: &mut World) -> Account {
        let hub_id = self.hub_id.unwrap_or_else(|| free_hub_id(world));
        // One that has ended is still the one that it was.
        let known = world.accounts.get(hub_id).cloned();
        let mut account = known
            .unwrap_or_else(|| new_account(hub_id, self.name.as_deref(), self.domain.as_deref()));
        set(&mut account.name, self.name);
        set(&mut account.domain, self.domain);
        set(&mut account.kind, self.kind);
        set(&mut account.hublet, self.hublet);
        set(&mut account.time_zone, self.time_zone);
        set(&mut account.utc_offset_minutes, self.utc_offset_minutes);
        set(&mut account.currency, self.currency);
        set(
            &mut account.additional_currencies,
            self.additional_currencies,
        );
        set(&mut account.products, self.products);
        set(&mut account.users, self.users);
        set(&mut account.approved_apps, self.approved_apps.map(Some));
        world.accounts.put(account.clone());
        // A new test account has its 90 days before it.
        world.note_births(world.now);
        if self.renew {
            world.renew_by_hand(hub_id, world.now);
        }
        account
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn free_hub_id(world: &World) -> u64 {
    (30_000_000..LARGEST_HUB_ID)
        .find(|hub_id| world.accounts.get(*hub_id).is_none())
        .unwrap_or(LARGEST_HUB_ID)
}

fn new_account(hub_id: u64, name: Option<&str>, domain: Option<&str>) -> Account {
    let name = name.map_or_else(|| format!("Account {hub_id}"), str::to_owned);
    let domain = domain.map_or_else(|| derive_domain(&name), str::to_owned);
    Account {
        hub_id,
        users: vec![User {
            user_id: hub_id + 1,
            email: format!("owner@{domain}"),
            may_install: true,
            super_admin: Some(true),
            scopes: None,
        }],
        name,
        domain,
        kind: AccountType::Standard,
        hublet: "na1".to_owned(),
        time_zone: "US/Eastern".to_owned(),
        utc_offset_minutes: -300,
        currency: "USD".to_owned(),
        additional_currencies: Vec::new(),
        products: Vec::new(),
        approved_apps: None,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveAccount {
    hub_id: u64,
}

/// Deletes an account: its tokens are answered with `BAD_HUB` from then on.
pub(super) async fn remove(office: &Office, order: &RemoveAccount) -> Outcome {
    {
        let mut world = office.world();
        if !world.accounts.remove(order.hub_id) {
            return Err(Trouble::missing("there is no account with this hub ID"));
        }
        world.last_calls.remove(&order.hub_id);
    }
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!({"removed": true}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrivateAppOrder {
    hub_id: u64,
    #[serde(default)]
    name: Option<String>,
}

/// Makes a private app on an account, as its super admin would: its token.
pub(super) async fn make_private_app(office: &Office, order: PrivateAppOrder) -> Outcome {
    let token = {
        let mut world = office.world();
        let account = find(&world, order.hub_id)?;
        world.make_private_app(
            &account,
            order.name.unwrap_or_else(|| "Private app".to_owned()),
        )
    };
    office.keep(Change::First).await.map_err(Trouble::unsaved)?;
    Ok(json!({"access_token": token}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UsageOrder {
    hub_id: u64,
    calls_today: u64,
}

/// Sets how many calls what is private to an account has made today. Not kept over a restart.
pub(super) fn set_usage(office: &Office, order: &UsageOrder) -> Outcome {
    let (account, now) = {
        let world = office.world();
        (find(&world, order.hub_id)?, world.now)
    };
    office
        .pace()
        .set_calls_today(&account, order.calls_today, now);
    Ok(json!({"calls_today": order.calls_today, "daily": account.private_limits().daily}))
}

fn find(world: &World, hub_id: u64) -> Result<Account, Trouble> {
    let account = world.account(hub_id).cloned();
    account.ok_or_else(|| Trouble::missing("there is no account with this hub ID"))
}
