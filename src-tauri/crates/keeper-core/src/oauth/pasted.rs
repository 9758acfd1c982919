//! Authorization URLs, and answers to them, in text as people have it: out of
//! HTML, Markdown, code or a mail. What had to be put right is told by a code
//! each.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

use super::link::{is_authorize_path, is_scope_parameter};
use super::redirect::{self, Redirect};
use crate::app::is_hubspot_host;
use crate::error::Code;
use crate::scope::is_mentioned;

/// Longest text that is read, in bytes; the rest is left off.
const LENGTH_LIMIT: usize = 64 * 1024;
/// Most places at which a URL may begin that are looked at.
const BEGIN_LIMIT: usize = 50;
/// Most answers that are taken from one text.
const ANSWER_LIMIT: usize = 8;
/// Most links within links.
const WRAP_LIMIT: usize = 3;

/// A URL that was found, and what had to be put right, in the order of
/// [`Code`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) url: Url,
    pub(crate) repairs: Vec<Code>,
}

/// The first URL of HubSpot's authorization page in a text; where there is
/// none, the first URL at all.
pub(crate) fn authorization_url(text: &str) -> Option<Found> {
    let text = clipped(text).trim();
    let (plain, is_escaped) = decoded_whole(text).unwrap_or_else(|| unescaped(text));
    let (joined, is_joined) = without_joints(&plain);
    let found = |candidate: &Candidate| candidate.read(&joined);
    let all: Vec<Found> = begins(&joined).iter().filter_map(found).collect();
    let mut all = all.into_iter();
    let first = all.next();
    let is_one = |found: &Found| is_authorize_path(&found.url);
    let mut best = match first {
        Some(first) if !is_one(&first) => all.find(is_one).or(Some(first)),
        other => other,
    }?;
    if is_escaped {
        best.repairs.push(Code::LinkEscaped);
    }
    if is_joined {
        best.repairs.push(Code::LinkSplit);
    }
    best.repairs.sort_unstable();
    best.repairs.dedup();
    Some(best)
}

/// The answers in a text, each read by the one parser there is, and each state
/// once. A text without anything around it is read as it stands.
pub(crate) fn answers(text: &str) -> Vec<Redirect> {
    let (plain, is_escaped) = unescaped(clipped(text));
    if !is_escaped && !plain.trim().contains(ends_answer) {
        return redirect::parse(text).into_iter().collect();
    }
    let unbroken: String = plain.split_ascii_whitespace().collect();
    let pieces = plain.split(ends_answer).chain(unbroken.split(ends_answer));
    let pieces = pieces.filter(|piece| piece.contains("state="));
    let mut answers: Vec<Redirect> = Vec::new();
    for answer in pieces.map(without_stops).filter_map(redirect::parse) {
        let is_new = !answers.iter().any(|one| one.state.is_same(&answer.state));
        if is_new && answers.len() < ANSWER_LIMIT {
            answers.push(answer);
        }
    }
    if answers.is_empty() {
        answers.extend(redirect::parse(text));
    }
    answers
}

/// What ends an answer in a text: an address that a browser shows may have
/// what other URLs haven't.
fn ends_answer(letter: char) -> bool {
    is_end(letter) && !matches!(letter, '|' | '^' | '\\')
}

fn clipped(text: &str) -> &str {
    &text[..text.floor_char_boundary(LENGTH_LIMIT)]
}

// ── Escapes and pieces ───────────────────────────────────────────────────

/// A link that was encoded whole, as the value of a parameter is.
fn decoded_whole(text: &str) -> Option<(Cow<'_, str>, bool)> {
    let is_one = text
        .get(..12)?
        .to_ascii_lowercase()
        .starts_with("https%3a%2f%");
    is_one.then(|| (percent_decode_str(text).decode_utf8_lossy(), true))
}

