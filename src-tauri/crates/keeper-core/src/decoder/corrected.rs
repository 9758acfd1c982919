//! The link as it should have been: built from the app, never from what was
//! pasted. Only its state is taken over, so that the answer is still expected.

use url::Url;

use super::case::{Case, Opened};
use super::{redirects, scopes};
use crate::account::Account;
use crate::app::{self, DEFAULT_AUTHORIZE_HOST, is_hubspot_host};
use crate::error::Code;
use crate::identifier::HubId;
use crate::oauth::authorize::{self, AuthorizationRequest};
use crate::scope::AppScopes;

/// Longest state or challenge that is taken over, in bytes.
const STATE_LIMIT: usize = 512;

/// The link that helps against `code`; none where no link does, or where it
/// would be the one that was opened.
pub(super) fn link(case: &Case<'_>, code: Code) -> Option<String> {
    let draft = case.draft().filter(|draft| !draft.client_id.is_empty())?;
    if !helps(case, code) {
        return None;
    }
    let (scopes, optional_scopes) = asked(case, code, &draft.scopes);
    if scopes.is_empty() {
        return None;
    }
    let source = case.ours.as_ref().or(case.opened.as_ref());
    let kept = |text: Option<&String>| text.filter(|text| text.len() <= STATE_LIMIT).cloned();
    let state = kept(source.and_then(|one| one.link.state.as_ref()));
    let challenge = kept(source.and_then(|one| one.link.challenge.as_ref()));
    let link = authorize::url(&AuthorizationRequest {
        pages: &pages(case, code),
        hub_id: pinned(case, code),
        client_id: &draft.client_id,
        redirect_url: redirect_url(case)?,
        scopes: &scopes,
        optional_scopes: &optional_scopes,
        state: state.as_deref().unwrap_or_default(),
        challenge: challenge.as_deref(),
    });
    let is_same = case
        .opened
        .as_ref()
        .is_some_and(|one| says_the_same(&one.url, &link));
    (!is_same || works_again(code)).then_some(link)
}

/// Whether two links say the same, however they are encoded and ordered.
fn says_the_same(opened: &Url, link: &str) -> bool {
    let parts = |url: &Url| {
        let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        pairs.sort();
        (url.origin(), url.path().to_owned(), pairs)
    };
    Url::parse(link).is_ok_and(|link| parts(&link) == parts(opened))
}

/// Codes that another link is a way out of.
const BY_ANOTHER_LINK: &[Code] = &[
    Code::PageRedirectMismatch,
    Code::PageScopesInsufficient,
    Code::PageScopeUnknown,
    Code::PageScopeMisplaced,
    Code::PageContactsScopeDeprecated,
    Code::PageClientIdUnknown,
    Code::PageRegionWrong,
    Code::PageAccountLacksTier,
    Code::AccountCannotHost,
];

/// Codes after which the same link works, once something else is done. Of a
/// redirect URL that was named and isn't the link's, it is the way out, too.
const BY_THE_SAME_LINK: &[Code] = &[
    Code::PageSignedOut,
    Code::PageUserLacksRights,
    Code::PageAppNotApproved,
    Code::PageUseNotSigned,
];

fn works_again(code: Code) -> bool {
    BY_THE_SAME_LINK.contains(&code) || code == Code::PageRedirectMismatch
}

/// Whether a link is a way out: not where the redirect URL is the app's and
/// HubSpot just doesn't have it, nor where the account lacks what no link can
/// leave out.
fn helps(case: &Case<'_>, code: Code) -> bool {
    let is_hopeless = (code == Code::PageRedirectMismatch && case.is_asked_for_registered())
        || (code == Code::PageAccountLacksTier && left_out(case, code).is_empty());
    !is_hopeless && (BY_ANOTHER_LINK.contains(&code) || BY_THE_SAME_LINK.contains(&code))
}

