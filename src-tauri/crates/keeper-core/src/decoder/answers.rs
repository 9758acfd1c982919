//! Three questions for when nothing that was pasted says anything.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MatchedBy;
use super::clues::{Clue, Weight};
use crate::account::Account;
use crate::error::Code;

/// A question. The list is closed, and so are the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Which page is it?
    WhichPage,
    /// Does it name scopes, or speak of permissions?
    NamesScopes,
    /// Does it come with every account?
    EveryAccount,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// HubSpot's home page, or a dashboard.
    PageHome,
    /// A page for signing in.
    PageLogin,
    /// A page or box that says that something failed.
    PageError,
    /// It names scopes, or speaks of permissions.
    ScopesNamed,
    /// It does neither.
    ScopesNotNamed,
    /// It comes with every account.
    AccountsAll,
    /// It comes with this account only.
    AccountsThisOnly,
    /// Only this account was tried.
    AccountsOneTried,
}

impl Ask {
    /// Every question, in the order in which they are asked.
    pub const ALL: [Self; 3] = [Self::WhichPage, Self::NamesScopes, Self::EveryAccount];
}

impl Reply {
    /// Every answer.
    pub const ALL: [Self; 8] = [
        Self::PageHome,
        Self::PageLogin,
        Self::PageError,
        Self::ScopesNamed,
        Self::ScopesNotNamed,
        Self::AccountsAll,
        Self::AccountsThisOnly,
        Self::AccountsOneTried,
    ];

    /// The question that it answers.
    #[must_use]
    pub fn question(self) -> Ask {
        match self {
            Self::PageHome | Self::PageLogin | Self::PageError => Ask::WhichPage,
            Self::ScopesNamed | Self::ScopesNotNamed => Ask::NamesScopes,
            Self::AccountsAll | Self::AccountsThisOnly | Self::AccountsOneTried => {
                Ask::EveryAccount
            }
        }
    }
}

/// What the answers point to, or what is still to be asked. Of two answers to
/// one question the later counts.
pub(super) fn weighed(replies: &[Reply], account: Option<&Account>) -> (Vec<Clue>, Vec<Ask>) {
    let answer = |ask: Ask| replies.iter().rev().find(|reply| reply.question() == ask);
    if matches!(
        answer(Ask::WhichPage),
        Some(Reply::PageHome | Reply::PageLogin)
    ) {
        return (clues(&[Code::PageSignedOut]), Vec::new());
    }
    let open: Vec<Ask> = Ask::ALL
        .into_iter()
        .filter(|ask| answer(*ask).is_none())
        .collect();
    if !open.is_empty() {
        return (Vec::new(), open);
    }
    let names_scopes = answer(Ask::NamesScopes) == Some(&Reply::ScopesNamed);
    let accounts = answer(Ask::EveryAccount).copied();
    let codes = pointed_to(names_scopes, accounts);
    let can_host = account.is_none_or(|account| account.account_type.can_host_apps());
    let is_known_to_host = account.is_some() && can_host;
    let fits = |code: &Code| *code != Code::AccountCannotHost || !is_known_to_host;
    let codes: Vec<Code> = codes.iter().copied().filter(fits).collect();
    (clues(&codes), Vec::new())
}

/// What an error page is about, by what it names and whom it meets: scopes or
/// not, the link and the app (every account) or the account and the person.
fn pointed_to(names_scopes: bool, accounts: Option<Reply>) -> &'static [Code] {
    match (names_scopes, accounts == Some(Reply::AccountsAll)) {
        (true, true) => &[
            Code::PageScopesInsufficient,
            Code::PageScopeMisplaced,
            Code::PageScopeUnknown,
        ],
        (true, false) => &[
            Code::PageUserLacksRights,
            Code::PageAccountLacksTier,
            Code::PageAppNotApproved,
        ],
        (false, true) => &[
            Code::PageRedirectMismatch,
            Code::PageClientIdUnknown,
            Code::PageUseNotSigned,
        ],
        (false, false) if accounts == Some(Reply::AccountsOneTried) => &[
            Code::PageRedirectMismatch,
            Code::PageClientIdUnknown,
            Code::AccountCannotHost,
        ],
        (false, false) => &[
            Code::AccountCannotHost,
            Code::InstallLimitReached,
            Code::PageUserLacksRights,
        ],
    }
}

fn clues(codes: &[Code]) -> Vec<Clue> {
    let clue = |code: &Code| Clue::new(*code, MatchedBy::Answers, Weight::FITS);
    codes.iter().map(clue).collect()
}

#[cfg(test)]
mod tests {
    use crate::account::AccountType;
    use crate::identifier::HubId;
    use crate::time::Timestamp;

    use super::*;

    fn codes(replies: &[Reply], account: Option<AccountType>) -> Vec<Code> {
        let account = account.map(|account_type| Account {
            account_type,
            ..Account::with_hub_id(HubId(7), Timestamp::from_millis(0))
        });
        let (clues, open) = weighed(replies, account.as_ref());
        assert!(open.is_empty(), "{open:?}");
        clues.into_iter().map(|clue| clue.code).collect()
    }

    #[test]
    fn an_account_that_can_have_apps_is_not_blamed_for_it() {
        use Reply::{AccountsOneTried, AccountsThisOnly, PageError, ScopesNotNamed};
        for (accounts, last) in [
            (AccountsOneTried, Code::AccountCannotHost),
            (AccountsThisOnly, Code::PageUserLacksRights),
        ] {
            let replies = [PageError, ScopesNotNamed, accounts];
            let unknown = codes(&replies, None);
            assert_eq!(unknown.len(), 3, "{unknown:?}");
            assert_eq!(unknown.last(), Some(&last));
            let standard = codes(&replies, Some(AccountType::Standard));
            assert_eq!(standard.len(), 2, "{standard:?}");
            assert!(!standard.contains(&Code::AccountCannotHost), "{standard:?}");
            let developer = codes(&replies, Some(AccountType::AppDeveloper));
            assert_eq!(developer, unknown, "this one can't");
        }
    }
}
