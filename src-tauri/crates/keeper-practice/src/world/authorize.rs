//! The authorization page's rules: what it refuses and with which words, and what a consent grants.
//!
//! HubSpot shows these problems on its own page and never sends the browser back. Its English texts
//! are known from users' reports; the HTTP statuses of the page are not, so 400 stands for a wrong
//! link and 403 for an account or a user that may not.

mod checks;
mod refusal;
mod request;

use self::checks::{
    check_approval, check_configured, check_kind, check_names, check_policy, check_products,
    check_redirect, check_required, check_user,
};
pub(crate) use self::refusal::Refusal;
pub(crate) use self::request::{AuthorizeRequest, Destination};
use super::World;
use super::account::Account;
use super::app::App;
use super::grants::{CODE_LIFE, Code, Place};
use super::scope::account_has_scope;
use crate::clock::Moment;
use crate::make;

/// What a user is asked to consent to.
pub(crate) struct Offer<'a> {
    pub(crate) app: &'a App,
    pub(crate) account: &'a Account,
    /// Every scope that will be granted, optional ones that the account has included.
    pub(crate) scopes: Vec<String>,
    /// The app is there already: this is a reauthorization.
    pub(crate) installed: bool,
}

impl World {
    /// What is checked before an account is chosen: the link against the app's settings.
    pub(crate) fn check_link(&self, request: &AuthorizeRequest) -> Result<&App, Refusal> {
        let is_made_there = |app: &&App| request.region.is_none_or(|region| app.hublet == region);
        let app = self.app(&request.client_id).filter(is_made_there);
        let app = app.ok_or_else(Refusal::unknown_client)?;
        check_redirect(app, request)?;
        check_names(request)?;
        check_required(app, request)?;
        check_configured(app, request)?;
        check_policy(app)?;
        request.read_challenge()?;
        Ok(app)
    }

    /// What is checked once the account is known.
    pub(crate) fn check_account(
        &self,
        request: &AuthorizeRequest,
        hub_id: u64,
    ) -> Result<Offer<'_>, Refusal> {
        let app = self.check_link(request)?;
        let account = self.account(hub_id);
        let account = account.ok_or_else(|| Refusal::no_account(hub_id))?;
        check_kind(account)?;
        check_products(account, request)?;
        check_approval(account, app)?;
        let place = Place {
            client_id: app.client_id.clone(),
            hub_id,
        };
        let installed = self.installations.contains_key(&place);
        if !installed {
            self.check_quota(app, hub_id).map_err(Refusal::quota)?;
        }
        Ok(Offer {
            app,
            account,
            scopes: offered_scopes(account, request),
            installed,
        })
    }

    /// A consent: a code is made, and the address that carries it to the app is the answer.
    ///
    /// Optional scopes that the user has no rights to are left off as those are that the account
    /// lacks: what HubSpot does with them is not known.
    pub(crate) fn consent(
        &mut self,
        request: &AuthorizeRequest,
        hub_id: u64,
        user_id: Option<u64>,
        now: Moment,
    ) -> Result<String, Refusal> {
        let mut offer = self.check_account(request, hub_id)?;
        let user = check_user(offer.account, user_id, request)?;
        offer.scopes.retain(|scope| user.may_authorize(scope));
        let value = make::make_code(&offer.account.hublet);
        let code = Code {
            place: Place {
                client_id: offer.app.client_id.clone(),
                hub_id,
            },
            user_id: user.user_id,
            redirect_uri: request.redirect_uri.clone(),
            scopes: offer.scopes,
            challenge: request.read_challenge()?,
            expires_at: now + CODE_LIFE,
        };
        self.sweep(now);
        self.codes.insert(value.clone(), code);
        Ok(request.redirect_with(&[("code", &value)]))
    }
}

/// Optional scopes that the account lacks are left off without a word (HubSpot's documentation).
fn offered_scopes(account: &Account, request: &AuthorizeRequest) -> Vec<String> {
    let optional = request
        .optional_scope
        .iter()
        .filter(|scope| account_has_scope(account, scope));
    let mut scopes: Vec<String> = Vec::new();
    for scope in request.required().iter().chain(optional) {
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
    scopes
}
