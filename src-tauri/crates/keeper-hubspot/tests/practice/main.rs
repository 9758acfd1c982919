//! The calls against Practice HubSpot, over real HTTP: the whole life of an
//! installation, and what its refusals are taken for. Practice shares no type
//! with this crate, so both have to agree with HubSpot's contract.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod life;
mod refusals;

use keeper_core::app::ApiVersion;
use keeper_core::identifier::HubId;
use keeper_core::needs::{Client, CodeExchange, HubSpot, TokenAnswer};
use keeper_core::secret::{AuthorizationCode, ClientSecret, RefreshToken};
use keeper_hubspot::{Options, OverHttp, Target};
use keeper_practice::{AccountType, AppListing, Approval, Practice};
use url::Url;

/// Practice HubSpot, our client of it, and one app on one account.
struct World {
    practice: Practice,
    hubspot: OverHttp,
    app: AppListing,
    hub_id: u64,
}

impl World {
    async fn start() -> Self {
        let practice = Practice::start(keeper_practice::Options::default())
            .await
            .unwrap();
        let target = Target::parse(practice.api()).unwrap();
        let app = practice.apps().remove(0);
        let can_host = |kind| matches!(kind, AccountType::Standard | AccountType::DeveloperTest);
        let accounts = practice.accounts();
        let hub_id = accounts
            .iter()
            .find(|account| can_host(account.kind))
            .unwrap()
            .hub_id;
        Self {
            hubspot: OverHttp::build(target, &Options::default()).unwrap(),
            practice,
            app,
            hub_id,
        }
    }

    fn client(&self) -> Client {
        self.client_at(ApiVersion::V2026_09)
    }

    fn client_at(&self, api_version: ApiVersion) -> Client {
        Client {
            client_id: self.app.client_id.clone(),
            secret: ClientSecret::new(self.app.client_secret.clone()),
            api_version,
        }
    }

    /// Consents, and returns what the exchange needs.
    async fn consent(&self) -> CodeExchange {
        let redirect_url = self.app.redirect_urls[0].clone();
        let mut url = Url::parse(&format!("{}/oauth/authorize", self.practice.pages())).unwrap();
        url.query_pairs_mut()
            .append_pair("client_id", &self.app.client_id)
            .append_pair("redirect_uri", &redirect_url)
            .append_pair("scope", &self.app.required_scopes.join(" "))
            .append_pair("state", "s7a7e");
        let url = url.as_str().replace('+', "%20");
        let approval = self.practice.approve(&url, self.hub_id).await.unwrap();
        let Approval::Redirect(redirect) = approval else {
            unreachable!("consent was refused: {approval:?}");
        };
        CodeExchange {
            code: AuthorizationCode::new(parameter(&redirect, "code")),
            redirect_url,
            verifier: None,
        }
    }

    async fn install(&self) -> TokenAnswer {
        let code = self.consent().await;
        self.hubspot.exchange(&self.client(), code).await.unwrap()
    }

    /// Orders what the next call meets.
    async fn fault(&self, order: serde_json::Value) {
        let url = format!("{}/faults", self.practice.control().unwrap());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.post(url).json(&order).send().await.unwrap();
        assert!(answer.status().is_success(), "{order}: {}", answer.status());
    }

    fn hub(&self) -> HubId {
        HubId(i64::try_from(self.hub_id).unwrap())
    }
}

fn parameter(url: &str, name: &str) -> String {
    let url = Url::parse(url).unwrap();
    let mut pairs = url.query_pairs();
    pairs.find(|(held, _)| held == name).unwrap().1.into_owned()
}

fn refresh_token(answer: &TokenAnswer) -> RefreshToken {
    answer.refresh.clone().unwrap()
}
