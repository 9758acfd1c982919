//! The corpus: what people paste, and what it means.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::Timestamp;
use crate::account::AccountType;
use crate::app::{AppDraft, Distribution};
use crate::identifier::{AppId, HubId};
use crate::scope::AppScopes;

const CLIENT_ID: &str = "0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f";
const REDIRECT_URL: &str = "http://localhost:3917/oauth-callback";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    text: String,
    /// The likeliest code; none where three questions are asked.
    code: Option<String>,
    /// Codes that stand below it.
    #[serde(default)]
    also: Vec<String>,
    by: Option<String>,
    fix: Option<String>,
    #[serde(default)]
    args: Args,
    #[serde(default)]
    admin: bool,
    /// `false`: no app is known.
    #[serde(default = "yes")]
    app: bool,
    account: Option<KnownAccount>,
    /// Parameters that differ from a good link's; `null`: none was opened.
    #[serde(default = "unchanged")]
    link: Option<serde_json::Map<String, Value>>,
    link_begins: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownAccount {
    #[serde(default, rename = "type")]
    account_type: AccountType,
    region: Option<String>,
    name: Option<String>,
}

fn yes() -> bool {
    true
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the default of a field that may be null"
)]
fn unchanged() -> Option<serde_json::Map<String, Value>> {
    Some(serde_json::Map::new())
}

fn corpus() -> Vec<Entry> {
    serde_json::from_str(include_str!("corpus.json")).unwrap()
}

fn names(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn app() -> App {
    let now = Timestamp::from_millis(0);
    App {
        id: AppId::make_random(),
        draft: AppDraft {
            name: "Invoice Sync".into(),
            client_id: CLIENT_ID.into(),
            redirect_urls: names(
                "http://localhost:3917/oauth-callback https://relay.example/callback",
            ),
            scopes: AppScopes {
                required: names("oauth crm.objects.contacts.read"),
                conditionally_required: names("crm.objects.custom.read"),
                optional: names("tickets content"),
            },
            ..AppDraft::default()
        },
        secret_set_at: Some(now),
        former_secret_set_at: None,
        fault: None,
        created_at: now,
        updated_at: now,
    }
}

fn account(known: &KnownAccount) -> Account {
    let mut account = Account::with_hub_id(HubId(4711), Timestamp::from_millis(0));
    account.account_type = known.account_type;
    account.data_hosting.clone_from(&known.region);
    account.name.clone_from(&known.name);
    account
}

/// A good link with some of its parameters changed.
fn link(changes: &serde_json::Map<String, Value>) -> String {
    let changed = |name: &str, good: &str| match changes.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(_) | None => good.to_owned(),
    };
    let mut url = url::Url::parse(&changed("origin", "https://app.hubspot.com")).unwrap();
    url.set_path("/oauth/authorize");
    let scope = "oauth crm.objects.contacts.read crm.objects.custom.read";
    let mut pairs = vec![
        ("client_id", changed("client_id", CLIENT_ID)),
        ("redirect_uri", changed("redirect_uri", REDIRECT_URL)),
        ("scope", changed("scope", scope)),
        (
            "optional_scope",
            changed("optional_scope", "tickets content"),
        ),
        ("state", "s-_1".to_owned()),
    ];
    if let Some(Value::String(name)) = changes.get("scope_is") {
        pairs[2].0 = name;
    }
    pairs.retain(|(name, _)| *name != "scope" || !changes.contains_key("scope_missing"));
    url.query_pairs_mut().extend_pairs(pairs);
    url.into()
}

fn name_of(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    value.as_str().unwrap_or_default().to_owned()
}

/// What must be true of every answer, whatever was asked.
fn assert_sound(decoded: &Decoded, text: &str) {
    assert!(
        decoded.explanations.len() <= EXPLANATION_LIMIT,
        "three causes are as many as one reads: {text}"
    );
    assert!(
        decoded.explanations.is_empty() || decoded.ask.is_empty(),
        "whoever explains doesn't ask: {text}"
    );
    for explanation in &decoded.explanations {
        for (name, value) in &explanation.args {
            assert!(is_short(name, value), "{name} is clipped: {value}");
        }
        if let Some(link) = &explanation.corrected_link {
            let is_theirs = [
                "https://app.hubspot.com/oauth/",
                "https://app-",
                "http://127.0.0.1:",
            ];
            assert!(
                is_theirs.iter().any(|begin| link.starts_with(begin)),
                "a corrected link leads nowhere else: {link}"
            );
        }
    }
}

