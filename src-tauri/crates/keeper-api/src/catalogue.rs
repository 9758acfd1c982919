//! The window's catalogue, for what Rust says outside of the window: the pages
//! that a browser is shown on its way back, and the relay page.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use keeper_core::Code;
use keeper_loopback::relay::{self, RelayTexts};
use keeper_loopback::{PageText, Texts};
use serde_json::Value;

const LANGUAGE: &str = "en";
const PAGE: &str = include_str!("../../../../ui/src/i18n/en/page.json");
const RELAY: &str = include_str!("../../../../ui/src/i18n/en/relay.json");
const CODES: &str = include_str!("../../../../ui/src/i18n/en/codes.json");

/// Every text by its key, `page.done`; a code's by `codes.<code>.<part>`.
static TEXTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let mut texts = BTreeMap::new();
    for (area, file) in [("page", PAGE), ("relay", RELAY), ("codes", CODES)] {
        // Its shape is tested; a file that can't be read leaves its keys as text.
        let read = serde_json::from_str(file).unwrap_or_default();
        gather(&mut texts, area, &read);
    }
    texts
});

fn gather(texts: &mut BTreeMap<String, String>, key: &str, value: &Value) {
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

/// The text of a key; the key itself where there is none, as in the window.
fn text(key: &str) -> String {
    TEXTS.get(key).cloned().unwrap_or_else(|| key.to_owned())
}

/// What the browser's pages say.
pub fn page_texts() -> Texts {
    let page = |title: &str, body: &str| PageText {
        title: text(title),
        body: text(body),
    };
    Texts {
        language: LANGUAGE.to_owned(),
        done: page("page.done", "page.done_text"),
        failed: page("page.failed", "page.failed_text"),
        causes: Code::ALL.iter().map(|code| (*code, cause(*code))).collect(),
        working: page("page.working", "page.working_text"),
        confirm: page("page.confirm", "page.confirm_text"),
        gone: page("page.gone", "page.gone_text"),
        not_this: page("page.stray", "page.stray_text"),
    }
}

/// The page that a developer publishes, whole.
pub fn relay_page() -> String {
    relay::page(&RelayTexts {
        language: LANGUAGE.to_owned(),
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

/// Why it ended, in two sentences, as the window says it where no argument is
/// known: nothing of a hit is ever filled in.
fn cause(code: Code) -> String {
    let part = |part: &str| {
        let whole = text(&format!("codes.{}.{part}", code.name()));
        without_marks(&without_arguments(&whole))
    };
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
        let texts = page_texts();
        assert_eq!(texts.causes.len(), Code::ALL.len());
        for (code, cause) in &texts.causes {
            let is_plain = !cause.contains(['{', '}', '[', ']', '`']) && !cause.contains("codes.");
            assert!(is_plain, "{code:?}: {cause}");
        }
        for page in [&texts.done, &texts.failed, &texts.confirm, &texts.not_this] {
            assert!(!page.title.contains("page.") && !page.body.contains("page."));
        }
    }

    #[test]
    fn the_relay_page_has_all_its_words() {
        assert!(!relay_page().contains("relay."), "{}", relay_page());
    }
}
