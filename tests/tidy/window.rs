use std::path::{Component, Path, PathBuf};

use regex::Regex;

use crate::files::{File, Tree, assert_kept};

const SOURCE: &str = "ui/src/";

/// Each folder or file of the window, and what it may import of ours. What
/// stands in no row is a leaf or a root and is told apart below.
const FLOORS: &[(&str, &[&str])] = &[
    ("bindings", &[]),
    ("host", &["bindings"]),
    ("api", &["bindings", "host"]),
    ("i18n", &[]),
    ("format", &["i18n"]),
    ("keyboard", &["i18n"]),
    ("focus", &[]),
    ("router", &[]),
    ("catalogue", &["bindings", "i18n", "parts"]),
    ("parts", &["format", "i18n", "keyboard", "styles"]),
    // Toasts are told from state; what they look like is a part.
    ("state", &["api", "bindings", "parts"]),
    ("frame", &["format", "i18n", "parts", "router"]),
    (
        "domain",
        &[
            "api",
            "bindings",
            "catalogue",
            "format",
            "frame",
            "i18n",
            "keyboard",
            "parts",
            "router",
            "state",
        ],
    ),
    (
        "views",
        &[
            "api",
            "bindings",
            "catalogue",
            "domain",
            "format",
            "frame",
            "i18n",
            "keyboard",
            "parts",
            "router",
            "state",
        ],
    ),
];

/// What stands above the floors: the root of the window, and the gallery of
/// parts for developers.
const ROOTS: &[&str] = &["App", "Window", "gallery", "main", "test-setup", "views"];

fn area(path: &str) -> &str {
    let inside = path.strip_prefix(SOURCE).unwrap_or(path);
    let first = inside.split('/').next().unwrap_or_default();
    first.split('.').next().unwrap_or_default()
}

/// `ui/src/views.ts` is a root; `ui/src/views/…` is a floor.
fn is_root(path: &str) -> bool {
    let is_file = !path.strip_prefix(SOURCE).unwrap_or(path).contains('/');
    let area = area(path);
    ROOTS.contains(&area) && (is_file || area == "gallery")
}

fn sources(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.ending(&[".ts", ".svelte"])
        .filter(|file| file.path.starts_with(SOURCE))
}

fn imports(file: &File) -> Vec<String> {
    let said = Regex::new(r#"(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]"#).unwrap();
    let all = said.captures_iter(&file.text);
    all.map(|found| found[1].to_owned()).collect()
}

/// Where a relative import leads, from the top.
fn target(file: &File, import: &str) -> Option<String> {
    if !import.starts_with('.') {
        return None;
    }
    let mut path = PathBuf::from(&file.path);
    path.pop();
    for part in Path::new(import).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            Component::Normal(name) => path.push(name),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    path.to_str().map(str::to_owned)
}

fn crossed(tree: &Tree) -> Vec<String> {
    let mut broken = Vec::new();
    for file in sources(tree).filter(|file| !is_root(&file.path) && !file.is_test()) {
        let own = area(&file.path);
        let Some((_, below)) = FLOORS.iter().find(|(name, _)| *name == own) else {
            broken.push(format!("{} stands on no floor", file.path));
            continue;
        };
        for other in imports(file).iter().filter_map(|one| target(file, one)) {
            let other = area(&other).to_owned();
            if other != own && !below.contains(&other.as_str()) {
                broken.push(format!("{} imports {other}", file.path));
            }
        }
    }
    broken
}

fn reaching(tree: &Tree) -> Vec<String> {
    let world = Regex::new(
        r"@tauri-apps/|\bfetch\(|\bXMLHttpRequest\b|\bEventSource\(|\bWebSocket\(|sendBeacon",
    )
    .unwrap();
    let elsewhere = sources(tree).filter(|file| {
        !file.path.starts_with("ui/src/host/") && !file.is_test() && area(&file.path) != "bindings"
    });
    let lines = elsewhere.flat_map(|file| file.code().map(move |line| (file, line)));
    lines
        .filter(|(_, (_, line))| !line.trim_start().starts_with('*') && world.is_match(line))
        .map(|(file, (place, line))| format!("{}:{place}: {}", file.path, line.trim()))
        .collect()
}

/// Text is put in as text, never as markup.
fn markup(tree: &Tree) -> Vec<String> {
    let raw = Regex::new(r"\{@html|\.innerHTML|\.outerHTML|insertAdjacentHTML|\beval\(").unwrap();
    let own = sources(tree).filter(|file| !file.is_test());
    let lines = own.flat_map(|file| file.code().map(move |line| (file, line)));
    lines
        .filter(|(_, (_, line))| raw.is_match(line))
        .map(|(file, (place, line))| format!("{}:{place}: {}", file.path, line.trim()))
        .collect()
}

#[test]
fn the_window_stands_on_its_floors() {
    assert_kept(
        "views -> domain -> parts; state -> api -> host",
        &crossed(Tree::here()),
    );
}

#[test]
fn only_the_host_reaches_the_world() {
    assert_kept(
        "Only ui/src/host imports @tauri-apps/* or sends requests",
        &reaching(Tree::here()),
    );
}

#[test]
fn a23_text_is_never_read_as_markup() {
    assert_kept(
        "What comes from outside is shown as text",
        &markup(Tree::here()),
    );
}

#[test]
fn what_breaks_these_rules_is_found() {
    let tree = Tree::of(&[
        (
            "ui/src/parts/A.svelte",
            "import { x } from '../state/x.svelte';",
        ),
        ("ui/src/state/a.ts", "import { x } from '../host/host';"),
        (
            "ui/src/domain/b/B.svelte",
            "import V from '../../views/V.svelte';",
        ),
        (
            "ui/src/views/V.svelte",
            "import { a } from '../host/tauri';",
        ),
        ("ui/src/extra/a.ts", "export {};"),
        ("ui/src/views/Good.svelte", "import { call } from '../api';"),
        ("ui/src/views.ts", "import V from './views/V.svelte';"),
    ]);
    assert_eq!(crossed(&tree).len(), 5, "{:?}", crossed(&tree));
    let tree = Tree::of(&[
        ("ui/src/state/a.ts", "await fetch('/x');"),
        (
            "ui/src/api.ts",
            "import { invoke } from '@tauri-apps/api/core';",
        ),
        (
            "ui/src/host/tauri.ts",
            "import { invoke } from '@tauri-apps/api/core';",
        ),
        ("ui/src/views/V.svelte", "{@html name}"),
    ]);
    assert_eq!(reaching(&tree).len(), 2);
    assert_eq!(markup(&tree).len(), 1);
}
