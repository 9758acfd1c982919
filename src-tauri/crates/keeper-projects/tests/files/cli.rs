use std::ffi::OsString;
use std::path::Path;

use keeper_core::account::AccountType;
use keeper_core::identifier::HubId;
use keeper_core::{Code, Problem};
use keeper_projects::{CliAccounts, cli_accounts, read_cli_config};

use crate::support::{folder, put, told};

/// Stands for every secret these files hold.
const CANARY: &str = "CANARY-7c1e";

const GLOBAL: &str = "\
defaultAccount: 48210001
allowUsageTracking: false
accounts:
  - name: mill-dev
    accountId: 48210001
    env: prod
    authType: personalaccesskey
    accountType: DEVELOPER_TEST
    parentAccountId: 48210000
    personalAccessKey: CANARY-7c1e
    auth:
      tokenInfo:
        accessToken: >-
          CANARY-7c1e
        expiresAt: '2026-11-20T10:00:00.000Z'
  - name: 48210000
    accountId: '48210000'
    authType: oauth2
    accountType: STANDARD
    auth:
      clientId: CANARY-7c1e
      clientSecret: CANARY-7c1e
      scopes: [oauth]
      tokenInfo: { refreshToken: CANARY-7c1e }
  - name: hidden
    accountId: 99
    env: qa
    accountType: STANDARD
  - accountId: 48210002
    accountType: DEVELOPMENT_SANDBOX
  - accountId: 48210003
    accountType: APP_DEVELOPER
  - accountId: 48210004
    accountType: SOMETHING_NEW
  - name: nobody
  - name: \"mill\\u202E again\"
    accountId: 48210002
    accountType: STANDARD
";

const OLD: &str = "\
defaultPortal: MAIN
defaultMode: publish
portals:
  - name: MAIN
    portalId: 48210001
    authType: personalaccesskey
    personalAccessKey: CANARY-7c1e
  - name: BOX
    portalId: 48210005
    sandboxAccountType: DEVELOPER
    apiKey: CANARY-7c1e
";

fn read(text: &str) -> Result<CliAccounts, Problem> {
    let top = folder(&[("config.yml", text)]);
    read_cli_config(&top.path().join("config.yml"))
}

type Told = (i64, Option<String>, AccountType);

fn accounts(text: &str) -> Vec<Told> {
    let read = read(text).unwrap();
    let all = read.accounts.into_iter();
    all.map(|one| (one.hub_id.0, one.name, one.account_type))
        .collect()
}

#[test]
fn numbers_names_and_types_are_read_and_nothing_else() {
    let expected = [
        (
            48_210_001,
            Some("mill-dev".to_owned()),
            AccountType::DeveloperTest,
        ),
        (
            48_210_000,
            Some("48210000".to_owned()),
            AccountType::Standard,
        ),
        (
            48_210_002,
            Some("mill again".to_owned()),
            AccountType::Sandbox,
        ),
        (48_210_003, None, AccountType::AppDeveloper),
        (48_210_004, None, AccountType::Unknown),
    ];
    assert_eq!(
        accounts(GLOBAL),
        expected,
        "each once, those of qa left out"
    );
    assert!(
        !format!("{:?}", read(GLOBAL)).contains(CANARY),
        "no secret is kept"
    );
}

#[test]
fn the_old_form_is_read_too() {
    let expected = [
        (48_210_001, Some("MAIN".to_owned()), AccountType::Unknown),
        (48_210_005, Some("BOX".to_owned()), AccountType::Sandbox),
    ];
    assert_eq!(accounts(OLD), expected);
    assert!(
        !format!("{:?}", read(OLD)).contains(CANARY),
        "no secret is kept"
    );
}

#[test]
fn it_is_found_at_home_or_where_the_variable_says() {
    let home = folder(&[(".hscli/config.yml", GLOBAL), ("own.yml", OLD)]);
    let found = cli_accounts(home.path(), &|_| None).unwrap();
    assert_eq!(found.path, home.path().join(".hscli/config.yml"));
    let own = home.path().join("own.yml");
    let named = own.clone().into_os_string();
    let found = cli_accounts(home.path(), &|name| {
        (name == "HUBSPOT_CONFIG_PATH").then(|| named.clone())
    });
    assert_eq!(found.unwrap().path, own);
    let found = cli_accounts(home.path(), &|_| Some(OsString::new()));
    assert!(found.is_ok(), "an empty variable is none");
}

#[test]
fn a_missing_configuration_has_its_code() {
    let home = tempfile::tempdir().unwrap();
    let problem = cli_accounts(home.path(), &|_| None).unwrap_err();
    assert_eq!(problem.code, Code::CliConfigMissing);
    let path = problem.args["path"].as_str().unwrap();
    assert!(Path::new(path).ends_with(".hscli/config.yml"), "{path}");
    std::fs::create_dir_all(home.path().join(".hscli/config.yml")).unwrap();
    let problem = cli_accounts(home.path(), &|_| None).unwrap_err();
    assert_eq!(
        problem.code,
        Code::FileUnreadable,
        "a folder is no configuration"
    );
}

#[test]
fn configurations_without_accounts_are_empty_and_not_broken() {
    for text in [
        "accounts: []\n",
        "accounts:\n",
        "{}\n",
        "defaultAccount: 5\nother: [1, {a: b}]\n",
    ] {
        assert_eq!(accounts(text), vec![], "{text}");
    }
}

