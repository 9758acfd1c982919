//! A clue, told: its arguments and the way out.

use serde_json::{Value, json};

use super::case::Case;
use super::clues::Clue;
use super::{ARG_LIMIT, Explanation, Fix, LIST_LIMIT};
use super::{corrected, redirects, scopes};
use crate::error::{Args, Code};
use crate::oauth::link;
use crate::scope;
use crate::text::one_line;

pub(super) fn explanation(case: &Case<'_>, clue: &Clue) -> Explanation {
    let code = clue.code;
    let corrected_link = corrected::link(case, code);
    let mut args = Args::new();
    add_who(case, &mut args);
    add_what(case, clue, &mut args);
    let needs_admin = needs_admin(code);
    if needs_admin {
        let opened = case.ours.as_ref().map(|one| one.url.to_string());
        put(
            &mut args,
            "link",
            corrected_link.clone().or(opened).map(Value::from),
        );
    }
    Explanation {
        fix: fix(code, corrected_link.is_some()),
        code,
        args,
        matched_by: clue.matched_by,
        corrected_link,
        needs_admin,
    }
}

/// Whether a super admin of the account has to act: rights, approval, or the
/// account's subscription.
fn needs_admin(code: Code) -> bool {
    matches!(
        code,
        Code::PageUserLacksRights | Code::PageAppNotApproved | Code::PageAccountLacksTier
    )
}

// ── Arguments ────────────────────────────────────────────────────────────

fn put(args: &mut Args, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        args.insert(name.to_owned(), value);
    }
}

fn told(text: &str) -> Value {
    Value::from(one_line(text, ARG_LIMIT))
}

/// A list; none where it is empty.
fn list<'a>(items: impl IntoIterator<Item = &'a String>) -> Option<Value> {
    let items: Vec<Value> = items
        .into_iter()
        .take(LIST_LIMIT)
        .map(|one| told(one))
        .collect();
    (!items.is_empty()).then_some(Value::Array(items))
}

/// The app and the account, for every explanation.
fn add_who(case: &Case<'_>, args: &mut Args) {
    let app = case.draft().filter(|draft| !draft.name.is_empty());
    put(args, "app", app.map(|draft| told(&draft.name)));
    put(args, "hub_id", case.hub_id().map(Value::from));
    let label = case.question.account.and_then(|account| account.label());
    put(args, "account", label.map(told));
}