/// Escapes of HTML and JSON undone; whether there were any that belong to a
/// URL, other than quotes around it.
fn unescaped(text: &str) -> (Cow<'_, str>, bool) {
    let mut plain = Cow::Borrowed(text);
    for (written, meant) in [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
    ] {
        replace(&mut plain, written, meant);
    }
    let mut is_escaped = false;
    for (written, meant) in [
        ("&amp;", "&"),
        ("&amp;", "&"),
        ("&AMP;", "&"),
        ("&#38;", "&"),
        ("&#x26;", "&"),
        ("\\u0026", "&"),
        ("\\/", "/"),
    ] {
        is_escaped |= replace(&mut plain, written, meant);
    }
    (plain, is_escaped)
}

fn replace(text: &mut Cow<'_, str>, written: &str, meant: &str) -> bool {
    let is_there = text.contains(written);
    if is_there {
        *text = Cow::Owned(text.replace(written, meant));
    }
    is_there
}

/// Strings of code that are put together, as one: `"a" + "b"`, or one below
/// the other, or lines that end in a backslash.
fn without_joints(text: &str) -> (Cow<'_, str>, bool) {
    let mut whole = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(place) = next_of(text, from, |c| matches!(c, '"' | '\'' | '`' | '\\')) {
        let rest = &text[place..];
        from = place + 1;
        if let Some(length) = joint(rest) {
            whole.push_str(&text[copied..place]);
            copied = place + length;
            from = copied;
        }
    }
    if copied == 0 {
        return (Cow::Borrowed(text), false);
    }
    whole.push_str(&text[copied..]);
    (Cow::Owned(whole), true)
}

fn next_of(text: &str, from: usize, is_one: impl Fn(char) -> bool) -> Option<usize> {
    let place = text.get(from..)?.find(is_one)?;
    Some(from + place)
}

/// How long the joint at the beginning of `text` is, where there is one.
fn joint(text: &str) -> Option<usize> {
    let mut letters = text.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    let inner = rest.trim_start();
    if first == '\\' {
        let is_line_end = rest.starts_with(['\n', '\r']);
        return is_line_end.then(|| text.len() - inner.len());
    }
    let blanks = &rest[..rest.len() - inner.len()];
    let next = match inner.strip_prefix(['+', '.']) {
        Some(next) => next.trim_start(),
        None if blanks.contains('\n') => inner,
        None => return None,
    };
    let next = next.strip_prefix(first)?;
    Some(text.len() - next.len())
}

/// What ends a URL in a text.
fn is_end(letter: char) -> bool {
    !letter.is_ascii_graphic() || "\"'<>`\\|^()[]".contains(letter)
}

/// Without what ends a sentence, or marks words.
fn without_stops(text: &str) -> &str {
    let text = text.trim_end_matches(['.', ',', ';', ':', '!', '*', '~']);
    match text.matches('{').count() < text.matches('}').count() {
        true => text.trim_end_matches('}'),
        false => text,
    }
}

// ── Where a link is ──────────────────────────────────────────────────────

/// Where a URL may begin.
struct Candidate {
    place: usize,
    has_scheme: bool,
}

fn begins(text: &str) -> Vec<Candidate> {
    let lower = text.to_ascii_lowercase();
    let at = |name, has_scheme| {
        let places = lower.match_indices(name);
        places.map(move |(place, _)| Candidate { place, has_scheme })
    };
    let schemes = at("http://", true).chain(at("https://", true));
    let hosts = at("app.hubspot.com/", false).chain(at("app-", false));
    let hosts = hosts.filter(|one| {
        let before = without_slashes(&lower[..one.place]).chars().next_back();
        let host = lower[one.place..].split('/').next().unwrap_or_default();
        before.is_none_or(is_end) && is_hubspot_host(host)
    });
    let mut all: Vec<Candidate> = schemes.chain(hosts).collect();
    all.sort_by_key(|one| one.place);
    all.truncate(BEGIN_LIMIT);
    all
}

/// Without the slashes of a URL that has no scheme.
fn without_slashes(before: &str) -> &str {
    before.strip_suffix("//").unwrap_or(before)
}

