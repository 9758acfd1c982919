//! What stands in a text that somebody pasted, whatever its language.

use percent_encoding::percent_decode_str;
use url::Url;

use super::{LENGTH_LIMIT, structure};
use crate::app::is_uuid_shaped;
use crate::oauth::link;
use crate::scope::is_mentioned;
use crate::text::one_line;

/// Most URLs, names or tokens that are looked at.
const COUNT_LIMIT: usize = 200;
/// Longest URL that is looked at, in bytes.
const URL_LIMIT: usize = 8 * 1024;

/// A text, taken apart.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Lower case, straight quotes, one blank between words, "not" drawn
    /// together as HubSpot's newer wordings have it, URLs left out.
    pub(super) plain: String,
    /// Words of letters, digits and underscores, URLs included.
    pub(super) tokens: Vec<String>,
    /// Scope names, URLs left out; single words only where they are quoted or
    /// listed.
    pub(super) scopes: Vec<String>,
    /// URLs as they are written, authorization URLs left out.
    pub(super) urls: Vec<String>,
    /// Those of them that stand in quotes: HubSpot quotes the redirect URL, in
    /// every language.
    pub(super) quoted_urls: Vec<String>,
    /// Scope names in brackets without quotes, as HubSpot lists them in every
    /// language.
    pub(super) bracketed: Vec<String>,
    /// Whether there is a numbered list of rights, as HubSpot shows whoever
    /// lacks them.
    pub(super) lists_rights: bool,
    /// Statuses of HTTP that the text speaks of.
    pub(super) http_statuses: Vec<u16>,
    /// Authorization URLs.
    pub(super) links: Vec<Url>,
    /// UUIDs, URLs left out.
    pub(super) uuids: Vec<String>,
    /// Whether the text is one URL and nothing else.
    pub(super) is_one_url: bool,
}

impl Reading {
    pub(super) fn new(text: &str) -> Self {
        let text = clean(text);
        let (found, rest) = cut_urls(&text);
        let (links, urls): (Vec<_>, Vec<_>) = found.into_iter().partition(|url| is_link(&url.text));
        let plain = plain(&rest);
        let quoted = urls.iter().filter(|url| url.is_quoted);
        let text_of = |url: &Found| url.text.clone();
        Self {
            tokens: tokens(&text),
            scopes: scopes(&rest),
            is_one_url: rest.trim().is_empty() && links.len() + urls.len() == 1,
            quoted_urls: quoted.map(text_of).collect(),
            urls: urls.iter().map(text_of).collect(),
            bracketed: structure::bracketed(&rest),
            lists_rights: structure::lists_rights(&rest),
            http_statuses: structure::http_statuses(&plain),
            links: links
                .iter()
                .filter_map(|url| Url::parse(&url.text).ok())
                .collect(),
            uuids: uuids(&rest),
            plain,
        }
    }

    pub(super) fn has(&self, fragment: &str) -> bool {
        self.plain.contains(fragment)
    }
}

/// One visible line; entities of HTML and escapes of JSON undone, as far as
/// pages and bodies of HubSpot's have them.
fn clean(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(LENGTH_LIMIT)];
    let mut line = one_line(text, usize::MAX);
    for (written, meant) in [
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&rsquo;", "'"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&nbsp;", " "),
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&amp;", "&"),
        ("\\/", "/"),
        ("\\u0027", "'"),
        ("\\u0026", "&"),
        ("\\n", " "),
        ("\\\"", "\""),
    ] {
        line = line.replace(written, meant);
    }
    line
}

