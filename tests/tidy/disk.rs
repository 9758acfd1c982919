use regex::Regex;

use crate::files::{File, Tree, assert_kept};

const API: &str = "src-tauri/crates/keeper-api/src/";
/// What waits for the disk.
const WAITS: &str = r"\bstd::fs::|\bFile::open\(|\bkeeper_projects::(read|write|update|watch|read_tokens_csv|cli_accounts)\(|\bwhole_file::write\(|\bWholeFile::begin\(|\b(logo|shared_status)::(read|write)\(|\bexports::installations\(|\bnetwork::read_certificates\(";

/// What stands between the bracket at `from` and the one that closes it.
fn bracketed(text: &str, from: usize, (open, close): (char, char)) -> &str {
    let mut depth = 0_usize;
    for (at, letter) in text[from..].char_indices() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth -= 1;
            if depth == 0 {
                return &text[from..from + at];
            }
        }
    }
    &text[from..]
}

/// The bodies of asynchronous functions, without what they run beside.
fn async_bodies(text: &str) -> Vec<String> {
    let heads = Regex::new(r"\basync (fn|move)\b[^;{]*\{").unwrap();
    let beside = Regex::new(r"\bdisk::(read|write)\(").unwrap();
    let bodies = heads.find_iter(text).map(|head| {
        let body = bracketed(text, head.end() - 1, ('{', '}'));
        let mut own = body.to_owned();
        while let Some(call) = beside.find(&own) {
            let run = bracketed(&own, call.end() - 1, ('(', ')')).len();
            own.replace_range(call.start()..call.end() - 1 + run, "");
        }
        own
    });
    bodies.collect()
}

fn waiting(file: &File) -> Vec<String> {
    let waits = Regex::new(WAITS).unwrap();
    let bodies = async_bodies(file.before_tests());
    let found = bodies.iter().filter_map(|body| waits.find(body));
    found
        .map(|found| format!("{}: {}", file.path, found.as_str()))
        .collect()
}

#[test]
fn the_front_desk_waits_for_the_disk_beside_its_workers() {
    let own = Tree::here()
        .rust()
        .filter(|file| file.path.starts_with(API));
    let broken: Vec<_> = own.flat_map(waiting).collect();
    assert_kept(
        "in asynchronous functions files are read and written by disk::read and disk::write",
        &broken,
    );
}

#[test]
fn a_read_on_a_worker_is_found() {
    let text = "async fn a() { disk::read(move || Ok(std::fs::read(path))).await; }";
    assert_eq!(async_bodies(text), ["{ ).await; "]);
    let text = "async fn b() { if x { std::fs::read(path); } }";
    assert!(Regex::new(WAITS).unwrap().is_match(&async_bodies(text)[0]));
}
