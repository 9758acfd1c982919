//! The page's checks, one by one.

use super::{AuthorizeRequest, Refusal};
use crate::world::account::Account;
use crate::world::app::App;
use crate::world::scope::{Kind, account_has_scope, is_scope_name, scope_kind};
use crate::world::user::User;

pub(super) fn check_redirect(app: &App, request: &AuthorizeRequest) -> Result<(), Refusal> {
    if app.has_redirect_url(&request.redirect_uri) {
        return Ok(());
    }
    Err(Refusal::unknown_redirect(&request.redirect_uri))
}

/// Names come first: HubSpot says so of an unknown one and of an empty `scope`, too.
pub(super) fn check_names(request: &AuthorizeRequest) -> Result<(), Refusal> {
    let mut names = request.required().iter().chain(&request.optional_scope);
    if request.has_empty_scope() || names.clone().any(|scope| !is_scope_name(scope)) {
        return Err(Refusal::unknown_scope());
    }
    if names.any(|scope| scope_kind(scope) == Some(Kind::Deprecated)) {
        return Err(Refusal::deprecated_scope());
    }
    Ok(())
}

pub(super) fn check_required(app: &App, request: &AuthorizeRequest) -> Result<(), Refusal> {
    let mut required = app.required_scopes.iter();
    if required.all(|scope| request.required().contains(scope)) {
        return Ok(());
    }
    Err(Refusal::too_few_scopes())
}

pub(super) fn check_configured(app: &App, request: &AuthorizeRequest) -> Result<(), Refusal> {
    let mut required = request.required().iter();
    let mut optional = request.optional_scope.iter();
    let are_set = required.all(|scope| app.may_require(scope))
        && optional.all(|scope| app.optional_scopes.contains(scope));
    if are_set {
        return Ok(());
    }
    Err(Refusal::scopes_mismatch())
}

/// The policy is the marketplace's: an app that is distributed privately has none to sign.
pub(super) fn check_policy(app: &App) -> Result<(), Refusal> {
    if app.acceptable_use_signed || app.is_private_distribution {
        return Ok(());
    }
    Err(Refusal::policy_unsigned())
}

/// App Governance: a super admin of the account approves apps before anyone connects them.
pub(super) fn check_approval(account: &Account, app: &App) -> Result<(), Refusal> {
    let approved = account.approved_apps.as_ref();
    if approved.is_none_or(|apps| apps.contains(&app.client_id)) {
        return Ok(());
    }
    Err(Refusal::not_approved(&app.required_scopes))
}

pub(super) fn check_kind(account: &Account) -> Result<(), Refusal> {
    if account.kind.hosts_apps() {
        return Ok(());
    }
    Err(Refusal::developer_account())
}

pub(super) fn check_products(account: &Account, request: &AuthorizeRequest) -> Result<(), Refusal> {
    let mut required = request.required().iter();
    if required.all(|scope| account_has_scope(account, scope)) {
        return Ok(());
    }
    Err(Refusal::account_lacks_scopes())
}

/// The user has the right to connect apps, and rights to every scope that the link requires.
pub(super) fn check_user<'a>(
    account: &'a Account,
    user_id: Option<u64>,
    request: &AuthorizeRequest,
) -> Result<&'a User, Refusal> {
    let may = |user: &&User| {
        let mut required = request.required().iter();
        user.may_connect() && required.all(|scope| user.may_authorize(scope))
    };
    let user = account.user(user_id).filter(may);
    user.ok_or_else(Refusal::user_lacks_rights)
}
