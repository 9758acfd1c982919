use keeper_core::{Code, Problem};
use keeper_projects::{TokenLine, read_tokens_csv};

use crate::support::{put, told};

const ONE: &str = "na1-CANARY-0001";
const TWO: &str = "eu1-CANARY-0002";

fn read(text: &str) -> Result<Vec<TokenLine>, Problem> {
    let top = tempfile::tempdir().unwrap();
    read_tokens_csv(&put(top.path(), "tokens.csv", text.as_bytes()))
}

type Told = (usize, Option<i64>, String);

fn lines(text: &str) -> Vec<Told> {
    let read = read(text);
    let read = read.unwrap_or_else(|problem| unreachable!("{text:?}: {problem:?}"));
    let told = |line: TokenLine| {
        (
            line.line,
            line.hub_id.map(|id| id.0),
            line.token.expose().to_owned(),
        )
    };
    read.into_iter().map(told).collect()
}

fn line(line: usize, hub_id: i64, token: &str) -> Told {
    (line, Some(hub_id), token.to_owned())
}

#[test]
fn every_way_of_writing_it_is_read() {
    let both = |first: usize| vec![line(first, 7, ONE), line(first + 1, 8, TWO)];
    for (text, expected) in [
        (format!("7,{ONE}\n8,{TWO}\n"), both(1)),
        (format!("7,{ONE}\n8,{TWO}"), both(1)),
        (format!("hub_id,refresh_token\n7,{ONE}\n8,{TWO}\n"), both(2)),
        (format!("refresh_token,hub_id\n{ONE},7\n{TWO},8\n"), both(2)),
        (
            format!("Refresh_Token , HUB_ID\n{ONE},7\n{TWO},8\n"),
            both(2),
        ),
        (
            format!("\u{FEFF}hub_id,refresh_token\r\n7,{ONE}\r\n8,{TWO}\r\n"),
            both(2),
        ),
        (
            format!("hub_id;refresh_token\r\n7;{ONE}\r\n8;{TWO}"),
            both(2),
        ),
        (format!("7;{ONE}\n8;{TWO}"), both(1)),
        (
            format!("\"hub_id\",\"refresh_token\"\n\"7\",\"{ONE}\"\n\"8\",\"{TWO}\"\n"),
            both(2),
        ),
        (
            format!("name,refresh_token,hub_id\n\"Mill, \"\"Old\"\"\",{ONE},7\n,{TWO},8\n"),
            both(2),
        ),
        (format!("\n\r\n\n7, {ONE} \n 8 ,{TWO}\n\n"), both(4)),
        (
            format!("7,{ONE}\n\n\n8,{TWO}\n"),
            vec![line(1, 7, ONE), line(4, 8, TWO)],
        ),
        (
            format!("note,hub_id,refresh_token\n\"two\nlines\",7,{ONE}\nx,8,{TWO}\n"),
            vec![line(2, 7, ONE), line(4, 8, TWO)],
        ),
        (
            format!("hub_id,refresh_token\n,{ONE}\n8,{TWO}\n"),
            vec![(2, None, ONE.to_owned()), line(3, 8, TWO)],
        ),
        (format!("{ONE}\n"), vec![(1, None, ONE.to_owned())]),
        (
            format!("refresh_token\n{ONE}\n"),
            vec![(2, None, ONE.to_owned())],
        ),
    ] {
        assert_eq!(lines(&text), expected, "{text:?}");
    }
}

