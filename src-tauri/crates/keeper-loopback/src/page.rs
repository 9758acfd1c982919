//! The pages: static bytes, made once, that echo nothing of a request.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keeper_core::Code;
use keeper_core::needs::PageVerdict;
use sha2::{Digest, Sha256};

use crate::rules::Stray;
use crate::texts::{PageText, Texts};

pub(crate) const STYLE: &str = include_str!("page.css");
pub(crate) const MARK: &str = include_str!("mark.svg");

/// Every answer as it goes over the wire.
pub(crate) struct Pages {
    texts: Texts,
    done: Vec<u8>,
    confirm: Vec<u8>,
    working: Vec<u8>,
    gone: Vec<u8>,
    not_this: Vec<u8>,
    wrong_method: Vec<u8>,
    wrong_path: Vec<u8>,
    too_long: Vec<u8>,
}

/// The pages in the words of the moment, shared by all listeners of a receiver.
#[derive(Clone)]
pub(crate) struct Voice(Arc<RwLock<Arc<Pages>>>);

impl Voice {
    pub(crate) fn new(texts: &Texts) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(Pages::build(texts)))))
    }

    pub(crate) fn pages(&self) -> Arc<Pages> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on every page is worded so.
    pub(crate) fn speak(&self, texts: &Texts) {
        let pages = Arc::new(Pages::build(texts));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = pages;
    }
}

impl Pages {
    pub(crate) fn build(texts: &Texts) -> Self {
        let page = |kind, text| html(&texts.language, kind, text, None);
        let stray = page("stray", &texts.not_this);
        Self {
            done: answer("200 OK", "", &page("done", &texts.done)),
            confirm: answer("200 OK", "", &page("confirm", &texts.confirm)),
            working: answer("200 OK", "", &page("working", &texts.working)),
            gone: answer("410 Gone", "", &page("stray", &texts.gone)),
            not_this: answer("400 Bad Request", "", &stray),
            wrong_method: answer("405 Method Not Allowed", "Allow: GET\r\n", &stray),
            wrong_path: answer("404 Not Found", "", &stray),
            too_long: answer("431 Request Header Fields Too Large", "", &stray),
            texts: texts.clone(),
        }
    }

    /// The result page. A hit that was none has no result page.
    pub(crate) fn result(&self, verdict: PageVerdict) -> Cow<'_, [u8]> {
        match verdict {
            PageVerdict::Done => Cow::Borrowed(&self.done),
            PageVerdict::Failed(code) => Cow::Owned(self.failed(code)),
            PageVerdict::Working => Cow::Borrowed(&self.working),
            PageVerdict::Confirm => Cow::Borrowed(&self.confirm),
            PageVerdict::NotThis => Cow::Borrowed(&self.not_this),
        }
    }

    /// The code alone decides what it says: nothing of the hit is in it.
    fn failed(&self, code: Code) -> Vec<u8> {
        let texts = &self.texts;
        let cause = texts.causes.get(&code).map(String::as_str);
        answer(
            "200 OK",
            "",
            &html(&texts.language, "failed", &texts.failed, cause),
        )
    }

    pub(crate) fn gone(&self) -> &[u8] {
        &self.gone
    }

    pub(crate) fn not_this(&self) -> &[u8] {
        &self.not_this
    }

    pub(crate) fn too_long(&self) -> &[u8] {
        &self.too_long
    }

    pub(crate) fn stray(&self, stray: Stray) -> &[u8] {
        match stray {
            Stray::Method => &self.wrong_method,
            Stray::Path => &self.wrong_path,
            Stray::Host | Stray::NotNavigation | Stray::Prefetch | Stray::Unusual => &self.not_this,
        }
    }
}

/// Sends the browser on to `path`, so that the code leaves the address bar.
pub(crate) fn see_other(path: &str) -> Vec<u8> {
    answer("303 See Other", &format!("Location: {path}\r\n"), "")
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let policy = policy();
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Length: {length}\r\n\
         {headers}\
         Content-Security-Policy: {policy}\r\n\
         X-Content-Type-Options: nosniff\r\n\
         X-Frame-Options: DENY\r\n\
         Cache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\n\
         Cross-Origin-Opener-Policy: same-origin\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\n\
         Connection: close\r\n\
         \r\n\
         {body}"
    )
    .into_bytes()
}

/// A source expression of Content Security Policy for exactly this text.
pub(crate) fn hash_source(text: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!("'sha256-{hash}'")
}

fn policy() -> String {
    let style = hash_source(STYLE);
    format!(
        "default-src 'none'; style-src {style}; frame-ancestors 'none'; \
         base-uri 'none'; form-action 'none'"
    )
}

