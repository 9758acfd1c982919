//! Private apps: made inside one account, with a token of their own and without OAuth.
//!
//! They are here because account information has a call that answers to them alone, and because
//! HubSpot counts their calls by the day.

use serde::{Deserialize, Serialize};

use super::World;
use super::account::{Account, AccountType};
use crate::make;

/// One private app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PrivateApp {
    pub(crate) hub_id: u64,
    pub(crate) name: String,
}

/// The add-on that raises the limits of private apps.
const MORE_CALLS: &str = "api-limit-increase";

/// How many calls an account grants to what is private to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PrivateLimits {
    /// In any ten seconds, for each app.
    pub(crate) ten_seconds: usize,
    /// In a day, for all of them together.
    pub(crate) daily: u64,
}

impl Account {
    /// The limits of private apps and privately distributed ones, by what the account has bought
    /// (third-party reports of HubSpot's usage guidelines).
    pub(crate) fn private_limits(&self) -> PrivateLimits {
        let has = |tier: &str| self.products.iter().any(|product| product.ends_with(tier));
        let trial = self.kind == AccountType::DeveloperTest;
        let (ten_seconds, daily) = if trial || has("-enterprise") {
            (190, 1_000_000)
        } else if has("-professional") {
            (190, 625_000)
        } else {
            (100, 250_000)
        };
        let more = self.products.iter().any(|product| product == MORE_CALLS);
        PrivateLimits {
            ten_seconds: if more { 250 } else { ten_seconds },
            daily,
        }
    }
}

impl World {
    /// Makes a private app on an account: its token.
    pub(crate) fn make_private_app(&mut self, account: &Account, name: String) -> String {
        let token = format!("pat-{}-{}", account.hublet, make::make_uuid());
        let hub_id = account.hub_id;
        self.private_apps
            .insert(token.clone(), PrivateApp { hub_id, name });
        token
    }
}

#[cfg(test)]
mod tests {
    use super::super::seed::seed_world;

    #[test]
    fn limits_go_by_what_was_bought() {
        let mut account = seed_world(1, 1, 1).accounts.iter().next().unwrap().clone();
        let mut limits = |products: &[&str]| {
            account.products = products.iter().map(|name| (*name).to_owned()).collect();
            let limits = account.private_limits();
            (limits.ten_seconds, limits.daily)
        };
        assert_eq!(limits(&[]), (100, 250_000));
        assert_eq!(limits(&["sales-starter"]), (100, 250_000));
        assert_eq!(limits(&["sales-professional"]), (190, 625_000));
        assert_eq!(limits(&["content-enterprise"]), (190, 1_000_000));
        assert_eq!(limits(&["api-limit-increase"]), (250, 250_000));
    }
}
