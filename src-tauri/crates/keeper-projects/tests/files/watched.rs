use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use keeper_projects::{Watching, watch};

use crate::support::{folder, put};

const DEADLINE: Duration = Duration::from_secs(20);

fn watching(paths: &[PathBuf]) -> (Watching, Receiver<Vec<PathBuf>>) {
    let (sender, receiver) = mpsc::channel();
    let watching = watch(paths, move |changed| {
        let _test_is_over = sender.send(changed);
    });
    (watching.unwrap(), receiver)
}

/// Waits until `path` is told.
fn expect(receiver: &Receiver<Vec<PathBuf>>, path: &PathBuf) {
    let end = Instant::now() + DEADLINE;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let changed = receiver.recv_timeout(left).unwrap_or_default();
        assert!(
            !changed.is_empty(),
            "the change is told before the deadline"
        );
        if changed.contains(path) {
            return;
        }
    }
}

#[test]
fn writing_replacing_and_removing_are_told() {
    let top = folder(&[("a.json", "1"), ("b.json", "1"), ("other", "1")]);
    let (a, b) = (top.path().join("a.json"), top.path().join("b.json"));
    let (_watching, told) = watching(&[a.clone(), b.clone()]);
    fs::write(&a, "2").unwrap();
    expect(&told, &a);
    let beside = put(top.path(), ".a.json.swp", b"3");
    fs::rename(&beside, &a).unwrap();
    expect(&told, &a);
    fs::remove_file(&b).unwrap();
    expect(&told, &b);
    put(top.path(), "b.json", b"4");
    expect(&told, &b);
}

#[test]
fn a_burst_is_told_once_and_strangers_are_not() {
    let top = folder(&[("a.json", "1")]);
    let a = top.path().join("a.json");
    let (watching, told) = watching(std::slice::from_ref(&a));
    for round in 0..50 {
        put(top.path(), "stranger.json", b"x");
        fs::write(&a, round.to_string()).unwrap();
    }
    let first = told.recv_timeout(DEADLINE).unwrap();
    assert_eq!(first, [a], "only what was asked for");
    drop(watching);
    assert!(told.iter().count() < 10, "far fewer than there were writes");
}

#[test]
fn dropping_it_ends_it() {
    let top = folder(&[("a.json", "1")]);
    let a = top.path().join("a.json");
    let (watching, told) = watching(std::slice::from_ref(&a));
    drop(watching);
    fs::write(&a, "2").unwrap();
    // The callback is gone, and with it the other end.
    assert!(told.recv().is_err(), "nobody is left to call back");
}

#[test]
fn a_folder_that_goes_away_and_comes_back_is_watched_again() {
    let top = folder(&[("src/a.json", "1")]);
    let (src, a) = (top.path().join("src"), top.path().join("src/a.json"));
    let (_watching, told) = watching(std::slice::from_ref(&a));
    fs::remove_dir_all(&src).unwrap();
    expect(&told, &a);
    put(top.path(), "src/a.json", b"2");
    expect(&told, &a);
    fs::rename(&src, top.path().join("away")).unwrap();
    put(top.path(), "src/a.json", b"3");
    expect(&told, &a);
    fs::write(&a, "4").unwrap();
    expect(&told, &a);
}

#[test]
fn what_is_not_there_yet_is_waited_for() {
    let top = tempfile::tempdir().unwrap();
    let a = top.path().join("later/a.json");
    let (_watching, told) = watching(std::slice::from_ref(&a));
    put(top.path(), "later/a.json", b"1");
    expect(&told, &a);
}
