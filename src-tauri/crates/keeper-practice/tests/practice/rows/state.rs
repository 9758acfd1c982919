use reqwest::Method;
use serde_json::{Value, json};

use super::Scene;
use crate::bench::{Link, V1_LAST_DAY};

/// An account that the scene makes where its own won't do.
const HUB: u64 = 5_000_001;

impl Scene {
    /// Brings about what the words say.
    pub async fn bring_about(&mut self, how: &str) {
        let known = self.of_tokens(how).await
            || self.of_time_and_accounts(how).await
            || self.of_the_client(how).await
            || self.of_the_exchange(how)
            || self.of_the_link(how)
            || self.of_the_app(how).await
            || self.of_the_user(how).await;
        assert!(known || how == "all is well", "nobody brings about {how:?}");
    }

    async fn order(&self, order: &str, body: Value) {
        self.bench.post(order, body).await;
    }

    async fn of_tokens(&mut self, how: &str) -> bool {
        match how {
            "the customer uninstalled the app" => {
                let place = json!({"client_id": self.app.client_id, "hub_id": self.hub});
                self.order("uninstall", place).await;
            }
            "the app uninstalled itself" => {
                let tail = "external-install";
                let reply = self.plain(Method::DELETE, "appinstalls", tail).await;
                assert_eq!(reply.status, 204, "{}", reply.text);
            }
            "the token was revoked" => {
                let reply = self.form("token/revoke", &[("token", &self.token)]).await;
                assert_eq!(reply.status, 200, "{}", reply.text);
            }
            "the token was never given" => {
                "na1-never".clone_into(&mut self.token);
                "never".clone_into(&mut self.tokens.access);
                self.bearer = Some("never".to_owned());
            }
            "the token is another app's" => {
                self.token = self.bench.install(&self.other, self.hub).await.refresh;
            }
            "the token is an access token" => self.token.clone_from(&self.tokens.access),
            "the call has no token" => self.bearer = None,
            "the caller is a private app" => {
                self.bearer = Some(self.bench.private_app(self.hub).await);
            }
            "the token is of the client credentials grant" => {
                let body = self.client_credentials().await.json();
                self.bearer = body["access_token"].as_str().map(str::to_owned);
            }
            _ => return false,
        }
        true
    }

    async fn of_time_and_accounts(&mut self, how: &str) -> bool {
        match how {
            "the code is five minutes old" => self.order("clock", json!({"advance_s": 300})).await,
            "the access token is half an hour old" => {
                self.order("clock", json!({"advance_s": 1800})).await;
            }
            "the test account has ended" => {
                let ninety_days = 90 * 86_400;
                self.order("clock", json!({"advance_s": ninety_days})).await;
                self.code = self.bench_code_of_an_ended_account().await;
            }
            "the last day of v1 is over" => {
                self.order("clock", json!({"at_s": V1_LAST_DAY + 86_400}))
                    .await;
            }
            "the account was deleted" => {
                let gone = json!({"hub_id": self.hub});
                let reply = self.bench.order(Method::DELETE, "account", &gone).await;
                assert_eq!(reply.status, 200, "{}", reply.text);
            }
            "the account is a developer's" => {
                self.hub = HUB;
                let account = json!({"hub_id": HUB, "type": "APP_DEVELOPER"});
                self.order("account", account).await;
            }
            "110 calls were made in ten seconds" => {
                for _ in 0..110 {
                    self.plain(Method::GET, "account-info", "details").await;
                }
            }
            "what is private has used up its day" => {
                self.bearer = Some(self.bench.private_app(self.hub).await);
                let used = json!({"hub_id": self.hub, "calls_today": 1_000_000});
                self.order("usage", used).await;
            }
            _ => return false,
        }
        true
    }

    /// A code that was given in the last minute of another test account.
    async fn bench_code_of_an_ended_account(&self) -> String {
        let account = json!({"hub_id": HUB, "type": "DEVELOPER_TEST"});
        self.order("account", account).await;
        self.order("clock", json!({"advance_s": 90 * 86_400 - 60}))
            .await;
        let code = self.bench.code(&Link::of(&self.app), HUB).await;
        self.order("clock", json!({"advance_s": 61})).await;
        code
    }

    async fn of_the_client(&mut self, how: &str) -> bool {
        match how {
            "the client ID is unknown" => {
                "nobody".clone_into(&mut self.app.client_id);
                self.link = self.link.clone().with("client_id", "nobody");
            }
            "the app was deleted" => {
                let gone = json!({"client_id": self.app.client_id});
                let reply = self.bench.order(Method::DELETE, "app", &gone).await;
                assert_eq!(reply.status, 200, "{}", reply.text);
            }
            "the secret was rotated" => {
                let app = json!({"client_id": self.app.client_id});
                self.order("rotate-secret", app).await;
            }
            "the body is JSON" => self.json = true,
            "the grant type is unknown" => self.grant_type = Some("password"),
            "the scope is none of the journal's" => self.scope = Some("tickets"),
            _ => return false,
        }
        true
    }

