//! What the browser's pages say. The words come from the window's catalogue.

use std::collections::BTreeMap;

use keeper_core::Code;

/// One page's words, as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageText {
    /// The headline.
    pub title: String,
    /// What it means and what to do.
    pub body: String,
}

/// The words of every page, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The language's tag, such as `en`.
    pub language: String,
    /// Installed and saved.
    pub done: PageText,
    /// Ended without an installation.
    pub failed: PageText,
    /// Why it ended, by its code; said above the body of [`Texts::failed`].
    pub causes: BTreeMap<Code, String>,
    /// Still at it.
    pub working: PageText,
    /// Started elsewhere: a person confirms it in the window.
    pub confirm: PageText,
    /// Nobody waits for this any more.
    pub gone: PageText,
    /// Not an answer to the authorization in progress.
    pub not_this: PageText,
}
