//! The shapes are facts only (paths, methods, field names, types, required, enums), one file for each
//! generation, derived by [`derive`] from the specifications that HubSpot publishes. Where those lie
//! beside the tree, or in the folder that `PRACTICE_SPECS` names, the committed shapes are compared
//! with them; with `PRACTICE_SHAPES=write` they are written anew.

/// From an OpenAPI document to a shape.
mod derive;
/// A value held against a shape.
mod hold;
/// All calls of one generation.
mod tour;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use keeper_practice::AccountType;
use reqwest::Method;
use serde_json::{Value, json};

use crate::bench::{Bench, Reply, V1_LAST_DAY, read};
use derive::derive_shapes;
use hold::hold;
use tour::Tour;

const GENERATIONS: [&str; 4] = ["2026-03", "2026-09", "v3", "v1"];

fn shape_file(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("shapes/{version}.json"))
}

fn shapes(version: &str) -> Value {
    serde_json::from_slice(&std::fs::read(shape_file(version)).unwrap()).unwrap()
}

/// Fields that are declared and never come from here, and why.
const NEVER_SENT: [(&str, &str); 4] = [
    ("AccessTokenResponse user_id", "live answers don't have it"),
    (
        "AccessTokenResponse id_token",
        "no call of ours asks for one",
    ),
    (
        "ClientCredentialsTokenResponse user_id",
        "it speaks for no user",
    ),
    (
        "ClientCredentialsTokenResponse id_token",
        "no call of ours asks for one",
    ),
];

/// The same, of a token that speaks for no account.
const NO_ACCOUNT: &str = "ClientCredentialsTokenResponse hub_id";

/// Every field that the calls of a generation declare, named as [`Tour`] names them.
fn declared_fields(shapes: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (call, shape) in shapes["calls"].as_object().unwrap() {
        let form = shape["form"].as_object().unwrap();
        all.extend(form.keys().map(|field| format!("{call} {field}")));
        let query = shape["query"].as_object().into_iter().flatten();
        all.extend(query.map(|(field, _)| format!("{call} ?{field}")));
    }
    for (name, schema) in shapes["schemas"].as_object().unwrap() {
        // Errors have a test of their own.
        if !name.starts_with("Error") {
            let fields = schema["fields"].as_object().unwrap();
            all.extend(fields.keys().map(|field| format!("{name} {field}")));
        }
    }
    all
}

/// Goes through a generation on an account of each type: how many calls and fields it declares.
async fn go_through(bench: &Bench, version: &str) -> (usize, usize) {
    let shapes = shapes(version);
    let mut tour = Tour {
        bench,
        app: bench.app(0),
        shapes: &shapes,
        version,
        made: BTreeSet::new(),
        seen: BTreeSet::new(),
    };
    for kind in [
        AccountType::Standard,
        AccountType::DeveloperTest,
        AccountType::Sandbox,
    ] {
        tour.go(bench.hub(kind)).await;
    }
    let declared: BTreeSet<String> = shapes["calls"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        tour.made, declared,
        "{version}: every declared call must be made, and no other"
    );
    let unseen: Vec<_> = declared_fields(&shapes)
        .difference(&tour.seen)
        .filter(|field| *field != NO_ACCOUNT)
        .filter(|field| !NEVER_SENT.iter().any(|(never, _)| never == field))
        .cloned()
        .collect();
    assert_eq!(
        unseen,
        Vec::<String>::new(),
        "{version}: every declared field must be sent or come back, or NEVER_SENT says why not"
    );
    (tour.made.len(), tour.seen.len())
}

#[tokio::test]
async fn every_success_answer_has_the_published_shape() {
    let bench = Bench::new().await;
    bench.on_day(V1_LAST_DAY).await;
    let (mut operations, mut fields) = (0, 0);
    for version in GENERATIONS {
        let (made, seen) = go_through(&bench, version).await;
        operations += made;
        fields += seen;
    }
    // Past the test's own output, so that it is read without asking for it.
    let line = format!("shapes: {operations} operations, {fields} fields\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
    assert_eq!(operations, 22, "six calls of three generations, four of v1");
}

/// Every kind of failure of the calls whose specification declares the `Error` shape.
async fn failures(bench: &Bench) -> Vec<Reply> {
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    let usage = "/account-info/2026-09/api-usage/daily/private-apps";
    let uninstall = "/appinstalls/2026-09/external-install";
    let unknown = format!("{}/oauth/v1/access-tokens/unknown", bench.practice.api());
    let private = bench.private_app(hub).await;
    let mut all = vec![
        bench.account_info("garbage").await,
        bench.account_info("").await,
        bench.bearer(Method::GET, usage, &tokens.access).await,
        bench.bearer(Method::DELETE, uninstall, &private).await,
        read(bench.client.get(unknown).send().await.unwrap()).await,
    ];
    for fault in [
        json!({"error": "EXPIRED_AUTHENTICATION"}),
        json!({"error": "INVALID_AUTHENTICATION"}),
        json!({"error": "MISSING_SCOPES"}),
        json!({"error": "GATED"}),
        json!({"status": 403}),
        json!({"status": 404}),
        json!({"status": 423}),
        json!({"status": 477}),
        json!({"status": 500}),
    ] {
        let mut order = fault;
        order["endpoint"] = json!("account_info");
        bench.post("faults", order).await;
        all.push(bench.account_info(&tokens.access).await);
    }
    all
}

#[tokio::test]
async fn api_errors_have_the_published_shape() {
    let bench = Bench::new().await;
    bench.on_day(V1_LAST_DAY).await;
    for reply in failures(&bench).await {
        let mut body = reply.json();
        // Live bodies have this besides.
        let status = body.as_object_mut().unwrap().remove("status");
        assert_eq!(status.unwrap(), "error", "{}", reply.text);
        for version in GENERATIONS {
            let wrong = hold(&shapes(version), "Error", &body);
            assert_eq!(wrong, Vec::<String>::new(), "{version}: {}", reply.text);
        }
        assert_eq!(
            body["correlationId"],
            reply.header("x-hubspot-correlation-id")
        );
    }
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
/// early stub; others found the later one equal to 2026-03. Those of v3 differ from 2026-03 in their
/// paths alone, so they are made of it.
fn specifications(version: &str) -> Option<Vec<Value>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/hubspot/specs");
    let folder = std::env::var_os("PRACTICE_SPECS").map_or(beside, PathBuf::from);
    let copy = if version == "v3" { "2026-03" } else { version };
    let files = match version {
        "v1" => vec!["oauth.v1.json".to_owned()],
        _ => vec![
            "oauth.2026-03.json".to_owned(),
            format!("account-info.{copy}.json"),
            format!("app-uninstalls.{copy}.json"),
        ],
    };
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
