use regex::Regex;

use crate::files::{Tree, assert_kept};

/// What may stand at the top, besides dotfiles.
const TOP: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "docs",
    "icons",
    "src-tauri",
    "tests",
    "ui",
];

fn strangers(tree: &Tree) -> Vec<String> {
    let first = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    let mut names: Vec<_> = tree.files().map(|file| first(&file.path)).collect();
    names.sort();
    names.dedup();
    let strange = names.iter().filter(|name| !TOP.contains(&name.as_str()));
    strange
        .filter(|name| !name.starts_with('.'))
        .map(|name| format!("{name} stands at the top"))
        .collect()
}

fn missing(tree: &Tree) -> Vec<String> {
    let is_there = |name: &str| {
        let inside = format!("{name}/");
        tree.files()
            .any(|file| file.path == name || file.path.starts_with(&inside))
    };
    let gone = TOP.iter().filter(|name| !is_there(name));
    gone.map(|name| format!("{name} is missing")).collect()
}

/// Names that say nothing, and files that hide what they are.
fn misnamed(tree: &Tree) -> Vec<String> {
    let empty = Regex::new(
        r"^\s*(?:pub(?:\([a-z]+\))? )?(?:struct|enum|trait|type|mod|class|interface) (\w*(?:Manager|Service|Helper|Util|Utils|Processor|_util|_utils|_helper|_helpers|_manager|_service|_processor))\b",
    )
    .unwrap();
    let hidden =
        Regex::new(r"(?i)(?:^|/)(?:mod\.rs|(?:utils?|helpers?|manager|service|processor)\.\w+)$")
            .unwrap();
    let files = tree.ending(&[".rs", ".ts", ".svelte"]);
    let files: Vec<_> = files.collect();
    let by_name = files.iter().filter(|file| hidden.is_match(&file.path));
    let by_name = by_name.map(|file| format!("{} says nothing by its name", file.path));
    let inside = files.iter().flat_map(|file| {
        let lines = file.code().filter_map(|(place, line)| {
            let name = empty.captures(line)?;
            Some(format!("{}:{place}: {} says nothing", file.path, &name[1]))
        });
        lines.collect::<Vec<_>>()
    });
    by_name.chain(inside).collect()
}

/// What README tells a person to type.
fn typed(readme: &str) -> Vec<String> {
    let command = Regex::new(
        r"\b(?:cargo|npm|npx|node|pnpm|yarn|make|sudo|apt|apt-get|rustup|brew) [a-z][^`\n]*",
    )
    .unwrap();
    let mut in_fence = false;
    let mut found = Vec::new();
    for line in readme.lines() {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
        } else if in_fence {
            found.extend(command.find(line).map(|one| one.as_str().to_owned()));
        } else {
            let spans = line.split('`').skip(1).step_by(2);
            found.extend(spans.filter_map(|span| Some(command.find(span)?.as_str().to_owned())));
        }
    }
    found
}

fn other_commands(readme: &str) -> Vec<String> {
    let is_one_of_two =
        |line: &String| line.starts_with("cargo xtask run") || line.starts_with("cargo xtask test");
    let told = typed(readme);
    let others = told.iter().filter(|line| !is_one_of_two(line)).cloned();
    let unsaid = ["cargo xtask run", "cargo xtask test"].into_iter();
    let unsaid = unsaid.filter(|wanted| !told.iter().any(|line| line.starts_with(wanted)));
    others
        .chain(unsaid.map(|wanted| format!("{wanted} is not told")))
        .collect()
}

#[test]
fn the_top_holds_what_belongs_there() {
    assert_kept("The top level is small", &strangers(Tree::here()));
    assert_kept("The top level is whole", &missing(Tree::here()));
}

#[test]
fn names_say_what_things_are() {
    assert_kept(
        "No manager, service, helper, util, processor; no mod.rs",
        &misnamed(Tree::here()),
    );
}

#[test]
fn two_commands_are_enough() {
    assert_kept(
        "README tells two commands and no other",
        &other_commands(Tree::here().text("README.md")),
    );
}

#[test]
fn what_breaks_these_rules_is_found() {
    let tree = Tree::of(&[
        ("scripts/run.sh", ""),
        ("README.md", ""),
        (".ci/run", ""),
        ("src-tauri/a/mod.rs", "pub struct TokenManager;\n"),
        ("ui/src/utils.ts", "export class Store {}"),
    ]);
    assert_eq!(strangers(&tree), ["scripts stands at the top"]);
    assert_eq!(missing(&tree).len(), TOP.len() - 3);
    assert_eq!(misnamed(&tree).len(), 3);
    let good = "```\ncargo xtask run\ncargo xtask test\n```\nRun `cargo xtask run --practice`.\n";
    assert!(other_commands(good).is_empty());
    let bad = "```sh\ncargo xtask run\nnpm ci\n```\nor `cargo build`.\n";
    assert_eq!(other_commands(bad).len(), 3, "{:?}", other_commands(bad));
}
