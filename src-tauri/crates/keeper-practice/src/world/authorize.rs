//! The authorization page's rules: what it refuses and with which words, and what a consent grants.
//!
//! HubSpot shows these problems on its own page and never sends the browser back. Its English texts
//! are known from users' reports; the HTTP statuses of the page are not, so 400 stands for a wrong
//! link and 403 for an account or a user that may not.

use url::{Url, form_urlencoded};

use super::World;
use super::account::{Account, User};
use super::app::App;
use super::grants::{CODE_LIFE, Challenge, Code, Place};
use super::scope::{Kind, account_has_scope, is_scope_name, scope_kind};
use crate::clock::Moment;
use crate::make;

/// Why the page refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The page's HTTP status.
    pub(crate) http: u16,
    /// HubSpot's name for it, where one is known.
    pub(crate) status: Option<&'static str>,
    /// The sentence on the page.
    pub(crate) text: String,
}

impl Refusal {
    fn link(status: Option<&'static str>, text: impl Into<String>) -> Self {
        Self {
            http: 400,
            status,
            text: text.into(),
        }
    }

    fn right(status: Option<&'static str>, text: impl Into<String>) -> Self {
        Self {
            http: 403,
            status,
            text: text.into(),
        }
    }
}

/// An authorization URL's query, taken apart; nothing in it is trusted.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthorizeRequest {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    scope: Option<Vec<String>>,
    optional_scope: Vec<String>,
    pub(crate) state: Option<String>,
    challenge: Option<String>,
    challenge_method: Option<String>,
}

