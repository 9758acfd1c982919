//! Files that are wrong in one place each: refused whole, with the place.

use keeper_core::Code;
use keeper_projects::read;

use crate::support::{self, APP, folder, put, told};

/// In the small app: what is replaced, by what, the line, the field and how
/// the reason begins.
const BROKEN: &[(&str, &str, u64, &str, &str)] = &[
    // Types.
    ("\"An app\"", "5", 5, "config.name", "expected a string"),
    ("\"An app\"", "null", 5, "config.name", "expected a string"),
    (
        "\"An app\"",
        "[\"An app\"]",
        5,
        "config.name",
        "expected a string",
    ),
    ("\"an_app\"", "{}", 2, "uid", "expected a string"),
    ("\"app\"", "1", 3, "type", "expected a string"),
    (
        "\"https://app.example/cb\"",
        "true",
        12,
        "config.auth.redirectUrls[1]",
        "expected a string",
    ),
    (
        "\"https://app.example/cb\"",
        "{\"a\": []}",
        12,
        "config.auth.redirectUrls[1]",
        "expected a string",
    ),
    (
        "\"oauth\"\n",
        "null\n",
        15,
        "config.auth.requiredScopes[0]",
        "expected a string",
    ),
    (
        "\"optionalScopes\": []",
        "\"optionalScopes\": {}",
        17,
        "config.auth.optionalScopes",
        "expected a sequence",
    ),
    (
        "\"optionalScopes\": []",
        "\"optionalScopes\": \"a b\"",
        17,
        "config.auth.optionalScopes",
        "expected a sequence",
    ),
    (
        "\"help@app.example\"",
        "[1]",
        21,
        "config.support.supportEmail",
        "expected a string",
    ),
    ("\"Does things.\"", "1e400", 6, "", "number out of range"),
    // Rules.
    ("\"An app\"", "\"\"", 5, "config.name", "expected 1 to 200"),
    (
        "\"An app\"",
        "\" An app\"",
        5,
        "config.name",
        "expected no blanks",
    ),
    (
        "\"An app\"",
        "\"An app\\n\"",
        5,
        "config.name",
        "expected no blanks",
    ),
    (
        "\"An app\"",
        "\"\\u200B\\u202E\"",
        5,
        "config.name",
        "expected a name that can be seen",
    ),
    ("\"an_app\"", "\"\"", 2, "uid", "expected 1 to 64"),
    ("\"an_app\"", "\"an app\"", 2, "uid", "expected letters"),
    ("\"an_app\"", "\"../app\"", 2, "uid", "expected letters"),
    ("\"an_app\"", "\"äpp\"", 2, "uid", "expected letters"),
    (
        "\"marketplace\"",
        "\"public\"",
        7,
        "config.distribution",
        "expected \"marketplace\"",
    ),
    (
        "\"marketplace\"",
        "null",
        7,
        "config.distribution",
        "expected a string",
    ),
    (
        "\"type\": \"oauth\"",
        "\"type\": \"none\"",
        9,
        "config.auth.type",
        "expected \"oauth\"",
    ),
    (
        "\"type\": \"oauth\"",
        "\"type\": \"static\"",
        9,
        "config.auth.type",
        "an app for the marketplace",
    ),
    (
        "\"https://app.example/cb\"",
        "\"\"",
        12,
        "config.auth.redirectUrls[1]",
        "expected 1 to",
    ),
    (
        "\"https://app.example/cb\"",
        "\" https://x.example\"",
        12,
        "config.auth.redirectUrls[1]",
        "expected no blanks",
    ),
    (
        "\"https://app.example/cb\"",
        "\"https://x\\u202E.example\"",
        12,
        "config.auth.redirectUrls[1]",
        "expected no blanks",
    ),
    (
        "\"oauth\"\n",
        "\"oauth\\u0000\"\n",
        15,
        "config.auth.requiredScopes[0]",
        "expected no blanks",
    ),
    // Missing.
    ("\"uid\": \"an_app\",", "", 24, "", "missing field `uid`"),
    ("\"type\": \"app\",", "", 24, "", "missing field `type`"),
    (
        "\"name\": \"An app\",",
        "",
        23,
        "config",
        "missing field `name`",
    ),
    (
        "\"type\": \"oauth\",",
        "",
        19,
        "config.auth",
        "missing field `type`",
    ),
    (
        "\"requiredScopes\"",
        "\"scopes\"",
        19,
        "config.auth",
        "missing field `requiredScopes`",
    ),
    (
        "\"redirectUrls\"",
        "\"redirectUrl\"",
        9,
        "config.auth.type",
        "`oauth` needs",
    ),
    (
        "\"auth\": {",
        "\"author\": {",
        23,
        "config",
        "missing field `auth`",
    ),
    (
        "\"config\": {",
        "\"conf\": {",
        24,
        "",
        "missing field `config`",
    ),
    // Said twice: the last one is looked at, in its place.
    (
        "\"Does things.\"",
        "\"x\", \"name\": \"\"",
        6,
        "config.name",
        "expected 1 to 200",
    ),
    // No JSON.
    ("\"An app\",", "\"An app\"", 6, "", "expected `,` or `}`"),
    (
        "\"Does things.\"",
        "\"Does\nthings.\"",
        6,
        "",
        "control character",
    ),
    (
        "\"Does things.\"",
        "\"Does\0things.\"",
        6,
        "",
        "control character",
    ),
    ("\"Does things.\"", "\0", 6, "", "expected value"),
    (
        "\"Does things.\"",
        "'Does things.'",
        6,
        "",
        "expected value",
    ),
    ("\"Does things.\"", "\"\\q\"", 6, "", "invalid escape"),
    ("\"Does things.\"", "\"\\uD800\"", 6, "", ""),
    ("\"Does things.\"", "NaN", 6, "", "expected value"),
    (
        "\"Does things.\",",
        "\"Does things.\", // why",
        6,
        "",
        "key must be a string",
    ),
    (
        "      \"optionalScopes\": [],",
        "      \"optionalScopes\": [,],",
        17,
        "",
        "expected value",
    ),
    (
        "    }\n  }\n}\n",
        "    }\n  }\n",
        24,
        "",
        "EOF while parsing",
    ),
    (
        "    }\n  }\n}\n",
        "    }\n  }\n}\n{}",
        25,
        "",
        "trailing characters",
    ),
];

