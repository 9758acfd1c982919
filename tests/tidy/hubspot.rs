//! The table of ARCHITECTURE.md that says of every call to HubSpot what can
//! come back, how that comes about, what this program makes of it, and which
//! test holds it. It is made from Practice HubSpot's own table, from the
//! client's verdicts and from the decoder; `UPDATE_TABLE=1 cargo test -p
//! keeper-tests --test tidy hubspot` writes it anew.

use std::collections::BTreeMap;
use std::time::SystemTime;

use keeper_core::Code;
use keeper_core::decoder::{self, Question};
use keeper_hubspot::outcome::{Answer, Call, decide};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::json;

use crate::files::{Tree, assert_kept, top};

/// Practice HubSpot's rows; its own tests provoke each of them over HTTP.
#[path = "../../src-tauri/crates/keeper-practice/tests/practice/table.rs"]
mod practice;

const PAPER: &str = "ARCHITECTURE.md";
const BEGIN: &str = "<!-- calls: made by tests/tidy/hubspot.rs -->\n";
const END: &str = "<!-- end of calls -->";

/// The test that provokes every row at Practice HubSpot.
const PROVOKED: &str = "every_row_of_the_table_can_be_had";

/// What this program makes of a row, and the test that holds it.
struct Made {
    of_it: String,
    test: &'static str,
}

