use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use keeper_practice::StartLine;

use crate::bench::{DEADLINE, client, read};

struct Running {
    child: Child,
    line: StartLine,
}

fn start(arguments: &[&str]) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_keeper-practice"))
        .args(arguments)
        .arg("--until-stdin-closes")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut text = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut text)
        .unwrap();
    Running {
        child,
        line: serde_json::from_str(&text).unwrap(),
    }
}

/// Waits for the end, but not for ever.
fn ended(child: &mut Child) -> std::process::ExitStatus {
    let deadline = Instant::now() + DEADLINE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        assert!(Instant::now() < deadline, "it must end by itself");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn the_first_line_tells_everything_and_the_end_of_stdin_ends_it() {
    let mut running = start(&[
        "--apps",
        "7",
        "--accounts",
        "30",
        "--redirect-url",
        "http://localhost:4545/cb",
    ]);
    let line = &running.line;
    assert_eq!((line.apps.len(), line.accounts.len()), (7, 30));
    assert!(line.apps.iter().all(|app| {
        app.redirect_urls
            .contains(&"http://localhost:4545/cb".to_owned())
    }));
    let state = read(
        client()
            .get(format!("{}/state", line.control.as_ref().unwrap()))
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(state.json()["accounts"].as_array().unwrap().len(), 30);
    drop(running.child.stdin.take());
    assert!(ended(&mut running.child).success());
}

#[test]
fn the_same_seed_is_the_same_world_and_another_is_another() {
    let apps = |seed: &str| {
        let mut running = start(&["--seed", seed]);
        drop(running.child.stdin.take());
        ended(&mut running.child);
        running.line.apps
    };
    assert_eq!(apps("3"), apps("3"));
    assert_ne!(apps("3"), apps("4"));
}

/// Twenty times as many accounts take about twenty times as long, and not four hundred times. The
/// best of a few starts, side by side: whatever else the machine does slows both.
#[test]
fn ten_thousand_accounts_start_as_quickly_as_a_few() {
    let mut best = [Duration::MAX; 2];
    for _ in 0..3 {
        for (best, accounts) in best.iter_mut().zip(["500", "10000"]) {
            let began = Instant::now();
            let mut running = start(&["--accounts", accounts]);
            *best = began.elapsed().min(*best);
            drop(running.child.stdin.take());
            ended(&mut running.child);
            assert_eq!(running.line.accounts.len().to_string(), accounts);
        }
    }
    let [few, many] = best;
    assert!(many < few * 100, "{many:?} against {few:?}");
}

#[cfg(unix)]
#[test]
fn sigterm_ends_it_cleanly_with_the_world_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let mut running = start(&["--world", path.to_str().unwrap()]);
    let killed = Command::new("kill")
        .arg(running.child.id().to_string())
        .status()
        .unwrap();
    assert!(killed.success());
    assert!(
        ended(&mut running.child).success(),
        "SIGTERM is a proper end"
    );
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["world.json"], "no temporary file is left");
}

#[test]
fn a_foreign_address_is_refused_in_one_sentence() {
    let output = Command::new(env!("CARGO_BIN_EXE_keeper-practice"))
        .args(["--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("this computer only") && text.lines().count() == 1,
        "{text}"
    );
}
