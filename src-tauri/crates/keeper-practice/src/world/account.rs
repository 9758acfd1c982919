//! Accounts: who they are, what they have bought, who may install.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::user::User;

/// Where accounts are hosted, and apps are made.
pub(crate) const HUBLETS: [&str; 4] = ["na1", "na2", "eu1", "ap1"];

/// The kinds of account, spelled as HubSpot's account information spells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountType {
    /// A customer's account.
    Standard,
    /// A developer's test account, with a trial of everything.
    DeveloperTest,
    /// A sandbox that belongs to a standard account.
    Sandbox,
    /// A legacy developer account; apps can't be installed on it.
    AppDeveloper,
}

impl AccountType {
    /// The word for a person.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::DeveloperTest => "Developer test",
            Self::Sandbox => "Sandbox",
            Self::AppDeveloper => "App developer",
        }
    }

    /// Whether apps can be installed on it ("Apps can't be installed on developer accounts": HubSpot's
    /// documentation and its CLI both refuse).
    pub(crate) fn hosts_apps(self) -> bool {
        match self {
            Self::Standard | Self::DeveloperTest | Self::Sandbox => true,
            Self::AppDeveloper => false,
        }
    }
}

/// One HubSpot account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) hub_id: u64,
    pub(crate) name: String,
    /// The customer's own website, not HubSpot's.
    pub(crate) domain: String,
    #[serde(rename = "type")]
    pub(crate) kind: AccountType,
    /// Where it is hosted: one of [`HUBLETS`].
    pub(crate) hublet: String,
    pub(crate) time_zone: String,
    pub(crate) utc_offset_minutes: i32,
    pub(crate) currency: String,
    #[serde(default)]
    pub(crate) additional_currencies: Vec<String>,
    /// What it has bought, such as `marketing-professional` or `transactional-email`; see
    /// [`super::scope`].
    #[serde(default)]
    pub(crate) products: Vec<String>,
    pub(crate) users: Vec<User>,
    /// Client IDs of the apps that a super admin has approved, where App Governance is on; `None`
    /// where it is off.
    #[serde(default)]
    pub(crate) approved_apps: Option<Vec<String>>,
}

impl Account {
    /// The host of this account's HubSpot pages.
    pub(crate) fn ui_domain(&self) -> String {
        match self.hublet.as_str() {
            "na1" => "app.hubspot.com".to_owned(),
            hublet => format!("app-{hublet}.hubspot.com"),
        }
    }

    /// `+01:00`, as account information has it.
    pub(crate) fn utc_offset(&self) -> String {
        let sign = if self.utc_offset_minutes < 0 {
            '-'
        } else {
            '+'
        };
        let minutes = self.utc_offset_minutes.abs();
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// The user with this id, or the first (who may always install in a seeded world).
    pub(crate) fn user(&self, user_id: Option<u64>) -> Option<&User> {
        match user_id {
            Some(id) => self.users.iter().find(|user| user.user_id == id),
            None => self.users.first(),
        }
    }
}

/// All accounts, in the order in which they came, found by hub ID.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accounts {
    list: Vec<Arc<Account>>,
    places: HashMap<u64, usize>,
    /// Counts the changes, so that the saver writes accounts anew only when they changed.
    version: u64,
}

impl Accounts {
    /// The account with this hub ID.
    pub(crate) fn get(&self, hub_id: u64) -> Option<&Account> {
        self.places
            .get(&hub_id)
            .and_then(|place| self.list.get(*place))
            .map(AsRef::as_ref)
    }

    /// Puts an account in, in place of one with the same hub ID if there is one.
    pub(crate) fn put(&mut self, account: Account) {
        self.version += 1;
        let account = Arc::new(account);
        match self
            .places
            .get(&account.hub_id)
            .and_then(|place| self.list.get_mut(*place))
        {
            Some(known) => *known = account,
            None => {
                self.places.insert(account.hub_id, self.list.len());
                self.list.push(account);
            }
        }
    }

    /// Takes an account out; false if there was none.
    pub(crate) fn remove(&mut self, hub_id: u64) -> bool {
        let Some(place) = self.places.remove(&hub_id) else {
            return false;
        };
        self.version += 1;
        self.list.remove(place);
        for later in self.places.values_mut().filter(|later| **later > place) {
            *later -= 1;
        }
        true
    }

    /// All of them, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.list.iter().map(AsRef::as_ref)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// A cheap copy of the list, with the number of its version.
    pub(crate) fn share(&self) -> (u64, Vec<Arc<Account>>) {
        (self.version, self.list.clone())
    }
}

impl FromIterator<Account> for Accounts {
    fn from_iter<I: IntoIterator<Item = Account>>(accounts: I) -> Self {
        let mut all = Self::default();
        for account in accounts {
            all.put(account);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::super::seed::seed_world;

    #[test]
    fn accounts_are_found_after_another_went() {
        let world = seed_world(1, 2, 12);
        let ids: Vec<u64> = world
            .accounts
            .iter()
            .map(|account| account.hub_id)
            .collect();
        let mut accounts = world.accounts.clone();
        assert!(accounts.remove(ids[3]), "it was there");
        assert!(!accounts.remove(ids[3]), "and is gone");
        for id in ids.iter().filter(|id| **id != ids[3]) {
            assert_eq!(accounts.get(*id).map(|account| account.hub_id), Some(*id));
        }
    }

    #[test]
    fn offsets_are_written_with_sign() {
        let world = seed_world(1, 1, 1);
        let mut account = world.accounts.iter().next().unwrap().clone();
        account.utc_offset_minutes = -330;
        assert_eq!(account.utc_offset(), "-05:30");
        account.utc_offset_minutes = 60;
        assert_eq!(account.utc_offset(), "+01:00");
    }
}
