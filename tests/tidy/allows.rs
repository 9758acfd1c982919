use regex::Regex;

use crate::files::{File, Tree, assert_kept};

/// Why tests by a simulated clock may pause.
const SIMULATED: &str = "its clock is simulated: nothing waits for real time";

/// Pauses in tests, and why waiting for an event won't do there.
const PAUSES: &[(&str, &str)] = &[
    (
        "src-tauri/crates/keeper-core/src/limiter/tests.rs",
        "its clock is moved by hand: nothing waits for real time",
    ),
    (
        "tests/bridge/main.rs",
        "no test: event streams never end, so an ending bridge gives answers in flight a moment",
    ),
    (
        "tests/harness/desk.rs",
        "the lock of a data directory says nothing when it is let go",
    ),
    (
        "tests/harness/desktop.rs",
        "no test: the clock that tests move by hand goes on by itself, too",
    ),
    (
        "tests/harness/display.rs",
        "a connection to a display wakes no task: it is asked until a deadline",
    ),
    (
        "tests/hostile/lone_engine.rs",
        "no test: a clock that only the test moves",
    ),
    (
        "tests/hostile/siege.rs",
        "sockets, locks and a program in another process tell nobody that they changed",
    ),
    (
        "tests/journeys/vault.rs",
        "the next try after a wrong passphrase has to wait: that is what is tested",
    ),
    (
        "src-tauri/crates/keeper-core/src/limiter/tests.rs",
        SIMULATED,
    ),
    ("tests/simulation/clock.rs", SIMULATED),
    ("tests/simulation/fate.rs", SIMULATED),
    ("tests/simulation/full_disk/flows.rs", SIMULATED),
    ("tests/simulation/hubspot.rs", SIMULATED),
    ("tests/simulation/people.rs", SIMULATED),
    ("tests/simulation/vault.rs", SIMULATED),
];

/// `#[allow(…)]` and `#[expect(…)]`, whole, with their lines.
fn attributes(text: &str) -> Vec<(usize, &str)> {
    let begin = Regex::new(r"(?m)^\s*#!?\[(?:allow|expect)\(").unwrap();
    let all = begin.find_iter(text).map(|found| {
        let rest = &text[found.start()..];
        let end = rest.find(")]").map_or(rest.len(), |end| end + 2);
        let line = text[..found.start()].lines().count() + 1;
        (line, &rest[..end])
    });
    all.collect()
}

