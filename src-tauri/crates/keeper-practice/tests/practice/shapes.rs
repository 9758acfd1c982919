//! The shapes are facts only (paths, methods, field names, types, required, enums), one file for each
//! generation, derived by [`derive`] from the specifications that HubSpot publishes. Where those lie
//! beside the tree the committed shapes are compared with them; with `PRACTICE_SHAPES=write` they are
//! written anew.

/// From an OpenAPI document to a shape.
mod derive;
/// A value held against a shape.
mod hold;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keeper_practice::AccountType;
use reqwest::Method;
use serde_json::Value;

use crate::bench::{Bench, Link, Reply, Tokens};
use derive::derive_shapes;
use hold::hold;

const GENERATIONS: [&str; 2] = ["2026-03", "2026-09"];

fn shape_file(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("shapes/{version}.json"))
}

fn shapes(version: &str) -> Value {
    serde_json::from_slice(&std::fs::read(shape_file(version)).unwrap()).unwrap()
}

/// Holds a success answer against what the call's shape declares for its status.
fn check(shapes: &Value, call: &str, reply: &Reply) {
    let declared = &shapes["calls"][call]["success"][reply.status.as_str()];
    let names = declared
        .as_array()
        .unwrap_or_else(|| panic!("{call}: {} is not declared", reply.status));
    if names.is_empty() {
        assert_eq!(reply.text, "", "{call}: no body is declared");
        return;
    }
    let found: Vec<Vec<String>> = names
        .iter()
        .map(|name| hold(shapes, name.as_str().unwrap(), &reply.json()))
        .collect();
    assert!(
        found.iter().any(Vec::is_empty),
        "{call}: {} fits none of {names:?}: {found:?}",
        reply.text
    );
}

struct Calls<'a> {
    bench: &'a Bench,
    app: keeper_practice::AppListing,
    shapes: Value,
    version: &'a str,
}

impl Calls<'_> {
    fn path(&self, tail: &str) -> String {
        tail.replace("{version}", self.version)
    }

    async fn form(&self, tail: &str, fields: &[(&str, &str)]) -> Reply {
        let call = format!("POST {tail}");
        let declared = &self.shapes["calls"][&call]["form"];
        for name in fields
            .iter()
            .map(|(name, _)| *name)
            .chain(["client_id", "client_secret"])
        {
            assert!(
                declared.get(name).is_some(),
                "{call}: no field {name} is declared"
            );
        }
        let reply = self.bench.as_app(&self.path(tail), &self.app, fields).await;
        assert!(reply.status.is_success(), "{call}: {}", reply.text);
        reply
    }

    async fn checked_form(&self, tail: &str, fields: &[(&str, &str)]) {
        let reply = self.form(tail, fields).await;
        check(&self.shapes, &format!("POST {tail}"), &reply);
    }

    async fn checked_bearer(&self, method: Method, tail: &str, token: &str) {
        let call = format!("{method} {tail}");
        let reply = self.bench.bearer(method, &self.path(tail), token).await;
        check(&self.shapes, &call, &reply);
    }

    async fn go_through(&self, hub: u64) {
        let token = "/oauth/{version}/token";
        let code = self.bench.code(&Link::of(&self.app), hub).await;
        let fields = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", self.app.redirect_urls[0].as_str()),
            ("code", &code),
        ];
        self.checked_form(token, &fields).await;
        let tokens: Tokens = self.bench.install(&self.app, hub).await;
        let refresh = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens.refresh.as_str()),
        ];
        self.checked_form(token, &refresh).await;
        for (value, hint) in [
            (&tokens.access, "access_token"),
            (&tokens.refresh, "refresh_token"),
        ] {
            let fields = [("token", value.as_str()), ("token_type_hint", hint)];
            self.checked_form("/oauth/{version}/token/introspect", &fields)
                .await;
        }
        self.checked_bearer(
            Method::GET,
            "/account-info/{version}/details",
            &tokens.access,
        )
        .await;
        // The specification declares no success for revoking; 200 was seen live.
        let fields = [
            ("token", tokens.refresh.as_str()),
            ("token_type_hint", "refresh_token"),
        ];
        self.form("/oauth/{version}/token/revoke", &fields).await;
        self.checked_bearer(
            Method::DELETE,
            "/appinstalls/{version}/external-install",
            &tokens.access,
        )
        .await;
    }
}