impl Candidate {
    fn read(&self, text: &str) -> Option<Found> {
        let mut repairs = Vec::new();
        let from = &text[self.place..];
        let (mut link, used, is_split) = whole_link(from);
        if is_split {
            repairs.push(Code::LinkSplit);
        }
        let before = without_slashes(&text[..self.place]);
        if !before.trim().is_empty() || !from[used..].trim().is_empty() {
            repairs.push(Code::LinkSurrounded);
        }
        if !self.has_scheme {
            repairs.push(Code::LinkSchemeMissing);
            link.insert_str(0, "https://");
        }
        let mut url = Url::parse(&link).ok()?;
        for _ in 0..WRAP_LIMIT {
            let Some(inner) = wrapped(&url) else { break };
            url = inner;
            repairs.push(Code::LinkWrapped);
        }
        Some(Found { url, repairs })
    }
}

/// The authorization URL in a parameter of another page, such as HubSpot's for
/// signing in: as its value, or as all that follows, where nobody encoded it.
fn wrapped(url: &Url) -> Option<Url> {
    if is_authorize_path(url) {
        return None;
    }
    let inner = |text: &str| {
        let absolute = text.starts_with("http") || text.starts_with('/');
        let url = absolute.then(|| url.join(text).ok()).flatten();
        url.filter(is_authorize_path)
    };
    let query = url.query()?;
    let whole = |begin: &str| {
        query
            .find(begin)
            .and_then(|place| inner(&query[place + 1..]))
    };
    let by_value = || url.query_pairs().find_map(|(_, value)| inner(&value));
    whole("=http")
        .or_else(|| whole("=/oauth/"))
        .or_else(by_value)
}

/// The URL at the beginning of `text`, how far it goes, and whether it was in
/// pieces.
fn whole_link(text: &str) -> (String, usize, bool) {
    let first = piece(text);
    let mut link = first.to_owned();
    let mut used = first.len();
    let mut is_split = false;
    while let Some((joint, begin, next)) = next_piece(text, used, &link) {
        link.push_str(joint);
        link.push_str(next);
        used = begin + next.len();
        is_split = true;
    }
    let whole = without_stops(&link).len();
    used -= link.len() - whole;
    link.truncate(whole);
    (link, used, is_split)
}

fn piece(text: &str) -> &str {
    &text[..text.find(is_end).unwrap_or(text.len())]
}

/// What goes on after a blank or a line's end: what stands between, where it
/// begins, and itself.
fn next_piece<'t>(
    text: &'t str,
    used: usize,
    link: &str,
) -> Option<(&'static str, usize, &'t str)> {
    let rest = &text[used..];
    let inner = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let gap = &rest[..rest.len() - inner.len()];
    let next = piece(inner);
    if gap.is_empty() || next.is_empty() || next.starts_with("http") {
        return None;
    }
    let joint = joint_between(link, gap.contains(['\n', '\r']), next)?;
    Some((joint, used + gap.len(), next))
}

fn joint_between(link: &str, is_line: bool, next: &str) -> Option<&'static str> {
    let is_open = link.ends_with(['&', '=', '?', '%']);
    if is_open || next.starts_with(['&', '?']) {
        return Some("");
    }
    let head = next.split(['&', '#']).next().unwrap_or_default();
    let name = |text: &str| is_mentioned(without_stops(text));
    if is_in_scopes(link) && name(head) && (!is_line || ends_in_scope(link)) {
        return Some("%20");
    }
    let goes_on = without_stops(next).contains(['=', '%']);
    (is_line && goes_on).then_some("")
}

/// Whether a link ends within its scopes.
fn is_in_scopes(link: &str) -> bool {
    let last = link.rsplit(['&', '?']).next().unwrap_or_default();
    last.split_once('=')
        .is_some_and(|(name, _)| is_scope_parameter(name))
}

/// Whether a link ends in a whole scope, rather than in the middle of one.
fn ends_in_scope(link: &str) -> bool {
    let last = link.rsplit(['=', ' ', '+', ',']).next().unwrap_or_default();
    let last = last.rsplit("%20").next().unwrap_or_default();
    is_mentioned(last.rsplit("%2C").next().unwrap_or_default())
}

#[cfg(test)]
mod tests;
