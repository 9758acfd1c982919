//! The pages: static bytes, made once, that echo nothing of a request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keeper_core::needs::PageVerdict;
use sha2::{Digest, Sha256};

use crate::rules::Stray;
use crate::texts::{PageText, Texts};

const STYLE: &str = include_str!("page.css");
const MARK: &str = include_str!("mark.svg");

/// Every answer as it goes over the wire.
pub(crate) struct Pages {
    done: Vec<u8>,
    failed: Vec<u8>,
    working: Vec<u8>,
    gone: Vec<u8>,
    not_this: Vec<u8>,
    wrong_method: Vec<u8>,
    wrong_path: Vec<u8>,
    too_long: Vec<u8>,
}

impl Pages {
    pub(crate) fn build(texts: &Texts) -> Self {
        let page = |kind, text| html(&texts.language, kind, text);
        let stray = page("stray", &texts.not_this);
        Self {
            done: answer("200 OK", "", &page("done", &texts.done)),
            failed: answer("200 OK", "", &page("failed", &texts.failed)),
            working: answer("200 OK", "", &page("working", &texts.working)),
            gone: answer("410 Gone", "", &page("stray", &texts.gone)),
            not_this: answer("400 Bad Request", "", &stray),
            wrong_method: answer("405 Method Not Allowed", "Allow: GET\r\n", &stray),
            wrong_path: answer("404 Not Found", "", &stray),
            too_long: answer("431 Request Header Fields Too Large", "", &stray),
        }
    }

    /// The result page. A hit that was none has no result page.
    pub(crate) fn result(&self, verdict: PageVerdict) -> &[u8] {
        match verdict {
            PageVerdict::Done => &self.done,
            PageVerdict::Failed => &self.failed,
            PageVerdict::Working => &self.working,
            PageVerdict::NotThis => &self.not_this,
        }
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

fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'; \
         base-uri 'none'; form-action 'none'"
    )
}

fn html(language: &str, kind: &str, text: &PageText) -> String {
    let (language, title, body) = (escaped(language), escaped(&text.title), escaped(&text.body));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} – Portalkeeper</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main class=\"{kind}\">\n{MARK}<h1>{glyph}{title}</h1>\n<p>{body}</p>\n\
         </main>\n</body>\n</html>\n",
        glyph = glyph(kind),
    )
}

/// The shapes that mean the same in the window.
fn glyph(kind: &str) -> &'static str {
    match kind {
        "done" => include_str!("glyph_done.svg"),
        "failed" => include_str!("glyph_failed.svg"),
        "working" => include_str!("glyph_working.svg"),
        _ => "",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a7_pages_are_whole_and_carry_their_policy() {
        let pages = Pages::build(&Texts::default());
        let texts = Texts::default();
        let cases = [
            (pages.result(PageVerdict::Done), &texts.done),
            (pages.result(PageVerdict::Failed), &texts.failed),
            (pages.result(PageVerdict::Working), &texts.working),
            (pages.gone(), &texts.gone),
            (pages.not_this(), &texts.not_this),
        ];
        for (bytes, text) in cases {
            let page = std::str::from_utf8(bytes).unwrap();
            let (head, body) = page.split_once("\r\n\r\n").unwrap();
            assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
            assert!(head.contains(&policy()), "{head}");
            assert!(body.contains(&text.title), "{body}");
            for forbidden in ["<script", " style=", "src=", "href=", " on", "url("] {
                assert!(
                    !body
                        .replace(&text.body, "")
                        .replace(&text.title, "")
                        .contains(forbidden),
                    "{forbidden} in {body}"
                );
            }
        }
    }

    #[test]
    fn the_policys_hash_is_that_of_the_style_as_it_stands_in_the_page() {
        let page = String::from_utf8(Pages::build(&Texts::default()).done).unwrap();
        let style = page.split_once("<style>").unwrap().1;
        let style = style.split_once("</style>").unwrap().0;
        let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
        assert!(page.contains(&format!("'sha256-{hash}'")));
    }

    #[test]
    fn texts_of_a_catalogue_are_text() {
        let text = PageText {
            title: "<b>\"&".into(),
            body: "</p><script>".into(),
        };
        let page = html("en\"><script>", "done", &text);
        assert!(!page.contains("<script>") && !page.contains("<b>"));
    }
}
