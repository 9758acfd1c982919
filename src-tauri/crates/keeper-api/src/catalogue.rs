//! The window's catalogue, for what Rust says outside of the window: the pages
//! that a browser is shown on its way back, the relay page, the tray and the
//! notifications.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use keeper_core::Code;
use keeper_loopback::relay::{self, RelayTexts};
use keeper_loopback::{PageText, Texts};
use serde_json::Value;

use crate::views::Language;

/// The catalogue's files of one language.
macro_rules! files {
    ($language:literal) => {
        [
            (
                "page",
                include_str!(concat!("../../../../ui/src/i18n/", $language, "/page.json")),
            ),
            (
                "relay",
                include_str!(concat!(
                    "../../../../ui/src/i18n/",
                    $language,
                    "/relay.json"
                )),
            ),
            (
                "recovery",
                include_str!(concat!(
                    "../../../../ui/src/i18n/",
                    $language,
                    "/recovery.json"
                )),
            ),
            (
                "tray",
                include_str!(concat!("../../../../ui/src/i18n/", $language, "/tray.json")),
            ),
            (
                "codes",
                include_str!(concat!(
                    "../../../../ui/src/i18n/",
                    $language,
                    "/codes.json"
                )),
            ),
        ]
    };
}

/// Every text by its key, `page.done`; a code's by `codes.<code>.<part>`, a
/// plural's by `<key>.one` and `<key>.other`.
type Catalogue = BTreeMap<String, String>;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| read(&files!("en")));
static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| read(&files!("de")));

fn read(files: &[(&str, &str)]) -> Catalogue {
    let mut texts = Catalogue::new();
    for (area, file) in files {
        // Its shape is tested; a file that can't be read leaves its keys as text.
        let read = serde_json::from_str(file).unwrap_or_default();
        gather(&mut texts, area, &read);
    }
    texts
}

fn gather(texts: &mut Catalogue, key: &str, value: &Value) {
    match value {
        Value::String(text) => drop(texts.insert(key.to_owned(), text.clone())),
        Value::Object(fields) => {
            for (name, field) in fields {
                gather(texts, &format!("{key}.{name}"), field);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
    }
}

/// The text of a key: English where the language lacks it; the key itself
/// where there is none, as in the window.
pub fn text(language: Language, key: &str) -> String {
    let own = match language {
        Language::En => None,
        Language::De => GERMAN.get(key),
    };
    let found = own.or_else(|| ENGLISH.get(key)).cloned();
    found.unwrap_or_else(|| key.to_owned())
}

/// The text of a key with what stands in for `{name}`. What is filled in is
/// never read again.
pub fn filled(language: Language, key: &str, args: &[(&str, &str)]) -> String {
    fill(&text(language, key), args)
}

/// The same, in the form that fits a number, which stands in for `{count}`.
/// Both languages know two forms.
pub fn counted(language: Language, key: &str, count: usize, args: &[(&str, &str)]) -> String {
    let form = if count == 1 { "one" } else { "other" };
    let number = count.to_string();
    let args: Vec<_> = args.iter().copied().chain([("count", &*number)]).collect();
    filled(language, &format!("{key}.{form}"), &args)
}

fn fill(text: &str, args: &[(&str, &str)]) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        whole.push_str(before);
        let known = after.split_once('}').and_then(|(name, left)| {
            let value = args.iter().find(|(known, _)| *known == name)?.1;
            Some((value, left))
        });
        match known {
            Some((value, left)) => {
                whole.push_str(value);
                rest = left;
            }
            None => {
                whole.push('{');
                rest = after;
            }
        }
    }
    whole + rest
}

/// What the browser's pages say.
pub fn page_texts(language: Language) -> Texts {
    let page = |title: &str, body: &str| PageText {
        title: text(language, title),
        body: text(language, body),
    };
    let causes = Code::ALL.iter();
    Texts {
        language: language.tag().to_owned(),
        done: page("page.done", "page.done_text"),
        failed: page("page.failed", "page.failed_text"),
        causes: causes.map(|code| (*code, cause(language, *code))).collect(),
        working: page("page.working", "page.working_text"),
        confirm: page("page.confirm", "page.confirm_text"),
        gone: page("page.gone", "page.gone_text"),
        not_this: page("page.stray", "page.stray_text"),
    }
}

