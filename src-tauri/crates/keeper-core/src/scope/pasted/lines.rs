//! Scopes in lists and tables. A row of HubSpot's documentation begins with a
//! scope and goes on with a sentence, which may name others.

use super::{is_dotted_name, lookup};
use crate::scope::is_shaped;

/// The names that stand in a text as items; none where it has no list.
pub(super) fn listed(text: &str) -> Option<Vec<String>> {
    let text = without_tags(text);
    let cells = text.lines().flat_map(|line| line.split(['\t', '|']));
    let cells: Vec<&str> = cells.map(bare).filter(|cell| !cell.is_empty()).collect();
    let is_column = cells.iter().all(|cell| items(cell).count() == 1)
        && cells.iter().any(|cell| is_scope(cell));
    let names: Vec<String> = match is_column {
        true => cells.iter().flat_map(|cell| shaped(cell)).collect(),
        false => cells.iter().flat_map(|cell| of_cell(cell)).collect(),
    };
    Some(names).filter(|names| !names.is_empty())
}

/// Every tag of HTML a line's end.
fn without_tags(text: &str) -> String {
    let mut pieces = text.split('<');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_tag = |tag: &str| tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match piece
            .split_once('>')
            .filter(|(tag, _)| is_tag(tag) && !is_scope(tag))
        {
            Some((_, after)) => plain.extend(["\n", after]),
            None => plain.extend(["<", piece]),
        }
    }
    plain
}

fn of_cell(cell: &str) -> Vec<String> {
    if is_list(cell) {
        return shaped(cell);
    }
    let after_label = cell.rsplit_once(": ").map(|(_, list)| list);
    if let Some(list) = after_label.filter(|list| is_list(list)) {
        return shaped(list);
    }
    leading(cell).into_iter().collect()
}

/// A cell without the marks of lists and of Markdown around it.
fn bare(cell: &str) -> &str {
    let is_mark = |c: char| c.is_whitespace() || "-*•·+>–—☐☑✓".contains(c);
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == ',');
    let cell = cell.trim_start_matches(is_mark);
    let number = cell.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = number.len() < cell.len() && number.starts_with(['.', ')']);
    match is_numbered {
        true => number[1..].trim_start(),
        false => cell,
    }
}

/// The words of a list, without quotes and brackets.
fn items(list: &str) -> impl Iterator<Item = &str> {
    let separates = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let items = list.split(separates).map(item);
    items.filter(|item| !item.is_empty())
}

fn item(word: &str) -> &str {
    let around = |c: char| "\"'`“”‘’„«»()[]{}<>*".contains(c);
    word.trim_matches(around)
        .trim_end_matches(['.', ':'])
        .trim_matches(around)
}

fn is_scope(word: &str) -> bool {
    let word = item(word);
    lookup(word).is_some() || is_dotted_name(&word.to_ascii_lowercase())
}

/// Whether a cell holds names and nothing else. Where commas stand between
/// words one known name is enough: the others may be slips.
fn is_list(cell: &str) -> bool {
    let is_each_one = |mut parts: std::str::Split<'_, [char; 2]>| {
        parts.all(|part| items(part).count() <= 1 && items(part).all(is_word))
    };
    let by_commas = cell.contains([',', ';']) && is_each_one(cell.split([',', ';']));
    let mut items = items(cell).peekable();
    items.peek().is_some()
        && match by_commas {
            true => items.any(is_scope),
            false => items.all(is_scope),
        }
}

fn is_word(word: &str) -> bool {
    is_shaped(word) && word.contains(|c: char| c.is_ascii_lowercase())
}

fn shaped(list: &str) -> Vec<String> {
    let words = items(list).filter(|word| is_word(word) || is_scope(word));
    words.map(str::to_owned).collect()
}

/// The scope that a row begins with: one with dots, or a plain word before a
/// mark or a sentence.
fn leading(cell: &str) -> Option<String> {
    let (first, rest) = cell.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let is_apart = first.ends_with(':')
        || rest.starts_with(|c: char| c.is_uppercase() || "-–—:(=→".contains(c));
    let name = item(first);
    let is_one = is_scope(name) && (name.contains('.') || is_apart);
    is_one.then(|| name.to_owned())
}
