use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use crate::files::{Tree, assert_kept};

const CATALOGUE: &str = "ui/src/i18n/en/";

/// Every key of the catalogue, `area.name`. Rows of codes are held elsewhere.
fn keys(tree: &Tree) -> BTreeSet<String> {
    let files = tree
        .ending(&[".json"])
        .filter(|file| file.path.starts_with(CATALOGUE) && !file.path.ends_with("/codes.json"));
    let mut keys = BTreeSet::new();
    for file in files {
        let area = file.path[CATALOGUE.len()..].trim_end_matches(".json");
        let texts: Value = serde_json::from_str(&file.text).unwrap_or_default();
        let names = texts.as_object().into_iter().flat_map(|texts| texts.keys());
        keys.extend(names.map(|name| format!("{area}.{name}")));
    }
    keys
}

/// What stands in quotes or backticks in the window and may be a key: whole,
/// or with holes.
fn said(tree: &Tree) -> (BTreeSet<String>, Vec<(String, Regex)>) {
    let plain = Regex::new(r#"['"`]([a-z]+\.[a-z0-9_]+)['"`]"#).unwrap();
    let holed = Regex::new(r"`([a-z]+\.[a-z0-9_]*(?:\$\{[^`]*?\}[a-z0-9_]*)+)`").unwrap();
    let hole = Regex::new(r"\$\{[^}]*\}").unwrap();
    let mut whole = BTreeSet::new();
    let mut patterns = Vec::new();
    let sources = tree.ending(&[".ts", ".svelte", ".rs"]).filter(|file| {
        let own = file.path.starts_with("ui/src/") || file.path.starts_with("src-tauri/");
        own && !file.is_test() && !file.path.starts_with("ui/src/bindings/")
    });
    for file in sources {
        let found = plain.captures_iter(&file.text);
        whole.extend(found.map(|found| found[1].to_owned()));
        for found in holed.captures_iter(&file.text) {
            let parts: Vec<_> = hole.split(&found[1]).map(regex::escape).collect();
            let pattern = Regex::new(&format!("^{}$", parts.join("[a-z0-9_]+"))).unwrap();
            patterns.push((format!("{}: {}", file.path, &found[0]), pattern));
        }
    }
    (whole, patterns)
}

fn unused(tree: &Tree) -> Vec<String> {
    let (whole, patterns) = said(tree);
    let is_used = |key: &str| {
        whole.contains(key) || patterns.iter().any(|(_, pattern)| pattern.is_match(key))
    };
    let keys = keys(tree);
    let left = keys.iter().filter(|key| !is_used(key));
    left.map(|key| format!("{key} is used nowhere")).collect()
}

/// What Rust says itself exists in every language.
const OF_RUST: &[&str] = &["page", "relay", "tray"];
const OTHER_LANGUAGES: &[&str] = &["de"];

/// The shape of a text: its key, and what is filled in; of a plural, each
/// form's.
fn shapes(texts: &Value, key: &str) -> BTreeSet<String> {
    let hole = Regex::new(r"\{\w+\}").unwrap();
    match texts {
        Value::Object(fields) => {
            let inner = fields.iter();
            inner
                .flat_map(|(name, field)| shapes(field, &format!("{key}.{name}")))
                .collect()
        }
        Value::String(text) => {
            let holes: BTreeSet<_> = hole.find_iter(text).map(|found| found.as_str()).collect();
            let holes: Vec<_> = holes.into_iter().collect();
            BTreeSet::from([format!("{key} {}", holes.join(" "))])
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            BTreeSet::from([format!("{key} is no text")])
        }
    }
}

fn unlike(english: &str, other: &str, area: &str) -> Vec<String> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (english, other) = (shapes(&read(english), area), shapes(&read(other), area));
    let differs = english.symmetric_difference(&other);
    differs.cloned().collect()
}

#[test]
fn what_is_said_outside_the_window_is_said_in_every_language() {
    let tree = Tree::here();
    for language in OTHER_LANGUAGES {
        for area in OF_RUST {
            let english = tree.text(&format!("{CATALOGUE}{area}.json"));
            let other = tree.text(&format!("ui/src/i18n/{language}/{area}.json"));
            assert_kept(
                "Each text has the same key and is filled with the same in every language",
                &unlike(english, other, &format!("{language}/{area}")),
            );
        }
    }
}

#[test]
fn an_unlike_text_is_found() {
    let english = r#"{"a": "x {n}", "b": {"one": "{count}", "other": "{count}"}}"#;
    for other in [
        r#"{"a": "x", "b": {"one": "{count}", "other": "{count}"}}"#,
        r#"{"a": "{n}", "b": {"other": "{count}"}}"#,
        r#"{"a": "{n}"}"#,
        "no catalogue",
    ] {
        assert!(!unlike(english, other, "tray").is_empty(), "{other}");
    }
    assert!(unlike(english, english, "tray").is_empty());
}

fn unknown(tree: &Tree) -> Vec<String> {
    let keys = keys(tree);
    let areas: BTreeSet<_> = keys
        .iter()
        .filter_map(|key| key.split('.').next())
        .collect();
    let call = Regex::new(r"\b(?:t|rich)\(\s*'([a-z]+\.[a-z0-9_]+)'").unwrap();
    let sources = tree
        .ending(&[".ts", ".svelte"])
        .filter(|file| file.path.starts_with("ui/src/") && !file.is_test());
    let called = sources.flat_map(|file| {
        let found = call.captures_iter(&file.text);
        let told = found.map(|found| (file.path.clone(), found[1].to_owned()));
        told.collect::<Vec<_>>()
    });
    let missing = called
        .filter(|(_, key)| !keys.contains(key))
        .map(|(path, key)| format!("{path}: {key} has no text"));
    let (_, patterns) = said(tree);
    let empty = patterns
        .into_iter()
        .filter(|(told, pattern)| {
            let of_catalogue = areas.iter().any(|area| told.contains(&format!("`{area}.")));
            of_catalogue && !keys.iter().any(|key| pattern.is_match(key))
        })
        .map(|(told, _)| format!("{told} matches no text"));
    missing.chain(empty).collect()
}

#[test]
fn every_text_is_used() {
    assert!(
        keys(Tree::here()).len() > 300,
        "the catalogue is where it was"
    );
    assert_kept("Every text of the catalogue is used", &unused(Tree::here()));
}

#[test]
fn every_text_that_is_used_is_there() {
    assert_kept(
        "What is asked of the catalogue is there",
        &unknown(Tree::here()),
    );
}

#[test]
fn what_breaks_these_rules_is_found() {
    let tree = Tree::of(&[
        (
            "ui/src/i18n/en/apps.json",
            r#"{"one": "1", "tab_a": "2", "left": "3"}"#,
        ),
        (
            "ui/src/views/V.svelte",
            "{t('apps.one')} {t(`apps.tab_${x}`)} {t('apps.two')} {t(`apps.no_${x}`)}",
        ),
    ]);
    assert_eq!(unused(&tree), ["apps.left is used nowhere"]);
    assert_eq!(unknown(&tree).len(), 2, "{:?}", unknown(&tree));
}
