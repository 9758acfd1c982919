//! Every row of the table, provoked over HTTP.

/// The call of a row, made in a scene.
mod call;
/// A state of the world, by the words of the table.
mod state;

use std::collections::BTreeSet;

use keeper_practice::{AccountType, AppListing};
use serde_json::Value;

use crate::bench::{Bench, Link, Reply, Tokens, V1_LAST_DAY};
use crate::table::{Row, TABLE};

/// An installation on a test account, and what the call of a row is made with.
pub struct Scene {
    pub bench: Bench,
    pub app: AppListing,
    pub other: AppListing,
    pub hub: u64,
    pub user_id: Option<u64>,
    pub tokens: Tokens,
    /// What introspection and revocation are told.
    pub token: String,
    pub bearer: Option<String>,
    /// The link that a user opens.
    pub link: Link,
    /// Its host; `/app-eu1` stands for a region's.
    pub host: &'static str,
    pub code: String,
    pub redirect_uri: Option<String>,
    pub verifier: Option<&'static str>,
    pub grant_type: Option<&'static str>,
    pub scope: Option<&'static str>,
    pub json: bool,
    pub cancel: bool,
    pub signed_out: bool,
}

impl Scene {
    async fn new() -> Self {
        let bench = Bench::new().await;
        bench.on_day(V1_LAST_DAY).await;
        let (app, other) = (bench.app(0), bench.app(1));
        let hub = bench.hub(AccountType::DeveloperTest);
        let tokens = bench.install(&app, hub).await;
        let link = Link::of(&app);
        let code = bench.code(&link, hub).await;
        Self {
            user_id: None,
            token: tokens.refresh.clone(),
            bearer: Some(tokens.access.clone()),
            redirect_uri: Some(app.redirect_urls[0].clone()),
            host: "",
            verifier: None,
            grant_type: None,
            scope: Some("developer.webhooks_journal.read"),
            json: false,
            cancel: false,
            signed_out: false,
            bench,
            app,
            other,
            hub,
            tokens,
            link,
            code,
        }
    }
}

/// The status and the name that an answer bears.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub http: u16,
    pub name: String,
}

impl Said {
    fn of(reply: &Reply) -> Self {
        let body: Value = serde_json::from_str(&reply.text).unwrap_or_default();
        let is_name = |name: &&str| *name != "error";
        let named = ["policyName", "category", "status"]
            .iter()
            .find_map(|field| body[*field].as_str().filter(is_name));
        let active = body["active"].as_bool();
        let active = active.map(|active| if active { "active" } else { "inactive" });
        Self {
            http: reply.status.as_u16(),
            name: named.or(active).unwrap_or_default().to_owned(),
        }
    }
}

async fn provoke((call, _, _, how): &Row) -> Said {
    let mut scene = Scene::new().await;
    match how.strip_prefix("fault ") {
        Some(order) => {
            let order = serde_json::from_str(order).unwrap();
            scene.bench.post("faults", order).await;
        }
        None => scene.bring_about(how).await,
    }
    scene.make(call).await
}

#[tokio::test]
async fn every_row_of_the_table_can_be_had() {
    let mut wrong = Vec::new();
    for row in TABLE {
        let (call, http, name, how) = row;
        let said = provoke(row).await;
        // Of the page's sentences a part is enough.
        let named = said.name == *name
            || (*call == "authorize" && !name.is_empty() && said.name.contains(name));
        if said.http != *http || !named {
            wrong.push(format!(
                "{call}, {how}: {http} {name:?}, but it was {said:?}"
            ));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "each row must come true");
}

#[test]
fn no_row_stands_there_twice() {
    let rows: BTreeSet<_> = TABLE.iter().map(|(call, _, _, how)| (call, how)).collect();
    assert_eq!(
        rows.len(),
        TABLE.len(),
        "one call and one state have one answer"
    );
}

/// The names that HubSpot's OAuth calls and other calls are known to have.
const KNOWN: [&str; 22] = [
    "BAD_REFRESH_TOKEN",
    "MISMATCH_REFRESH_TOKEN_CLIENT",
    "BAD_AUTH_CODE",
    "EXPIRED_AUTH_CODE",
    "MISMATCH_REDIRECT_URI_AUTH_CODE",
    "BAD_REDIRECT_URI",
    "BAD_CLIENT_ID",
    "BAD_CLIENT_SECRET",
    "BAD_GRANT_TYPE",
    "BAD_CODE_VERIFIER",
    "BAD_SCOPES",
    "BAD_HUB",
    "DEPRECATED_CONTACTS_SCOPE",
    "MISSING_SCOPE_GROUP",
    "HUB_UNAUTHORIZED",
    "USER_UNAUTHORIZED",
    "EXPIRED_AUTHENTICATION",
    "INVALID_AUTHENTICATION",
    "MISSING_SCOPES",
    "GATED",
    "TEN_SECONDLY_ROLLING",
    "DAILY",
];

#[test]
fn the_table_has_every_name_that_is_known() {
    let named: BTreeSet<_> = TABLE.iter().map(|(_, _, name, _)| *name).collect();
    let missing: Vec<_> = KNOWN.iter().filter(|name| !named.contains(*name)).collect();
    assert!(missing.is_empty(), "no row for {missing:?}");
}
