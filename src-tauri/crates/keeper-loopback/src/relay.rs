//! The relay page: one static file that a developer publishes at an https
//! redirect URL. It hands the answer in its address over to
//! `portalkeeper://oauth/callback`, and nothing else, to nobody else.
//!
//! A custom scheme can't be registered as a redirect URL at HubSpot, so the
//! browser comes to this page first. Its policy lets one script and one style
//! run, both by their hash, and nothing be loaded from anywhere.

use crate::page::{self, escaped, hash_source};

const SCRIPT: &str = include_str!("relay/relay.js");
const STYLE: &str = include_str!("relay/relay.css");

/// The page's words, in one language, as plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayTexts {
    /// The language's tag, such as `en`.
    pub language: String,
    /// The headline while it hands over.
    pub title: String,
    /// What to do when nothing happens.
    pub body: String,
    /// The button that opens Portalkeeper.
    pub open: String,
    /// The button that copies the address, for pasting it.
    pub copy: String,
    /// What that button says once it has.
    pub copied: String,
    /// The headline without an answer in the address.
    pub empty_title: String,
    /// What the page is for.
    pub empty_body: String,
    /// What the page's host may keep, and why that alone is useless.
    pub note: String,
    /// What to do without scripts.
    pub script_off: String,
}

/// The whole file.
#[must_use]
pub fn page(texts: &RelayTexts) -> String {
    let style = format!("{}{STYLE}", page::STYLE);
    format!(
        "<!doctype html>\n<html lang=\"{language}\" class=\"off\">\n<head>\n\
         <meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         script-src {script_hash}; style-src {style_hash}; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Portalkeeper</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{mark}{body}\
         </main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        language = escaped(&texts.language),
        script_hash = hash_source(SCRIPT),
        style_hash = hash_source(&style),
        mark = page::MARK,
        body = body(texts),
    )
}

fn body(texts: &RelayTexts) -> String {
    let text = |text: &str| escaped(text);
    format!(
        "<section class=\"when-answer\">\n<h1>{title}</h1>\n<p>{body}</p>\n\
         <div class=\"ways\"><a id=\"open\" rel=\"noreferrer\">{open}</a>\
         <button id=\"copy\" type=\"button\" data-copied=\"{copied}\">{copy}</button></div>\n\
         <p class=\"note\">{note}</p>\n</section>\n\
         <section class=\"when-empty\">\n<h1>{empty_title}</h1>\n<p>{empty_body}</p>\n</section>\n\
         <section class=\"when-off\">\n<h1>{title}</h1>\n<p>{script_off}</p>\n</section>\n",
        title = text(&texts.title),
        body = text(&texts.body),
        open = text(&texts.open),
        copy = text(&texts.copy),
        copied = text(&texts.copied),
        note = text(&texts.note),
        empty_title = text(&texts.empty_title),
        empty_body = text(&texts.empty_body),
        script_off = text(&texts.script_off),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(word: &str) -> RelayTexts {
        let word = || word.to_owned();
        RelayTexts {
            language: "en".into(),
            title: word(),
            body: word(),
            open: word(),
            copy: word(),
            copied: word(),
            empty_title: word(),
            empty_body: word(),
            note: word(),
            script_off: word(),
        }
    }

    #[test]
    fn nothing_is_loaded_and_only_its_own_script_and_style_run() {
        let page = page(&texts("word"));
        for forbidden in [
            "src=", "url(", "http://", "https://", "@import", " style=", "onclick",
        ] {
            assert!(!page.contains(forbidden), "{forbidden} in {page}");
        }
        for (tag, directive) in [("script", "script-src"), ("style", "style-src")] {
            let inside = page.split_once(&format!("<{tag}>")).unwrap().1;
            let inside = inside.split_once(&format!("</{tag}>")).unwrap().0;
            let allowed = format!("{directive} {}", hash_source(inside));
            assert!(page.contains(&allowed), "{allowed}");
        }
        assert_eq!(page.matches("portalkeeper://").count(), 1);
    }

    #[test]
    fn a7_words_are_text() {
        assert!(!page(&texts("\"><script>")).contains("\"><script>"));
    }

    #[test]
    fn it_is_the_same_file_every_time() {
        assert_eq!(page(&texts("word")), page(&texts("word")));
        assert!(page(&texts("word")).is_ascii());
    }
}
