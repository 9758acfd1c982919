//! Scopes that are given to a name: `scope=` of a query, `SCOPES='a b'` of an
//! environment, `requiredScopes: [` of part of a file.

use percent_encoding::percent_decode_str;

use super::{Kind, is_mentioned, words};
use crate::scope::is_shaped;

/// From every name before an equals sign that speaks of scopes.
pub(super) fn from_assignments(text: &str) -> Option<Vec<(Kind, String)>> {
    let mut found = Vec::new();
    for (place, _) in text.match_indices('=') {
        let Some(kind) = kind_before(&text[..place]) else {
            continue;
        };
        let value = text[place + 1..].trim_start_matches(['=', ' ', '\t', '>']);
        let names = match enclosed(value) {
            Some(list) => names(&decoded(list)),
            None => believed(&decoded(plain_value(value))),
        };
        found.extend(names.into_iter().map(|name| (kind, name)));
    }
    Some(found).filter(|found| !found.is_empty())
}

/// From part of a file that can't be read as JSON, such as code or YAML: a
/// list's name, then what stands in brackets or quotes.
pub(super) fn from_lists(text: &str) -> Option<Vec<(Kind, String)>> {
    let mut found = Vec::new();
    for (place, _) in text.match_indices([':', '[']) {
        let before = text[..place].trim_end_matches([':', ' ', '\t', '\r', '\n']);
        let Some(kind) = kind_before(before) else {
            continue;
        };
        let value = text[place..].trim_start_matches(':').trim_start();
        let list = enclosed(value).unwrap_or_default();
        found.extend(names(list).into_iter().map(|name| (kind, name)));
    }
    found.dedup();
    Some(found).filter(|found| !found.is_empty())
}

/// The kind that a name at the end of a text speaks of.
fn kind_before(text: &str) -> Option<Kind> {
    let text = text.trim_end_matches([' ', '\t']);
    let text = text.trim_end_matches(['"', '\'', '`']);
    let is_outside = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-');
    let name = text.rsplit(is_outside).next().unwrap_or_default();
    let name = name.replace(['_', '-'], "").to_ascii_lowercase();
    let name = name.strip_suffix('s').unwrap_or(&name);
    if !name.ends_with("scope") {
        None
    } else if name.ends_with("optionalscope") {
        Some(Kind::Optional)
    } else if name.ends_with("conditionallyrequiredscope") {
        Some(Kind::Conditional)
    } else {
        Some(Kind::Required)
    }
}

/// What stands in quotes or brackets at the beginning of a value, also where
/// the end was cut off.
fn enclosed(value: &str) -> Option<&str> {
    let open = value.chars().next()?;
    let close = match open {
        '"' | '\'' | '`' => open,
        '“' | '„' => '”',
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let inner = &value[open.len_utf8()..];
    Some(inner.split_once(close).map_or(inner, |(inner, _)| inner))
}

/// A value of a query or a line.
fn plain_value(value: &str) -> &str {
    let end = value.find(['&', '#', '\n', '\r', '"', '\'', '`', '<', ')', ']']);
    &value[..end.unwrap_or(value.len())]
}

fn decoded(value: &str) -> String {
    let value = value.replace('+', " ");
    percent_decode_str(&value).decode_utf8_lossy().into_owned()
}

/// Names of a list that was named: all of them count. Those of variables don't.
fn names(list: &str) -> Vec<String> {
    let is_name =
        |word: &String| is_shaped(word) && word.contains(|c: char| c.is_ascii_lowercase());
    words(list).filter(is_name).collect()
}

/// Names of a value that nothing encloses: as far as it reads like a list.
fn believed(value: &str) -> Vec<String> {
    let names = names(value);
    let mentioned = names.iter().filter(|name| is_mentioned(name)).count();
    if mentioned * 2 >= names.len() || !value.trim().contains(char::is_whitespace) {
        return names;
    }
    names
        .into_iter()
        .take_while(|name| is_mentioned(name))
        .collect()
}