/// `scope` and `optional_scope`: the app's, without what stands in the way.
fn asked(case: &Case<'_>, code: Code, app: &AppScopes) -> (Vec<String>, Vec<String>) {
    let left_out = left_out(case, code);
    let keep = |name: &String| !left_out.contains(name);
    let scopes: Vec<String> = app.in_scope_parameter().into_iter().filter(keep).collect();
    let is_free = |name: &&String| keep(name) && !scopes.contains(name);
    let optional = app.optional.iter().filter(is_free).cloned().collect();
    (scopes, optional)
}

/// Scopes of the app that a link does better without: names that HubSpot can't
/// know, and, on an account that lacks something, conditionally required ones,
/// which a link may leave off.
pub(super) fn left_out(case: &Case<'_>, code: Code) -> Vec<String> {
    let Some(app) = case.lists() else {
        return Vec::new();
    };
    let wanted = app.wanted().into_iter();
    if code == Code::PageScopeUnknown {
        let unknown = |name: &String| crate::scope::lookup(name).is_none();
        wanted.filter(unknown).collect()
    } else if code == Code::PageContactsScopeDeprecated {
        wanted.filter(|name| scopes::is_deprecated(name)).collect()
    } else if code == Code::PageAccountLacksTier {
        conditional_ones(&case.reading.scopes, app)
    } else {
        Vec::new()
    }
}

/// Conditionally required scopes that are named; else those that not every
/// account has.
fn conditional_ones(named: &[String], app: &AppScopes) -> Vec<String> {
    let conditional = &app.conditionally_required;
    let by_name = conditional.iter().filter(|one| named.contains(one));
    let by_name: Vec<String> = by_name.cloned().collect();
    if !by_name.is_empty() {
        return by_name;
    }
    let by_tier = conditional.iter().filter(|one| scopes::is_tiered(one));
    by_tier.cloned().collect()
}

/// One of the app's redirect URLs: the chosen one, else the one that is likest
/// to what was asked for, else the first.
fn redirect_url<'a>(case: &'a Case<'_>) -> Option<&'a str> {
    let registered = case.registered();
    let find = |wanted: &str| {
        registered
            .iter()
            .find(|url| *url == wanted)
            .map(String::as_str)
    };
    let chosen = case.question.redirect_url.and_then(find);
    let asked = case.asked_for();
    let likest = || asked.and_then(|url| find(url).or_else(|| redirects::nearest(url, registered)));
    let first = || registered.first().map(String::as_str);
    chosen.or_else(likest).or_else(first)
}

fn pinned(case: &Case<'_>, code: Code) -> Option<HubId> {
    let is_unfit = code == Code::AccountCannotHost;
    case.hub_id().filter(|_| !is_unfit).map(HubId)
}

/// Scheme and host: those of the link that was opened from here where it led
/// to this computer (Practice HubSpot); else HubSpot's, of no other region
/// than the account's.
fn pages(case: &Case<'_>, code: Code) -> String {
    let here = |one: &&Opened| redirects::is_loopback(one.url.as_str());
    if let Some(ours) = case.ours.as_ref().filter(here) {
        return ours.url.origin().ascii_serialization();
    }
    format!("https://{}", host(case, code))
}

fn host(case: &Case<'_>, code: Code) -> String {
    if matches!(code, Code::PageRegionWrong | Code::PageClientIdUnknown) {
        return DEFAULT_AUTHORIZE_HOST.to_owned();
    }
    let own = case.draft().map(|draft| draft.authorize_host.as_str());
    let own = case
        .link_host()
        .filter(|host| is_hubspot_host(host))
        .or(own);
    let own = own
        .filter(|host| is_hubspot_host(host))
        .unwrap_or(DEFAULT_AUTHORIZE_HOST);
    match (
        app::region_of(own),
        case.question.account.and_then(Account::region),
    ) {
        (Some(of_host), Some(of_account)) if of_host != of_account => match of_account {
            "na1" => DEFAULT_AUTHORIZE_HOST.to_owned(),
            region => format!("app-{region}.hubspot.com"),
        },
        (Some(_) | None, _) => own.to_owned(),
    }
}
