use regex::Regex;

use crate::files::{Tree, assert_kept};

const SECRETS: &str = "src-tauri/crates/keeper-core/src/secret.rs";

/// The types that hold a secret, as `secret.rs` names them.
fn types(tree: &Tree) -> Vec<String> {
    let named = Regex::new(r"secret_text!\((?:\s*///[^\n]*\n)*\s*(\w+)\s*\)").unwrap();
    let text = tree.text(SECRETS);
    let all = named.captures_iter(text).map(|found| found[1].to_owned());
    all.collect()
}

/// What a secret derives in the macro that makes them all.
fn leaky_derives(tree: &Tree) -> Vec<String> {
    let text = tree.text(SECRETS);
    let makes = text.split("macro_rules! secret_text").nth(1).unwrap_or("");
    let makes = makes.split("\n}\n").next().unwrap_or("");
    let derives = Regex::new(r"#\[derive\(([^)]*)\)\]").unwrap();
    let all = derives
        .captures_iter(makes)
        .map(|found| found[1].to_owned());
    all.flat_map(|list| {
        let names: Vec<_> = list.split(',').map(|name| name.trim().to_owned()).collect();
        names
    })
    .filter(|name| name != "Clone")
    .map(|name| format!("secrets derive {name}"))
    .collect()
}

/// Ways out that somebody writes by hand, anywhere.
fn ways_out(tree: &Tree) -> Vec<String> {
    let names = types(tree).join("|");
    if names.is_empty() {
        return vec!["secret.rs names no secret".to_owned()];
    }
    let written = Regex::new(&format!(
        r"impl\s+(?:[\w:]*::)?(?:Display|Serialize|ToString|TS|Deref|AsRef<[^>]*>|Into<[^>]*>)\s+for\s+(?:{names})\b|impl\s+From<(?:{names})>\s+for\s+(?:std::string::)?String"
    ))
    .unwrap();
    let macro_written =
        Regex::new(r"(?:Display|Serialize|ToString|Deref|AsRef<[^>]*>)\s+for\s+\$name").unwrap();
    let lines = tree
        .rust()
        .filter(|file| !file.path.starts_with("tests/tidy/"))
        .flat_map(|file| file.code().map(move |line| (file, line)));
    lines
        .filter(|(file, (_, line))| {
            written.is_match(line) || (file.path == SECRETS && macro_written.is_match(line))
        })
        .map(|(file, (place, line))| format!("{}:{place}: {}", file.path, line.trim()))
        .collect()
}

/// Whatever is told to the window holds no type of secret.
fn told(tree: &Tree) -> Vec<String> {
    let names = types(tree).join("|");
    let holds = Regex::new(&format!(r"[:<(&]\s*(?:{names})\b")).unwrap();
    let told = |path: &str| {
        path.starts_with("src-tauri/crates/keeper-api/src/views")
            || path == "src-tauri/crates/keeper-core/src/event.rs"
            || path == "src-tauri/crates/keeper-core/src/error.rs"
            || path == "src-tauri/crates/keeper-core/src/activity.rs"
    };
    let lines = tree
        .rust()
        .filter(|file| told(&file.path))
        .flat_map(|file| file.code().map(move |line| (file, line)));
    lines
        .filter(|(_, (_, line))| holds.is_match(line))
        .map(|(file, (place, line))| format!("{}:{place}: {}", file.path, line.trim()))
        .collect()
}

#[test]
fn a13_secrets_have_no_way_out_by_type() {
    let tree = Tree::here();
    let names = types(tree);
    for name in [
        "AccessToken",
        "RefreshToken",
        "ClientSecret",
        "AuthorizationCode",
        "Passphrase",
    ] {
        assert!(names.iter().any(|one| one == name), "{name} is a secret");
    }
    assert_kept(
        "Secrets derive Clone and nothing else",
        &leaky_derives(tree),
    );
    assert_kept("Secrets have no Display and no Serialize", &ways_out(tree));
}

#[test]
fn a14_what_the_window_is_told_holds_no_type_of_secret() {
    assert_kept(
        "Views, events and problems hold no secret",
        &told(Tree::here()),
    );
}

#[test]
fn what_breaks_these_rules_is_found() {
    let made = |derives: &str| {
        format!(
            "macro_rules! secret_text {{\n  #[derive({derives})]\n  pub struct $name(X);\n}}\n\
             secret_text!(\n    /// One.\n    AccessToken\n);\n"
        )
    };
    assert!(leaky_derives(&Tree::of(&[(SECRETS, &made("Clone"))])).is_empty());
    let leaky = Tree::of(&[(SECRETS, &made("Clone, Debug, Serialize"))]);
    assert_eq!(leaky_derives(&leaky).len(), 2);
    let tree = Tree::of(&[
        (SECRETS, &made("Clone")),
        ("a/a.rs", "impl std::fmt::Display for AccessToken {"),
        ("a/b.rs", "impl Serialize for AccessToken {"),
        ("a/c.rs", "impl From<AccessToken> for String {"),
        (
            "src-tauri/crates/keeper-api/src/views.rs",
            "    pub token: AccessToken,",
        ),
    ]);
    assert_eq!(ways_out(&tree).len(), 3);
    assert_eq!(told(&tree).len(), 1);
}
