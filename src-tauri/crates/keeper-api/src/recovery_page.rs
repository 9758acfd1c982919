//! The recovery code on a page to be printed: one file that needs nothing
//! from anywhere.

use keeper_core::Timestamp;
use keeper_vault::RecoveryCode;
use zeroize::Zeroizing;

use crate::catalogue::text;
use crate::dates;
use crate::views::{Language, WorldView};

const STYLE: &str = "\
:root { color-scheme: light; }
body { font: 12pt/1.5 sans-serif; color: #111; background: #fff; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 18pt; margin: 0 0 1rem; }
.code { font: 600 17pt/1.6 monospace; border: 2px solid #111; padding: 1rem; margin: 1.5rem 0; text-align: center; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 1.5rem 0; }
dt { color: #555; }
dd { margin: 0; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } .code { break-inside: avoid; } }";

/// What stands beside the code.
pub struct Beside {
    /// When it was made.
    pub made_at: Timestamp,
    /// Where the data lives.
    pub directory: String,
    /// Which world's vault it opens.
    pub world: WorldView,
    /// In which language.
    pub language: Language,
}

/// What the file is called until a person calls it otherwise.
pub fn file_name(language: Language) -> String {
    format!("{}.html", text(language, "recovery.file"))
}

/// The page, which is as secret as the code.
pub fn page(code: &RecoveryCode, beside: &Beside) -> Zeroizing<String> {
    let said = |key: &str| escaped(&text(beside.language, key));
    let world = match beside.world {
        WorldView::Practice => said("recovery.world_practice"),
        WorldView::Hubspot | WorldView::Shared => said("recovery.world_hubspot"),
    };
    let facts = [
        (said("recovery.made"), dates::day(beside.made_at)),
        (said("recovery.directory"), escaped(&beside.directory)),
        (said("recovery.world"), world),
    ];
    let facts: String = facts
        .iter()
        .map(|(name, value)| format!("<dt>{name}</dt><dd>{value}</dd>\n"))
        .collect();
    let mut page = Zeroizing::new(String::with_capacity(8 * 1024));
    for piece in [
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n",
            beside.language.tag()
        )
        .as_str(),
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        "<meta name=\"referrer\" content=\"no-referrer\">\n",
        &format!(
            "<title>{}</title>\n<style>\n{STYLE}\n</style>\n",
            said("recovery.title")
        ),
        &format!(
            "<h1>{}</h1>\n<p>{}</p>\n",
            said("recovery.title"),
            said("recovery.for_what")
        ),
        "<p class=\"code\">",
        code.expose(),
        "</p>\n",
        &format!("<p>{}</p>\n<dl>\n{facts}</dl>\n", said("recovery.how")),
        &format!(
            "<p>{}</p>\n<p>{}</p>\n</html>\n",
            said("recovery.keep"),
            said("recovery.once")
        ),
    ] {
        page.push_str(piece);
    }
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
