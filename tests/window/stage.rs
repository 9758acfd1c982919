//! Practice HubSpot as the tests see it: from outside, with its control.

use keeper_practice::{AccountListing, AppListing, Options, Practice};
use keeper_tests::desk::free_port;
use keeper_tests::elsewhere;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::failure::{Failure, Held};
use crate::webdriver::client;
use crate::window::Window;

/// A running Practice HubSpot with a redirect URL that is free on this machine.
pub struct Stage {
    practice: Practice,
    /// Registered with every app; nobody listens there yet.
    pub redirect_url: String,
    /// Registered, too: a page on the web that would hand over to the app.
    pub relay_url: String,
}

impl Stage {
    /// Starts one.
    pub async fn start() -> Held<Self> {
        let redirect_url = format!("http://localhost:{}/oauth-callback", free_port());
        let relay_url = String::from("https://relay.example/portalkeeper");
        let redirect_urls = vec![redirect_url.clone(), relay_url.clone()];
        let practice = Practice::start(Options {
            redirect_urls,
            ..Options::default()
        })
        .await?;
        Ok(Self {
            practice,
            redirect_url,
            relay_url,
        })
    }

    /// The arguments that turn the app to this stage.
    pub fn arguments(&self, data_dir: &str) -> Vec<String> {
        let words = ["--data-dir", data_dir, "--hubspot-api", self.practice.api()];
        let words = words
            .into_iter()
            .chain(["--hubspot-pages", self.practice.pages()]);
        words.map(str::to_owned).collect()
    }

    /// Opens the app, turned to this stage.
    pub async fn open(&self, desk: &mut Desk) -> Held<Window> {
        let arguments = self.arguments(&desk.data_dir().display().to_string());
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        desk.app(&arguments).await
    }

    /// The first app.
    pub fn app(&self) -> Held<AppListing> {
        self.practice
            .apps()
            .into_iter()
            .next()
            .ok_or_else(|| Failure::new("a world without apps"))
    }

    /// One of the test accounts: those have every feature.
    pub fn test_account(&self, number: usize) -> Held<AccountListing> {
        let accounts = self.practice.accounts().into_iter();
        let is_test = |account: &AccountListing| json!(account.kind) == json!("DEVELOPER_TEST");
        let found = accounts.filter(is_test).nth(number);
        found.ok_or_else(|| Failure::new("a world with too few test accounts"))
    }

    /// The account's customer uninstalls the app; nobody tells us.
    pub async fn uninstall(&self, app: &AppListing, account: &AccountListing) -> Held {
        let body = json!({ "client_id": app.client_id, "hub_id": account.hub_id });
        self.control("uninstall", &body).await.map(drop)
    }

    /// A refresh token of the first app that another system has.
    pub async fn token_from_elsewhere(&self, account: &AccountListing) -> Held<String> {
        let app = self.app()?;
        let (practice, url) = (&self.practice, &self.redirect_url);
        Ok(elsewhere::refresh_token(practice, &app, url, account.hub_id).await)
    }

    /// Whether HubSpot takes this access token, and for which account.
    pub async fn account_of_token(&self, token: &str) -> Held<Option<u64>> {
        let url = format!("{}/account-info/2026-03/details", self.practice.api());
        let answer = client()?.get(url).bearer_auth(token).send().await?;
        match answer.status().is_success() {
            true => Ok(answer.json::<Value>().await?["portalId"].as_u64()),
            false => Ok(None),
        }
    }

    /// How many calls an endpoint has had.
    pub async fn calls(&self, path: &str) -> Held<usize> {
        let url = format!("{}/log", self.control_base()?);
        let log: Value = client()?.get(url).send().await?.json().await?;
        let lines = log.as_array().or_else(|| log["log"].as_array());
        let lines = lines.ok_or_else(|| Failure::new(format!("not a log: {log}")))?;
        let fits = |line: &&Value| line["path"].as_str().is_some_and(|at| at.contains(path));
        Ok(lines.iter().filter(fits).count())
    }

    async fn control(&self, what: &str, body: &Value) -> Held<Value> {
        let url = format!("{}/{what}", self.control_base()?);
        let answer = client()?.post(url).json(body).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        match status.is_success() {
            true => Ok(serde_json::from_str(&text).unwrap_or_default()),
            false => Err(Failure::new(format!("control {what}: {status} {text}"))),
        }
    }

    fn control_base(&self) -> Held<&str> {
        self.practice
            .control()
            .ok_or_else(|| Failure::new("no control"))
    }
}