#[tokio::test]
async fn every_success_answer_has_the_published_shape() {
    let bench = Bench::new().await;
    for version in GENERATIONS {
        let calls = Calls {
            bench: &bench,
            app: bench.app(0),
            shapes: shapes(version),
            version,
        };
        for kind in [
            AccountType::Standard,
            AccountType::DeveloperTest,
            AccountType::Sandbox,
        ] {
            calls.go_through(bench.hub(kind)).await;
        }
    }
}

#[tokio::test]
async fn api_errors_have_the_published_shape() {
    let bench = Bench::new().await;
    let mut body = bench.account_info("garbage").await.json();
    // Live bodies have this besides.
    assert_eq!(
        body.as_object_mut().unwrap().remove("status").unwrap(),
        "error"
    );
    assert_eq!(
        hold(&shapes("2026-09"), "Error", &body),
        Vec::<String>::new()
    );
}

#[test]
fn a_wrong_answer_does_not_fit() {
    let shapes = shapes("2026-09");
    let whole = serde_json::json!({
        "access_token": "a", "refresh_token": "r", "expires_in": 1800, "token_type": "bearer",
        "token_use": "access_token", "scopes": ["oauth"],
    });
    let name = "AccessTokenResponse";
    assert_eq!(hold(&shapes, name, &whole), Vec::<String>::new());
    let wrongs: [(&str, Value); 5] = [
        ("expires_in", "1800".into()),
        ("token_use", "other".into()),
        ("scopes", "oauth".into()),
        ("hub_id", 5_000_000_000_i64.into()),
        ("accessToken", "a".into()),
    ];
    for (field, value) in wrongs {
        let mut wrong = whole.clone();
        wrong[field] = value;
        assert_eq!(hold(&shapes, name, &wrong).len(), 1, "{field}");
    }
    let mut lacking = whole;
    lacking.as_object_mut().unwrap().remove("access_token");
    assert_eq!(hold(&shapes, name, &lacking).len(), 1);
}

/// The specifications beside the tree, for those who have them. OAuth's stored copy for 2026-09 is an
/// early stub; others found the later one equal to 2026-03.
fn specifications(version: &str) -> Option<Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/hubspot/specs");
    let files = [
        "oauth.2026-03.json".to_owned(),
        format!("account-info.{version}.json"),
        format!("app-uninstalls.{version}.json"),
    ];
    let read = |file: &String| {
        Some(serde_json::from_slice(&std::fs::read(folder.join(file)).ok()?).unwrap())
    };
    files.iter().map(read).collect()
}

#[test]
fn the_shapes_are_those_of_the_specifications_where_these_are_at_hand() {
    for version in GENERATIONS {
        let Some(documents) = specifications(version) else {
            return;
        };
        let derived = derive_shapes(&documents);
        if std::env::var("PRACTICE_SHAPES").is_ok_and(|wish| wish == "write") {
            let text = serde_json::to_string_pretty(&derived).unwrap() + "\n";
            std::fs::write(shape_file(version), text).unwrap();
        }
        assert_eq!(
            shapes(version),
            derived,
            "{version}: PRACTICE_SHAPES=write writes it anew"
        );
    }
}

#[test]
fn shapes_hold_no_prose() {
    for version in GENERATIONS {
        let keys = [
            "description",
            "summary",
            "example",
            "operationId",
            "tags",
            "title",
        ];
        let mut seen = BTreeMap::new();
        count_keys(&shapes(version), &mut seen);
        for key in keys {
            assert!(!seen.contains_key(key), "{version} has {key}");
        }
    }
}

fn count_keys(value: &Value, seen: &mut BTreeMap<String, usize>) {
    if let Some(list) = value.as_array() {
        list.iter().for_each(|item| count_keys(item, seen));
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        *seen.entry(key.clone()).or_default() += 1;
        count_keys(inner, seen);
    }
}