fn plain(text: &str) -> String {
    let straight = text.replace(['’', '‘', '‛', '`', '´', '′', 'ʼ'], "'");
    let straight = straight.replace(['“', '”', '„', '«', '»'], "\"");
    let mut lower = straight.to_lowercase();
    for (long, short) in [
        ("does not", "doesn't"),
        ("do not", "don't"),
        ("has not", "hasn't"),
        ("is not", "isn't"),
        ("cannot", "can't"),
        ("can not", "can't"),
    ] {
        lower = lower.replace(long, short);
    }
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tokens(text: &str) -> Vec<String> {
    let apart = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    let tokens = text.split(apart).filter(|word| word.contains('_'));
    let tokens = tokens.filter(|word| word.len() <= 64);
    tokens.take(COUNT_LIMIT).map(str::to_owned).collect()
}

fn uuids(text: &str) -> Vec<String> {
    let apart = |c: char| !c.is_ascii_hexdigit() && c != '-';
    let found = text.split(apart).filter(|word| is_uuid_shaped(word));
    found.take(COUNT_LIMIT).map(str::to_lowercase).collect()
}

// ── Scopes ───────────────────────────────────────────────────────────────

fn scopes(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut place = 0;
    for word in text.split(|c: char| !is_of_name(c)) {
        let end = place + word.len();
        let name = word.trim_matches(['.', '-']);
        let is_one = name.contains('.') || is_listed(text, place, end);
        if is_one && is_mentioned(name) && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        place = end + text[end..].chars().next().map_or(0, char::len_utf8);
        if names.len() >= COUNT_LIMIT {
            break;
        }
    }
    names
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

/// Whether a word stands in quotes or in a bracketed list: many scopes are
/// plain words, which commas alone don't tell from running text.
fn is_listed(text: &str, begin: usize, end: usize) -> bool {
    let before = text[..begin].trim_end().chars().next_back();
    let after = text[end..].trim_start().chars().next();
    let is_list = text.contains('[');
    let opens = |c: char| "[('\"`‘“«「".contains(c) || (is_list && c == ',');
    let closes = |c: char| "])'\"`’”»」".contains(c) || (is_list && c == ',');
    before.is_some_and(opens) && after.is_some_and(closes)
}

// ── URLs ─────────────────────────────────────────────────────────────────

/// A URL in a text.
struct Found {
    text: String,
    is_quoted: bool,
}

/// The URLs of a text, and the text without them.
fn cut_urls(text: &str) -> (Vec<Found>, String) {
    let mut urls = Vec::new();
    let mut rest = String::new();
    let mut left = text;
    while let Some((begin, encoded)) = next_url(left) {
        rest.push_str(&left[..begin]);
        let from = &left[begin..];
        let url = url_at(from);
        left = &from[url.len().max(4)..];
        if urls.len() < COUNT_LIMIT && url.len() <= URL_LIMIT {
            let text = match encoded {
                true => percent_decode_str(url).decode_utf8_lossy().into_owned(),
                false => url.to_owned(),
            };
            let is_quoted = structure::opens_quote(&rest);
            urls.push(Found { text, is_quoted });
        }
        rest.push(' ');
    }
    rest.push_str(left);
    (urls, rest)
}

/// Where the next URL begins, and whether it is percent-encoded.
fn next_url(text: &str) -> Option<(usize, bool)> {
    let begins = |place: usize| {
        let from = text.get(place..).unwrap_or_default();
        let head = &from[..from.floor_char_boundary(12)];
        let head = head.to_ascii_lowercase();
        let plain = head.starts_with("http://") || head.starts_with("https://");
        let encoded = head.starts_with("http%3a%2f%") || head.starts_with("https%3a%2f%");
        (plain || encoded).then_some((place, encoded))
    };
    let places = text.match_indices(['h', 'H']).map(|(place, _)| place);
    places.filter_map(begins).next()
}

/// The URL at the beginning of `text`: up to a blank, a quote, a letter that no
/// URL has, or the bracket or stop of a sentence around it.
fn url_at(text: &str) -> &str {
    let is_ipv6 = text[..text.floor_char_boundary(12)].contains("//[");
    let ends = |c: char| {
        !c.is_ascii_graphic() || "\"'<>`\\^{|})".contains(c) || (!is_ipv6 && "[]".contains(c))
    };
    let url = &text[..text.find(ends).unwrap_or(text.len())];
    url.trim_end_matches(['.', ',', ';', ':', '!', ']'])
}

fn is_link(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| link::is_authorize_path(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_cut_out_as_they_are_written() {
        let reading = Reading::new(
            "Fehler: „http://localhost:3000/CB“, (https://a.example/x). http://[::1]:80/ \
             http%3A%2F%2Flocalhost%3A9%2F HTTPS://app.hubspot.com/oauth/authorize?scope=a.b.read",
        );
        assert_eq!(
            reading.urls,
            [
                "http://localhost:3000/CB",
                "https://a.example/x",
                "http://[::1]:80/",
                "http://localhost:9/"
            ]
        );
        assert_eq!(reading.quoted_urls, ["http://localhost:3000/CB"]);
        assert_eq!(reading.links.len(), 1);
        assert!(
            reading.scopes.is_empty(),
            "a link's scopes aren't the text's"
        );
        assert!(!reading.has("localhost"));
    }

    #[test]
    fn plain_words_are_scopes_only_in_lists() {
        let reading = Reading::new("Your content, files and tickets: [tickets, crm.import]");
        assert_eq!(reading.scopes, ["tickets", "crm.import"]);
        assert_eq!(Reading::new("'contacts'").scopes, ["contacts"]);
    }

    #[test]
    fn entities_quotes_and_direction_marks_are_undone() {
        let reading = Reading::new("<b>URL doesn&#39;t</b> \u{202E}does  NOT “x” don’t");
        assert_eq!(reading.plain, "<b>url doesn't</b> doesn't \"x\" don't");
    }
}
