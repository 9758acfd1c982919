//! Clues: what speaks for which cause, and how much.

use std::cmp::Reverse;

use super::MatchedBy;
use super::case::Case;
use super::tables::HOME_PATHS;
use super::{redirects, said, scopes};
use crate::account::{Account, AccountType};
use crate::app::is_hubspot_host;
use crate::error::Code;

/// How much a clue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight(u8);

impl Weight {
    /// HubSpot said so.
    pub(super) const SAID: Self = Self(100);
    /// HubSpot's words say so.
    pub(super) const WORDED: Self = Self(95);
    /// What is named doesn't agree with the app.
    const SHOWN: Self = Self(85);
    /// What is named fits one cause best.
    pub(super) const FITS: Self = Self(65);
    /// The link has a fault, whatever the text says.
    const LINKED: Self = Self(50);
    /// Something may be wrong with the link.
    pub(super) const DOUBTED: Self = Self(45);

    /// A little less.
    pub(super) fn less(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

/// One clue.
#[derive(Clone, Debug)]
pub(super) struct Clue {
    pub(super) code: Code,
    pub(super) matched_by: MatchedBy,
    weight: Weight,
    /// HubSpot's own name for it, from the tables.
    pub(super) said: Option<&'static str>,
}

impl Clue {
    pub(super) fn new(code: Code, matched_by: MatchedBy, weight: Weight) -> Self {
        Self {
            code,
            matched_by,
            weight,
            said: None,
        }
    }
}

/// Every clue, likeliest cause first, each cause once.
pub(super) fn ranked(case: &Case<'_>) -> Vec<Clue> {
    let mut clues = said::clues(case);
    clues.extend(by_list(case));
    clues.extend(by_scope_names(case));
    clues.extend(by_urls(case));
    clues.extend(by_client_id(case));
    clues.extend(by_link(case));
    clues.extend(by_account(case.question.account));
    clues.extend(by_region(case, &clues));
    clues.sort_by_key(|clue| Reverse(clue.weight));
    quieten(&mut clues);
    let mut seen = Vec::new();
    clues.retain(|clue| {
        let is_new = !seen.contains(&clue.code);
        seen.push(clue.code);
        is_new
    });
    clues
}

/// What HubSpot said in so many words leaves no room for what merely fits; and
/// an answer of its API has nothing to do with the link.
fn quieten(clues: &mut Vec<Clue>) {
    let Some(best) = clues.first() else { return };
    if best.weight < Weight::WORDED.less() {
        return;
    }
    if is_of_page(best.code) {
        clues.retain(|clue| clue.weight >= Weight::SHOWN || clue.matched_by == MatchedBy::Link);
    } else {
        clues.retain(|clue| clue.weight >= Weight::WORDED.less() && !is_of_page(clue.code));
    }
}

/// Whether it is told on HubSpot's page, before any code came.
pub(super) fn is_of_page(code: Code) -> bool {
    code.name().starts_with("Page")
        || matches!(code, Code::AccountCannotHost | Code::InstallLimitReached)
}

// ── Lists of rights ──────────────────────────────────────────────────────

fn by_list(case: &Case<'_>) -> Option<Clue> {
    let code = Code::PageUserLacksRights;
    let clue = Clue::new(code, MatchedBy::List, Weight::FITS);
    case.reading.lists_rights.then_some(clue)
}

// ── Scope names ──────────────────────────────────────────────────────────

fn by_scope_names(case: &Case<'_>) -> Vec<Clue> {
    let named = &case.reading.scopes;
    let mut clues: Vec<Clue> = named
        .iter()
        .filter_map(|name| by_scope_name(case, name))
        .collect();
    let placed = |name: &&String| case.lists().is_some_and(|lists| scopes::has(lists, name));
    let well_placed: Vec<&String> = named.iter().filter(placed).collect();
    if clues.is_empty() && well_placed.iter().any(|name| may_lack(case, name)) {
        let code = Code::PageAccountLacksTier;
        clues.push(Clue::new(code, MatchedBy::ScopeName, Weight::FITS));
    }
    clues.extend(by_brackets(case));
    clues
}

/// HubSpot lists scopes in brackets where the account lacks them, and where
/// nobody has approved the app for them.
fn by_brackets(case: &Case<'_>) -> Vec<Clue> {
    let names = &case.reading.bracketed;
    if names.is_empty() {
        return Vec::new();
    }
    let is_lackable = |name: &String| !scopes::is_for_every_account(name) && can_lack(case);
    let (tier, approval) = (Code::PageAccountLacksTier, Code::PageAppNotApproved);
    let codes = match names.iter().any(is_lackable) {
        true => [tier, approval],
        false => [approval, tier],
    };
    let clue = |code: Code| Clue::new(code, MatchedBy::ScopeName, Weight::FITS);
    codes.into_iter().map(clue).collect()
}

/// What a named scope shows by its place in the app and in the link.
fn by_scope_name(case: &Case<'_>, name: &String) -> Option<Clue> {
    let faults = &case.faults;
    let is_strange = case.lists().is_some_and(|lists| !scopes::has(lists, name));
    let code = if scopes::is_deprecated(name) {
        Code::PageContactsScopeDeprecated
    } else if crate::scope::lookup(name).is_none() {
        Code::PageScopeUnknown
    } else if faults.missing.contains(name) {
        Code::PageScopesInsufficient
    } else if is_strange
        || faults.only_optional.contains(name)
        || faults.not_optional.contains(name)
    {
        Code::PageScopeMisplaced
    } else {
        return None;
    };
    Some(Clue::new(code, MatchedBy::ScopeName, Weight::SHOWN))
}

/// Whether the account may lack a scope that not every account has.
fn may_lack(case: &Case<'_>, name: &str) -> bool {
    scopes::is_tiered(name) && can_lack(case)
}

/// Whether the account may lack anything: a test account has everything on
/// trial.
fn can_lack(case: &Case<'_>) -> bool {
    let account_type = case.question.account.map(|account| account.account_type);
    account_type != Some(AccountType::DeveloperTest)
}

// ── URLs ─────────────────────────────────────────────────────────────────

fn by_urls(case: &Case<'_>) -> Vec<Clue> {
    let registered = case.registered();
    let mut clues = Vec::new();
    for url in case.named_urls() {
        let is_registered = registered.iter().any(|known| known == url);
        let weight = match registered.is_empty() || is_registered {
            true => Weight::FITS,
            false => Weight::SHOWN,
        };
        clues.push(Clue::new(
            Code::PageRedirectMismatch,
            MatchedBy::Url,
            weight,
        ));
    }
    if case.reading.has("redirect_uri") {
        let code = Code::PageRedirectMismatch;
        clues.push(Clue::new(code, MatchedBy::Url, Weight::FITS.less()));
    }
    if case.reading.urls.iter().any(|url| is_home(case, url)) {
        clues.push(Clue::new(
            Code::PageSignedOut,
            MatchedBy::Url,
            Weight::SHOWN,
        ));
    }
    clues
}

/// Whether it is a page on which a person ends who was signed out on the way:
/// one of HubSpot's home pages, or alone any page but that for consent.
fn is_home(case: &Case<'_>, text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default();
    let is_theirs = is_hubspot_host(host) || case.is_where_it_led(text);
    let first = url.path().split('/').nth(1).unwrap_or_default();
    let is_answered = redirects::without_answer(text).is_none();
    is_theirs
        && !is_answered
        && !is_elsewhere(first)
        && (HOME_PATHS.contains(&first) || case.reading.is_one_url)
}

/// Whether a path belongs to what one looks up on purpose.
fn is_elsewhere(first: &str) -> bool {
    let begins = ["oauth", "developer", "ecosystem", "integrations-settings"];
    begins.iter().any(|begin| first.starts_with(begin))
}

// ── Client IDs and regions ───────────────────────────────────────────────

fn by_client_id(case: &Case<'_>) -> Vec<Clue> {
    let mine = case.draft().map(|draft| draft.client_id.to_lowercase());
    let link_has = case
        .opened
        .as_ref()
        .and_then(|one| one.link.client_id.clone());
    let link_has = link_has.map(|id| id.to_lowercase());
    let is_meant = |id: &&String| Some(*id) == mine.as_ref() || Some(*id) == link_has.as_ref();
    let is_slip = |id: &&String| {
        let far = mine.as_ref().map(|mine| strsim::levenshtein(mine, id));
        far.is_some_and(|far| (1..=4).contains(&far))
    };
    let uuids = &case.reading.uuids;
    let weight = if uuids.iter().any(|id| is_slip(&id)) {
        Weight::SHOWN
    } else if uuids.iter().any(|id| is_meant(&id)) || case.reading.has("client_id") {
        Weight::FITS
    } else {
        return Vec::new();
    };
    vec![Clue::new(
        Code::PageClientIdUnknown,
        MatchedBy::ClientId,
        weight,
    )]
}

/// A client ID that looks invalid on a host of one region may be known in
/// another: that comes first.
fn by_region(case: &Case<'_>, clues: &[Clue]) -> Option<Clue> {
    let doubted = clues
        .iter()
        .find(|clue| clue.code == Code::PageClientIdUnknown)?;
    let of_link = case.link_region()?;
    let of_account = case.question.account.and_then(Account::region);
    if case.is_other_client() || of_account == Some(of_link) {
        return None;
    }
    Some(Clue {
        code: Code::PageRegionWrong,
        weight: Weight(doubted.weight.0 + 1),
        ..doubted.clone()
    })
}

// ── The link and the account ─────────────────────────────────────────────

/// Faults of the link that was opened, in the order in which HubSpot's page
/// finds them.
fn by_link(case: &Case<'_>) -> Vec<Clue> {
    let Some(opened) = &case.opened else {
        return Vec::new();
    };
    let faults = &case.faults;
    let redirect = opened.link.redirect_url.as_ref();
    let is_unregistered =
        case.question.app.is_some() && redirect.is_none_or(|url| !case.registered().contains(url));
    let is_doubtful = |name: &String| crate::scope::lookup(name).is_none();
    let any_doubtful = case.lists().is_some() && opened.link.scopes.iter().any(is_doubtful);
    let found = [
        (
            case.is_other_client(),
            Code::PageClientIdUnknown,
            Weight::LINKED,
        ),
        (is_unregistered, Code::PageRedirectMismatch, Weight::LINKED),
        (
            faults.is_empty || !faults.unknown.is_empty(),
            Code::PageScopeUnknown,
            Weight::LINKED,
        ),
        (
            !faults.deprecated.is_empty(),
            Code::PageContactsScopeDeprecated,
            Weight::LINKED,
        ),
        (
            !faults.missing.is_empty(),
            Code::PageScopesInsufficient,
            Weight::LINKED,
        ),
        (
            faults.is_misplaced(),
            Code::PageScopeMisplaced,
            Weight::LINKED,
        ),
        (any_doubtful, Code::PageScopeUnknown, Weight::DOUBTED),
    ];
    let found = found.into_iter().filter(|(is_found, _, _)| *is_found);
    found
        .map(|(_, code, weight)| Clue::new(code, MatchedBy::Link, weight))
        .collect()
}

fn by_account(account: Option<&Account>) -> Option<Clue> {
    let cannot = account.is_some_and(|account| !account.account_type.can_host_apps());
    cannot.then(|| Clue::new(Code::AccountCannotHost, MatchedBy::Link, Weight::LINKED))
}
