//! The seeded world: the same apps and accounts for the same seed, on every computer.

use std::collections::HashSet;

use uuid::Builder;

use super::account::{Account, AccountType};
use super::app::{App, Review};
use super::names::{APPS, BASKETS, FIRST_ACCOUNTS, PEOPLE, PLACES, REGIONS, TRADES};
use super::user::User;
use super::{Switches, World};

/// The port of the redirect URL that every seeded app has, unless it is taken.
pub(crate) const DEFAULT_PORT: u16 = 3917;

/// A seeded app's redirect URL.
pub(crate) fn redirect_url_with(port: u16) -> String {
    format!("http://localhost:{port}/oauth-callback")
}

/// Worlds that are seeded with more accounts have no quotas.
const MOST_WITH_QUOTAS: usize = 25;

/// SplitMix64 (Steele, Lea, Flood 2014): enough to scatter ids, not meant for secrets.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.roll() % (high - low)
    }

    fn uuid(&mut self) -> String {
        let bytes = (u128::from(self.roll()) << 64 | u128::from(self.roll())).to_be_bytes();
        Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

/// Makes the world of a seed.
pub(crate) fn seed_world(seed: u64, apps: usize, accounts: usize) -> World {
    // Two dice, so that the number of apps does not change the accounts.
    let mut app_dice = Dice(seed ^ 0xA995);
    let mut account_dice = Dice(seed ^ 0xACC7);
    let mut taken = HashSet::new();
    World {
        apps: (0..apps)
            .map(|index| seed_app(index, &mut app_dice))
            .collect(),
        accounts: (0..accounts)
            .map(|index| seed_account(index, &mut account_dice, &mut taken))
            .collect(),
        switches: Switches {
            // A world of many accounts is for load: quotas would only be in the way.
            install_quotas: accounts <= MOST_WITH_QUOTAS,
            ..Switches::default()
        },
        ..World::default()
    }
}

fn seed_app(index: usize, dice: &mut Dice) -> App {
    let plan = &APPS[index % APPS.len()];
    let round = index / APPS.len();
    App {
        name: if round == 0 {
            plan.name.to_owned()
        } else {
            format!("{} {}", plan.name, round + 1)
        },
        app_id: 1_100_000 + index as u64 * 7919 + dice.between(0, 7919),
        client_id: dice.uuid(),
        client_secret: dice.uuid(),
        redirect_urls: vec![redirect_url_with(DEFAULT_PORT)],
        required_scopes: own(plan.required),
        conditionally_required_scopes: own(plan.conditional),
        optional_scopes: own(plan.optional),
        review: [
            Review::Unlisted,
            Review::Unlisted,
            Review::Listed,
            Review::Unlisted,
            Review::Unverified,
        ][index % APPS.len()],
        is_private_distribution: index % APPS.len() == 3,
        acceptable_use_signed: true,
        // The one private app among them can be tried on every account of a small world.
        solutions_partner: index % APPS.len() == 3,
        allowed_accounts: None,
        hublet: "na1".to_owned(),
    }
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Names past the first ones: place and trade by turns, then a number.
fn seed_name(index: usize) -> (String, AccountType) {
    if let Some((name, kind)) = FIRST_ACCOUNTS.get(index) {
        return ((*name).to_owned(), *kind);
    }
    let kind = FIRST_ACCOUNTS[index % FIRST_ACCOUNTS.len()].1;
    let round = index / (PLACES.len() * TRADES.len());
    let place = PLACES[index % PLACES.len()];
    let trade = TRADES[(index / PLACES.len() + index) % TRADES.len()];
    let tail = match kind {
        AccountType::Standard => "",
        AccountType::DeveloperTest => " Test",
        AccountType::Sandbox => " Sandbox",
        AccountType::AppDeveloper => " Developers",
    };
    let number = if round == 0 {
        String::new()
    } else {
        format!(" {}", round + 1)
    };
    (format!("{place} {trade}{tail}{number}"), kind)
}

fn seed_account(index: usize, dice: &mut Dice, taken: &mut HashSet<u64>) -> Account {
    let (name, kind) = seed_name(index);
    let (hublet, zone, offset, currency, more) = REGIONS[index % REGIONS.len()];
    let domain = derive_domain(&name);
    Account {
        hub_id: seed_hub_id(kind, dice, taken),
        users: seed_users(index, &domain, dice),
        name,
        domain,
        kind,
        hublet: hublet.to_owned(),
        time_zone: zone.to_owned(),
        utc_offset_minutes: offset,
        currency: currency.to_owned(),
        additional_currencies: own(more),
        products: own(BASKETS[index % BASKETS.len()]),
        approved_apps: None,
    }
}

/// Hub IDs of 7 to 9 digits, test accounts with long ones as young accounts have; all differ.
fn seed_hub_id(kind: AccountType, dice: &mut Dice, taken: &mut HashSet<u64>) -> u64 {
    loop {
        let hub_id = match kind {
            AccountType::Standard => dice.between(4_000_000, 27_999_999),
            AccountType::Sandbox | AccountType::AppDeveloper => {
                dice.between(44_000_000, 50_999_999)
            }
            AccountType::DeveloperTest => dice.between(143_000_000, 149_999_999),
        };
        if taken.insert(hub_id) {
            return hub_id;
        }
    }
}

/// One to three people: a super admin, one who may install nothing, one with the marketplace
/// permission.
fn seed_users(index: usize, domain: &str, dice: &mut Dice) -> Vec<User> {
    let first = dice.between(2_000_000, 70_000_000);
    (0..=index % 3)
        .map(|seat| User {
            user_id: first + seat as u64 * 13,
            email: format!("{}@{domain}", PEOPLE[(index + seat * 7) % PEOPLE.len()]),
            may_install: seat != 1,
            super_admin: Some(seat == 0),
            scopes: None,
        })
        .collect()
}

/// `Fern Street Bakery` → `fern-street-bakery.example`.
pub(crate) fn derive_domain(name: &str) -> String {
    let words: Vec<String> = name
        .to_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() {
        "account.example".to_owned()
    } else {
        format!("{}.example", words.join("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::redirect_url::check_redirect_url;
    use super::super::scope::{Kind, account_has_scope, scope_kind};
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_world() {
        let (one, two) = (seed_world(7, 6, 30), seed_world(7, 6, 30));
        assert_eq!(one.apps, two.apps);
        assert!(one.accounts.iter().eq(two.accounts.iter()), "accounts too");
        assert_ne!(
            one.apps,
            seed_world(8, 6, 30).apps,
            "another seed, another world"
        );
    }

    #[test]
    fn every_type_is_among_the_first_twelve() {
        let world = seed_world(1, 5, 12);
        for kind in [
            AccountType::Standard,
            AccountType::DeveloperTest,
            AccountType::Sandbox,
            AccountType::AppDeveloper,
        ] {
            assert!(
                world.accounts.iter().any(|account| account.kind == kind),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn ten_thousand_accounts_all_differ() {
        let world = seed_world(1, 5, 10_000);
        let names: HashSet<&str> = world
            .accounts
            .iter()
            .map(|account| account.name.as_str())
            .collect();
        let hubs: HashSet<u64> = world
            .accounts
            .iter()
            .map(|account| account.hub_id)
            .collect();
        let domains: HashSet<&str> = world
            .accounts
            .iter()
            .map(|account| account.domain.as_str())
            .collect();
        assert_eq!(
            (names.len(), hubs.len(), domains.len()),
            (10_000, 10_000, 10_000)
        );
        assert!(
            hubs.iter()
                .all(|hub| (7..=9).contains(&hub.to_string().len())),
            "7 to 9 digits"
        );
    }

    #[test]
    fn seeded_apps_hold_against_hubspots_rules() {
        let world = seed_world(1, 12, 40);
        for app in &world.apps {
            assert!(
                app.redirect_urls
                    .iter()
                    .all(|url| check_redirect_url(url).is_ok()),
                "{}",
                app.name
            );
            let lists = [
                &app.required_scopes,
                &app.conditionally_required_scopes,
                &app.optional_scopes,
            ];
            for scope in lists.into_iter().flatten() {
                assert_eq!(
                    scope_kind(scope),
                    Some(Kind::Selectable),
                    "{}: {scope}",
                    app.name
                );
            }
            for account in world.accounts.iter() {
                assert!(
                    app.required_scopes
                        .iter()
                        .all(|scope| account_has_scope(account, scope)),
                    "{} must be installable on {}",
                    app.name,
                    account.name
                );
            }
        }
    }
}
