use std::collections::BTreeSet;

use keeper_practice::AppListing;
use reqwest::Method;
use serde_json::Value;

use super::hold::hold;
use crate::bench::{Bench, Link, Reply, Tokens};

/// Every call of one generation, gone through on one account, each answer held against its shape.
pub struct Tour<'a> {
    pub bench: &'a Bench,
    pub app: AppListing,
    pub shapes: &'a Value,
    pub version: &'a str,
    /// The calls that were made and held.
    pub made: BTreeSet<String>,
    /// The fields that were sent or came back, by their call or schema.
    pub seen: BTreeSet<String>,
}

impl Tour<'_> {
    /// All calls of this generation.
    pub async fn go(&mut self, hub: u64) {
        if self.version == "v1" {
            self.first_generation(hub).await;
        } else {
            self.later_generation(hub).await;
        }
    }

    async fn first_generation(&mut self, hub: u64) {
        let tokens = self.grants(hub).await;
        self.secrets_in_query(&tokens.refresh).await;
        let access = format!("/oauth/v1/access-tokens/{}", tokens.access);
        let refresh = format!("/oauth/v1/refresh-tokens/{}", tokens.refresh);
        let call = "/oauth/{version}/access-tokens/{token}";
        self.plain(Method::GET, call, &access, None).await;
        let call = "/oauth/{version}/refresh-tokens/{token}";
        self.plain(Method::GET, call, &refresh, None).await;
        self.plain(Method::DELETE, call, &refresh, None).await;
    }

    /// The first generation takes these two from the query as well.
    async fn secrets_in_query(&mut self, refresh: &str) {
        let call = "POST /oauth/{version}/token";
        for name in ["client_secret", "refresh_token"] {
            let declared = &self.shapes["calls"][call]["query"];
            assert!(
                declared.get(name).is_some(),
                "{call}: no {name} in the query"
            );
            self.seen.insert(format!("{call} ?{name}"));
        }
        let secret = &self.app.client_secret;
        let path = format!("/oauth/v1/token?client_secret={secret}&refresh_token={refresh}");
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", self.app.client_id.as_str()),
        ];
        let reply = self.bench.form(&path, &fields).await;
        self.hold(call, &reply);
    }

    async fn later_generation(&mut self, hub: u64) {
        let tokens = self.grants(hub).await;
        for (value, hint) in [
            (&tokens.access, "access_token"),
            (&tokens.refresh, "refresh_token"),
        ] {
            let fields = [("token", value.as_str()), ("token_type_hint", hint)];
            self.form("/oauth/{version}/token/introspect", &fields)
                .await;
        }
        let details = "/account-info/{version}/details";
        self.bearer(Method::GET, details, &tokens.access).await;
        let usage = "/account-info/{version}/api-usage/daily/private-apps";
        let private = self.bench.private_app(hub).await;
        self.bearer(Method::GET, usage, &private).await;
        let fields = [
            ("token", tokens.refresh.as_str()),
            ("token_type_hint", "refresh_token"),
        ];
        self.form("/oauth/{version}/token/revoke", &fields).await;
        let uninstall = "/appinstalls/{version}/external-install";
        self.bearer(Method::DELETE, uninstall, &tokens.access).await;
    }

    /// The three grants, with every field that their form declares.
    async fn grants(&mut self, hub: u64) -> Tokens {
        let token = "/oauth/{version}/token";
        let (verifier, challenge) = (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        );
        let link = Link::of(&self.app)
            .with("code_challenge", challenge)
            .with("code_challenge_method", "S256");
        let code = self.bench.code(&link, hub).await;
        let redirect = self.app.redirect_urls[0].clone();
        let fields = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", redirect.as_str()),
            ("code", &code),
            ("code_verifier", verifier),
        ];
        let body = self.form(token, &fields).await.json();
        let refresh = body["refresh_token"].as_str().unwrap().to_owned();
        let mut fields = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.as_str()),
        ];
        // The later generations take an assertion, too.
        if self.version != "v1" {
            fields.push(("client_assertion", "x.y.z"));
            fields.push(("client_assertion_type", "jwt-bearer"));
        }
        let body = self.form(token, &fields).await.json();
        let fields = [
            ("grant_type", "client_credentials"),
            ("scope", "developer.webhooks_journal.read"),
        ];
        self.form(token, &fields).await;
        Tokens {
            access: body["access_token"].as_str().unwrap().to_owned(),
            refresh,
            scopes: Vec::new(),
        }
    }

    async fn form(&mut self, tail: &str, fields: &[(&str, &str)]) -> Reply {
        let call = format!("POST {tail}");
        let declared = &self.shapes["calls"][&call]["form"];
        let sent = fields.iter().map(|(name, _)| *name);
        for name in sent.chain(["client_id", "client_secret"]) {
            assert!(
                declared.get(name).is_some(),
                "{call}: no field {name} is declared"
            );
            self.seen.insert(format!("{call} {name}"));
        }
        let path = tail.replace("{version}", self.version);
        let reply = self.bench.as_app(&path, &self.app, fields).await;
        assert!(reply.status.is_success(), "{call}: {}", reply.text);
        self.hold(&call, &reply);
        reply
    }

    async fn bearer(&mut self, method: Method, tail: &str, token: &str) {
        let path = tail.replace("{version}", self.version);
        self.plain(method, tail, &path, Some(token)).await;
    }

    async fn plain(&mut self, method: Method, tail: &str, path: &str, token: Option<&str>) {
        let call = format!("{method} {tail}");
        let url = format!("{}{path}", self.bench.practice.api());
        let mut request = self.bench.client.request(method, url);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let reply = crate::bench::read(request.send().await.unwrap()).await;
        self.hold(&call, &reply);
    }

    /// Holds a success answer against what the call's shape declares for its status.
    fn hold(&mut self, call: &str, reply: &Reply) {
        self.made.insert(call.to_owned());
        let success = self.shapes["calls"][call]["success"].as_object();
        let success = success.unwrap_or_else(|| panic!("{call} is not declared"));
        // The specifications declare no success for revoking: 200 with an empty object was seen live.
        if success.is_empty() {
            assert_eq!(
                (reply.status.as_u16(), reply.text.as_str()),
                (200, "{}"),
                "{call}"
            );
            return;
        }
        let declared = success.get(reply.status.as_str()).and_then(Value::as_array);
        let names = declared.unwrap_or_else(|| panic!("{call}: {} is not declared", reply.status));
        if names.is_empty() {
            assert_eq!(reply.text, "", "{call}: no body is declared");
            return;
        }
        self.hold_body(call, names, &reply.json());
    }

    fn hold_body(&mut self, call: &str, names: &[Value], body: &Value) {
        let names = names.iter().map(|name| name.as_str().unwrap());
        let found: Vec<_> = names
            .map(|name| (name, hold(self.shapes, name, body)))
            .collect();
        let fits = found.iter().find(|(_, wrong)| wrong.is_empty());
        let (name, _) = fits.unwrap_or_else(|| panic!("{call}: {body} fits none: {found:?}"));
        self.note(name, body);
    }

    /// Notes the fields of an answer, and of what lies in it.
    fn note(&mut self, schema: &str, body: &Value) {
        let fields = &self.shapes["schemas"][schema]["fields"];
        for (field, value) in body.as_object().into_iter().flatten() {
            self.seen.insert(format!("{schema} {field}"));
            let shape = &fields[field];
            let inner = shape["schema"].as_str();
            if let Some(inner) = inner {
                self.note(inner, value);
            }
            let items = shape["items"]["schema"].as_str();
            for item in value.as_array().into_iter().flatten() {
                if let Some(inner) = items {
                    self.note(inner, item);
                }
            }
        }
    }
}