fn unexplained(tree: &Tree) -> Vec<String> {
    let said = Regex::new(r#"reason\s*=\s*"[^"]{8,}""#).unwrap();
    let in_file = |file: &File| {
        let all = attributes(&file.text).into_iter();
        let bare = all.filter(|(_, attribute)| !said.is_match(attribute));
        let told = bare.map(|(line, _)| format!("{}:{line}: no reason", file.path));
        told.collect::<Vec<_>>()
    };
    tree.rust().flat_map(in_file).chain(window(tree)).collect()
}

/// The same in the window: what is switched off says why on the same line.
fn window(tree: &Tree) -> Vec<String> {
    let off = Regex::new(r"svelte-ignore|@ts-ignore|@ts-expect-error|eslint-disable").unwrap();
    let said = Regex::new(r"(?:svelte-ignore|@ts-expect-error)[^:]*: \S.{7,}").unwrap();
    let lines = tree.ending(&[".ts", ".svelte"]).flat_map(|file| {
        let lines = file.text.lines().enumerate();
        lines.map(move |(place, line)| (file, place + 1, line))
    });
    lines
        .filter(|(_, _, line)| off.is_match(line) && !said.is_match(line))
        .map(|(file, place, _)| format!("{}:{place}: no reason", file.path))
        .collect()
}

fn skipped(tree: &Tree) -> Vec<String> {
    let skips = Regex::new(
        r"^\s*#\[ignore\b|#\[cfg_attr\([^)]*ignore|\b(?:test|it|describe)\.(?:skip|only|todo|fixme)\(",
    )
    .unwrap();
    let lines = tree
        .ending(&[".rs", ".ts"])
        .flat_map(|file| file.code().map(move |line| (file, line)));
    lines
        .filter(|(file, (_, line))| skips.is_match(line) && !file.path.starts_with("tests/tidy/"))
        .map(|(file, (place, line))| format!("{}:{place}: {}", file.path, line.trim()))
        .collect()
}

/// The part of a file that is there for tests.
fn for_tests(file: &File) -> &str {
    if file.is_test() {
        &file.text
    } else {
        &file.text[file.before_tests().len()..]
    }
}

/// A pause by any name: a sleep, and a deadline for something that never comes.
fn pauses() -> Regex {
    let never = r"timeout\([^;]*\bpending\b|=\s*(?:\w+::)*pending(?:::<\(\)>)?\(\)";
    let others = r"\bsleep(?:_until)?\(|park_timeout\(|waitForTimeout\(";
    Regex::new(&format!(r"{never}|{others}|setTimeout\(.*, *[1-9]\d*\)")).unwrap()
}

/// The lines of code that are there for tests, as one text.
fn code_for_tests(file: &File) -> String {
    let lines = crate::files::code(for_tests(file));
    let lines: Vec<&str> = lines.map(|(_, line)| line).collect();
    lines.join("\n")
}

fn pausing(tree: &Tree, allowed: &[(&str, &str)]) -> Vec<String> {
    let pause = pauses();
    let found: Vec<_> = tree
        .ending(&[".rs", ".ts"])
        .filter(|file| !file.path.starts_with("tests/tidy/"))
        .filter(|file| pause.is_match(&code_for_tests(file)))
        .map(|file| file.path.as_str())
        .collect();
    let unsaid = found
        .iter()
        .filter(|path| !allowed.iter().any(|(name, _)| name == *path));
    let stale = allowed.iter().filter(|(name, _)| !found.contains(name));
    unsaid
        .map(|path| format!("{path} pauses; wait for an event with a deadline"))
        .chain(stale.map(|(name, _)| format!("{name} no longer pauses")))
        .collect()
}

#[test]
fn what_is_allowed_says_why() {
    assert_kept(
        "Every allow and expect carries its reason",
        &unexplained(Tree::here()),
    );
}

#[test]
fn no_test_is_skipped() {
    assert_kept("No test is ignored", &skipped(Tree::here()));
}

#[test]
fn tests_wait_for_events() {
    assert_kept(
        "Tests don't sleep, or say in PAUSES why",
        &pausing(Tree::here(), PAUSES),
    );
}

#[test]
fn what_breaks_these_rules_is_found() {
    let tree = Tree::of(&[
        ("a/a.rs", "#[allow(dead_code)]\nfn a() {}\n"),
        (
            "a/b.rs",
            "#![expect(\n    dead_code,\n    reason = \"\"\n)]\n",
        ),
        (
            "a/c.rs",
            "#[expect(dead_code, reason = \"only its shape is read\")]\n",
        ),
        ("a/D.svelte", "<!-- svelte-ignore a11y_autofocus -->"),
        (
            "a/E.svelte",
            "<!-- svelte-ignore a11y_autofocus: the dialog asks for it -->",
        ),
    ]);
    assert_eq!(unexplained(&tree).len(), 3, "{:?}", unexplained(&tree));
    let tree = Tree::of(&[
        ("a/a.rs", "#[test]\n#[ignore]\nfn a() {}\n"),
        ("ui/a.test.ts", "test.skip('x', () => {});"),
        ("a/b.rs", "// #[ignore]\n"),
    ]);
    assert_eq!(skipped(&tree).len(), 2);
    let tree = Tree::of(&[
        ("a/src/a.rs", "tokio::time::sleep(x).await;\n"),
        (
            "a/src/b.rs",
            "fn b() {}\n#[cfg(test)]\nmod tests {\n    sleep(x);\n}\n",
        ),
        ("a/tests/c.rs", "std::thread::sleep(x);\n"),
        (
            "a/tests/d.rs",
            "let nothing = std::future::pending::<()>();\nlet _ = timeout(x, nothing).await;\n",
        ),
        (
            "a/tests/e.rs",
            "let _ = tokio::time::timeout(\n    x,\n    pending::<()>(),\n).await;\n",
        ),
        ("a/tests/f.rs", "std::thread::park_timeout(x);\n"),
        (
            "a/tests/g.rs",
            "match x {\n    true => y.await,\n    false => std::future::pending().await,\n}\n",
        ),
    ]);
    let found = pausing(&tree, &[]);
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(pausing(&Tree::of(&[]), &[("x.rs", "y")]).len(), 1, "stale");
}
