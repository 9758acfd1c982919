use std::path::Path;
use std::time::Duration;

use keeper_practice::{AccountType, AppListing, Options, Practice};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

pub const VERSION: &str = "2026-09";

/// The first second of the last day of `v1`: 2027-02-16.
pub const V1_LAST_DAY: i64 = 1_802_736_000;

/// How long anything may take: it only catches what hangs.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A Practice HubSpot of its own, and a client that follows no redirect and no proxy.
pub struct Bench {
    pub practice: Practice,
    pub client: Client,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|why| panic!("{why}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name}"))
            .to_str()
            .unwrap()
    }
}

/// The tokens of one installation.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub scopes: Vec<String>,
}

pub fn client() -> Client {
    // A second install_default finds the first one in place, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .timeout(DEADLINE)
        .build()
        .unwrap()
}

pub async fn read(response: reqwest::Response) -> Reply {
    Reply {
        status: response.status(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

impl Bench {
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// Its clock stands still: only a test moves it, so that none depends on its own speed.
    pub async fn with(options: Options) -> Self {
        let bench = Self {
            practice: Practice::start(options).await.unwrap(),
            client: client(),
        };
        if bench.practice.control().is_some() {
            bench.post("clock", json!({"stopped": true})).await;
        }
        bench
    }

    pub async fn in_file(path: &Path) -> Self {
        Self::with(Options {
            world: Some(path.to_owned()),
            ..Options::default()
        })
        .await
    }

    pub fn app(&self, index: usize) -> AppListing {
        self.practice.apps()[index].clone()
    }

    /// The first account of a type.
    pub fn hub(&self, kind: AccountType) -> u64 {
        self.practice
            .accounts()
            .iter()
            .find(|account| account.kind == kind)
            .unwrap()
            .hub_id
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let url = format!("{}{path}", self.practice.api());
        read(self.client.post(url).form(fields).send().await.unwrap()).await
    }

    pub async fn token(&self, fields: &[(&str, &str)]) -> Reply {
        self.form(&format!("/oauth/{VERSION}/token"), fields).await
    }

    /// A form with the app's credentials.
    pub async fn as_app(&self, path: &str, app: &AppListing, fields: &[(&str, &str)]) -> Reply {
        let mut all = vec![
            ("client_id", app.client_id.as_str()),
            ("client_secret", app.client_secret.as_str()),
        ];
        all.extend_from_slice(fields);
        self.form(path, &all).await
    }

    pub async fn refresh(&self, app: &AppListing, refresh_token: &str) -> Reply {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ];
        self.as_app(&format!("/oauth/{VERSION}/token"), app, &fields)
            .await
    }

    pub async fn introspect(&self, app: &AppListing, token: &str) -> Value {
        let reply = self
            .as_app(
                &format!("/oauth/{VERSION}/token/introspect"),
                app,
                &[("token", token)],
            )
            .await;
        assert_eq!(
            reply.status, 200,
            "introspection answers 200 for dead tokens, too: {}",
            reply.text
        );
        reply.json()
    }

    pub async fn bearer(&self, method: Method, path: &str, token: &str) -> Reply {
        let url = format!("{}{path}", self.practice.api());
        read(
            self.client
                .request(method, url)
                .bearer_auth(token)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub async fn account_info(&self, token: &str) -> Reply {
        self.bearer(
            Method::GET,
            &format!("/account-info/{VERSION}/details"),
            token,
        )
        .await
    }

    pub async fn order(&self, method: Method, order: &str, body: &Value) -> Reply {
        let url = format!("{}/{order}", self.practice.control().unwrap());
        read(
            self.client
                .request(method, url)
                .json(body)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub async fn post(&self, order: &str, body: Value) -> Value {
        let reply = self.order(Method::POST, order, &body).await;
        assert_eq!(reply.status, 200, "{order}: {}", reply.text);
        reply.json()
    }

    /// Sets the practice clock, whatever the computer's shows, and has all test accounts on that day.
    pub async fn on_day(&self, at_s: i64) {
        self.post("clock", json!({"at_s": at_s})).await;
        for account in self.practice.accounts() {
            if account.kind == AccountType::DeveloperTest {
                let order = json!({"hub_id": account.hub_id, "renew": true});
                self.post("account", order).await;
            }
        }
    }

    /// A private app's token on an account.
    pub async fn private_app(&self, hub_id: u64) -> String {
        let made = self.post("private-app", json!({"hub_id": hub_id})).await;
        made["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn ask(&self, what: &str) -> Value {
        let url = format!("{}/{what}", self.practice.control().unwrap());
        read(self.client.get(url).send().await.unwrap())
            .await
            .json()
    }

    /// Consents as a user would; the control's answer.
    pub async fn approve(&self, authorize_url: &str, hub_id: u64) -> Value {
        self.post(
            "approve",
            json!({"authorize_url": authorize_url, "hub_id": hub_id}),
        )
        .await
    }

    pub async fn code(&self, link: &Link, hub_id: u64) -> String {
        let answer = self.approve(&link.url(self.practice.pages()), hub_id).await;
        let redirect = answer["redirect"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        query_value(redirect, "code").unwrap()
    }

    pub async fn exchange(&self, app: &AppListing, code: &str) -> Reply {
        let fields = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", app.redirect_urls[0].as_str()),
            ("code", code),
        ];
        self.as_app(&format!("/oauth/{VERSION}/token"), app, &fields)
            .await
    }

    /// Installs an app on an account: consent and exchange.
    pub async fn install(&self, app: &AppListing, hub_id: u64) -> Tokens {
        self.install_by(&Link::of(app), app, hub_id).await
    }

    pub async fn install_by(&self, link: &Link, app: &AppListing, hub_id: u64) -> Tokens {
        let code = self.code(link, hub_id).await;
        let reply = self.exchange(app, &code).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let body = reply.json();
        Tokens {
            access: body["access_token"].as_str().unwrap().to_owned(),
            refresh: body["refresh_token"].as_str().unwrap().to_owned(),
            scopes: texts(&body["scopes"]),
        }
    }
}

pub fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

pub fn query_value(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// An authorization URL in the making.
#[derive(Clone, Debug)]
pub struct Link {
    pub hub_id: Option<u64>,
    pub pairs: Vec<(String, String)>,
}

impl Link {
    /// What an app asks for by default: what it requires, and its optional scopes.
    pub fn of(app: &AppListing) -> Self {
        let pairs = [
            ("client_id", app.client_id.clone()),
            ("redirect_uri", app.redirect_urls[0].clone()),
            ("scope", app.required_scopes.join(" ")),
            ("optional_scope", app.optional_scopes.join(" ")),
            ("state", "a state & more".to_owned()),
        ];
        Self {
            hub_id: None,
            pairs: pairs.map(|(key, value)| (key.to_owned(), value)).to_vec(),
        }
    }

    /// The same with one parameter changed, or added.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.pairs.retain(|(key, _)| key != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.pairs.retain(|(key, _)| key != name);
        self
    }

    pub fn for_hub(self, hub_id: u64) -> Self {
        Self {
            hub_id: Some(hub_id),
            ..self
        }
    }

    pub fn url(&self, pages: &str) -> String {
        let path = self
            .hub_id
            .map(|hub_id| format!("/{hub_id}"))
            .unwrap_or_default();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.pairs)
            .finish();
        format!("{pages}/oauth{path}/authorize?{query}")
    }
}