impl AuthorizeRequest {
    /// Reads the query; of a parameter given twice the first counts, unknown ones are passed over.
    pub(crate) fn parse(query: &str) -> Self {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let first = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        let list = |value: String| {
            value
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        Self {
            client_id: first("client_id").unwrap_or_default(),
            redirect_uri: first("redirect_uri").unwrap_or_default(),
            scope: first("scope").map(list),
            optional_scope: first("optional_scope").map(list).unwrap_or_default(),
            state: first("state"),
            challenge: first("code_challenge"),
            challenge_method: first("code_challenge_method"),
        }
    }

    fn required(&self) -> &[String] {
        self.scope.as_deref().unwrap_or_default()
    }

    /// The PKCE challenge, if the URL carries one.
    fn read_challenge(&self) -> Result<Option<Challenge>, Refusal> {
        let Some(value) = self.challenge.clone() else {
            return Ok(None);
        };
        match self.challenge_method.as_deref() {
            Some("S256") => Ok(Some(Challenge::S256(value))),
            // RFC 7636, section 4.3: without a method it is "plain".
            None | Some("plain") => Ok(Some(Challenge::Plain(value))),
            // No text of HubSpot's is known for this one.
            Some(_) => Err(Refusal::link(
                None,
                "An invalid code_challenge_method was provided",
            )),
        }
    }

    /// The address that takes a consent back to the app.
    fn redirect_with(&self, pairs: &[(&str, &str)]) -> String {
        let Ok(mut url) = Url::parse(&self.redirect_uri) else {
            return self.redirect_uri.clone();
        };
        {
            let mut query = url.query_pairs_mut();
            query.extend_pairs(pairs);
            if let Some(state) = &self.state {
                query.append_pair("state", state);
            }
        }
        url.into()
    }

    /// Where Cancel leads. HubSpot doesn't document it; RFC 6749, section 4.1.2.1 has this form, and
    /// HubSpot's older documentation names `error` and `error_description` for errors on the way.
    pub(crate) fn cancelled(&self) -> String {
        self.redirect_with(&[
            ("error", "access_denied"),
            (
                "error_description",
                "The user denied the request to connect the app",
            ),
        ])
    }
}

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
        let app = self.app(&request.client_id).ok_or_else(|| {
            Refusal::link(
                None,
                "Authorization failed because an invalid app client_id was provided",
            )
        })?;
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
        let account = self.account(hub_id).ok_or_else(|| {
            Refusal::right(
                None,
                format!("There is no account {hub_id}, or you don't have access to it"),
            )
        })?;
        check_kind(account)?;
        check_products(account, request)?;
        check_approval(account, app)?;
        let place = Place {
            client_id: app.client_id.clone(),
            hub_id,
        };
        let installed = self.installations.contains_key(&place);
        Ok(Offer {
            app,
            account,
            scopes: offered_scopes(account, request),
            installed,
        })
    }

    /// A consent: a code is made, and the address that carries it to the app is the answer.
    pub(crate) fn consent(
        &mut self,
        request: &AuthorizeRequest,
        hub_id: u64,
        user_id: Option<u64>,
        now: Moment,
    ) -> Result<String, Refusal> {
        let offer = self.check_account(request, hub_id)?;
        let user = check_user(offer.account, user_id)?;
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

fn check_redirect(app: &App, request: &AuthorizeRequest) -> Result<(), Refusal> {
    if app.has_redirect_url(&request.redirect_uri) {
        return Ok(());
    }
    Err(Refusal::link(
        None,
        format!(
            "Authorization failed as the redirect URL '{}' doesn't match the app's registered redirect URL",
            request.redirect_uri
        ),
    ))
}

/// Names come first: HubSpot says so of an unknown one and of an empty `scope`, too.
fn check_names(request: &AuthorizeRequest) -> Result<(), Refusal> {
    let mut names = request.required().iter().chain(&request.optional_scope);
    let empty = request.scope.as_ref().is_some_and(Vec::is_empty);
    if empty || names.clone().any(|scope| !is_scope_name(scope)) {
        return Err(Refusal::link(None, "An invalid scope name was provided"));
    }
    if names.any(|scope| scope_kind(scope) == Some(Kind::Deprecated)) {
        return Err(Refusal::link(
            Some("DEPRECATED_CONTACTS_SCOPE"),
            "This install link is no longer valid",
        ));
    }
    Ok(())
}

fn check_required(app: &App, request: &AuthorizeRequest) -> Result<(), Refusal> {
    if app
        .required_scopes
        .iter()
        .all(|scope| request.required().contains(scope))
    {
        return Ok(());
    }
    Err(Refusal::link(
        Some("MISSING_SCOPE_GROUP"),
        "Authorization failed because the provided scopes are insufficient",
    ))
}

fn check_configured(app: &App, request: &AuthorizeRequest) -> Result<(), Refusal> {
    let required = request
        .required()
        .iter()
        .all(|scope| app.may_require(scope));
    let optional = request
        .optional_scope
        .iter()
        .all(|scope| app.optional_scopes.contains(scope));
    if required && optional {
        return Ok(());
    }
    Err(Refusal::link(
        None,
        "Authorization failed because there is a mismatch between the scopes in the install URL and the \
         app's configured scopes",
    ))
}

fn check_policy(app: &App) -> Result<(), Refusal> {
    if app.acceptable_use_signed {
        return Ok(());
    }
    let text =
        "Authorization failed because the app developer has not signed the acceptable use policy";
    Err(Refusal::right(None, text))
}

/// App Governance: a super admin of the account approves apps before anyone connects them.
fn check_approval(account: &Account, app: &App) -> Result<(), Refusal> {
    let approved = account.approved_apps.as_ref();
    if approved.is_none_or(|apps| apps.contains(&app.client_id)) {
        return Ok(());
    }
    let text = format!(
        "Authorization failed because this app hasn't been approved to access the required scopes [{}]",
        app.required_scopes.join(", ")
    );
    Err(Refusal::right(None, text))
}

fn check_kind(account: &Account) -> Result<(), Refusal> {
    if account.kind.hosts_apps() {
        return Ok(());
    }
    Err(Refusal::right(
        None,
        "Apps can't be installed on developer accounts",
    ))
}

fn check_products(account: &Account, request: &AuthorizeRequest) -> Result<(), Refusal> {
    if request
        .required()
        .iter()
        .all(|scope| account_has_scope(account, scope))
    {
        return Ok(());
    }
    Err(Refusal::right(
        Some("HUB_UNAUTHORIZED"),
        "Authorization failed because this account doesn't have access to the scopes required by the app",
    ))
}

fn check_user(account: &Account, user_id: Option<u64>) -> Result<&User, Refusal> {
    match account.user(user_id) {
        Some(user) if user.may_install => Ok(user),
        _ => Err(Refusal::right(
            Some("USER_UNAUTHORIZED"),
            "Authorization failed because you don't have permissions to authorize the scopes required by the \
             app. Please contact your super admin",
        )),
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
