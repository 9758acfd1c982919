//! A16: processes that are killed, and processes that meet.
//!
//! The child is this very test binary, asked for one of its tests by name with
//! a directory in the environment; without that the test has nothing to do.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use keeper_core::Code;
use keeper_core::needs::{Change, Selection, TokenChange, Vault};
use keeper_vault::{KeyringChoice, Store};

use crate::support::{code, directory, fill, open, options, phrase, put, refresh_token, sealed};

/// How long a child may take for its next line.
const PATIENCE: Duration = Duration::from_secs(60);
const DIRECTORY: &str = "KEEPER_VAULT_TEST_DIRECTORY";

fn asked_for() -> Option<PathBuf> {
    std::env::var_os(DIRECTORY).map(PathBuf::from)
}

fn start(test: &str, directory: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Reads the child's lines until one is `told`; the numbers of all `ack`
/// lines before.
fn read_until(child: &mut Child, told: &str) -> Vec<u64> {
    let lines = lines_of(child);
    let mut acknowledged = Vec::new();
    loop {
        let line = lines.recv_timeout(PATIENCE);
        assert!(line.is_ok(), "the child never said {told}");
        let line = line.unwrap();
        if let Some(number) = line.strip_prefix("ack ") {
            acknowledged.push(number.parse().unwrap());
        }
        if line == told {
            return acknowledged;
        }
    }
}

fn lines_of(child: &mut Child) -> Receiver<String> {
    let output = child.stdout.take().unwrap();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let heard = sender.send(line);
            if heard.is_err() {
                break;
            }
        }
    });
    receiver
}

/// Ends the child at once, as `kill -9` does.
fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn child_rotates_until_killed() {
    let Some(directory) = asked_for() else { return };
    let store = open(&directory).await;
    let kept = store
        .installations(Selection::Kept)
        .await
        .unwrap()
        .remove(0);
    let first = number(&store).await + 1;
    // The test harness has begun a line of its own.
    println!();
    for round in first.. {
        let changes = vec![
            put(
                &kept,
                TokenChange::Put(sealed(&store, kept.id, &round.to_string())),
            ),
            Change::PutSetting {
                name: "round".to_owned(),
                value: round.to_string(),
            },
        ];
        store.commit(changes).await.unwrap();
        println!("ack {round}");
        if round == first + 30 {
            println!("well under way");
        }
    }
}

async fn number(store: &Store) -> u64 {
    let round = store.setting("round".to_owned()).await.unwrap();
    round.map_or(0, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a16_a_killed_process_loses_nothing_it_had_acknowledged() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "0").await;
    drop(store);
    for _ in 0..3 {
        let mut child = start("children::child_rotates_until_killed", directory.path());
        let acknowledged = read_until(&mut child, "well under way");
        kill(child);

        let store = open(directory.path()).await;
        let round = number(&store).await;
        let last = *acknowledged.last().unwrap();
        assert!(round >= last, "round {last} was acknowledged and is lost");
        let token = refresh_token(&store, kept.id).await.unwrap();
        assert_eq!(token, format!("refresh-{round}"), "half a commit was kept");
    }
}

#[tokio::test]
async fn child_holds_the_directory() {
    let Some(directory) = asked_for() else { return };
    let _store = open(&directory).await;
    println!("\nheld");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a16_one_process_per_data_directory() {
    let directory = directory();
    drop(open(directory.path()).await);
    let mut child = start("children::child_holds_the_directory", directory.path());
    read_until(&mut child, "held");
    let choice = || KeyringChoice::Passphrase(phrase(crate::support::PHRASE));
    let second = Store::open(options(directory.path(), choice())).await;
    assert_eq!(code(second), Code::DataDirectoryInUse);
    kill(child);
    open(directory.path()).await;
}

#[tokio::test]
async fn a16_one_store_per_world_in_one_process() {
    let directory = directory();
    let store = open(directory.path()).await;
    let choice = || KeyringChoice::Memory;
    let second = Store::open(options(directory.path(), choice())).await;
    assert_eq!(code(second), Code::DataDirectoryInUse);

    let mut practice = options(directory.path(), choice());
    practice.world = keeper_vault::World::Practice;
    practice.target = "practice".to_owned();
    let practice = Store::open(practice).await.unwrap();
    practice.make_ready().await.unwrap();
    fill(&practice, "p").await;
    assert!(store.apps().await.unwrap().is_empty(), "worlds never meet");
}