/// What adds the arguments of a code.
type Adder = fn(&Case<'_>, &mut Args);

const ADDERS: &[(Code, Adder)] = &[
    (Code::PageRedirectMismatch, add_redirect),
    (Code::PageScopesInsufficient, add_missing),
    (Code::PageScopeUnknown, add_unknown),
    (Code::PageScopeMisplaced, add_misplaced),
    (Code::PageContactsScopeDeprecated, add_instead),
    (Code::PageClientIdUnknown, add_client),
    (Code::PageRegionWrong, add_region),
    (Code::PageAccountLacksTier, add_tier),
    (Code::PageUserLacksRights, add_rights),
    (Code::PageAppNotApproved, add_rights),
    (Code::InstallLimitReached, add_limit),
    (Code::ScopeNotGranted, add_named),
];

fn add_what(case: &Case<'_>, clue: &Clue, args: &mut Args) {
    let adder = ADDERS.iter().find(|(code, _)| *code == clue.code);
    if let Some((_, add)) = adder {
        add(case, args);
    }
    let name = match clue.code == Code::ConsentDenied {
        true => "error",
        false => "hubspot_status",
    };
    put(args, name, clue.said.map(Value::from));
}

fn add_missing(case: &Case<'_>, args: &mut Args) {
    put(args, "missing", list(&case.faults.missing));
    let slip = case
        .opened
        .as_ref()
        .and_then(|one| link::first_slip(&one.url));
    put(args, "wrong", slip.map(|(wrong, _)| Value::from(wrong)));
    put(args, "right", slip.map(|(_, right)| Value::from(right)));
    let required = case.lists().map(|lists| &lists.required);
    put(args, "scopes", required.and_then(list));
}

fn add_misplaced(case: &Case<'_>, args: &mut Args) {
    put(args, "only_optional", list(&case.faults.only_optional));
    put(args, "not_optional", list(&case.faults.not_optional));
    put(args, "not_configured", list(&not_configured(case)));
}

fn add_instead(_: &Case<'_>, args: &mut Args) {
    put(args, "instead", scope::nearest("contacts").map(Value::from));
}

fn add_region(case: &Case<'_>, args: &mut Args) {
    put(args, "host", case.link_host().map(told));
    let region = case.question.account.and_then(|account| account.region());
    put(args, "region", region.map(told));
}

fn add_limit(case: &Case<'_>, args: &mut Args) {
    let limit = case
        .draft()
        .and_then(|draft| draft.distribution.install_limit());
    put(args, "limit", limit.map(Value::from));
}

fn add_named(case: &Case<'_>, args: &mut Args) {
    put(args, "scopes", list(&case.reading.scopes));
}

fn add_redirect(case: &Case<'_>, args: &mut Args) {
    let registered = case.registered();
    put(args, "registered", list(registered));
    let Some(found) = case.asked_for() else {
        return;
    };
    put(args, "found", Some(told(found)));
    let is_registered = registered.iter().any(|url| url == found);
    put(args, "is_registered_here", Some(json!(is_registered)));
    if !is_registered && let Some(nearest) = redirects::nearest(found, registered) {
        put(args, "nearest", Some(told(nearest)));
        put(
            args,
            "differs",
            Some(json!(redirects::differences(found, nearest))),
        );
    }
}

/// Unknown names: of the text, else of the link, else of the app.
fn add_unknown(case: &Case<'_>, args: &mut Args) {
    let is_unknown = |name: &&String| scope::lookup(name).is_none();
    let named = case.reading.scopes.iter().filter(is_unknown);
    let in_link = case
        .opened
        .iter()
        .flat_map(|one| one.link.scopes.iter().chain(&one.link.optional_scopes));
    let in_link = in_link.filter(is_unknown);
    let of_app = case
        .lists()
        .map(scope::AppScopes::wanted)
        .unwrap_or_default();
    let of_app = of_app.iter().filter(is_unknown);
    let mut names: Vec<&String> = Vec::new();
    for name in named.chain(in_link).chain(of_app) {
        if !names.contains(&name) && names.len() < LIST_LIMIT {
            names.push(name);
        }
    }
    let nearest = names.first().and_then(|name| scope::nearest(name));
    let is_joined = names.iter().any(|name| name.contains(','));
    put(args, "unknown", list(names));
    put(args, "separator", is_joined.then(|| json!(",")));
    put(args, "nearest", nearest.map(Value::from));
    put(
        args,
        "is_empty",
        case.opened.is_some().then(|| json!(case.faults.is_empty)),
    );
}

/// Named in the text or the link, and none of the app's.
fn not_configured(case: &Case<'_>) -> Vec<String> {
    let mut names = case.faults.not_configured.clone();
    let strange = |name: &&String| case.lists().is_some_and(|lists| !scopes::has(lists, name));
    for name in case.reading.scopes.iter().filter(strange) {
        if scope::lookup(name).is_some() && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn add_client(case: &Case<'_>, args: &mut Args) {
    let in_link = case
        .opened
        .as_ref()
        .and_then(|one| one.link.client_id.as_ref());
    let expected = case.draft().map(|draft| &draft.client_id);
    let in_text =
        case.reading.uuids.iter().find(|id| {
            expected.is_some_and(|mine| (1..=4).contains(&strsim::levenshtein(mine, id)))
        });
    let found = in_text.or(in_link);
    let is_same = found.is_none() || found == expected;
    put(args, "client_id", found.or(expected).map(|id| told(id)));
    if !is_same {
        put(args, "found", found.map(|id| told(id)));
        put(args, "expected", expected.map(|id| told(id)));
    }
}

fn add_tier(case: &Case<'_>, args: &mut Args) {
    let names = concerned(case, scopes::is_tiered);
    let tier = names
        .iter()
        .find_map(|name| scope::lookup(name)?.tier.as_deref());
    put(args, "tier", tier.filter(|_| names.len() == 1).map(told));
    put(args, "scopes", list(&names));
    put(
        args,
        "left_out",
        list(&corrected::left_out(case, Code::PageAccountLacksTier)),
    );
}

fn add_rights(case: &Case<'_>, args: &mut Args) {
    let names = concerned(case, |_| true);
    let admin_only = names.iter().filter(|name| scope::is_admin_only(name));
    put(args, "admin_scopes", list(admin_only));
    put(args, "scopes", list(&names));
}

/// The scopes that it is about: those the text names, else those the link or
/// the app asks for, of which `fits`.
fn concerned(case: &Case<'_>, fits: fn(&str) -> bool) -> Vec<String> {
    if !case.reading.scopes.is_empty() {
        return case.reading.scopes.clone();
    }
    let in_link = case.opened.as_ref().map(|one| one.link.scopes.clone());
    let of_app = || case.lists().map(scope::AppScopes::in_scope_parameter);
    let asked = in_link.or_else(of_app).unwrap_or_default();
    asked.into_iter().filter(|name| fits(name)).collect()
}

// ── The way out ──────────────────────────────────────────────────────────

/// The way out with a corrected link, and without one. What isn't listed is
/// started again.
const FIXES: &[(Code, Fix, Fix)] = &[
    (
        Code::PageRedirectMismatch,
        Fix::OpenCorrectedLink,
        Fix::RegisterRedirectUrl,
    ),
    (
        Code::PageScopesInsufficient,
        Fix::OpenCorrectedLink,
        Fix::EditScopes,
    ),
    (
        Code::PageScopeUnknown,
        Fix::OpenCorrectedLink,
        Fix::EditScopes,
    ),
    (
        Code::PageScopeMisplaced,
        Fix::OpenCorrectedLink,
        Fix::EditScopes,
    ),
    (
        Code::PageContactsScopeDeprecated,
        Fix::OpenCorrectedLink,
        Fix::EditScopes,
    ),
    (
        Code::PageClientIdUnknown,
        Fix::OpenCorrectedLink,
        Fix::EditAuthSettings,
    ),
    (
        Code::PageRegionWrong,
        Fix::OpenCorrectedLink,
        Fix::EditAuthSettings,
    ),
    (
        Code::PageAccountLacksTier,
        Fix::OpenCorrectedLink,
        Fix::ChooseAccount,
    ),
    (
        Code::AccountCannotHost,
        Fix::ChooseAccount,
        Fix::ChooseAccount,
    ),
    (Code::PageSignedOut, Fix::OpenLinkAgain, Fix::OpenLinkAgain),
    (Code::PageUserLacksRights, Fix::AskAdmin, Fix::AskAdmin),
    (Code::PageAppNotApproved, Fix::AskAdmin, Fix::AskAdmin),
    (Code::PageUseNotSigned, Fix::SignPolicy, Fix::SignPolicy),
    (
        Code::InstallLimitReached,
        Fix::FreeInstallations,
        Fix::FreeInstallations,
    ),
    (Code::RefreshRejected, Fix::Reauthorize, Fix::Reauthorize),
    (Code::AccountGone, Fix::Reauthorize, Fix::Reauthorize),
    (Code::ScopeNotGranted, Fix::Reauthorize, Fix::Reauthorize),
    (Code::AccessTokenRefused, Fix::Refresh, Fix::Refresh),
    (Code::RateLimited, Fix::Wait, Fix::Wait),
    (Code::AccountLocked, Fix::Wait, Fix::Wait),
    (Code::HubSpotUnavailable, Fix::Wait, Fix::Wait),
    (
        Code::RedirectUrlMismatch,
        Fix::RegisterRedirectUrl,
        Fix::RegisterRedirectUrl,
    ),
    (
        Code::ClientIdRefused,
        Fix::EditAuthSettings,
        Fix::EditAuthSettings,
    ),
    (
        Code::ClientSecretRefused,
        Fix::EditAuthSettings,
        Fix::EditAuthSettings,
    ),
    (
        Code::CodeVerifierRefused,
        Fix::EditAuthSettings,
        Fix::EditAuthSettings,
    ),
    (
        Code::RefreshTokenOfOtherApp,
        Fix::EditAuthSettings,
        Fix::EditAuthSettings,
    ),
    (
        Code::ProfileRefused,
        Fix::EditAuthSettings,
        Fix::EditAuthSettings,
    ),
];

fn fix(code: Code, has_link: bool) -> Fix {
    let row = FIXES.iter().find(|(known, _, _)| *known == code);
    match row {
        Some((_, with_link, _)) if has_link => *with_link,
        Some((_, _, without)) => *without,
        None => Fix::StartAgain,
    }
}
