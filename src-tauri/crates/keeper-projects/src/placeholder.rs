//! Placeholders: `${name}` in the values of an app's file, for which a
//! profile of the project has values (HubSpot's guide to config profiles).
//! Whatever stands between the braces on one line is a name, as in HubSpot's
//! `project-parsing-lib`.

use std::collections::BTreeMap;

use keeper_core::text::one_line;
use serde::Serialize;
use ts_rs::TS;

use crate::fault::Fault;
use crate::json::strings::{self, Spot};
use crate::limits::{PLACEHOLDERS, SHOWN};

/// A placeholder in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Placeholder {
    /// What stands between the braces, made visible.
    pub name: String,
    /// The value it stands in, such as `config.auth.redirectUrls[0]`.
    pub at: String,
    /// Its line, from 1.
    #[ts(type = "number")]
    pub line: usize,
    /// What the chosen profile has for it, made visible.
    pub value: Option<String>,
}

/// A piece of a text: itself, or the name of a placeholder.
enum Piece<'t> {
    Text(&'t str),
    Name(&'t str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(begin) = rest.get(from..).and_then(|tail| tail.find("${")) {
        let begin = from + begin;
        let tail = rest.get(begin + 2..).unwrap_or_default();
        let Some((end, stop)) = tail.char_indices().find(|(_, letter)| is_stop(*letter)) else {
            break;
        };
        if stop != '}' {
            // Nothing before the end of the line is one.
            from = begin + 2 + end;
            continue;
        }
        pieces.push(Piece::Text(rest.get(..begin).unwrap_or_default()));
        pieces.push(Piece::Name(tail.get(..end).unwrap_or_default()));
        rest = tail.get(end + 1..).unwrap_or_default();
        from = 0;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// The end of a name, or of the line that it would have to end on.
fn is_stop(letter: char) -> bool {
    matches!(letter, '}' | '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// Whether a text has a placeholder.
pub(crate) fn is_in(text: &str) -> bool {
    names(text).next().is_some()
}

/// A text without its placeholders.
pub(crate) fn without(text: &str) -> String {
    let texts = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Name(_) => None,
    });
    texts.collect()
}

/// A text with values put in, once: what a value brings along is text. A
/// placeholder without a value stays.
fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    let put_in = |piece| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Name(name) => values
            .get(name)
            .cloned()
            .unwrap_or_else(|| format!("${{{name}}}")),
    };
    pieces(text).into_iter().map(put_in).collect()
}

/// A JSON file with values put in, and the placeholders it had. Its lines
/// stay what they were: a string of JSON has no line break.
pub(crate) fn fill(
    text: &str,
    values: &BTreeMap<String, String>,
) -> Result<(String, Vec<Placeholder>), Fault> {
    let mut found = Vec::new();
    let mut whole = String::with_capacity(text.len());
    let mut copied = 0;
    strings::for_each(text, |spot| {
        let value = spot.value();
        if !is_in(&value) {
            return Ok(());
        }
        note(&mut found, &spot, &value, values)?;
        let range = spot.range();
        whole.push_str(text.get(copied..range.start).unwrap_or_default());
        whole.push_str(&serde_json::Value::String(filled(&value, values)).to_string());
        copied = range.end;
        Ok(())
    })?;
    whole.push_str(text.get(copied..).unwrap_or_default());
    Ok((whole, found))
}

fn note(
    found: &mut Vec<Placeholder>,
    spot: &Spot<'_>,
    value: &str,
    values: &BTreeMap<String, String>,
) -> Result<(), Fault> {
    let at = spot.path();
    for name in names(value) {
        if found.len() >= PLACEHOLDERS {
            let reason = format!("expected at most {PLACEHOLDERS} placeholders");
            return Err(Fault::new(spot.line, spot.column, reason).at(at));
        }
        found.push(Placeholder {
            name: one_line(name, SHOWN),
            at: at.clone(),
            line: spot.line,
            value: values.get(name).map(|value| one_line(value, SHOWN)),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn names_are_found_and_what_only_looks_like_one_is_text() {
        for (text, expected) in [
            ("${A}", vec!["A"]),
            ("x${A}y${B_2}z", vec!["A", "B_2"]),
            ("${${A}", vec!["${A"]),
            ("${}", vec![""]),
            ("${A", vec![]),
            ("$A {A} $ {A}", vec![]),
            ("${shop name}", vec!["shop name"]),
            ("${ A }", vec![" A "]),
            ("${Größe}${名前}", vec!["Größe", "名前"]),
            ("${a/b:c}", vec!["a/b:c"]),
            ("${A\n}${B}", vec!["B"]),
            ("${A\r${B\u{2028}${C}", vec!["C"]),
        ] {
            assert_eq!(names(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn values_are_put_in_once_and_the_unset_stay() {
        let text = "{\"a\": [\"https://${HOST}/cb\",\n\"\\u0024{HOST}${PORT}\"], \"${HOST}\": 1}";
        let (whole, found) = fill(text, &values(&[("HOST", "a\"b\n${PORT}")])).unwrap();
        assert_eq!(
            whole,
            "{\"a\": [\"https://a\\\"b\\n${PORT}/cb\",\n\"a\\\"b\\n${PORT}${PORT}\"], \"${HOST}\": 1}",
            "keys are left alone"
        );
        let told: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    one.name.as_str(),
                    one.at.as_str(),
                    one.line,
                    one.value.is_some(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("HOST", "a[0]", 1, true),
                ("HOST", "a[1]", 2, true),
                ("PORT", "a[1]", 2, false)
            ]
        );
    }

    proptest! {
        #[test]
        fn whatever_stands_between_the_braces_is_a_name(
            before in "[a-z {}]{0,5}",
            name in "[^}\n\r\u{2028}\u{2029}]{0,20}",
        ) {
            let text = format!("{before}${{{name}}}");
            prop_assert_eq!(names(&text).collect::<Vec<_>>(), [name.as_str()]);
        }

        #[test]
        fn without_values_nothing_changes(text in "[${}A-C \"\\\\é\n]{0,40}") {
            prop_assert_eq!(filled(&text, &BTreeMap::new()), text.clone());
            let file = serde_json::json!({ "a": text }).to_string();
            let (whole, _) = fill(&file, &BTreeMap::new()).unwrap();
            let read: serde_json::Value = serde_json::from_str(&whole).unwrap();
            prop_assert_eq!(read["a"].as_str(), Some(text.as_str()));
        }
    }
}
