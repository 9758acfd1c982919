//! Links and answers in the shapes in which people have them.

use proptest::prelude::*;

use super::*;

const LINK: &str = "https://app.hubspot.com/oauth/authorize?client_id=0f4bf0a2-6d0e-4c53-9f0b-1a2b3c4d5e6f&redirect_uri=https%3A%2F%2Ftide.example%2Fcb&scope=oauth%20tickets%20crm.lists.read&state=s";

fn read(text: &str) -> (String, Vec<Code>) {
    let found = authorization_url(text).unwrap();
    (found.url.to_string(), found.repairs)
}

#[test]
fn a_bare_link_needs_no_repair() {
    assert_eq!(read(LINK), (LINK.to_owned(), vec![]));
    assert_eq!(read(&format!("  {LINK}\n")), (LINK.to_owned(), vec![]));
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn assert_repairs(cases: &[(String, Vec<Code>)]) {
    for (text, repairs) in cases {
        let (url, told) = read(text);
        assert_eq!(url, LINK, "{text}");
        let mut expected = repairs.clone();
        expected.sort_unstable();
        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn each_repair_is_told_once() {
    let lines = LINK.replace('&', "\n  &");
    let wrapped_lines = LINK
        .replace("&scope", "\n&scope")
        .replace("lists", "li\nsts");
    let cases = [
        (LINK.replace('&', "&amp;"), vec![Code::LinkEscaped]),
        (LINK.replace('&', "&amp;amp;"), vec![Code::LinkEscaped]),
        (LINK.replace('&', "\\u0026"), vec![Code::LinkEscaped]),
        (LINK.replace('/', "\\/"), vec![Code::LinkEscaped]),
        (encoded(LINK), vec![Code::LinkEscaped]),
        (LINK.replace("https://", ""), vec![Code::LinkSchemeMissing]),
        (LINK.replace("https:", ""), vec![Code::LinkSchemeMissing]),
        (format!("[Install]({LINK})"), vec![Code::LinkSurrounded]),
        (format!("<{LINK}>"), vec![Code::LinkSurrounded]),
        (format!("`{LINK}`"), vec![Code::LinkSurrounded]),
        (format!("“{LINK}”"), vec![Code::LinkSurrounded]),
        (format!("Please open {LINK}."), vec![Code::LinkSurrounded]),
        (format!("const url = '{LINK}';"), vec![Code::LinkSurrounded]),
        (
            format!("{{\"url\":\"{LINK}\"}}"),
            vec![Code::LinkSurrounded],
        ),
        (
            format!("<a href=\"{}\">Install</a>", LINK.replace('&', "&amp;")),
            vec![Code::LinkSurrounded, Code::LinkEscaped],
        ),
        (lines, vec![Code::LinkSplit]),
        (wrapped_lines, vec![Code::LinkSplit]),
        (LINK.replace("%20", " "), vec![Code::LinkSplit]),
        (
            format!("\"{}\"", LINK.replace("&s", "\" +\n  \"&s")),
            vec![Code::LinkSurrounded, Code::LinkSplit],
        ),
        (
            format!("'{}'", LINK.replace("&s", "'\n  '&s")),
            vec![Code::LinkSurrounded, Code::LinkSplit],
        ),
        (
            format!("See https://tide.example/docs, then\n> {LINK}\nthanks"),
            vec![Code::LinkSurrounded],
        ),
    ];
    assert_repairs(&cases);
}

#[test]
fn a_link_within_another_is_the_one_that_is_read() {
    let inner = encoded(LINK);
    let inner_path = encoded(LINK.trim_start_matches("https://app.hubspot.com"));
    assert_repairs(&[
        (
            format!("https://app.hubspot.com/login?loginRedirectUrl={inner}"),
            vec![Code::LinkWrapped],
        ),
        (
            format!("https://app.hubspot.com/login/?hint=1&loginRedirectUrl={inner_path}&x=y"),
            vec![Code::LinkWrapped],
        ),
        (
            format!("https://app.hubspot.com/login?loginRedirectUrl={LINK}"),
            vec![Code::LinkWrapped],
        ),
        (
            format!("app.hubspot.com/login?loginRedirectUrl={inner}"),
            vec![Code::LinkSchemeMissing, Code::LinkWrapped],
        ),
    ]);
}

#[test]
fn a_regional_host_and_a_pinned_account_are_links_too() {
    for link in [
        "app-eu1.hubspot.com/oauth/4711/authorize?client_id=x",
        "//app.hubspot.com/oauth/authorize?client_id=x",
    ] {
        let (url, repairs) = read(link);
        assert_eq!(url, format!("https://{}", link.trim_start_matches('/')));
        assert_eq!(repairs, [Code::LinkSchemeMissing]);
    }
    for other in [
        "app-eu1.hubspot.com.evil.example/oauth/authorize",
        "myapp.hubspot.com/x",
        "nothing",
    ] {
        assert_eq!(authorization_url(other), None, "{other}");
    }
}

#[test]
fn words_after_a_link_are_not_its_end() {
    for after in [
        " thanks",
        "\nthanks a lot",
        "\n\nCheers, Ana",
        " and tell me",
        ") soon",
    ] {
        let (url, repairs) = read(&format!("{LINK}{after}"));
        assert_eq!(
            (url.as_str(), repairs),
            (LINK, vec![Code::LinkSurrounded]),
            "{after}"
        );
    }
}

const ANSWER: &str = "http://localhost:3917/cb?code=na1-1f2e&state=kept_-1";

fn told(text: &str) -> Vec<(String, String)> {
    let answers = answers(text).into_iter().map(|one| {
        let code = match one.answer {
            redirect::RedirectAnswer::Granted(code) => code.expose().to_owned(),
            redirect::RedirectAnswer::Denied { error } => error,
        };
        (one.state.expose().to_owned(), code)
    });
    answers.collect()
}

#[test]
fn an_answer_is_found_under_the_same_conditions() {
    let own = ("kept_-1".to_owned(), "na1-1f2e".to_owned());
    for text in [
        ANSWER.to_owned(),
        ANSWER.replace('&', "&amp;"),
        ANSWER.replace("http://", ""),
        format!("[back]({ANSWER})"),
        format!("`{ANSWER}`"),
        format!("\"{ANSWER}\"\n"),
        format!("It says {ANSWER}."),
        format!("<a href='{}'>", ANSWER.replace('&', "&amp;")),
        ANSWER.replace("&state", "\n  &state"),
        ANSWER.replace("kept", "ke\r\npt"),
        ANSWER.replace("code=", "code= "),
    ] {
        assert!(told(&text).contains(&own), "{text}: {:?}", told(&text));
    }
}

#[test]
fn a10_what_is_no_answer_by_the_parser_s_rules_is_none_within_a_text() {
    assert_eq!(
        told(ANSWER).len(),
        1,
        "one that stands alone is the only one"
    );
    for nonsense in [
        "",
        "state=s",
        "code=x",
        "`code=x&code=y&state=s`",
        "`code=x&state=s&state=t`",
        "(code=x&error=access_denied&state=s)",
        "https://app.hubspot.com/oauth/authorize?client_id=x&state=s",
    ] {
        let states: Vec<String> = told(nonsense).into_iter().map(|(state, _)| state).collect();
        assert!(!states.contains(&"s".to_owned()), "{nonsense}");
    }
    let many: String = (0..100)
        .map(|one| format!("`?code=x&state=s{one}` "))
        .collect();
    assert_eq!(answers(&many).len(), ANSWER_LIMIT);
}

#[test]
fn junk_of_any_size_is_read_in_no_time() {
    for junk in [
        "http://".repeat(20_000),
        "app.hubspot.com/".repeat(5_000),
        "https://a.example/? &".repeat(5_000),
        "\"+\"".repeat(30_000),
        "\" ".repeat(40_000),
        "&amp;".repeat(20_000),
        "state=".repeat(20_000),
    ] {
        let _ = authorization_url(&junk);
        let _ = answers(&junk);
    }
}

proptest! {
    #[test]
    fn what_is_found_is_a_url_and_nothing_is_lost_of_a_bare_one(
        text in "\\PC{0,200}|[a-z:/.?&=%\"'`() \n+\\\\-]{0,200}",
        around in "[ \n\"'`<>()\\[\\]]{0,4}",
    ) {
        if let Some(found) = authorization_url(&text) {
            prop_assert!(matches!(found.url.scheme(), "http" | "https"));
            let mut once = found.repairs.clone();
            once.dedup();
            prop_assert_eq!(once, found.repairs);
        }
        let (url, _) = read(&format!("{around}{LINK}{around}"));
        prop_assert_eq!(url, LINK);
        let _ = answers(&text);
    }
}
