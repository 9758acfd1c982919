use reqwest::Method;
use serde_json::json;

use super::{Said, Scene};
use crate::bench::{Reply, VERSION, query_value, read};

impl Scene {
    /// Makes the call of a row as the scene has it.
    pub async fn make(&self, call: &str) -> Said {
        let reply = match call {
            "authorize" => return self.authorize().await,
            "exchange" => self.exchange().await,
            "token" => self.form("token", &self.granted(&[])).await,
            "refresh" => self.refresh().await,
            "client_credentials" => self.client_credentials().await,
            "introspect" => {
                self.form("token/introspect", &[("token", &self.token)])
                    .await
            }
            "revoke" => self.form("token/revoke", &[("token", &self.token)]).await,
            "account_info" => self.plain(Method::GET, "account-info", "details").await,
            "api_usage" => {
                let tail = "api-usage/daily/private-apps";
                self.plain(Method::GET, "account-info", tail).await
            }
            "uninstall" => {
                let tail = "external-install";
                self.plain(Method::DELETE, "appinstalls", tail).await
            }
            "v1_access_token" => {
                self.v1(Method::GET, "access-tokens", &self.tokens.access)
                    .await
            }
            "v1_refresh_token" => self.v1(Method::GET, "refresh-tokens", &self.token).await,
            "v1_revoke" => self.v1(Method::DELETE, "refresh-tokens", &self.token).await,
            other => panic!("the table has a call {other} that nobody makes"),
        };
        Said::of(&reply)
    }

    async fn authorize(&self) -> Said {
        let pages = format!("{}{}", self.bench.practice.pages(), self.host);
        let order = json!({
            "authorize_url": self.link.url(&pages),
            "hub_id": self.hub,
            "user_id": self.user_id,
            "cancel": self.cancel,
            "signed_out": self.signed_out,
        });
        let answer = self.bench.post("approve", order).await;
        if let Some(redirect) = answer["redirect"].as_str() {
            return Said {
                http: 302,
                name: query_value(redirect, "error").unwrap_or_default(),
            };
        }
        let refused = &answer["refused"];
        let name = refused["code"].as_str().or(refused["text"].as_str());
        Said {
            http: u16::try_from(refused["status"].as_u64().unwrap()).unwrap(),
            name: name.unwrap_or_default().to_owned(),
        }
    }

    async fn exchange(&self) -> Reply {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", self.code.as_str()),
        ];
        fields.extend(
            self.redirect_uri
                .as_deref()
                .map(|url| ("redirect_uri", url)),
        );
        fields.extend(self.verifier.map(|verifier| ("code_verifier", verifier)));
        self.form("token", &fields).await
    }

    async fn refresh(&self) -> Reply {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", self.token.as_str()),
        ];
        self.form("token", &fields).await
    }

    pub async fn client_credentials(&self) -> Reply {
        let mut fields = vec![("grant_type", "client_credentials")];
        fields.extend(self.scope.map(|scope| ("scope", scope)));
        self.form("token", &fields).await
    }

    fn granted<'a>(&'a self, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let grant = self.grant_type.map(|grant| ("grant_type", grant));
        grant.into_iter().chain(fields.iter().copied()).collect()
    }

    pub async fn form(&self, tail: &str, fields: &[(&str, &str)]) -> Reply {
        let path = format!("/oauth/{VERSION}/{tail}");
        if self.json {
            let url = format!("{}{path}", self.bench.practice.api());
            let sent = self.bench.client.post(url).json(&json!({})).send().await;
            return read(sent.unwrap()).await;
        }
        self.bench.as_app(&path, &self.app, fields).await
    }

    pub async fn plain(&self, method: Method, api: &str, tail: &str) -> Reply {
        let url = format!("{}/{api}/{VERSION}/{tail}", self.bench.practice.api());
        let mut request = self.bench.client.request(method, url);
        if let Some(token) = &self.bearer {
            request = request.bearer_auth(token);
        }
        read(request.send().await.unwrap()).await
    }

    async fn v1(&self, method: Method, kind: &str, token: &str) -> Reply {
        let url = format!("{}/oauth/v1/{kind}/{token}", self.bench.practice.api());
        read(self.bench.client.request(method, url).send().await.unwrap()).await
    }
}
