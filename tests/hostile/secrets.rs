use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use keeper_api::Api;
use serde_json::json;

use crate::arguments::{COMMANDS, Known, arguments};
use crate::siege::{CLIENT_SECRET, CODE, Program, Siege, state_of};

/// A secret as it may be spelt.
fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let wide = |low_first: bool| -> Vec<u8> {
        let pair = |byte: &u8| if low_first { [*byte, 0] } else { [0, *byte] };
        bytes.iter().flat_map(pair).collect()
    };
    let mut spellings = vec![
        bytes.to_vec(),
        bytes.iter().rev().copied().collect(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        wide(true),
        wide(false),
    ];
    // The middle of base64 at each of the three alignments.
    for shift in 0..3 {
        let shifted: Vec<u8> = [0]
            .repeat(shift)
            .into_iter()
            .chain(bytes.to_vec())
            .collect();
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let text = engine.encode(&shifted).into_bytes();
            spellings.push(text[4..text.len() - 4].to_vec());
        }
    }
    spellings
}

/// Whether a secret is in it, in any spelling.
pub fn holds(text: &[u8], secret: &str) -> bool {
    spellings(secret)
        .iter()
        .any(|needle| text.windows(needle.len()).any(|window| window == needle))
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = directory.read_dir().unwrap().map(Result::unwrap);
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Fails if a secret stands in any file.
pub fn assert_in_no_file(directory: &Path, secrets: &[String], when: &str) {
    let files = files(directory);
    assert!(files.len() >= 2, "there is something to search");
    for path in files {
        // A file may be gone by now: SQLite's own come and go.
        let bytes = std::fs::read(&path).unwrap_or_default();
        for secret in secrets {
            assert!(
                !holds(&bytes, secret),
                "{when}: {secret} stands in {path:?}"
            );
        }
    }
}

#[test]
fn the_search_finds_every_spelling() {
    let secret = "CANARYaccess0001x7Qv3mZk9Lw2Rt8Yb5Nc";
    let wide: Vec<u8> = secret.bytes().flat_map(|byte| [byte, 0]).collect();
    let hex: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
    let sentence = format!("{{\"token\":\"{secret}\"}}");
    for planted in [
        secret.as_bytes().to_vec(),
        wide,
        hex.into_bytes(),
        STANDARD_NO_PAD.encode(&sentence).into_bytes(),
        URL_SAFE_NO_PAD.encode(format!("ab{sentence}")).into_bytes(),
    ] {
        assert!(holds(&planted, secret));
    }
    assert!(!holds(b"CANARYaccess0002x7Qv3mZk9Lw2Rt8Yb5Nc", secret));
}

/// The whole life of an installation; every secret that took part in it.
async fn live<P: Program>(siege: &Siege<P>, after: impl Fn(&[String], &str)) -> Vec<String> {
    let mut secrets = vec![CLIENT_SECRET.to_owned(), CODE.to_owned()];
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    secrets.push(state_of(&started));
    let ended = siege.come_back(&started).await;
    let id = ended.flow["installation"].clone();
    let known = |more: &[String]| [more, &siege.stand.issued()].concat();
    after(&known(&secrets), "after installing");
    assert_eq!(siege.refresh(&id).await["proven"], 1);
    after(&known(&secrets), "after refreshing");
    assert_eq!(siege.reauthorize(&id).await.flow["state"], "done");
    after(&known(&secrets), "after reauthorizing");
    // Without a clipboard this says so, which may be logged, too.
    let _ = siege
        .program
        .call("installation_copy_token", json!({"id": id}))
        .await;
    siege
        .program
        .must("installation_revoke", json!({"id": id}))
        .await;
    let verifiers = siege.stand.asked().into_iter().filter_map(|asked| {
        let (_, rest) = asked.body.split_once("code_verifier=")?;
        Some(rest.split('&').next()?.to_owned())
    });
    secrets.extend(verifiers);
    assert!(secrets.len() > 4, "verifiers were sent");
    after(&known(&secrets), "after revoking");
    known(&secrets)
}

/// The log, too: whoever can read it learns the names of accounts.
#[cfg(unix)]
#[tokio::test]
async fn a12_every_file_of_the_running_program_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let siege = Siege::start_apart("info").await;
    live(&siege, |_, _| {}).await;
    siege.program.must("status_share", json!({})).await;
    let files = files(siege.directory.path());
    let is_log = |path: &&PathBuf| path.extension().is_some_and(|it| it == "log");
    assert!(files.iter().any(|path| is_log(&path)), "{files:?}");
    for path in files {
        // SQLite's own files come and go.
        let mode = path
            .metadata()
            .map_or(0, |facts| facts.permissions().mode());
        assert_eq!(mode & 0o077, 0, "{path:?}");
    }
}