#[test]
fn an_alias_of_a_person_s_own_is_fine() {
    let text = "x: &t STANDARD\naccounts:\n  - {accountId: 7, accountType: *t}\n";
    assert_eq!(accounts(text), [(7, None, AccountType::Standard)]);
}

fn bomb() -> String {
    let mut text = String::from("a0: &a0 [CANARY-7c1e, CANARY-7c1e]\n");
    for level in 1..40 {
        let before = level - 1;
        text += &format!("a{level}: &a{level} [*a{before}, *a{before}, *a{before}, *a{before}]\n");
    }
    text + "accounts: *a39\n"
}

/// What is wrong, the text, and its line where that is plain.
const BROKEN: &[(&str, &str, Option<u64>)] = &[
    ("a list", "- CANARY-7c1e\n", None),
    ("a text", "CANARY-7c1e\n", None),
    ("a text for accounts", "accounts: CANARY-7c1e\n", Some(1)),
    (
        "a text for an account",
        "accounts:\n  - CANARY-7c1e\n",
        Some(2),
    ),
    (
        "a secret for a number",
        "accounts:\n  - name: a\n    accountId: CANARY-7c1e\n",
        Some(3),
    ),
    (
        "a list for a number",
        "accounts:\n  - name: a\n    accountId: [CANARY-7c1e]\n",
        Some(3),
    ),
    (
        "a negative number",
        "accounts:\n  - accountId: -5\n",
        Some(2),
    ),
    ("zero", "portals:\n  - portalId: 0\n", Some(2)),
    (
        "a number too large",
        "accounts:\n  - accountId: 99999999999999999999\n",
        Some(2),
    ),
    (
        "a map for a name",
        "accounts:\n  - name: {CANARY-7c1e: CANARY-7c1e}\n",
        Some(2),
    ),
    (
        "said twice",
        "accounts:\n  - accountId: 1\n    accountId: 2\n    key: CANARY-7c1e\n",
        Some(3),
    ),
    (
        "an open quotation mark",
        "accounts:\n  - name: \"CANARY-7c1e\n",
        None,
    ),
    ("an open list", "accounts: [CANARY-7c1e\n", None),
    ("tabs", "accounts:\n\t- accountId: CANARY-7c1e\n", None),
    ("an unknown alias", "accounts: *CANARY-7c1e\n", Some(1)),
    (
        "a merge",
        "x: &x {personalAccessKey: CANARY-7c1e}\naccounts:\n  - <<: *x\n",
        Some(3),
    ),
    (
        "two documents",
        "accounts: []\n---\nkey: CANARY-7c1e\n",
        None,
    ),
    ("a bare zero", "accounts: \0CANARY-7c1e\n", None),
    ("a secret for a key", "CANARY-7c1e: [\naccounts: }\n", None),
];

#[test]
fn a21_broken_configurations_are_refused_and_no_secret_is_told() {
    let deep = format!("a: {}{}\n", "[".repeat(5_000), "]".repeat(5_000));
    let deep_accounts = format!("accounts: {}\n", "[".repeat(5_000));
    let made = [
        ("an alias bomb", bomb()),
        ("deep", deep),
        ("deep accounts", deep_accounts),
    ];
    let made = made.iter().map(|(name, text)| (name, text.as_str(), &None));
    let cases = BROKEN.iter().map(|(name, text, line)| (name, *text, line));
    for (name, text, line) in cases.chain(made) {
        let refused = read(text).unwrap_err();
        let said = format!("{refused:?} {refused}");
        assert_eq!(refused.code, Code::FileBroken, "{name}: {said}");
        assert!(!said.contains("CANARY"), "{name}: {said}");
        let (_, found, _, reason) = told(&refused);
        assert!(!reason.is_empty(), "{name}");
        if line.is_some() {
            assert_eq!(found, *line, "{name}: {said}");
        }
    }
    let refused = read("accounts:\n  - name: a\n    accountId: x\n").unwrap_err();
    let (_, _, at, reason) = told(&refused);
    assert_eq!(at.as_deref(), Some("accounts[0].accountId"));
    assert_eq!(reason, "expected an account’s number");
}

#[test]
fn a21_large_and_unreadable_configurations_are_refused() {
    let top = tempfile::tempdir().unwrap();
    let large = put(top.path(), "large.yml", &vec![b'#'; 1024 * 1024 + 1]);
    assert_eq!(
        read_cli_config(&large).unwrap_err().code,
        Code::FileTooLarge
    );
    let binary = put(top.path(), "binary.yml", b"accounts: \xFF\xFE");
    assert_eq!(read_cli_config(&binary).unwrap_err().code, Code::FileBroken);
}

#[test]
fn of_two_entries_of_one_account_each_fills_the_other_in() {
    let text = "accounts:\n  - accountId: 7\nportals:\n  - portalId: 7\n    name: Seven\n    accountType: STANDARD\n";
    assert_eq!(
        accounts(text),
        [(7, Some("Seven".into()), AccountType::Standard)]
    );
    let read = read(text).unwrap();
    assert_eq!(read.accounts[0].hub_id, HubId(7));
}