fn is_short(name: &str, value: &Value) -> bool {
    match value {
        // Built from the app, and shown whole.
        Value::String(_) if name == "link" => true,
        Value::String(text) => text.chars().count() <= ARG_LIMIT,
        Value::Array(items) => {
            items.len() <= LIST_LIMIT && items.iter().all(|item| is_short(name, item))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::Object(_) => false,
    }
}

fn decoded(entry: &Entry) -> Decoded {
    let app = app();
    let account = entry.account.as_ref().map(account);
    let link = entry.link.as_ref().map(link);
    decode(&Question {
        text: &entry.text,
        app: entry.app.then_some(&app),
        redirect_url: entry.app.then_some(REDIRECT_URL),
        account: account.as_ref(),
        link: link.as_deref(),
        answers: &[],
    })
}

fn assert_meets(entry: &Entry, decoded: &Decoded) {
    let text = &entry.text;
    let told: Vec<_> = decoded
        .explanations
        .iter()
        .map(|one| one.code.name())
        .collect();
    assert_eq!(
        told.first().copied(),
        entry.code.as_deref(),
        "what it means is told first: {text}"
    );
    let Some(first) = decoded.explanations.first() else {
        assert_eq!(
            decoded.ask,
            Ask::ALL,
            "what says nothing is asked about: {text}"
        );
        return;
    };
    if let Some(by) = &entry.by {
        assert_eq!(&name_of(first.matched_by), by, "what gave it away: {text}");
    }
    if let Some(fix) = &entry.fix {
        assert_eq!(&name_of(first.fix), fix, "the way out: {text}");
    }
    for code in &entry.also {
        assert!(
            told.contains(&code.as_str()),
            "{code} is possible, too: {text}"
        );
    }
    for (name, value) in &entry.args {
        assert_eq!(
            first.args.get(name),
            Some(value),
            "{name}: {text}: {:?}",
            first.args
        );
    }
    assert_eq!(
        first.needs_admin,
        is_for_admins(first.code),
        "who acts: {text}"
    );
    assert!(
        first.needs_admin || !entry.admin,
        "a super admin acts: {text}"
    );
    if let Some(begin) = &entry.link_begins {
        let link = first.corrected_link.as_deref().unwrap_or_default();
        assert!(link.starts_with(begin), "where it leads: {link}");
    }
}

fn is_for_admins(code: Code) -> bool {
    matches!(
        code,
        Code::PageAccountLacksTier | Code::PageUserLacksRights | Code::PageAppNotApproved
    )
}

#[test]
fn what_people_paste_is_explained() {
    let corpus = corpus();
    assert!(corpus.len() >= 80, "the corpus is whole");
    let mut missed = Vec::new();
    for entry in &corpus {
        let answer = decoded(entry);
        let met = std::panic::catch_unwind(|| {
            assert_sound(&answer, &entry.text);
            assert_meets(entry, &answer);
        });
        if met.is_err() {
            missed.push(&entry.text);
        }
    }
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
}

#[test]
fn every_state_of_the_page_is_in_the_corpus() {
    let corpus = corpus();
    let all = Code::ALL
        .iter()
        .filter(|code| code.name().starts_with("Page"));
    for code in all {
        let entries = corpus
            .iter()
            .filter(|one| one.code.as_deref() == Some(code.name()));
        assert!(entries.count() >= 2, "{} is tried", code.name());
    }
}

#[test]
fn a_corrected_link_is_the_app_s_with_the_state_of_the_one_opened() {
    let app = app();
    let opened = "https://app.hubspot.com/oauth/4711/authorize?client_id=x&scopes=oauth+tickets\
                  &redirect_uri=http%3A%2F%2Flocalhost%3A3000&state=kept&code_challenge=ch";
    let answer = decode(&Question {
        app: Some(&app),
        redirect_url: Some(REDIRECT_URL),
        link: Some(opened),
        ..Question::default()
    });
    let links: Vec<_> = answer
        .explanations
        .iter()
        .map(|one| one.corrected_link.clone())
        .collect();
    let scope = "oauth%20crm.objects.contacts.read%20crm.objects.custom.read";
    let good = format!(
        "https://app.hubspot.com/oauth/4711/authorize?client_id={CLIENT_ID}\
         &redirect_uri=http%3A%2F%2Flocalhost%3A3917%2Foauth-callback&scope={scope}\
         &optional_scope=tickets%20content&state=kept&code_challenge=ch&code_challenge_method=S256"
    );
    assert_eq!(
        links,
        vec![Some(good); 3],
        "each of its three faults has the same way out"
    );
}

#[test]
fn practice_keeps_its_place_and_a_stranger_s_link_does_not() {
    let app = app();
    let ask = |text: &str, link: Option<&str>| {
        let answer = decode(&Question {
            text,
            app: Some(&app),
            link,
            ..Question::default()
        });
        answer
            .explanations
            .into_iter()
            .next()
            .and_then(|one| one.corrected_link)
    };
    let practice = "http://127.0.0.1:7777/oauth/authorize?client_id=x&state=s";
    let kept = ask("", Some(practice)).unwrap();
    assert!(
        kept.starts_with("http://127.0.0.1:7777/oauth/authorize?"),
        "{kept}"
    );
    let strange = ask(practice, None).unwrap();
    assert!(strange.starts_with("https://app.hubspot.com/"), "{strange}");
}

#[test]
fn the_opened_link_alone_is_enough_and_a_good_one_says_nothing() {
    let app = app();
    let good = link(&serde_json::Map::new());
    let question = Question {
        app: Some(&app),
        link: Some(&good),
        ..Question::default()
    };
    assert_eq!(decode(&question).ask, Ask::ALL);
    let regional = good.replace("//app.", "//app-eu1.");
    let answer = decode(&Question {
        text: "client_id?",
        link: Some(&regional),
        ..question
    });
    let first = &answer.explanations[0];
    assert_eq!(first.code, Code::PageRegionWrong);
    let link = first.corrected_link.as_deref().unwrap_or_default();
    assert!(link.starts_with("https://app.hubspot.com/"), "{link}");
}

#[test]
fn answers_lead_to_causes_and_half_of_them_to_the_rest_of_the_questions() {
    let after = |answers: &[Reply]| {
        let answer = decode(&Question {
            answers,
            ..Question::default()
        });
        let codes: Vec<_> = answer.explanations.iter().map(|one| one.code).collect();
        assert!(
            answer
                .explanations
                .iter()
                .all(|one| one.matched_by == MatchedBy::Answers)
        );
        (codes, answer.ask)
    };
    assert_eq!(after(&[]), (vec![], Ask::ALL.to_vec()));
    for page in [Reply::PageHome, Reply::PageLogin] {
        assert_eq!(after(&[page]), (vec![Code::PageSignedOut], vec![]));
    }
    assert_eq!(
        after(&[Reply::PageError, Reply::ScopesNamed]),
        (vec![], vec![Ask::EveryAccount])
    );
    for scopes in [Reply::ScopesNamed, Reply::ScopesNotNamed] {
        for accounts in [
            Reply::AccountsAll,
            Reply::AccountsThisOnly,
            Reply::AccountsOneTried,
        ] {
            let (codes, ask) = after(&[Reply::PageError, scopes, accounts]);
            assert_eq!((codes.len(), ask.len()), (3, 0), "{scopes:?} {accounts:?}");
        }
    }
    let changed = [Reply::PageHome, Reply::PageError];
    assert_eq!(after(&changed).1.len(), 2, "the later answer counts");
    for ask in Ask::ALL {
        assert!(
            Reply::ALL
                .iter()
                .filter(|reply| reply.question() == ask)
                .count()
                >= 2
        );
    }
}

#[test]
fn what_matches_is_told_whatever_was_answered() {
    let answer = decode(&Question {
        text: "USER_UNAUTHORIZED",
        answers: &[Reply::PageHome],
        ..Question::default()
    });
    assert_eq!(answer.explanations[0].code, Code::PageUserLacksRights);
}

#[test]
fn the_limit_of_the_distribution_is_told() {
    let mut app = app();
    app.draft.distribution = Distribution::Marketplace;
    let answer = decode(&Question {
        text: "install limit reached",
        app: Some(&app),
        ..Question::default()
    });
    assert_eq!(answer.explanations[0].args["limit"], 25);
}

#[test]
fn codes_and_states_of_what_was_pasted_are_in_no_argument() {
    let app = app();
    let answer = decode(&Question {
        text: "Authorization failed: insufficient scopes http://localhost:3000/cb?code=na1-secret&state=secret \
               https://app.hubspot.com/oauth/authorize?client_id=x&state=secret&scope=oauth",
        app: Some(&app),
        ..Question::default()
    });
    assert!(!answer.explanations.is_empty());
    for explanation in &answer.explanations {
        let args = serde_json::to_string(&explanation.args).unwrap();
        assert!(!args.contains("secret"), "{args}");
    }
}

#[test]
fn junk_of_any_size_is_read_in_no_time_and_says_nothing() {
    let app = app();
    let junk = [
        "a".repeat(LENGTH_LIMIT * 2),
        "é".repeat(LENGTH_LIMIT),
        "http://".repeat(20_000),
        "https%3A%2F%2F".repeat(10_000),
        "[a,".repeat(40_000),
        "a.".repeat(60_000),
        "\u{202E}".repeat(40_000),
        "{".repeat(LENGTH_LIMIT),
        "<div>".repeat(20_000),
        "00000000-0000-4000-8000-000000000000 ".repeat(3_000),
    ];
    for text in &junk {
        let answer = decode(&Question {
            text,
            app: Some(&app),
            ..Question::default()
        });
        assert_sound(&answer, &text[..text.floor_char_boundary(20)]);
        assert_eq!(
            answer.ask,
            Ask::ALL,
            "{}",
            &text[..text.floor_char_boundary(20)]
        );
    }
    let buried = format!("{}HUB_UNAUTHORIZED", "x ".repeat(LENGTH_LIMIT));
    let answer = decode(&Question {
        text: &buried,
        ..Question::default()
    });
    assert_eq!(
        answer.ask,
        Ask::ALL,
        "what lies beyond the limit isn't read"
    );
}

#[test]
fn long_names_are_clipped() {
    let app = app();
    let name = format!("crm.{}.read", "x".repeat(5000));
    let urls = format!("http://localhost:3000/{}", "y".repeat(5000));
    let text = format!("{name} {urls}");
    let answer = decode(&Question {
        text: &text,
        app: Some(&app),
        ..Question::default()
    });
    assert_eq!(answer.explanations.len(), 2);
    assert_sound(&answer, "long names");
}

proptest! {
    #[test]
    fn whatever_is_pasted_is_answered_within_the_limits(
        text in "\\PC{0,300}|(?s:.{0,300})|[a-z_.'\"\\[\\], :/%?&=0-9-]{0,300}",
        link in proptest::option::of("\\PC{0,200}|https://app\\.hubspot\\.com/oauth/authorize\\?[a-z_=&%20.+]{0,200}"),
        with_app in any::<bool>(),
        replies in proptest::collection::vec(0usize..8, 0..5),
    ) {
        let app = app();
        let answers: Vec<Reply> = replies.into_iter().map(|place| Reply::ALL[place]).collect();
        let answer = decode(&Question {
            text: &text,
            app: with_app.then_some(&app),
            redirect_url: None,
            account: None,
            link: link.as_deref(),
            answers: &answers,
        });
        assert_sound(&answer, &text);
        prop_assert!(!(answer.explanations.is_empty() && answer.ask.is_empty()));
    }

    #[test]
    fn noise_around_a_status_hides_nothing(before in "[^A-Za-z0-9_]{0,80}", after in "[^A-Za-z0-9_]{0,80}") {
        let text = format!("{before}USER_UNAUTHORIZED{after}");
        let answer = decode(&Question { text: &text, ..Question::default() });
        prop_assert_eq!(answer.explanations[0].code, Code::PageUserLacksRights);
    }
}
