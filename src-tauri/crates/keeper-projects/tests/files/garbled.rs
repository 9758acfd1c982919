//! Good files, garbled at random: read or refused, always with a place that
//! is in the file, never with a panic.

use keeper_core::{Code, Problem};
use keeper_projects::{read, read_cli_config, read_tokens_csv};
use proptest::prelude::*;

use crate::support::{APP, put, told};

const CONFIG: &str = "accounts:\n  - name: a\n    accountId: 7\n    auth: {tokenInfo: {refreshToken: x}}\nportals: []\n";
const TOKENS: &str = "hub_id,refresh_token\n7,na1-0123-4567\n\"8\",eu1-0123-4567\n";

/// What is put in for some bytes.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..4),
        "[\\[\\]{}\",:;$*&<>!|#\n\r\t -]{0,4}".prop_map(String::into_bytes),
        Just(b"${A}".to_vec()),
        Just("\u{202E}".as_bytes().to_vec()),
        Just(vec![b'['; 300]),
    ]
}

fn garble(text: &str, changes: &[(prop::sample::Index, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (place, count, by) in changes {
        let start = place.index(bytes.len() + 1);
        let end = (start + count).min(bytes.len());
        bytes.splice(start..end, by.iter().copied());
    }
    bytes
}

/// How many lines a file has at most: CR, LF and CRLF each end one (YAML 1.2.2,
/// 5.4); a format that knows only LF counts fewer.
fn lines(bytes: &[u8]) -> u64 {
    let ended = |at: &usize| match bytes[*at] {
        b'\n' => *at == 0 || bytes[*at - 1] != b'\r',
        byte => byte == b'\r',
    };
    1 + (0..bytes.len()).filter(ended).count() as u64
}

fn is_placed(problem: &Problem, bytes: &[u8]) -> bool {
    let (code, line, _, reason) = told(problem);
    let is_inside = line.is_some_and(|line| (1..=lines(bytes)).contains(&line));
    code != Code::FileBroken || (is_inside && !reason.is_empty())
}

#[test]
fn a_lone_cr_ends_a_line_of_yaml() {
    let top = tempfile::tempdir().unwrap();
    let bytes = b"\r\raccounts:\r  - 7\n";
    let problem = read_cli_config(&put(top.path(), "c.yml", bytes)).unwrap_err();
    assert_eq!(told(&problem).1, Some(4), "{problem:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
    #[test]
    fn a21_garbled_files_are_read_or_refused_in_their_place(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..6, pieces()), 1..4),
    ) {
        let top = tempfile::tempdir().unwrap();
        let bytes = garble(APP, &changes);
        if let Err(problem) = read(&put(top.path(), "a-hsmeta.json", &bytes)) {
            prop_assert!(is_placed(&problem, &bytes), "{problem:?}");
        }
        let bytes = garble(CONFIG, &changes);
        if let Err(problem) = read_cli_config(&put(top.path(), "c.yml", &bytes)) {
            prop_assert!(is_placed(&problem, &bytes), "{problem:?}");
        }
        let bytes = garble(TOKENS, &changes);
        if let Err(problem) = read_tokens_csv(&put(top.path(), "t.csv", &bytes)) {
            prop_assert!(is_placed(&problem, &bytes), "{problem:?}");
        }
    }
}
