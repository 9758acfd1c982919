//! What a text of HubSpot's has in every language: lists, quotes, statuses.

use crate::scope::{is_mentioned, lookup};

/// Most names or statuses that are looked at.
const COUNT_LIMIT: usize = 50;

/// Whether a text ends where a quotation begins. A value of HTML is none.
pub(super) fn opens_quote(before: &str) -> bool {
    let before = before.trim_end();
    let Some(quote) = before.chars().next_back() else {
        return false;
    };
    let name = before.trim_end_matches(quote).trim_end();
    let is_attribute = name.ends_with('=');
    "'\"`‘’‚‛“”„‟«»‹›「」『』".contains(quote) && !is_attribute
}

/// Scope names in brackets, where nothing else is in there. Brackets that were
/// cut off count; those of JSON, which has quotes in them, don't.
pub(super) fn bracketed(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (place, _) in text.match_indices('[') {
        let list = text.get(place + 1..).unwrap_or_default();
        let list = list.split_once(']').map_or(list, |(list, _)| list);
        let words = list.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、' | ';'));
        let words: Vec<&str> = words
            .filter(|word| !word.is_empty() && !is_cut(word))
            .map(|word| word.trim_end_matches(['…', '.']))
            .take(COUNT_LIMIT)
            .collect();
        if words.iter().all(|word| is_mentioned(word)) {
            names.extend(words.into_iter().map(str::to_owned));
        }
        if names.len() >= COUNT_LIMIT {
            break;
        }
    }
    names
}

/// Whether only the beginning of a name is there.
fn is_cut(word: &str) -> bool {
    let begin = word.strip_suffix('…');
    begin.is_some_and(|begin| lookup(begin).is_none())
}

/// Whether a list that is numbered from 1 names rights: one of HubSpot's
/// marketplace, or a path of its settings such as `Forms > Publish`.
pub(super) fn lists_rights(text: &str) -> bool {
    let mut words = text.split_whitespace();
    if !words.any(|word| matches!(word, "1." | "1)")) {
        return false;
    }
    let is_path = |word: &str| matches!(word, ">" | "›" | "→");
    words.any(|word| is_path(word) || word.to_lowercase().contains("marketplace"))
}

/// Words before a number that say that it is a status, as they begin in the
/// languages of HubSpot's pages and in what programs print.
const MARKS: &[&str] = &[
    "http",
    "stat",
    "code",
    "código",
    "codice",
    "kod",
    "estado",
    "erro",
    "err",
    "fehler",
    "błąd",
    "fout",
    "ステータス",
    "コード",
    "エラー",
];

/// What follows a number that is a status (RFC 9110, RFC 6585).
const REASONS: &[&str] = &[
    "unauthorized",
    "forbidden",
    "unsupported media type",
    "locked",
    "too many requests",
    "internal server error",
    "bad gateway",
    "service unavailable",
    "gateway time",
];

/// How far before a number its mark may stand, in bytes.
const MARK_REACH: usize = 24;

/// Statuses of HTTP in a text of lower case.
pub(super) fn http_statuses(plain: &str) -> Vec<u16> {
    let mut statuses = Vec::new();
    let mut place = 0;
    for word in plain.split(|c: char| !c.is_ascii_digit()) {
        let (before, after) = (&plain[..place], &plain[place + word.len()..]);
        if let Some(status) = number(word)
            && !before.ends_with(is_joined)
            && !after.starts_with(is_joined)
            && (is_marked(before) || is_reasoned(after))
        {
            statuses.push(status);
        }
        place += word.len() + after.chars().next().map_or(0, char::len_utf8);
        if statuses.len() >= COUNT_LIMIT {
            break;
        }
    }
    statuses
}

fn number(word: &str) -> Option<u16> {
    let status = (word.len() == 3).then(|| word.parse().ok()).flatten();
    status.filter(|status| (400..600).contains(status))
}

/// Whether a letter makes a number part of a name or of a longer number.
fn is_joined(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')
}

fn is_marked(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(MARK_REACH))..];
    MARKS.iter().any(|mark| near.contains(mark))
}

fn is_reasoned(after: &str) -> bool {
    let after = after.trim_start_matches([' ', ':', '-', '–', '(']);
    REASONS.iter().any(|reason| after.starts_with(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_hold_scopes_or_nothing() {
        for (text, names) in [
            (
                "Scopes [oauth, crm.lists.read] fehlen",
                vec!["oauth", "crm.lists.read"],
            ),
            ("スコープ[forms、content]が", vec!["forms", "content"]),
            ("zakresy [crm.lists.read, crm.li…", vec!["crm.lists.read"]),
            ("zakresy [crm.lists.read…", vec!["crm.lists.read"]),
            ("[see the forms]", vec![]),
            (r#"{"requiredScopes":["crm.lists.read"]}"#, vec![]),
            ("[]", vec![]),
        ] {
            assert_eq!(bracketed(text), names, "{text}");
        }
    }

    #[test]
    fn a_list_of_rights_is_numbered_and_names_a_place() {
        for (text, is_one) in [
            ("Sie brauchen 1. App-Marketplace-Zugriff", true),
            ("Vous devez 1. Formulaires > Publier", true),
            ("1) Formularios › Publicar 2) Listas", true),
            ("Formulaires > Publier", false),
            ("1. Open the page 2. Log in", false),
        ] {
            assert_eq!(lists_rights(text), is_one, "{text}");
        }
    }

    #[test]
    fn a_number_is_a_status_beside_a_word_that_says_so() {
        for (text, statuses) in [
            ("request failed with status code 429", vec![429]),
            ("http/1.1 401", vec![401]),
            ("código de estado: 403", vec![403]),
            ("ステータスコード503", vec![503]),
            ("502 bad gateway", vec![502]),
            ("{\"statuscode\":477}", vec![477]),
            ("404 page not found", vec![]),
            ("my 401 plan", vec![]),
            ("status 4011, code 401.5, http 200", vec![]),
        ] {
            assert_eq!(http_statuses(text), statuses, "{text}");
        }
    }

    #[test]
    fn quotes_of_every_make_open_and_attributes_do_not() {
        for before in ["URL '", "URL „", "URL « ", "URL「"] {
            assert!(opens_quote(before), "{before}");
        }
        for before in ["URL ", "<a href='", "<a href = \"", "", "x="] {
            assert!(!opens_quote(before), "{before}");
        }
    }
}
