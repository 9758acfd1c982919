//! Pages that may be opened in the system browser. Rust builds each address;
//! nothing that the window sends becomes a URL.

use keeper_core::account::Account;
use keeper_core::app::is_hubspot_host;
use keeper_core::error::{Code, Problem};
use keeper_core::identifier::HubId;
use keeper_core::needs::{Answer, Browser};
use std::sync::Arc;
use url::Url;

use crate::requests::{DocsTopic, LinkRequest};

/// The documentation's host.
const DOCS: &str = "https://developers.hubspot.com/docs";

/// Where a link leads. `pages` stands in for HubSpot's pages in the practice
/// world.
pub fn address(request: &LinkRequest, account: Option<&Account>, pages: Option<&str>) -> String {
    match request {
        LinkRequest::Account { hub_id } => account_page(*hub_id, account, pages, ""),
        LinkRequest::ConnectedApps { hub_id } => account_page(*hub_id, account, pages, "installed"),
        LinkRequest::Docs { topic } => format!("{DOCS}{}", docs_path(*topic)),
    }
}

/// `https://{uiDomain}/integrations-settings/{hubId}/installed`; the account's
/// own start page is HubSpot's redirect from `/home/{hubId}`. Practice HubSpot
/// lists its accounts at its root.
fn account_page(
    hub_id: HubId,
    account: Option<&Account>,
    pages: Option<&str>,
    page: &str,
) -> String {
    let base = match pages {
        Some(pages) => pages.trim_end_matches('/').to_owned(),
        None => format!("https://{}", ui_domain(account)),
    };
    match page {
        "" if pages.is_some() => base,
        "" => format!("{base}/home?portalId={hub_id}"),
        page => format!("{base}/integrations-settings/{hub_id}/{page}"),
    }
}

/// The host of the account's pages, as HubSpot told it, if it is one of
/// HubSpot's.
fn ui_domain(account: Option<&Account>) -> &str {
    let told = account.and_then(|account| account.ui_domain.as_deref());
    told.filter(|host| is_hubspot_host(host))
        .unwrap_or(keeper_core::app::DEFAULT_AUTHORIZE_HOST)
}

fn docs_path(topic: DocsTopic) -> &'static str {
    match topic {
        DocsTopic::Oauth => "/api/working-with-oauth",
        DocsTopic::Scopes => "/apps/developer-platform/build-apps/authentication/scopes",
        DocsTopic::TestAccounts => "/getting-started/account-types",
        DocsTopic::CreateApp => "/apps/developer-platform/build-apps/create-an-app",
    }
}

/// A browser that opens HubSpot's pages, its documentation, and Practice
/// HubSpot's pages, and nothing else.
pub struct CheckedBrowser {
    browser: Arc<dyn Browser>,
    pages: Option<Url>,
}

impl CheckedBrowser {
    /// Lets `pages` pass besides HubSpot's own.
    pub fn new(browser: Arc<dyn Browser>, pages: Option<&str>) -> Self {
        Self {
            browser,
            pages: pages.and_then(|pages| Url::parse(pages).ok()),
        }
    }

    fn may_open(&self, url: &Url) -> bool {
        let is_practice = self
            .pages
            .as_ref()
            .is_some_and(|pages| pages.origin() == url.origin());
        let host = url.host_str().unwrap_or_default();
        let is_hubspot = url.scheme() == "https"
            && url.port().is_none()
            && (is_hubspot_host(host) || host == "developers.hubspot.com");
        let is_plain = url.username().is_empty() && url.password().is_none();
        is_plain && (is_practice || is_hubspot)
    }
}

impl Browser for CheckedBrowser {
    fn open<'a>(&'a self, url: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let parsed = Url::parse(url).ok().filter(|url| self.may_open(url));
            let Some(parsed) = parsed else {
                return Err(Problem::new(Code::BrowserFailed).because("the address is not allowed"));
            };
            self.browser.open(parsed.as_str()).await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser(pages: Option<&str>) -> CheckedBrowser {
        struct Nothing;
        impl Browser for Nothing {
            fn open<'a>(&'a self, _url: &'a str) -> Answer<'a, ()> {
                Box::pin(async { Ok(()) })
            }
        }
        CheckedBrowser::new(Arc::new(Nothing), pages)
    }

    #[tokio::test]
    async fn a11_only_hubspot_and_practice_are_opened() {
        let browser = browser(Some("http://127.0.0.1:4000"));
        for url in [
            "https://app.hubspot.com/oauth/authorize?x=1",
            "https://app-eu1.hubspot.com/oauth/1/authorize",
            "https://developers.hubspot.com/docs",
            "http://127.0.0.1:4000/oauth/authorize",
        ] {
            assert!(browser.open(url).await.is_ok(), "{url}");
        }
        for url in [
            "file:///etc/passwd",
            "smb://host/share",
            "javascript:alert(1)",
            "http://app.hubspot.com/",
            "https://app.hubspot.com:8443/",
            "https://app.hubspot.com@evil.example/",
            "https://user@app.hubspot.com/",
            "https://evil.example/app.hubspot.com",
            "http://127.0.0.1:4001/",
            "-https://app.hubspot.com",
            "",
        ] {
            assert!(browser.open(url).await.is_err(), "{url}");
        }
    }

    #[test]
    fn a11_links_use_the_accounts_own_host_only_if_it_is_hubspots() {
        let request = LinkRequest::ConnectedApps { hub_id: HubId(7) };
        let mut account = Account::with_hub_id(HubId(7), keeper_core::Timestamp::from_millis(0));
        account.ui_domain = Some("app-eu1.hubspot.com".into());
        assert_eq!(
            address(&request, Some(&account), None),
            "https://app-eu1.hubspot.com/integrations-settings/7/installed"
        );
        account.ui_domain = Some("evil.example".into());
        assert_eq!(
            address(&request, Some(&account), None),
            "https://app.hubspot.com/integrations-settings/7/installed"
        );
    }
}
