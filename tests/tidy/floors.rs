use std::sync::OnceLock;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

use crate::files::{assert_kept, top};

/// A crate of ours and what its own Cargo.toml names.
#[derive(Clone, Debug)]
pub struct Package {
    pub name: String,
    pub needs: Vec<(String, DependencyKind)>,
}

/// Each of our crates, and which others of ours it may be built on.
const FLOORS: &[(&str, &[&str])] = &[
    ("keeper-core", &[]),
    ("keeper-hubspot", &["keeper-core"]),
    ("keeper-vault", &["keeper-core"]),
    ("keeper-loopback", &["keeper-core"]),
    ("keeper-projects", &["keeper-core"]),
    (
        "keeper-api",
        &[
            "keeper-core",
            "keeper-hubspot",
            "keeper-vault",
            "keeper-loopback",
            "keeper-projects",
        ],
    ),
    ("keeper-desktop", &["keeper-api"]),
    ("keeper-practice", &[]),
    ("xtask", &[]),
    (
        "portalkeeper",
        &[
            "keeper-api",
            "keeper-core",
            "keeper-desktop",
            "keeper-practice",
        ],
    ),
    (
        "keeper-tests",
        &[
            "keeper-api",
            "keeper-core",
            "keeper-desktop",
            "keeper-hubspot",
            "keeper-vault",
            "keeper-loopback",
            "keeper-projects",
            "keeper-practice",
        ],
    ),
];

/// What only tests of a crate may be built on besides.
const FOR_TESTS: &[(&str, &str, &str)] = &[(
    "keeper-hubspot",
    "keeper-practice",
    "our calls are held against Practice HubSpot over the wire",
)];

const SHELL: &str = "portalkeeper";

/// What cargo says, of every platform.
pub fn metadata() -> &'static Metadata {
    static SAID: OnceLock<Metadata> = OnceLock::new();
    SAID.get_or_init(|| {
        let mut command = MetadataCommand::new();
        command.manifest_path(top().join("Cargo.toml"));
        command.other_options(vec!["--locked".to_owned()]);
        command.exec().expect("cargo describes the workspace")
    })
}

/// Our crates.
pub fn packages() -> Vec<Package> {
    let own = metadata().workspace_packages();
    own.into_iter()
        .map(|package| Package {
            name: package.name.to_string(),
            needs: package
                .dependencies
                .iter()
                .map(|need| (need.name.clone(), need.kind))
                .collect(),
        })
        .collect()
}

fn crossed(packages: &[Package]) -> Vec<String> {
    let is_ours = |name: &str| name.starts_with("keeper-") || name == SHELL || name == "xtask";
    let mut broken = Vec::new();
    for package in packages {
        let floor = FLOORS.iter().find(|(name, _)| *name == package.name);
        let Some((_, below)) = floor else {
            broken.push(format!("{} stands on no floor", package.name));
            continue;
        };
        for (need, kind) in &package.needs {
            let for_tests = FOR_TESTS
                .iter()
                .any(|(who, whom, _)| *who == package.name && *whom == need);
            let is_allowed = below.contains(&need.as_str())
                || (for_tests && *kind == DependencyKind::Development);
            if is_ours(need) && !is_allowed {
                broken.push(format!("{} depends on {need}", package.name));
            }
            if need.starts_with("tauri") && package.name != SHELL {
                broken.push(format!(
                    "{} knows {need}; only the shell does",
                    package.name
                ));
            }
        }
    }
    broken
}

#[test]
fn crates_stand_on_their_floors() {
    let packages = packages();
    assert_eq!(packages.len(), FLOORS.len(), "every floor has its crate");
    assert_kept(
        "keeper-core <- {keeper-hubspot, keeper-vault, keeper-loopback, keeper-projects} <- \
         keeper-api <- {keeper-desktop <- shell, tests}; keeper-practice and xtask stand alone",
        &crossed(&packages),
    );
}

#[test]
fn a_plain_build_needs_no_system_library() {
    let default = metadata().workspace_default_packages();
    let names: Vec<_> = default
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    assert!(!names.contains(&SHELL), "the shell isn't built by default");
    assert_eq!(names.len(), FLOORS.len() - 1, "everything else is");
}

#[test]
fn a_crossed_floor_is_found() {
    let package = |name: &str, need: &str, kind| Package {
        name: name.to_owned(),
        needs: vec![(need.to_owned(), kind)],
    };
    for (name, need, kind) in [
        ("keeper-core", "keeper-vault", DependencyKind::Normal),
        (
            "keeper-core",
            "keeper-practice",
            DependencyKind::Development,
        ),
        ("keeper-hubspot", "keeper-practice", DependencyKind::Normal),
        ("keeper-practice", "keeper-core", DependencyKind::Normal),
        ("keeper-api", "tauri", DependencyKind::Normal),
        ("keeper-util", "serde", DependencyKind::Normal),
    ] {
        let found = crossed(&[package(name, need, kind)]);
        assert_eq!(found.len(), 1, "{name} -> {need}");
    }
    let good = package(
        "keeper-hubspot",
        "keeper-practice",
        DependencyKind::Development,
    );
    assert!(crossed(&[good]).is_empty());
}
