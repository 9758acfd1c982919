use regex::Regex;

use crate::files::{Tree, assert_kept};

/// Places of one machine, and papers that don't stand in the tree. Written in
/// pieces, so that this file isn't found.
fn patterns() -> Vec<(Regex, &'static str)> {
    let paper = |name: &str| format!(r"\b{name}\.{}\b", "md");
    let papers = [
        "house", "product", "threats", "stack", "contract", "anchors", "look",
    ];
    let papers = papers.map(paper).join("|");
    let section = format!(
        r"\((?:the )?(?:{}|{})(?:, (?:section|fact)|,$| facts?\b)",
        "contract", "product"
    );
    let places = format!(
        r"/{}/|/{}\b|/{}/brief|/{}/[a-z]+/",
        "work", "root", "tmp", "home"
    );
    [
        (
            papers,
            "a paper that isn't in the tree: speak of ARCHITECTURE.md",
        ),
        (
            section,
            "a paper that isn't in the tree: speak of HubSpot's published specification",
        ),
        (places, "a place on one machine"),
    ]
    .into_iter()
    .map(|(pattern, why)| (Regex::new(&pattern).unwrap(), why))
    .collect()
}

/// People whose data directories are shown in samples and tests.
const INVENTED: &[&str] = &["maya", "priya"];

fn is_invented(line: &str) -> bool {
    let homes = line.split("/home/").skip(1);
    let mut names = homes.map(|rest| rest.split('/').next().unwrap_or_default());
    line.contains("/home/") && names.all(|name| INVENTED.contains(&name))
}

fn found(tree: &Tree) -> Vec<String> {
    let patterns = patterns();
    let lines = tree.files().flat_map(|file| {
        let lines = file.text.lines().enumerate();
        lines.map(move |(place, line)| (file, place + 1, line))
    });
    let lines = lines.filter(|(_, _, line)| !is_invented(line));
    lines
        .filter_map(|(file, place, line)| {
            let (_, why) = patterns
                .iter()
                .find(|(pattern, _)| pattern.is_match(line))?;
            Some(format!("{}:{place}: {why}", file.path))
        })
        .collect()
}

#[test]
fn the_tree_speaks_of_itself_alone() {
    assert_kept(
        "No file speaks of a machine's places or of papers that aren't in the tree",
        &found(Tree::here()),
    );
}

#[test]
fn what_breaks_this_rule_is_found() {
    for bad in [
        format!("// see {}.{}", "house", "md"),
        format!("/// Exchanges a code ({}, section 3).", "contract"),
        format!("let path = \"/{}/main\";", "work"),
        format!("HOME=/{}", "root"),
        format!("/{}/somebody/project", "home"),
    ] {
        assert_eq!(found(&Tree::of(&[("a.rs", &bad)])).len(), 1, "{bad}");
    }
    let good =
        "// a call of the contract, at work in ARCHITECTURE.md\n/workspace/x\n/home/maya/x\n";
    assert!(found(&Tree::of(&[("a.rs", good)])).is_empty());
}
