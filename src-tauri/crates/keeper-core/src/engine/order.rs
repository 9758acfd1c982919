//! What a person orders: an app on an account, by one of its redirect URLs.

use crate::identifier::{AppId, HubId, InstallationId};

/// What to authorize.
#[derive(Clone, Debug)]
pub struct InstallOrder {
    /// The app.
    pub app: AppId,
    /// One of its redirect URLs.
    pub redirect_url: String,
    /// The account to pin.
    pub hub_id: Option<HubId>,
    /// The installation to renew; its account is pinned.
    pub renews: Option<InstallationId>,
    /// Whether the system browser is opened.
    pub open_browser: bool,
    /// Whether nothing listens, and a person pastes the address.
    pub by_paste: bool,
}

impl InstallOrder {
    /// A new installation on an account that is chosen in the browser.
    #[must_use]
    pub fn by_browser(app: AppId, redirect_url: &str) -> Self {
        Self {
            app,
            redirect_url: redirect_url.to_owned(),
            hub_id: None,
            renews: None,
            open_browser: false,
            by_paste: false,
        }
    }
}
