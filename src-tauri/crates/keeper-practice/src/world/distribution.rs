//! How many accounts an app may be installed on: HubSpot's rules for distribution.

use super::World;
use super::app::{App, Review};

/// Marketplace distribution, until the app is listed.
const UNLISTED: usize = 25;
/// Private distribution: the length of the allow list.
const ALLOW_LIST: usize = 10;
/// The same in a Solutions Partner's account.
const PARTNERS_ALLOW_LIST: usize = 100;

/// Why an app can't be installed on one more account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quota {
    /// Marketplace distribution: as many accounts as an unlisted app may have.
    Installs(usize),
    /// Private distribution: the account is not on the allow list, or the list is full.
    AllowList(usize),
}

impl App {
    /// How many accounts may have this app; `None` where there is no end.
    pub(crate) fn most_accounts(&self) -> Option<usize> {
        match (self.is_private_distribution, self.review) {
            (true, _) if self.solutions_partner => Some(PARTNERS_ALLOW_LIST),
            (true, _) => Some(ALLOW_LIST),
            (false, Review::Listed) => None,
            (false, Review::Unverified | Review::Unlisted) => Some(UNLISTED),
        }
    }
}

impl World {
    /// On how many accounts an app is installed.
    pub(crate) fn count_installations(&self, client_id: &str) -> usize {
        let of_app = |place: &&super::Place| place.client_id == client_id;
        let places = self.installations.keys().filter(of_app);
        places
            .filter(|place| self.account(place.hub_id).is_some())
            .count()
    }

    /// Whether an app that is not on this account yet may still be installed there.
    ///
    /// A private app's developer writes accounts on the allow list before they install. Where
    /// `allowed_accounts` is left out, Practice HubSpot plays that developer: whoever comes is written
    /// on it, until it is full.
    pub(crate) fn check_quota(&self, app: &App, hub_id: u64) -> Result<(), Quota> {
        let (true, Some(most)) = (self.switches.install_quotas, app.most_accounts()) else {
            return Ok(());
        };
        if let Some(allowed) = app
            .allowed_accounts
            .as_ref()
            .filter(|_| app.is_private_distribution)
        {
            let is_in = allowed.iter().take(most).any(|known| *known == hub_id);
            return if is_in {
                Ok(())
            } else {
                Err(Quota::AllowList(most))
            };
        }
        if self.count_installations(&app.client_id) < most {
            return Ok(());
        }
        Err(match app.is_private_distribution {
            true => Quota::AllowList(most),
            false => Quota::Installs(most),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::seed::seed_world;
    use super::*;

    #[test]
    fn each_distribution_has_its_number() {
        let mut app = seed_world(1, 1, 1).apps.remove(0);
        (app.is_private_distribution, app.solutions_partner) = (false, false);
        app.review = Review::Unlisted;
        assert_eq!(app.most_accounts(), Some(25));
        app.review = Review::Listed;
        assert_eq!(app.most_accounts(), None, "listed apps have no end");
        app.is_private_distribution = true;
        assert_eq!(app.most_accounts(), Some(10));
        app.solutions_partner = true;
        assert_eq!(app.most_accounts(), Some(100));
    }
}