#[tokio::test]
async fn a12_no_file_holds_a_secret_at_any_time() {
    let siege = Siege::start().await;
    let directory = siege.directory.path().to_path_buf();
    let look = |secrets: &[String], when: &str| assert_in_no_file(&directory, secrets, when);
    let secrets = live(&siege, look).await;
    siege.program.close().await;
    assert_in_no_file(&directory, &secrets, "after the end");
    let in_the_clear =
        |path: &PathBuf| holds(&std::fs::read(path).unwrap(), "maya@oldmill.example");
    let found = files(&directory).iter().any(in_the_clear);
    assert!(
        found,
        "what isn't encrypted is found, so the search looks in the right files"
    );
}

#[tokio::test]
async fn a13_a_run_at_trace_tells_no_secret() {
    let siege = Siege::start_apart("trace").await;
    let mut secrets = live(&siege, |_, _| {}).await;
    // Secrets in places where none belongs.
    for name in COMMANDS {
        let junk = json!({"id": CODE, "app": {"client_secret": [CODE]}, "flow": CODE,
            "passphrase": {"text": CODE}, "ids": CODE, "text": 5, "world": CODE});
        let _ = siege.program.call(name, junk).await;
    }
    let typed = "CANARYtypedx1Qa9Ws8Ed7Rf6Tg5Yh4Uj";
    let wrong = json!({"passphrase": typed});
    let _ = siege.program.call("vault_unlock", wrong.clone()).await;
    let _ = siege.program.call("vault_add_passphrase", wrong).await;
    secrets.push(typed.to_owned());
    let output = siege.program.end().await;
    for secret in &secrets {
        assert!(!holds(output.as_bytes(), secret), "{secret} was printed");
    }
    let logs = files(&siege.directory.path().join("logs"));
    let log: String = logs
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for told in ["DEBUG", "hubspot_call", "the redirect listener is open"] {
        assert!(log.contains(told), "the log was at work: {told}");
    }
    // They would print headers and bodies.
    for library in ["hyper", "hyper_util", "reqwest", "h2", "rustls"] {
        let mut lines = log.lines().filter(|line| line.contains(library));
        let told = lines.find(|line| line.contains(" TRACE ") || line.contains(" DEBUG "));
        assert_eq!(told, None, "{library} is held at INFO");
    }
    assert_in_no_file(siege.directory.path(), &secrets, "after the end");
}

#[tokio::test]
async fn a14_no_command_answers_with_a_secret() {
    let siege = Siege::start().await;
    let known = Known::prepare(&siege).await;
    let mut events = siege.program.events();
    let mut answers = Vec::new();
    for name in COMMANDS {
        let answer = Api::call(&siege.program, name, arguments(name, &known)).await;
        answers.push(match answer {
            Ok(answer) => format!("{name}: {answer}"),
            Err(problem) => format!("{name}: {}", json!(problem)),
        });
    }
    while let Ok(event) = events.try_recv() {
        answers.push(format!("event: {}", json!(event)));
    }
    let mut secrets = siege.stand.issued();
    secrets.extend([CLIENT_SECRET.to_owned(), CODE.to_owned()]);
    for answer in &answers {
        for secret in &secrets {
            assert!(!holds(answer.as_bytes(), secret), "{answer}");
        }
        assert!(!answer.contains("ArgumentsInvalid"), "plausible: {answer}");
    }
    assert!(answers.len() > COMMANDS.len(), "events came, too");
    let whole = answers.join("\n");
    assert!(
        whole.contains("maya@oldmill.example"),
        "the answers were full"
    );
}