fn html(language: &str, kind: &str, text: &PageText, cause: Option<&str>) -> String {
    let cause = cause.map(|cause| format!("<p class=\"cause\">{}</p>\n", escaped(cause)));
    let cause = cause.unwrap_or_default();
    let (language, title, body) = (escaped(language), escaped(&text.title), escaped(&text.body));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} – Portalkeeper</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main class=\"{kind}\">\n{MARK}<h1>{glyph}{title}</h1>\n{cause}<p>{body}</p>\n\
         </main>\n</body>\n</html>\n",
        glyph = glyph(kind),
    )
}

/// The shapes that mean the same in the window.
fn glyph(kind: &str) -> &'static str {
    match kind {
        "done" => include_str!("glyph_done.svg"),
        "failed" => include_str!("glyph_failed.svg"),
        "working" | "confirm" => include_str!("glyph_working.svg"),
        _ => "",
    }
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(title: &str, body: &str) -> PageText {
        PageText {
            title: title.into(),
            body: body.into(),
        }
    }

    fn texts() -> Texts {
        Texts {
            language: "en".into(),
            done: text("Saved", "It is saved."),
            failed: text("Ended", "Look at the window."),
            causes: [(Code::ConsentDenied, "It was refused.".to_owned())].into(),
            working: text("At work", "Still."),
            confirm: text("Confirm", "In the window."),
            gone: text("Gone", "Over."),
            not_this: text("Not this", "Something else."),
        }
    }

    #[test]
    fn a7_pages_are_whole_and_carry_their_policy() {
        let texts = texts();
        let pages = Pages::build(&texts);
        let gone = (Cow::Borrowed(pages.gone()), &texts.gone);
        let of = |verdict, text| (pages.result(verdict), text);
        let cases = [
            of(PageVerdict::Done, &texts.done),
            of(PageVerdict::Failed(Code::ConsentDenied), &texts.failed),
            of(PageVerdict::Working, &texts.working),
            of(PageVerdict::Confirm, &texts.confirm),
            of(PageVerdict::NotThis, &texts.not_this),
            gone,
        ];
        for (bytes, text) in cases {
            let page = std::str::from_utf8(&bytes).unwrap();
            let (head, body) = page.split_once("\r\n\r\n").unwrap();
            assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
            assert!(head.contains(&policy()), "{head}");
            assert!(body.contains(&text.title), "{body}");
            for forbidden in ["<script", " style=", "src=", "href=", " on", "url("] {
                assert!(!body.contains(forbidden), "{forbidden} in {body}");
            }
        }
    }

    #[test]
    fn each_page_has_the_shape_of_what_it_says() {
        let pages = Pages::build(&texts());
        let shapes = [
            (PageVerdict::Done, include_str!("glyph_done.svg")),
            (
                PageVerdict::Failed(Code::ConsentDenied),
                include_str!("glyph_failed.svg"),
            ),
            (
                PageVerdict::Failed(Code::AccountGone),
                include_str!("glyph_failed.svg"),
            ),
            (PageVerdict::Working, include_str!("glyph_working.svg")),
            (PageVerdict::Confirm, include_str!("glyph_working.svg")),
        ];
        for (verdict, shape) in shapes {
            let page = String::from_utf8(pages.result(verdict).to_vec()).unwrap();
            assert!(
                page.contains(&format!("<h1>{shape}")),
                "{verdict:?}: {page}"
            );
        }
        let gone = String::from_utf8(pages.gone().to_vec()).unwrap();
        assert!(gone.contains("<h1>Gone"), "{gone}");
    }

    #[test]
    fn a8_a_failure_says_why_and_one_without_a_text_still_says_that_it_failed() {
        let pages = Pages::build(&texts());
        let page = |code| String::from_utf8(pages.failed(code)).unwrap();
        assert!(page(Code::ConsentDenied).contains("It was refused."));
        let silent = page(Code::AccountGone);
        assert!(silent.contains("Ended") && !silent.contains("cause\">"));
    }

    #[test]
    fn the_policys_hash_is_that_of_the_style_as_it_stands_in_the_page() {
        let page = String::from_utf8(Pages::build(&texts()).done).unwrap();
        let style = page.split_once("<style>").unwrap().1;
        let style = style.split_once("</style>").unwrap().0;
        assert!(page.contains(&hash_source(style)));
    }

    #[test]
    fn texts_of_a_catalogue_are_text() {
        let text = text("<b>\"&", "</p><script>");
        let page = html("en\"><script>", "done", &text, Some("<script>"));
        assert!(!page.contains("<script>") && !page.contains("<b>"));
    }
}
