//! The window's types, made from the list of commands. A stale file fails;
//! `UPDATE_BINDINGS=1 cargo test -p keeper-api bindings` writes it anew.

use std::path::Path;

use keeper_core::decoder::Decoded;
use keeper_core::error::Problem;
use keeper_core::event::Event;
use keeper_core::scope::{Pasted, ScopeEntry, ScopeFound};
use ts_rs::{Config, TS};

use crate::requests::*;
use crate::views::*;

macro_rules! command_types {
    ($($name:ident($request:ty) -> $reply:ty;)+) => {
        /// Every command: what it takes, and what it answers.
        #[derive(TS)]
        #[expect(dead_code, reason = "only its shape is read, by TypeScript")]
        struct Commands { $($name: ($request, $reply)),+ }
    };
}

crate::with_commands!(command_types);

/// What crosses without being asked for.
#[derive(TS)]
#[expect(dead_code, reason = "only its shape is read, by TypeScript")]
struct Unasked {
    event: Event,
    problem: Problem,
}

/// One file: each type's declaration in the order of its name.
fn contract(directory: &Path, config: &Config) -> String {
    Commands::export_all(config).unwrap();
    Unasked::export_all(config).unwrap();
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut text = String::from("// Generated from keeper-api by its tests. Do not edit.\n\n");
    for file in files {
        text.push_str(&declaration(&std::fs::read_to_string(file).unwrap()));
        text.push_str("\n\n");
    }
    text
}

fn declaration(file: &str) -> String {
    let kept = file
        .lines()
        .filter(|line| !line.starts_with("import ") && !line.starts_with("// This file"));
    kept.collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[test]
fn bindings_are_fresh() {
    let scratch = tempfile::tempdir().unwrap();
    let config = Config::new().with_out_dir(scratch.path());
    let made = contract(scratch.path(), &config);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/bindings/contract.ts");
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
        std::fs::write(&kept, &made).unwrap();
    }
    let found = std::fs::read_to_string(&kept).unwrap_or_default();
    assert!(
        found == made,
        "ui/src/bindings/contract.ts is stale: UPDATE_BINDINGS=1 cargo test -p keeper-api bindings"
    );
}
