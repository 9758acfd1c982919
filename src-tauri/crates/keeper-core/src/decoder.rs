//! The decoder: what HubSpot's page, or an answer of its API, meant.
//!
//! Most failures of an authorization stay on HubSpot's page and never come
//! back, so a person tells what they see: text in any language, an address, a
//! body of JSON, the name of a status. What needs no language is looked at
//! first: statuses, scope names, URLs, client IDs, and the link that was
//! opened. HubSpot's English wordings are a second means. Where nothing
//! matches, three questions are asked; nothing is guessed.
//!
//! The statuses and wordings are those of HubSpot's developer community
//! archive, its API error guide and issues of public repositories.
//!
//! Invariants: at most three explanations, each code once, likeliest first;
//! nothing longer than [`ARG_LIMIT`] characters or [`LIST_LIMIT`] items in an
//! argument; a corrected link is built from the app alone and leads to
//! HubSpot, or to where the link that was opened led; no code or token of what
//! was pasted is in an argument, and a state only within a link.

use serde::Serialize;
use ts_rs::TS;

use crate::account::Account;
use crate::app::App;
use crate::error::{Args, Code};

mod answers;
mod case;
mod clues;
mod corrected;
mod reading;
mod redirects;
mod said;
mod scopes;
mod structure;
mod tables;
mod telling;

#[cfg(test)]
mod tests;

pub use answers::{Ask, Reply};
use case::Case;

/// Longest text that is read, in bytes; the rest is left off.
pub const LENGTH_LIMIT: usize = 64 * 1024;
/// Most explanations that are given.
pub const EXPLANATION_LIMIT: usize = 3;
/// Longest text in an argument, in characters.
pub const ARG_LIMIT: usize = 200;
/// Longest list in an argument.
pub const LIST_LIMIT: usize = 20;

/// What a person asks. All but the app, the account and `link` is untrusted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'a> {
    /// What was pasted.
    pub text: &'a str,
    /// The app that was to be installed.
    pub app: Option<&'a App>,
    /// The redirect URL that was chosen.
    pub redirect_url: Option<&'a str>,
    /// The account, if it is known.
    pub account: Option<&'a Account>,
    /// The authorization URL that was opened.
    pub link: Option<&'a str>,
    /// What was answered to earlier questions.
    pub answers: &'a [Reply],
}

/// What is said to it. Both lists are never full at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct Decoded {
    /// Likeliest first, at most three.
    pub explanations: Vec<Explanation>,
    /// What would have to be known to explain it.
    pub ask: Vec<Ask>,
}

/// One cause that fits.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Explanation {
    /// Which state of the world it is.
    pub code: Code,
    /// Values for the sentence, and for a message to whoever has to act.
    #[ts(type = "Record<string, unknown>")]
    pub args: Args,
    /// What gave it away.
    pub matched_by: MatchedBy,
    /// The way out.
    pub fix: Fix,
    /// The link as it should have been, where another link helps.
    pub corrected_link: Option<String>,
    /// Whether a super admin of the account has to act.
    pub needs_admin: bool,
}

/// What gave an explanation away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The name of one of HubSpot's statuses, or a status of HTTP.
    Status,
    /// A scope that the text names.
    ScopeName,
    /// A numbered list in the text.
    List,
    /// A URL that the text names.
    Url,
    /// A client ID, or the name of its parameter, in the text.
    ClientId,
    /// HubSpot's English words.
    Words,
    /// What a person answered.
    Answers,
    /// The link that was opened, compared with the app.
    Link,
}

/// The way out of what is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Open the corrected link.
    OpenCorrectedLink,
    /// Open the same link again.
    OpenLinkAgain,
    /// Register the redirect URL in the app's settings at HubSpot.
    RegisterRedirectUrl,
    /// Put the app's scopes right, here and at HubSpot.
    EditScopes,
    /// Put client ID, secret, PKCE or API version right.
    EditAuthSettings,
    /// Send a super admin the message.
    AskAdmin,
    /// Choose an account that can have the app.
    ChooseAccount,
    /// Sign HubSpot's policy in the developer account.
    SignPolicy,
    /// Uninstall the app somewhere, or have it listed.
    FreeInstallations,
    /// Start the authorization again.
    StartAgain,
    /// Reauthorize the installation.
    Reauthorize,
    /// Refresh the installation.
    Refresh,
    /// Wait; it passes.
    Wait,
}

/// Explains, or asks.
#[must_use]
pub fn decode(question: &Question<'_>) -> Decoded {
    let case = Case::new(question);
    let clues = clues::ranked(&case);
    let (clues, ask) = match clues.is_empty() {
        true => answers::weighed(question.answers, question.account),
        false => (clues, Vec::new()),
    };
    let told = clues.iter().take(EXPLANATION_LIMIT);
    Decoded {
        explanations: told.map(|clue| telling::explanation(&case, clue)).collect(),
        ask,
    }
}