/// A list with tokens to be put in, the line, and how the reason begins.
const BROKEN: &[(&str, usize, &str)] = &[
    ("", 1, "expected at least one token"),
    ("\r\n\n", 1, "expected at least one token"),
    ("hub_id,refresh_token\n", 1, "expected at least one token"),
    ("hub_id,token\n7,{ONE}\n", 1, "expected this column"),
    ("a,b,c\n{ONE},7,x\n", 1, "expected `hub_id,refresh_token`"),
    ("7,{ONE}\n8,{TWO},x\n", 2, "expected 2 columns, found 3"),
    ("7,{ONE}\n{TWO}\n", 2, "expected 2 columns, found 1"),
    ("7,{ONE}\n8,\n", 2, "expected a token"),
    ("7,{ONE}\n8,short\n", 2, "expected a token"),
    ("7,{ONE}\n8,two words {TWO}\n", 2, "expected a token"),
    ("7,{ONE}\n8,{TWO}\u{202E}\n", 2, "expected a token"),
    ("7,{ONE}\n8,{TWO}\0\n", 2, "expected a token"),
    ("7,{ONE}\n8,{long}\n", 2, "expected a token"),
    ("7,{ONE}\n8,{longer}\n", 2, "it is too long"),
    ("7,{ONE}\n8{wide}\n", 2, "it has too many columns"),
    ("{ONE},7\n", 1, "expected an account’s number"),
    ("7,{ONE}\neight,{TWO}\n", 2, "expected an account’s number"),
    ("7,{ONE}\n-8,{TWO}\n", 2, "expected an account’s number"),
    ("7,{ONE}\n8.5,{TWO}\n", 2, "expected an account’s number"),
    (
        "7,{ONE}\n99999999999999999999,{TWO}\n",
        2,
        "expected an account’s number",
    ),
    ("7,{ONE}\n8,\"{TWO}\n9,{ONE}\n", 2, "expected a token"),
    ("7,{ONE}\r\n\r\n8,\"{TWO}\nx\"\r\n", 3, "expected a token"),
];

#[test]
fn a13_broken_lists_are_refused_with_their_line_and_no_token_is_told() {
    for (text, line, reason) in BROKEN {
        let text = text
            .replace("{ONE}", ONE)
            .replace("{TWO}", TWO)
            .replace("{long}", &"x".repeat(5_000))
            .replace("{longer}", &"x".repeat(20_000))
            .replace("{wide}", &",".repeat(50));
        let refused = read(&text).expect_err(&text);
        let said = format!("{refused:?} {refused}");
        let (code, found, _, why) = told(&refused);
        assert_eq!(code, Code::FileBroken, "{said}");
        assert_eq!(found, Some(*line as u64), "{said}");
        assert!(why.starts_with(reason), "{said}");
        assert!(!said.contains("CANARY") && !said.contains("xxxx"), "{said}");
    }
}

#[test]
fn a21_lists_are_bounded() {
    let many = |count: usize| format!("7,{ONE}\n").repeat(count);
    assert_eq!(
        read(&many(10_000)).unwrap().len(),
        10_000,
        "the limit itself fits"
    );
    let refused = read(&many(10_001)).unwrap_err();
    assert_eq!(refused.code, Code::FileTooLarge);
    let refused = read(&"\n".repeat(4 * 1024 * 1024 + 1)).unwrap_err();
    assert_eq!(
        (refused.code, &refused.args["limit"]),
        (Code::FileTooLarge, &"4 MiB".into())
    );
    let refused = read(&"\n".repeat(4 * 1024 * 1024)).unwrap_err();
    assert_eq!(refused.code, Code::FileBroken, "large and empty");
}

#[test]
fn what_is_no_text_is_refused_with_its_line() {
    let top = tempfile::tempdir().unwrap();
    let path = put(top.path(), "tokens.csv", b"7,na1-CANARY-0001\n8,\xFF\n");
    let (code, line, ..) = told(&read_tokens_csv(&path).unwrap_err());
    assert_eq!((code, line), (Code::FileBroken, Some(2)));
    let refused = read_tokens_csv(top.path()).unwrap_err();
    assert_eq!(refused.code, Code::FileUnreadable);
}

#[test]
fn a13_a_line_tells_no_token() {
    let read = read(&format!("7,{ONE}\n")).unwrap();
    assert!(!format!("{read:?}").contains("CANARY"));
}