/// Rows that are alike but for how they come about.
type Rows = BTreeMap<(usize, u16, &'static str), Vec<&'static str>>;

fn rows() -> (Vec<&'static str>, Rows) {
    let mut calls: Vec<&str> = Vec::new();
    let mut rows = Rows::new();
    for (call, http, name, how) in practice::TABLE {
        if !calls.contains(call) {
            calls.push(call);
        }
        let place = calls.iter().position(|known| known == call).unwrap();
        let alike = rows.entry((place, *http, *name)).or_default();
        alike.push(if how.starts_with("fault ") {
            "ordered as a fault"
        } else {
            how
        });
    }
    for hows in rows.values_mut() {
        hows.dedup();
    }
    (calls, rows)
}

fn made_of(call: &str, http: u16, name: &str) -> Made {
    match call {
        "authorize" => of_page(http, name),
        "exchange" => of_call(Call::Exchange, http, name, "exchange"),
        "refresh" | "token" => of_call(Call::Refresh, http, name, "refresh_by_status"),
        "introspect" => of_call(Call::Introspect, http, name, "introspection_and_revocation"),
        "revoke" => of_call(Call::Revoke, http, name, "introspection_and_revocation"),
        "account_info" => of_call(
            Call::AccountDetails,
            http,
            name,
            "account_information_and_uninstall",
        ),
        "uninstall" => of_call(
            Call::Uninstall,
            http,
            name,
            "account_information_and_uninstall",
        ),
        // Its tokens are no installation's, and v1 has them in the path.
        _ => Made {
            of_it: "not called".to_owned(),
            test: PROVOKED,
        },
    }
}

fn of_call(call: Call, http: u16, name: &str, test: &'static str) -> Made {
    if http < 300 {
        let of_it = match name {
            "inactive" => "orders one refresh",
            _ => "goes on",
        };
        return Made {
            of_it: of_it.to_owned(),
            test: "an_installation_lives_on_every_version",
        };
    }
    let field = match call {
        Call::AccountDetails | Call::Uninstall => "category",
        Call::Exchange | Call::Refresh | Call::Introspect | Call::Revoke => "status",
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let failure = decide(
        call,
        Answer {
            http_status: http,
            headers: &headers,
            body: json!({field: name}).to_string().as_bytes(),
            now: SystemTime::UNIX_EPOCH,
        },
    );
    let passes = keeper_hubspot::outcome::passing(http).is_some();
    Made {
        of_it: format!("`{}`", failure.problem.code.name()),
        test: if passes {
            "passing_faults_kill_nothing"
        } else {
            test
        },
    }
}

/// The journey that ends in a code of the page's.
const PAGES: &[(Code, &str)] = &[
    (
        Code::PageRedirectMismatch,
        "the_redirect_url_is_another_one_at_hubspot",
    ),
    (
        Code::PageScopesInsufficient,
        "the_link_lacks_a_scope_that_the_app_requires",
    ),
    (
        Code::PageScopeUnknown,
        "a_scope_has_a_name_that_hubspot_does_not_know",
    ),
    (
        Code::PageScopeMisplaced,
        "a_scope_is_not_among_the_apps_at_hubspot",
    ),
    (
        Code::PageSignedOut,
        "signed_out_hubspot_shows_its_home_page",
    ),
    (Code::PageClientIdUnknown, "the_client_id_is_nobodys"),
    (Code::PageAccountLacksTier, "the_account_lacks_the_tier"),
    (
        Code::PageUserLacksRights,
        "the_user_may_not_authorize_the_scopes",
    ),
    (Code::PageContactsScopeDeprecated, "the_old_contacts_scope"),
    (
        Code::PageAppNotApproved,
        "the_accounts_governance_has_not_approved_the_app",
    ),
    (
        Code::PageUseNotSigned,
        "the_developer_has_not_signed_the_policy",
    ),
    (
        Code::AccountCannotHost,
        "apps_cannot_be_installed_on_developer_accounts",
    ),
    (
        Code::InstallLimitReached,
        "the_allow_list_lacks_the_account",
    ),
    (
        Code::AccountGone,
        "every_status_of_the_token_endpoint_is_explained_from_its_body",
    ),
];

/// Parts of sentences that say too little by themselves, and what a person
/// would paste.
const SENTENCES: &[(&str, &str)] = &[
    ("its home page", "I see HubSpot's home page"),
    (
        "limit of 25 installs",
        "the app has reached its limit of 25 installs",
    ),
    (
        "not on the app's allow list",
        "this account is not on the app's allow list",
    ),
];

fn of_page(http: u16, name: &str) -> Made {
    let said = |of_it: &str, test| Made {
        of_it: of_it.to_owned(),
        test,
    };
    match (http, name) {
        (302, "access_denied") => {
            return said(
                "`ConsentDenied`",
                "a_denied_consent_ends_the_flow_and_installs_nothing",
            );
        }
        (302, _) => return said("goes on", "an_app_is_filled_in_and_installed"),
        _ => {}
    }
    let whole = SENTENCES.iter().find(|(part, _)| *part == name);
    let question = Question {
        text: whole.map_or(name, |(_, whole)| whole),
        ..Question::default()
    };
    match decoder::decode(&question).explanations.first() {
        Some(found) => Made {
            of_it: format!("`{}`", found.code.name()),
            test: PAGES
                .iter()
                .find(|(code, _)| *code == found.code)
                .map_or("", |(_, test)| test),
        },
        None => said(
            "three questions",
            "what_says_nothing_is_asked_about_and_not_guessed",
        ),
    }
}

fn table() -> String {
    let (calls, rows) = rows();
    let mut table = String::from(
        "| call | HTTP | says | when | this program | held by |\n|---|---|---|---|---|---|\n",
    );
    for ((place, http, name), hows) in &rows {
        let call = calls[*place];
        let Made { of_it, test } = made_of(call, *http, name);
        let name = if name.is_empty() { "–" } else { name };
        let hows = hows.join("; ");
        table += &format!("| {call} | {http} | {name} | {hows} | {of_it} | `{test}` |\n");
    }
    table
}

/// Tests that a table names and that aren't there.
fn gone(tree: &Tree, table: &str) -> Vec<String> {
    let rust: String = tree.rust().map(|file| file.text.as_str()).collect();
    let cells = table
        .lines()
        .skip(2)
        .filter_map(|row| row.rsplit('|').nth(1));
    let names: std::collections::BTreeSet<_> =
        cells.map(|cell| cell.trim().trim_matches('`')).collect();
    let is_there = |name: &str| !name.is_empty() && rust.contains(&format!("fn {name}("));
    let gone = names.into_iter().filter(|name| !is_there(name));
    gone.map(|name| format!("a row is held by {name:?}, which is no test"))
        .collect()
}

#[test]
fn the_table_of_calls_is_true() {
    let paper = Tree::here().text(PAPER);
    let (head, rest) = paper
        .split_once(BEGIN)
        .expect("the paper has a place for the table");
    let (kept, tail) = rest.split_once(END).expect("the table has its end");
    let made = table();
    if std::env::var_os("UPDATE_TABLE").is_some() {
        let text = format!("{head}{BEGIN}{made}{END}{tail}");
        std::fs::write(top().join(PAPER), text).unwrap();
        return;
    }
    assert_eq!(
        kept, made,
        "UPDATE_TABLE=1 writes the table of {PAPER} anew"
    );
}

#[test]
fn every_row_is_held_by_a_test() {
    assert_kept(
        "Every answer of HubSpot's is held by a test",
        &gone(Tree::here(), &table()),
    );
    let planted = Tree::of(&[("a.rs", "fn there() {}")]);
    let rows = "| head |\n|---|\n| a | `there` |\n| b | `gone` |\n| c | `` |\n";
    assert_eq!(gone(&planted, rows).len(), 2, "what is gone is found");
}

#[test]
fn every_code_of_the_page_is_reached() {
    let of_pages = |code: &&Code| code.name().starts_with("Page");
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(of_pages)
        .filter(|code| !PAGES.iter().any(|(known, _)| known == *code))
        .filter(|code| **code != Code::PageRegionWrong)
        .map(|code| format!("no journey ends in {}", code.name()))
        .collect();
    assert_kept("Every code of HubSpot's page has its journey", &missing);
}

/// The changes of health that a journey shows, from and to; `gone` is a row
/// that is no longer there.
const CHANGES: &[&str] = &[
    "healthy_to_unproven",
    "unproven_to_healthy",
    "unproven_to_needs_reauthorization",
    "healthy_to_retrying",
    "retrying_to_healthy",
    "retrying_to_needs_reauthorization",
    "healthy_to_scopes_behind",
    "scopes_behind_to_healthy",
    "scopes_behind_to_retrying",
    "healthy_to_needs_reauthorization",
    "needs_reauthorization_to_healthy",
    "healthy_to_app_problem",
    "app_problem_to_healthy",
    "healthy_to_secret_unavailable",
    "secret_unavailable_to_healthy",
    "healthy_to_token_unreadable",
    "token_unreadable_to_healthy",
    "healthy_to_revoked",
    "revoked_to_healthy",
    "healthy_to_uninstalled",
    "uninstalled_to_healthy",
    "held_to_healthy",
    "held_to_gone",
    "quarantined_to_healthy",
    "quarantined_to_gone",
];

#[test]
fn every_health_is_come_to_and_left_in_a_journey() {
    let journeys = Tree::here().text("tests/journeys/health.rs");
    let mut broken: Vec<_> = CHANGES
        .iter()
        .filter(|change| !journeys.contains(&format!("async fn {change}()")))
        .map(|change| format!("{change} has no journey"))
        .collect();
    for health in keeper_core::health::Health::ALL {
        let name = serde_json::to_value(health).unwrap();
        let name = name.as_str().unwrap();
        let is_left = CHANGES
            .iter()
            .any(|change| change.starts_with(&format!("{name}_to_")));
        if !is_left {
            broken.push(format!("{name} is never left"));
        }
    }
    assert_kept("Every health is lived through", &broken);
}