/// The page that a developer publishes, whole.
pub fn relay_page(language: Language) -> String {
    let text = |key| text(language, key);
    relay::page(&RelayTexts {
        language: language.tag().to_owned(),
        title: text("relay.title"),
        body: text("relay.body"),
        open: text("relay.open"),
        copy: text("relay.copy"),
        copied: text("relay.copied"),
        empty_title: text("relay.empty"),
        empty_body: text("relay.empty_text"),
        note: text("relay.note"),
        script_off: text("relay.script_off"),
    })
}

/// A part of what a code says, as the window says it where no argument is
/// known.
pub fn of_code(language: Language, code: Code, part: &str) -> String {
    let whole = text(language, &format!("codes.{}.{part}", code.name()));
    without_marks(&without_arguments(&whole))
}

/// Why it ended, in two sentences: nothing of a hit is ever filled in.
fn cause(language: Language, code: Code) -> String {
    let part = |part| of_code(language, code, part);
    format!("{}. {}", part("title"), part("sentence"))
}

/// `[…]` is said only if everything it names is known, `[…|…]` says the second
/// part otherwise; here nothing is known.
fn without_arguments(text: &str) -> String {
    let mut text = text.to_owned();
    while let Some(end) = text.find(']') {
        let Some(start) = text[..end].rfind('[') else {
            break;
        };
        let inner = &text[start + 1..end];
        let (kept, otherwise) = inner.split_once('|').unwrap_or((inner, ""));
        let said = if kept.contains('{') { otherwise } else { kept }.to_owned();
        text.replace_range(start..=end, &said);
    }
    text
}

fn without_marks(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_go_as_they_go_in_the_window() {
        for (text, said) in [
            ("[Port {port}|The port] is busy", "The port is busy"),
            ("[{holder} holds it[ (process {pid})]. ]It is.", "It is."),
            ("[plain] text", "plain text"),
            ("none", "none"),
            ("an end ] alone", "an end ] alone"),
        ] {
            assert_eq!(without_arguments(text), said);
        }
    }

    #[test]
    fn a7_a_page_holds_no_hole_and_no_mark() {
        for language in Language::ALL {
            let texts = page_texts(language);
            assert_eq!(texts.language, language.tag());
            assert_eq!(texts.causes.len(), Code::ALL.len());
            for (code, cause) in &texts.causes {
                let is_plain =
                    !cause.contains(['{', '}', '[', ']', '`']) && !cause.contains("codes.");
                assert!(is_plain, "{code:?}: {cause}");
            }
            for page in [&texts.done, &texts.failed, &texts.confirm, &texts.not_this] {
                assert!(!page.title.contains("page.") && !page.body.contains("page."));
            }
        }
    }

    #[test]
    fn the_relay_page_has_all_its_words() {
        for language in Language::ALL {
            let page = relay_page(language);
            assert!(!page.contains("relay."), "{page}");
        }
    }

    #[test]
    fn german_pages_are_german_and_say_so() {
        assert!(page_texts(Language::De).done.title.starts_with("In Port"));
        assert!(relay_page(Language::De).contains("lang=\"de\""));
    }

    #[test]
    fn what_a_language_lacks_is_said_in_english() {
        assert_eq!(text(Language::De, "tray.no_such_key"), "tray.no_such_key");
        let english = text(Language::En, "codes.VaultLocked.title");
        assert!(!english.starts_with("codes."));
        assert!(!text(Language::De, "codes.VaultLocked.title").starts_with("codes."));
    }

    #[test]
    fn a23_what_is_filled_in_is_not_read_again() {
        let args = [("app", "{account}"), ("account", "Old {app} Mill")];
        assert_eq!(
            fill("{app} on {account}, {unknown}{", &args),
            "{account} on Old {app} Mill, {unknown}{"
        );
    }
}
