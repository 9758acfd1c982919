//! The person in the browser, at HubSpot's pages.

use crate::devtools::{Browser, Page};
use crate::failure::Held;

/// What the browser's page says once everything is saved.
const SAVED: &str = "Saved in Portalkeeper";
/// The box that stands before the button where HubSpot hasn't reviewed the app.
const UNREVIEWED: &str = "I know this app and want to connect it";

/// Chooses `account` where HubSpot asks for one, connects the app, and waits for the end.
pub async fn connect(browser: &Browser, account: Option<&str>) -> Held {
    let page = browser.page("/oauth/").await?;
    if let Some(account) = account {
        page.sees("Choose an account").await?;
        page.press(account).await?;
    }
    agree(&page).await?;
    page.sees(SAVED).await?;
    page.close().await
}

/// Reads the consent page as far as it must be read, and presses its button.
pub async fn agree(page: &Page) -> Held {
    page.sees("This app will be able to").await?;
    if page.text().await?.contains(UNREVIEWED) {
        page.press(UNREVIEWED).await?;
    }
    page.press("Connect app").await
}