    fn of_the_exchange(&mut self, how: &str) -> bool {
        match how {
            "the code was never given" => "na1-never".clone_into(&mut self.code),
            "the code was given to another app" => self.app = self.other.clone(),
            "the redirect URL is left out" => self.redirect_uri = None,
            "the redirect URL is another" => {
                self.redirect_uri = Some("http://localhost:1/other".to_owned());
            }
            _ => return false,
        }
        true
    }

    fn of_the_link(&mut self, how: &str) -> bool {
        let required = self.app.required_scopes.join(" ");
        let link = self.link.clone();
        self.link = match how {
            "the redirect URL is not registered" => {
                link.with("redirect_uri", "http://localhost:1/other")
            }
            "a required scope is missing" => link.with("scope", "oauth"),
            "a scope is unknown" => link.with("scope", &format!("{required} crm.nonsense")),
            "the scope is empty" => {
                self.scope = None;
                link.with("scope", "")
            }
            "a scope is not configured" => link.with("scope", &format!("{required} tickets")),
            "an optional scope stands in scope" => link.with("scope", &format!("{required} files")),
            "a required scope stands in optional_scope" => {
                link.with("optional_scope", "crm.objects.contacts.read")
            }
            "the scope is the old contacts" => link.with("scope", &format!("{required} contacts")),
            "the host is another region's" => {
                self.host = "/app-eu1";
                link
            }
            "the user cancels" => {
                self.cancel = true;
                link
            }
            "the user is signed out" => {
                self.signed_out = true;
                link
            }
            _ => return false,
        };
        true
    }

    async fn of_the_app(&mut self, how: &str) -> bool {
        let app = |more: Value| {
            let mut order = json!({"client_id": self.app.client_id});
            let more = more.as_object().unwrap().clone();
            order.as_object_mut().unwrap().extend(more);
            order
        };
        let order = match how {
            "the policy is unsigned" => app(json!({"acceptable_use_signed": false})),
            "the allow list lacks the account" => {
                self.hub = HUB;
                self.order("account", json!({"hub_id": HUB})).await;
                app(json!({"is_private_distribution": true, "allowed_accounts": [1]}))
            }
            "an unlisted app has 25 installs" => {
                for hub_id in HUB..=HUB + 24 {
                    self.order("account", json!({"hub_id": hub_id})).await;
                }
                for hub_id in HUB..HUB + 24 {
                    self.bench.install(&self.app, hub_id).await;
                }
                let order = app(json!({"review": "unlisted"}));
                self.hub = HUB + 24;
                order
            }
            "the account lacks the tier of a conditional scope" => {
                self.hub = HUB;
                self.order("account", json!({"hub_id": HUB, "products": []}))
                    .await;
                let scope = "crm.objects.custom.read";
                let scopes = format!("{} {scope}", self.app.required_scopes.join(" "));
                let order =
                    app(json!({"conditionally_required_scopes": [scope], "optional_scopes": []}));
                self.link = self
                    .link
                    .clone()
                    .without("optional_scope")
                    .with("scope", &scopes);
                order
            }
            "the code was exchanged before" => {
                let reply = self.bench.exchange(&self.app, &self.code).await;
                assert_eq!(reply.status, 200, "{}", reply.text);
                return true;
            }
            "the verifier answers another challenge" => {
                let link = self.link.clone().with("code_challenge", "abc");
                self.code = self.bench.code(&link, self.hub).await;
                self.verifier = Some("abcd");
                return true;
            }
            _ => return false,
        };
        self.order("app", order).await;
        true
    }

    async fn of_the_user(&mut self, how: &str) -> bool {
        let mut user = json!({"user_id": 7, "email": "seven@a.example", "super_admin": false});
        match how {
            "the user may not install" => user["may_install"] = json!(false),
            "the user has no rights to a scope" => user["scopes"] = json!(["oauth"]),
            "a sensitive scope meets no super admin" => {
                let scopes = json!([self.app.required_scopes, ["crm.export"]]);
                let scopes: Vec<_> = scopes
                    .as_array()
                    .unwrap()
                    .iter()
                    .flat_map(crate::bench::texts)
                    .collect();
                let order = json!({"client_id": self.app.client_id, "required_scopes": scopes});
                self.order("app", order).await;
                self.link = self.link.clone().with("scope", &scopes.join(" "));
            }
            "the account's governance has not approved the app" => {
                let account = json!({"hub_id": self.hub, "approved_apps": []});
                self.order("account", account).await;
                return true;
            }
            _ => return false,
        }
        self.user_id = Some(7);
        self.order("account", json!({"hub_id": self.hub, "users": [user]}))
            .await;
        true
    }
}