#[test]
fn a21_what_is_broken_has_its_line_its_field_and_its_reason() {
    for (whole, by, line, at, reason) in BROKEN {
        let text = APP.replacen(whole, by, 1);
        assert_ne!(text, APP, "{whole} stands in the app");
        let top = folder(&[("a-hsmeta.json", &text)]);
        let refused = read(&top.path().join("a-hsmeta.json")).unwrap_err();
        let (code, found, field, why) = told(&refused);
        let case = format!("{whole} -> {by}: {refused:?}");
        assert_eq!(code, Code::FileBroken, "{case}");
        assert!(why.starts_with(reason), "{case}");
        if !at.is_empty() {
            assert_eq!(field.as_deref(), Some(*at), "{case}");
        }
        assert_eq!(found, Some(*line), "{case}");
        assert!(refused.args["column"].as_u64() >= Some(1), "{case}");
    }
}

/// Texts that aren't even near.
#[test]
fn a21_what_is_no_app_at_all_is_refused() {
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let many = |one: &str| format!("{{\"a\": [{}\"\"]}}", format!("{one},").repeat(30_000));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", vec![]),
        ("blanks", b" \r\n\t".to_vec()),
        ("only a mark", "\u{FEFF}".as_bytes().to_vec()),
        ("two marks", format!("\u{FEFF}\u{FEFF}{APP}").into_bytes()),
        ("zeros", vec![0; 4096]),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0".to_vec()),
        (
            "UTF-16",
            APP.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("half a letter", b"{\"uid\": \"\xC3\"}".to_vec()),
        ("a surrogate", b"{\"uid\": \"\xED\xA0\x80\"}".to_vec()),
        ("overlong", b"{\"uid\": \"\xC0\xAF\"}".to_vec()),
        ("null", b"null".to_vec()),
        ("a number", b"5".to_vec()),
        ("a string", b"\"app\"".to_vec()),
        ("a list of fields", br#"["an_app", "app", {}]"#.to_vec()),
        (
            "fields of config as a list",
            br#"{"uid": "a", "type": "app", "config": ["a"]}"#.to_vec(),
        ),
        ("nothing", b"{}".to_vec()),
        ("deep lists", deep("[", "]").into_bytes()),
        ("deep objects", deep("{\"a\":", "}").into_bytes()),
        (
            "deep inside",
            format!(
                "{{\"uid\":\"a\",\"type\":\"app\",\"x\":{}}}",
                "[".repeat(400)
            )
            .into_bytes(),
        ),
        ("many placeholders", many("\"${A}\"").into_bytes()),
        (
            "half placeholders",
            many(&format!("\"{}\"", "${".repeat(12))).into_bytes(),
        ),
        ("YAML", b"uid: a\ntype: app\n".to_vec()),
    ];
    for (name, bytes) in cases {
        let top = tempfile::tempdir().unwrap();
        let path = put(top.path(), "a-hsmeta.json", &bytes);
        let refused = read(&path).unwrap_err();
        assert_eq!(refused.code, Code::FileBroken, "{name}: {refused:?}");
        let path = put(top.path(), "a.json", &bytes);
        let refused = read(&path).unwrap_err();
        let is_refused = matches!(refused.code, Code::FileBroken | Code::FileNotAnApp);
        assert!(is_refused, "{name}: {refused:?}");
    }
}

#[test]
fn a21_lists_and_texts_are_bounded() {
    let list = |count: usize| format!("\"optionalScopes\": [{}\"z\"]", "\"a.b\",".repeat(count));
    for (whole, by) in [
        ("\"optionalScopes\": []", list(500)),
        (
            "\"https://app.example/cb\"",
            format!("\"https://{}\"", "x".repeat(2_000)),
        ),
        ("\"An app\"", format!("\"{}\"", "å".repeat(201))),
        ("\"an_app\"", format!("\"{}\"", "a".repeat(65))),
        ("\"Does things.\"", format!("\"{}\"", "å".repeat(8_193))),
        ("\"help@app.example\"", format!("\"{}\"", "x".repeat(2_001))),
    ] {
        let top = folder(&[("a-hsmeta.json", &APP.replacen(whole, &by, 1))]);
        let refused = read(&top.path().join("a-hsmeta.json")).unwrap_err();
        assert_eq!(refused.code, Code::FileBroken, "{whole}: {refused:?}");
    }
    let fits = APP
        .replace("\"optionalScopes\": []", &list(499))
        .replace("\"An app\"", &format!("\"{}\"", "å".repeat(200)))
        .replace("\"an_app\"", &format!("\"{}\"", "a".repeat(64)))
        .replace("\"Does things.\"", &format!("\"{}\"", "å".repeat(8_192)));
    let top = folder(&[("a-hsmeta.json", &fits)]);
    assert!(
        read(&top.path().join("a-hsmeta.json")).is_ok(),
        "the limits themselves fit"
    );
}

#[test]
fn a21_a_file_over_a_mebibyte_is_not_taken_in() {
    let room = " ".repeat(1024 * 1024 - APP.len());
    let top = folder(&[("a-hsmeta.json", &format!("{APP}{room}"))]);
    let path = top.path().join("a-hsmeta.json");
    assert!(read(&path).is_ok(), "just the limit");
    put(
        top.path(),
        "a-hsmeta.json",
        format!("{APP}{room} ").as_bytes(),
    );
    let refused = read(&path).unwrap_err();
    assert_eq!(refused.code, Code::FileTooLarge);
    assert_eq!(refused.args["limit"], "1 MiB");
}

#[test]
fn another_component_is_told_by_its_type() {
    for (kind, shown) in [
        ("card", "card"),
        ("App", "App"),
        ("we\\u202Ebhooks", "webhooks"),
    ] {
        let text = APP.replacen("\"app\"", &format!("\"{kind}\""), 1);
        let top = folder(&[("a-hsmeta.json", &text)]);
        let refused = read(&top.path().join("a-hsmeta.json")).unwrap_err();
        assert_eq!(refused.code, Code::FileNotAnApp);
        assert_eq!(refused.args["type"], shown);
        assert_eq!(refused.args["line"], 3);
    }
}

#[test]
fn a21_broken_public_apps_have_their_place_too() {
    let good = std::fs::read_to_string(support::project("2025.1").join("src/app/public-app.json"))
        .unwrap();
    for (whole, by, at) in [
        ("\"ledger.sync\"", "\"led ger\"", "uid"),
        ("\"Ledger Sync\"", "\"\"", "name"),
        ("\"tickets\"", "7", "auth.conditionallyRequiredScopes[0]"),
        ("\"redirectUrls\"", "\"urls\"", "auth"),
        ("\"auth\"", "\"oauth\"", ""),
        (
            "{ \"supportEmail\": \"help@ledger.example\" }",
            "[]",
            "support",
        ),
    ] {
        let top = folder(&[("public-app.json", &good.replacen(whole, by, 1))]);
        let refused = read(&top.path().join("public-app.json")).unwrap_err();
        let (code, line, found, _) = told(&refused);
        assert_eq!(code, Code::FileBroken, "{whole}: {refused:?}");
        assert_eq!(found.unwrap_or_default(), at, "{whole}: {refused:?}");
        assert!(line.is_some(), "{whole}: {refused:?}");
    }
}

#[test]
fn a23_what_is_told_of_a_file_is_visible_and_short() {
    let key = "k\\u202E".repeat(5_000);
    let text = format!(
        "{{\"uid\": \"a\", \"type\": \"app\", \"config\": {{\"{key}\": [\"${{A}}\"], \"name\": 5}}}}"
    );
    let top = folder(&[("a\u{202E}-hsmeta.json", &text)]);
    let refused = read(&top.path().join("a\u{202E}-hsmeta.json")).unwrap_err();
    let said = format!("{refused:?}");
    assert!(!said.contains('\u{202E}') && said.len() < 2_000, "{said}");
}
