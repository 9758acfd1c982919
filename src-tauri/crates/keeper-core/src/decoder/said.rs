//! What HubSpot says in so many words: statuses, wordings, titles.

use super::MatchedBy;
use super::case::Case;
use super::clues::{Clue, Weight};
use super::tables::{ERRORS, HTTP_STATUSES, STATUSES, TITLES, WORDINGS};
use crate::error::Code;

/// Every clue of them.
pub(super) fn clues(case: &Case<'_>) -> Vec<Clue> {
    let mut clues = by_status(case);
    clues.extend(by_words(case));
    clues.extend(by_title(case));
    clues.extend(by_http_status(case));
    clues
}

fn by_status(case: &Case<'_>) -> Vec<Clue> {
    let tokens = &case.reading.tokens;
    let mut clues = Vec::new();
    for token in tokens {
        let row = STATUSES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(token));
        clues.extend(row.map(|(name, code)| said(name, *code, Weight::SAID)));
    }
    if clues.is_empty() {
        for token in tokens {
            let row = ERRORS.iter().find(|(name, _)| name == token);
            if let Some((name, codes)) = row {
                clues.extend(
                    codes
                        .iter()
                        .map(|code| said(name, *code, Weight::WORDED.less())),
                );
            }
        }
    }
    clues
}

fn said(name: &'static str, code: Code, weight: Weight) -> Clue {
    let mut clue = Clue::new(code, MatchedBy::Status, weight);
    clue.said = Some(name);
    clue
}

fn by_words(case: &Case<'_>) -> Vec<Clue> {
    let fits = |parts: &&[&str]| parts.iter().all(|part| case.reading.has(part));
    let rows = WORDINGS.iter().filter(|(parts, _)| fits(parts));
    rows.map(|(_, code)| Clue::new(*code, MatchedBy::Words, Weight::WORDED))
        .collect()
}

/// How much of a title must be there, in bytes: what all of them begin with
/// isn't enough unless it says itself that it was cut off.
const TITLE: usize = 22;
/// How a title begins, in bytes.
const BEGINNING: usize = 8;

/// Titles that were cut off, likeliest first.
fn by_title(case: &Case<'_>) -> Vec<Clue> {
    let whole = case.reading.plain.replace("...", "…");
    let mut parts = whole.split('…').peekable();
    let mut codes: Vec<Code> = Vec::new();
    let mut is_told = false;
    while let Some(part) = parts.next() {
        let is_marked = parts.peek().is_some();
        let enough = if is_marked { BEGINNING } else { TITLE };
        let begun = TITLES
            .iter()
            .filter(|(title, _)| is_begun(part, title, enough));
        codes.extend(begun.map(|(_, code)| *code));
        is_told |= part.len() >= TITLE;
    }
    codes.dedup();
    let weight = match codes.len() {
        1 => Weight::WORDED.less(),
        _ if is_told => Weight::FITS,
        _ => Weight::DOUBTED,
    };
    let clue = |code: Code| Clue::new(code, MatchedBy::Words, weight);
    codes.into_iter().map(clue).collect()
}

/// Whether a text ends in the middle of a title, at least `enough` bytes in.
fn is_begun(text: &str, title: &str, enough: usize) -> bool {
    let text = text.trim_end_matches([' ', '.']);
    let begins = title.get(..BEGINNING).and_then(|begin| text.rfind(begin));
    let tail = begins
        .and_then(|place| text.get(place..))
        .unwrap_or_default();
    (enough..title.len()).contains(&tail.len()) && title.starts_with(tail)
}

fn by_http_status(case: &Case<'_>) -> Vec<Clue> {
    let meaning = |status: u16| {
        let mut rows = HTTP_STATUSES.iter();
        let row = rows.find(|(from, to, _)| (*from..=*to).contains(&status))?;
        Some(Clue::new(row.2, MatchedBy::Status, Weight::FITS))
    };
    let statuses = case.reading.http_statuses.iter();
    statuses.filter_map(|status| meaning(*status)).collect()
}
