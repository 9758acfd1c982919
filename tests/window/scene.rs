//! One app, one account, one installation: the moves that the journeys share.

use keeper_practice::{AccountListing, AppListing};

use crate::consent;
use crate::desk::Desk;
use crate::devtools::Browser;
use crate::failure::{Failure, Held};
use crate::stage::Stage;
use crate::window::Window;

/// What stays the same through the journey.
pub struct Scene {
    /// Practice HubSpot.
    pub stage: Stage,
    /// The app that is installed.
    pub app: AppListing,
    /// The account that it is installed on.
    pub account: AccountListing,
    /// As the window names the installation.
    pub title: String,
}

impl Scene {
    /// Starts Practice HubSpot and picks who plays.
    pub async fn set() -> Held<Self> {
        let stage = Stage::start().await?;
        let (app, account) = (stage.app()?, stage.test_account(0)?);
        // HubSpot tells an account's domain, not its name.
        let title = format!("{} on {}", app.name, account.domain);
        Ok(Self {
            stage,
            app,
            account,
            title,
        })
    }

    /// Opens the app, turned to this stage.
    pub async fn open(&self, desk: &mut Desk) -> Held<Window> {
        self.stage.open(desk).await
    }

    /// Trip 1, from the app's page to the installation's.
    pub async fn install(&self, window: &Window, browser: &Browser) -> Held {
        window.press("Install").await?;
        window.press("Open the browser and authorize").await?;
        consent::connect(browser, Some(&self.account.name)).await?;
        window
            .sees(&format!("{} is installed on", self.app.name))
            .await?;
        window.press("Open the installation").await
    }

    /// Copies the access token; it must be good at HubSpot, and nowhere to be seen.
    pub async fn copy(&self, window: &Window, desk: &Desk) -> Held {
        window.press("Copy access token").await?;
        let token = desk.clipboard(|text| text.len() > 20).await?;
        self.must_live(&token).await?;
        match window.text().await?.contains(token.trim()) {
            true => Err(Failure::new("the window shows the token")),
            false => Ok(()),
        }
    }

    async fn must_live(&self, token: &str) -> Held {
        match self.stage.account_of_token(token).await? {
            Some(hub_id) if hub_id == self.account.hub_id => Ok(()),
            Some(other) => Err(Failure::new(format!("the token is for account {other}"))),
            None => Err(Failure::new("HubSpot doesn't take the copied token")),
        }
    }

    /// After a restart: the row and the open vault.
    pub async fn find_again(&self, window: &Window) -> Held {
        window.press("Installations").await?;
        window.sees(&self.account.hub_id.to_string()).await?;
        window.sees("Vault open, keyring").await
    }

    /// Trip 2: HubSpot must have been asked.
    pub async fn refresh(&self, window: &Window) -> Held {
        let before = self.stage.calls("/token").await?;
        window.press("Refresh all").await?;
        window.sees("1 refresh token is proven good").await?;
        match self.stage.calls("/token").await? > before {
            true => Ok(()),
            false => Err(Failure::new("HubSpot was never asked")),
        }
    }

    /// The customer uninstalls at HubSpot; the next refresh tells.
    pub async fn lose(&self, window: &Window) -> Held {
        self.stage.uninstall(&self.app, &self.account).await?;
        window.press("Refresh all").await?;
        window.sees("Needs reauthorization").await
    }

    /// One click in the row, the browser once more.
    pub async fn reauthorize(&self, window: &Window, browser: &Browser) -> Held {
        window.press(&format!("Reauthorize {}", self.title)).await?;
        consent::connect(browser, None).await?;
        let done = format!("{} is reauthorized", self.title);
        window.sees(&done).await?;
        window.sees("Healthy").await
    }
}
