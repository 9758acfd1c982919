use cargo_metadata::DependencyKind;
use regex::Regex;

use crate::files::{File, Tree, assert_kept, code};
use crate::floors::{Package, packages};

const CORE: &str = "src-tauri/crates/keeper-core/src/";

/// What the world is reached by: the core asks for it through `needs`.
const WORLD: &[&str] = &[
    r"\bstd::(fs|net|env|process|thread|io|os)\b",
    r"\bstd::\{[^}]*\b(fs|net|env|process|thread|io|os)(::|,|\}| )",
    r"\bSystemTime\b",
    r"\bstd::time::(Instant\b|\{[^}]*\bInstant\b)",
    r"\btokio::(?:[a-rt-z]\w*|s(?:pawn|elect|ignal)\w*)",
    r"\buse tokio::(?:\{|\*|;)",
    r"\btracing::",
    r"\bprintln!|\beprintln!|\bdbg!",
    r"\b(reqwest|rusqlite|keyring|arboard|tauri|axum|hyper)::",
];

/// What the core may be built on: values, text, and arithmetic.
const BUILT_ON: &[&str] = &[
    "base64",
    "futures",
    "getrandom",
    "percent-encoding",
    "serde",
    "serde_json",
    "sha2",
    "strsim",
    "subtle",
    "thiserror",
    "tokio",
    "ts-rs",
    "unicode-properties",
    "url",
    "uuid",
    "zeroize",
];

fn reaching(tree: &Tree) -> Vec<String> {
    let patterns: Vec<_> = WORLD.iter().map(|p| Regex::new(p).unwrap()).collect();
    let core = tree.rust().filter(|file| file.path.starts_with(CORE));
    let own = core.filter(|file| !file.is_test());
    own.flat_map(|file: &File| {
        let reaches = |line: &str| patterns.iter().any(|pattern| pattern.is_match(line));
        let lines = code(file.before_tests()).filter(move |(_, line)| reaches(line));
        let told = lines.map(|(place, line)| format!("{}:{place}: {}", file.path, line.trim()));
        told.collect::<Vec<_>>()
    })
    .collect()
}

fn heavy(packages: &[Package]) -> Vec<String> {
    let core = packages
        .iter()
        .find(|package| package.name == "keeper-core");
    let needed = core.into_iter().flat_map(|core| &core.needs);
    let shipped = needed.filter(|(_, kind)| *kind != DependencyKind::Development);
    shipped
        .filter(|(name, _)| !BUILT_ON.contains(&name.as_str()))
        .map(|(name, _)| format!("keeper-core depends on {name}"))
        .collect()
}

#[test]
fn the_core_reaches_for_nothing() {
    assert_kept(
        "keeper-core states what it needs from the world in needs.rs and reaches for nothing itself",
        &reaching(Tree::here()),
    );
}

#[test]
fn the_core_is_built_on_little() {
    assert_kept(
        "keeper-core is built on values, text and arithmetic",
        &heavy(&packages()),
    );
}

#[test]
fn reaching_is_found() {
    for bad in [
        "use std::fs::read;",
        "use std::{fmt, fs};",
        "use std::time::{Duration, Instant};",
        "let now = SystemTime::now();",
        "tokio::time::sleep(wait).await;",
        "tokio::spawn(task);",
        "use tokio::net::TcpStream;",
        "tracing::info!(\"x\");",
    ] {
        let path = format!("{CORE}a.rs");
        assert_eq!(reaching(&Tree::of(&[(&path, bad)])).len(), 1, "{bad}");
    }
    let path = format!("{CORE}a.rs");
    let good = "use tokio::sync::{Mutex, watch};\nuse std::time::Duration;\n// std::fs\n";
    assert_eq!(reaching(&Tree::of(&[(&path, good)])), Vec::<String>::new());
}

#[test]
fn a_heavy_core_is_found() {
    let needs = vec![("rusqlite".to_owned(), DependencyKind::Normal)];
    let core = Package {
        name: "keeper-core".to_owned(),
        needs,
    };
    assert_eq!(heavy(&[core]).len(), 1);
}
