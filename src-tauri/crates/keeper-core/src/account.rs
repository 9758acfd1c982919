//! HubSpot accounts, as far as this computer knows them.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Timestamp;
use crate::app;
use crate::identifier::HubId;

/// What kind of account it is, in HubSpot's words
/// (Account information API, `accountType`).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// A customer's account, or one's own.
    Standard,
    /// A developer test account: at most ten each, expires after 90 days
    /// without API calls.
    DeveloperTest,
    /// A sandbox of a standard account.
    Sandbox,
    /// A legacy app developer account. Apps can't be installed on it.
    AppDeveloper,
    /// Not known yet, or a type HubSpot added since.
    #[default]
    Unknown,
}

impl AccountType {
    /// Reads HubSpot's spelling; anything new is [`AccountType::Unknown`].
    #[must_use]
    pub fn parse_hubspot(text: &str) -> Self {
        match text {
            "STANDARD" => Self::Standard,
            "DEVELOPER_TEST" => Self::DeveloperTest,
            "SANDBOX" | "STANDARD_SANDBOX" | "DEVELOPMENT_SANDBOX" => Self::Sandbox,
            "APP_DEVELOPER" => Self::AppDeveloper,
            _ => Self::Unknown,
        }
    }

    /// Whether apps can be installed on accounts of this type.
    #[must_use]
    pub fn can_host_apps(self) -> bool {
        self != Self::AppDeveloper
    }
}

/// How long a developer test account lives without API calls (HubSpot's page
/// on account types).
pub const TEST_ACCOUNT_LASTS: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How many developer test accounts an account may have (same page).
pub const TEST_ACCOUNT_SLOTS: usize = 10;

/// One HubSpot account. Nothing in it is secret; it is kept unencrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// HubSpot's number for it; unique within a world.
    pub hub_id: HubId,
    /// Its name, where HubSpot or the user has told it.
    pub name: Option<String>,
    /// The customer's website domain (`hub_domain`), not HubSpot's own host.
    pub domain: Option<String>,
    /// Its type.
    pub account_type: AccountType,
    /// The host of its HubSpot pages, such as `app-eu1.hubspot.com`.
    pub ui_domain: Option<String>,
    /// Where its data lives, such as `eu1`.
    pub data_hosting: Option<String>,
    /// Its time zone, as HubSpot spells it.
    pub time_zone: Option<String>,
    /// When this computer last made a call on it that HubSpot answered.
    pub last_call_at: Option<Timestamp>,
    /// When it was first noted here.
    pub noted_at: Timestamp,
}

impl Account {
    /// An account of which only the number is known.
    #[must_use]
    pub fn with_hub_id(hub_id: HubId, noted_at: Timestamp) -> Self {
        Self {
            hub_id,
            name: None,
            domain: None,
            account_type: AccountType::Unknown,
            ui_domain: None,
            data_hosting: None,
            time_zone: None,
            last_call_at: None,
            noted_at,
        }
    }

    /// What to call it: name, else domain, else nothing.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.name.as_deref().or(self.domain.as_deref())
    }

    /// When a developer test account expires at the earliest, as far as this
    /// computer knows: calls from elsewhere keep it alive, too.
    #[must_use]
    pub fn expires_at_the_earliest(&self) -> Option<Timestamp> {
        let last = self.last_call_at.unwrap_or(self.noted_at);
        let is_test = self.account_type == AccountType::DeveloperTest;
        is_test.then(|| last.plus(TEST_ACCOUNT_LASTS))
    }

    /// The region that its data lives in, such as `eu1`: as HubSpot said, else
    /// as the host of its pages says. `app.hubspot.com` is `na1`'s.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        let told = self
            .data_hosting
            .as_deref()
            .filter(|name| app::is_region(name));
        told.or_else(|| match self.ui_domain.as_deref()? {
            app::DEFAULT_AUTHORIZE_HOST => Some("na1"),
            host => app::region_of(host),
        })
    }

    /// This account with everything that `newer` knows laid over it. What
    /// `newer` doesn't know stays.
    #[must_use]
    pub fn updated_by(self, newer: Account) -> Self {
        Self {
            hub_id: self.hub_id,
            name: newer.name.or(self.name),
            domain: newer.domain.or(self.domain),
            account_type: if newer.account_type == AccountType::Unknown {
                self.account_type
            } else {
                newer.account_type
            },
            ui_domain: newer.ui_domain.or(self.ui_domain),
            data_hosting: newer.data_hosting.or(self.data_hosting),
            time_zone: newer.time_zone.or(self.time_zone),
            last_call_at: newer.last_call_at.max(self.last_call_at),
            noted_at: self.noted_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_newer_does_not_know_stays() {
        let now = Timestamp::from_millis(1);
        let mut known = Account::with_hub_id(HubId(7), now);
        known.name = Some("Old Mill".into());
        known.account_type = AccountType::Sandbox;
        let mut newer = Account::with_hub_id(HubId(7), Timestamp::from_millis(9));
        newer.domain = Some("oldmill.example".into());
        let merged = known.updated_by(newer);
        assert_eq!(merged.label(), Some("Old Mill"));
        assert_eq!(merged.domain.as_deref(), Some("oldmill.example"));
        assert_eq!(merged.account_type, AccountType::Sandbox);
        assert_eq!(merged.noted_at, now);
    }

    #[test]
    fn only_test_accounts_expire_and_every_call_gives_them_ninety_days() {
        let noted = Timestamp::from_millis(0);
        let day = Duration::from_secs(24 * 60 * 60);
        let mut account = Account::with_hub_id(HubId(7), noted);
        assert_eq!(
            account.expires_at_the_earliest(),
            None,
            "not a test account"
        );
        account.account_type = AccountType::DeveloperTest;
        assert_eq!(
            account.expires_at_the_earliest(),
            Some(noted.plus(day * 90))
        );
        account.last_call_at = Some(noted.plus(day * 10));
        assert_eq!(
            account.expires_at_the_earliest(),
            Some(noted.plus(day * 100))
        );
    }

    #[test]
    fn app_developer_accounts_host_no_apps() {
        assert!(!AccountType::parse_hubspot("APP_DEVELOPER").can_host_apps());
        assert!(AccountType::parse_hubspot("SOMETHING_NEW").can_host_apps());
    }
}
