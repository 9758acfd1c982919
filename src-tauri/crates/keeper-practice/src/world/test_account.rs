//! Developer test accounts: they end 90 days after the last API call, and every call renews them.
//!
//! HubSpot's documentation on account types has it that an OAuth call renews an account within the
//! last 30 days before its end; here any call does, at any time, which comes to the same for an
//! account that is called at least monthly and is told by one date.

use super::World;
use super::account::{Account, AccountType};
use crate::clock::{DAY, Moment};

/// How long a test account lives after the last call.
pub(crate) const TEST_ACCOUNT_LIFE: i64 = 90 * DAY;

impl World {
    /// Gives every test account that was never called a first day: today.
    pub(crate) fn note_births(&mut self, now: Moment) {
        let tests = self
            .accounts
            .iter()
            .filter(|account| account.kind == AccountType::DeveloperTest);
        for account in tests {
            self.last_calls.entry(account.hub_id).or_insert(now);
        }
    }

    /// When a test account ends; `None` for accounts that don't.
    pub(crate) fn ends_at(&self, account: &Account) -> Option<Moment> {
        if account.kind != AccountType::DeveloperTest {
            return None;
        }
        let last = self.last_calls.get(&account.hub_id)?;
        Some(last.saturating_add(TEST_ACCOUNT_LIFE))
    }

    /// Whether a test account's time is over: it is as good as deleted then.
    pub(crate) fn has_ended(&self, account: &Account) -> bool {
        self.ends_at(account).is_some_and(|end| end <= self.now)
    }

    /// Renews a test account by hand, an ended one, too; false if it is none.
    ///
    /// HubSpot renews accounts by hand before their end only. Here a world that nobody looked at for
    /// three months must not stay without its test accounts.
    pub(crate) fn renew_by_hand(&mut self, hub_id: u64, now: Moment) -> bool {
        let kind = self.accounts.get(hub_id).map(|account| account.kind);
        let is_test = kind == Some(AccountType::DeveloperTest);
        if is_test {
            self.last_calls.insert(hub_id, now);
        }
        is_test
    }

    /// Notes a call for an account; true if that renewed a test account.
    pub(crate) fn renew_test_account(&mut self, hub_id: u64, now: Moment) -> bool {
        let kind = self.account(hub_id).map(|account| account.kind);
        let renews = kind == Some(AccountType::DeveloperTest);
        if renews {
            self.last_calls.insert(hub_id, now);
        }
        renews
    }
}

#[cfg(test)]
mod tests {
    use super::super::seed::seed_world;
    use super::*;

    fn hub(world: &World, kind: AccountType) -> u64 {
        let mut accounts = world.accounts.iter();
        accounts
            .find(|account| account.kind == kind)
            .unwrap()
            .hub_id
    }

    #[test]
    fn a_call_moves_the_end_by_ninety_days() {
        let mut world = seed_world(1, 1, 6);
        let (test, standard) = (
            hub(&world, AccountType::DeveloperTest),
            hub(&world, AccountType::Standard),
        );
        world.note_births(1000);
        world.now = TEST_ACCOUNT_LIFE;
        assert!(world.account(test).is_some(), "its last moment");
        assert!(world.renew_test_account(test, world.now));
        assert!(!world.renew_test_account(standard, world.now));
        world.now += TEST_ACCOUNT_LIFE;
        assert!(world.account(test).is_none(), "90 days without a call");
        assert!(world.account(standard).is_some(), "others don't end");
        assert!(
            !world.renew_test_account(test, world.now),
            "an ended account is not renewed"
        );
        assert!(!world.renew_by_hand(standard, world.now));
        assert!(world.renew_by_hand(test, world.now));
        assert!(world.account(test).is_some(), "by hand it is");
    }
}
