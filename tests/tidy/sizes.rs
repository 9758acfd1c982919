use crate::files::{File, Tree, assert_kept};

const RUST: usize = 400;
const COMPONENT: usize = 250;
const SHELL: usize = 800;

/// Longer than the rule allows, and why.
const ALLOWED: &[(&str, &str)] = &[
    (
        "src-tauri/crates/keeper-core/src/needs.rs",
        "all that the domain needs from the world is read in one place; most of it is documentation",
    ),
    (
        "src-tauri/crates/keeper-core/src/error/code.rs",
        "one list, a line of documentation to each code",
    ),
];

/// Files made by a program, and the catalogues of text.
fn is_data(path: &str) -> bool {
    path.starts_with("ui/src/bindings/")
}

fn limit(file: &File) -> Option<usize> {
    let path = &file.path;
    if is_data(path) {
        return None;
    }
    if path.ends_with(".svelte") {
        return Some(COMPONENT);
    }
    let is_code = path.ends_with(".rs") || path.ends_with(".ts");
    (is_code && !file.is_test()).then_some(RUST)
}

fn too_long(tree: &Tree, allowed: &[(&str, &str)]) -> Vec<String> {
    let is_allowed = |path: &str| allowed.iter().any(|(name, _)| *name == path);
    let long = |file: &&File| {
        let lines = file.before_tests().lines().count();
        limit(file).is_some_and(|limit| lines >= limit)
    };
    let found: Vec<_> = tree.files().filter(long).collect();
    let unsaid = found.iter().filter(|file| !is_allowed(&file.path));
    let stale = allowed
        .iter()
        .filter(|(name, _)| !found.iter().any(|file| file.path == *name));
    unsaid
        .map(|file| {
            let lines = file.before_tests().lines().count();
            format!("{}: {lines} lines; split it by meaning", file.path)
        })
        .chain(stale.map(|(name, _)| format!("{name} no longer needs its allowance")))
        .collect()
}

fn shell(tree: &Tree) -> usize {
    let own = tree
        .rust()
        .filter(|file| file.path.starts_with("src-tauri/src/"));
    own.map(|file| file.before_tests().lines().count()).sum()
}

#[test]
fn files_are_short() {
    assert_kept(
        "Files under 400 lines without their tests, components under 250, or a reason beside them",
        &too_long(Tree::here(), ALLOWED),
    );
}

#[test]
fn the_shell_is_small() {
    let lines = shell(Tree::here());
    assert!(lines > 0, "the shell is where it was");
    assert!(
        lines < SHELL,
        "the shell has {lines} lines; what it decides belongs in keeper-api"
    );
}

#[test]
fn a_long_file_is_found() {
    let long = "//\n".repeat(RUST);
    let tests = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
    let tree = Tree::of(&[
        ("a/long.rs", &long),
        ("a/View.svelte", &long),
        ("a/tested.rs", &tests),
        ("tests/long.rs", &long),
    ]);
    assert_eq!(too_long(&tree, &[]).len(), 2);
    assert_eq!(too_long(&tree, &[("a/long.rs", "data")]).len(), 1);
    let stale = too_long(&Tree::of(&[]), &[("a/long.rs", "data")]);
    assert_eq!(stale.len(), 1, "an allowance that nobody needs is said");
    let shell_tree = Tree::of(&[("src-tauri/src/main.rs", &long)]);
    assert_eq!(shell(&shell_tree), RUST);
}
