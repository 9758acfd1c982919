use std::collections::BTreeSet;

use keeper_core::Code;
use regex::Regex;
use serde_json::Value;

use crate::files::{Tree, assert_kept};

const ROWS: &str = "ui/src/i18n/en/codes.json";
const BINDINGS: &str = "ui/src/bindings/contract.ts";
const CONTRACT: &str = "src-tauri/crates/keeper-api/src/contract.rs";

/// Codes that the window gives by itself.
const OF_THE_WINDOW: &[&str] = &["HostUnreachable"];

/// Commands that the window doesn't call, and who does.
const NOT_OF_THE_WINDOW: &[(&str, &str)] = &[];

fn unlike(rows: &str) -> Vec<String> {
    let rows: Value = serde_json::from_str(rows).unwrap_or_default();
    let none = serde_json::Map::new();
    let rows = rows.as_object().unwrap_or(&none);
    let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    let missing = codes.iter().filter(|code| !rows.contains_key(**code));
    let known = |name: &str| codes.contains(name) || OF_THE_WINDOW.contains(&name);
    let left_over = rows.keys().filter(|name| !known(name));
    let is_told = |row: &Value| {
        ["title", "sentence", "hint"]
            .iter()
            .all(|part| row[part].as_str().is_some_and(|text| !text.is_empty()))
    };
    let silent = rows.iter().filter(|(_, row)| !is_told(row));
    missing
        .map(|code| format!("{code} has no row"))
        .chain(left_over.map(|name| format!("{name} is no code")))
        .chain(silent.map(|(name, _)| format!("{name} lacks title, sentence or hint")))
        .collect()
}

/// A code that nothing gives is a row that nobody can check.
fn never_given(tree: &Tree, codes: &[Code]) -> Vec<String> {
    let product = tree.rust().filter(|file| {
        !file.is_test() && file.path != "src-tauri/crates/keeper-core/src/error/code.rs"
    });
    let text: String = product.map(|file| file.before_tests()).collect();
    let is_given = |code: Code| {
        let given = Regex::new(&format!(r"\bCode::{}\b", code.name())).unwrap();
        given.is_match(&text)
    };
    let unused = codes.iter().filter(|code| !is_given(**code));
    unused
        .map(|code| format!("{} is given by nobody", code.name()))
        .collect()
}

/// Every command of the contract.
pub fn commands(tree: &Tree) -> Vec<String> {
    let line = Regex::new(r"(?m)^\s+\w+ (\w+)\(\w+\) -> [\w<>]+;").unwrap();
    let all = line.captures_iter(tree.text(CONTRACT));
    all.map(|found| found[1].to_owned()).collect()
}

/// What the window is made of, without its types and its invented host.
fn window(tree: &Tree) -> String {
    let window = tree.ending(&[".ts", ".svelte"]).filter(|file| {
        file.path.starts_with("ui/src/")
            && !file.is_test()
            && !file.path.starts_with("ui/src/bindings/")
            && !file.path.starts_with("ui/src/host/")
    });
    window.map(|file| file.text.as_str()).collect()
}

/// Events that the program tells and the window doesn't hear.
fn unheard(tree: &Tree) -> Vec<String> {
    let event = Regex::new(r#""event": "(\w+)""#).unwrap();
    let text = window(tree);
    let told = event.captures_iter(tree.text(BINDINGS));
    let told: BTreeSet<&str> = told
        .filter_map(|found| Some(found.get(1)?.as_str()))
        .collect();
    let unheard = told
        .iter()
        .filter(|name| !text.contains(&format!("'{name}'")));
    unheard
        .map(|name| format!("{name} is heard by nobody"))
        .collect()
}

fn uncalled(tree: &Tree, allowed: &[(&str, &str)]) -> Vec<String> {
    let text = window(tree);
    let is_called = |name: &str| text.contains(&format!("'{name}'"));
    let is_allowed = |name: &str| allowed.iter().any(|(allowed, _)| *allowed == name);
    let all = commands(tree);
    let stale = allowed
        .iter()
        .filter(|(name, _)| is_called(name) || !all.iter().any(|one| one == name));
    let uncalled = all
        .iter()
        .filter(|name| !is_called(name) && !is_allowed(name));
    uncalled
        .map(|name| format!("{name} is called by nobody"))
        .chain(stale.map(|(name, _)| format!("{name} needs no allowance")))
        .collect()
}

#[test]
fn every_code_has_its_text() {
    assert_kept(
        "A code exists only if the catalogue has a row for it",
        &unlike(Tree::here().text(ROWS)),
    );
}

#[test]
fn every_code_is_given() {
    assert_kept(
        "Every code is given somewhere",
        &never_given(Tree::here(), Code::ALL),
    );
}

#[test]
fn every_command_is_called_by_the_window() {
    let tree = Tree::here();
    assert!(commands(tree).len() > 30, "the contract is where it was");
    assert_kept(
        "The window calls every command, or NOT_OF_THE_WINDOW says who does",
        &uncalled(tree, NOT_OF_THE_WINDOW),
    );
}

#[test]
fn every_event_is_heard_by_the_window() {
    let tree = Tree::here();
    let is_there = tree.text(BINDINGS).contains("\"event\": \"place_chosen\"");
    assert!(is_there, "the bindings are where they were");
    assert_kept("The window hears every event", &unheard(tree));
}

#[test]
fn what_breaks_these_rules_is_found() {
    assert!(unlike("{}").len() >= Code::ALL.len());
    let with_stranger = Tree::here()
        .text(ROWS)
        .replacen("\"AppInvalid\"", "\"AppOdd\"", 1);
    assert_eq!(
        unlike(&with_stranger).len(),
        2,
        "one missing, one left over"
    );
    let silent = Tree::here().text(ROWS).replacen("\"hint\"", "\"hunt\"", 1);
    assert_eq!(unlike(&silent).len(), 1);
    let tree = Tree::of(&[
        (
            CONTRACT,
            "            Look app_list(Nothing) -> Vec<AppView>;\n            Look app_get(A) -> B;\n",
        ),
        (
            BINDINGS,
            r#"{ "event": "apps_changed" } | { "event": "a_told", "#,
        ),
        ("ui/src/state/a.ts", "call('app_get'); case 'apps_changed'"),
        ("src-tauri/src/a.rs", "Err(Code::AppInvalid)"),
    ]);
    assert_eq!(uncalled(&tree, &[]), ["app_list is called by nobody"]);
    assert_eq!(
        uncalled(&tree, &[("app_list", "x"), ("app_get", "y")]).len(),
        1
    );
    assert_eq!(unheard(&tree), ["a_told is heard by nobody"]);
    let codes = [Code::AppInvalid, Code::AppUnknown];
    assert_eq!(
        never_given(&tree, &codes),
        ["AppUnknown is given by nobody"]
    );
}
