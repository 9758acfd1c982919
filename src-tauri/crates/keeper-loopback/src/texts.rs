//! What the browser's pages say.

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
    /// Still at it.
    pub working: PageText,
    /// Nobody waits for this any more.
    pub gone: PageText,
    /// Not an answer to the authorization in progress.
    pub not_this: PageText,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            language: "en".to_owned(),
            done: text(
                "Saved in Portalkeeper",
                "HubSpot’s answer has arrived, and the tokens are saved. \
                 You can close this tab and go back to Portalkeeper.",
            ),
            failed: text(
                "This ended without an installation",
                "Portalkeeper’s window says why, and what to do next. You can close this tab.",
            ),
            working: text(
                "Portalkeeper is still at work",
                "HubSpot’s answer has arrived. How it ends is shown in Portalkeeper’s window. \
                 You can close this tab.",
            ),
            gone: text(
                "This link is no longer valid",
                "Portalkeeper isn’t waiting for it any more. Nothing was changed. \
                 To try again, start again in Portalkeeper.",
            ),
            not_this: text(
                "Not the answer Portalkeeper waits for",
                "Nothing was changed, and Portalkeeper goes on waiting. \
                 Go back to the page where HubSpot asks for your consent.",
            ),
        }
    }
}

fn text(title: &str, body: &str) -> PageText {
    PageText {
        title: title.to_owned(),
        body: body.to_owned(),
    }
}
