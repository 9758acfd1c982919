use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde_json::Value;

use crate::files::{Tree, assert_kept};

const TEXTS: &str = "ui/src/i18n/";
/// By which the others are measured.
const MEASURE: &str = "en";
const OTHERS: &[&str] = &["de"];

/// Every text of a language by `file: key`, plural forms one by one.
fn texts(tree: &Tree, language: &str) -> BTreeMap<String, String> {
    let folder = format!("{TEXTS}{language}/");
    let mut texts = BTreeMap::new();
    for file in tree.ending(&[".json"]) {
        if let Some(name) = file.path.strip_prefix(&folder) {
            let read = serde_json::from_str(&file.text).unwrap_or_default();
            gather(&mut texts, &format!("{name}:"), &read);
        }
    }
    texts
}

fn gather(texts: &mut BTreeMap<String, String>, key: &str, value: &Value) {
    match value {
        Value::String(text) => drop(texts.insert(key.to_owned(), text.clone())),
        Value::Object(fields) => {
            for (name, field) in fields {
                gather(texts, &format!("{key} {name}"), field);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
    }
}

/// The holes of a text: what is filled in, whatever its order and number.
fn holes(text: &str) -> BTreeSet<String> {
    let hole = Regex::new(r"\{(\w+)\}").unwrap();
    hole.captures_iter(text)
        .map(|found| found[1].to_owned())
        .collect()
}

/// What is said only where it is known stands in brackets that close.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0i32;
    for sign in text.chars() {
        depth += i32::from(sign == '[') - i32::from(sign == ']');
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

fn unlike(tree: &Tree, language: &str) -> Vec<String> {
    let (measure, told) = (texts(tree, MEASURE), texts(tree, language));
    let mut broken = Vec::new();
    for (key, text) in &measure {
        match told.get(key) {
            None => broken.push(format!("{language}/{key} is missing")),
            Some(other) if holes(other) != holes(text) => {
                broken.push(format!("{language}/{key} fills in something else: {other}"));
            }
            Some(other) if key.starts_with("codes.json") && !is_balanced(other) => {
                broken.push(format!("{language}/{key} has a bracket too many: {other}"));
            }
            Some(_) => {}
        }
    }
    let left = told.keys().filter(|key| !measure.contains_key(*key));
    broken.extend(left.map(|key| format!("{language}/{key} is in no other language")));
    broken
}

#[test]
fn every_language_tells_everything() {
    for language in OTHERS {
        assert_kept(
            "Every language has every text, with the same holes",
            &unlike(Tree::here(), language),
        );
    }
}

#[test]
fn what_a_language_lacks_is_found() {
    let tree = Tree::of(&[
        (
            "ui/src/i18n/en/codes.json",
            r#"{"A": {"title": "[{x} ]a", "hint": "b"}, "B": {"one": "{count} a", "other": "c"}}"#,
        ),
        (
            "ui/src/i18n/de/codes.json",
            r#"{"A": {"title": "[{y} ]a"}, "B": {"one": "[{count} a", "other": "c"}, "C": "d"}"#,
        ),
    ]);
    assert_eq!(unlike(&tree, "de").len(), 4, "{:?}", unlike(&tree, "de"));
}
