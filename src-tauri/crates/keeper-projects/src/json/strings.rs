//! Every string value and key of a JSON text, with its path, line and place.
//! serde tells places of mistakes only; placeholders and rules between two
//! fields need them of what is right, too.

use std::ops::Range;

use keeper_core::text::one_line;
use serde::de::IgnoredAny;

use crate::fault::Fault;
use crate::limits::{JSON_DEPTH, SHOWN};

/// One string value, or one key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'t> {
    levels: &'t [Level<'t>],
    /// The line, from 1.
    pub line: usize,
    /// The column of its quotation mark, from 1.
    pub column: usize,
    /// Where it begins in the text, with its quotation mark.
    pub start: usize,
    /// The value as it is written, with quotation marks.
    pub literal: &'t str,
}

#[derive(Clone, Copy, Debug)]
enum Level<'t> {
    Object {
        start: usize,
        key: &'t str,
        is_value: bool,
    },
    List {
        place: usize,
    },
}

impl Spot<'_> {
    /// The value itself.
    pub(crate) fn value(&self) -> String {
        decode(self.literal)
    }

    /// Where it stands in the text.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.literal.len()
    }

    /// Its path, such as `config.auth.redirectUrls[1]`, made visible. Built
    /// only when asked for: a hostile file could make it long and many.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for level in self.levels {
            match level {
                Level::Object { key, .. } => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&one_line(&decode(key), SHOWN));
                }
                Level::List { place } => path.push_str(&format!("[{place}]")),
            }
        }
        one_line(&path, SHOWN)
    }

    /// Where the innermost object around it begins in the text.
    pub(crate) fn object(&self) -> Option<usize> {
        self.levels.iter().rev().find_map(|level| match level {
            Level::Object { start, .. } => Some(*start),
            Level::List { .. } => None,
        })
    }

    /// Whether it stands exactly there.
    pub(crate) fn is_at(&self, keys: &[&str]) -> bool {
        self.levels.len() == keys.len()
            && self.levels.iter().zip(keys).all(|(level, wanted)| {
                matches!(level, Level::Object { key, .. } if decode(key) == *wanted)
            })
    }
}

fn decode(literal: &str) -> String {
    serde_json::from_str(literal).unwrap_or_default()
}

/// Calls `each` with every string value, in their order.
///
/// Refuses what isn't JSON, what is nested deeper than [`JSON_DEPTH`], and
/// whatever `each` refuses.
pub(crate) fn for_each(
    text: &str,
    mut each: impl FnMut(Spot<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    walk(text, |spot, part| match part {
        Part::Key => Ok(()),
        Part::Value => each(spot),
    })
}

/// Calls `each` with every key, in their order.
///
/// Refuses what [`for_each`] does.
pub(crate) fn for_each_key(text: &str, mut each: impl FnMut(Spot<'_>)) -> Result<(), Fault> {
    walk(text, |spot, part| {
        if part == Part::Key {
            each(spot);
        }
        Ok(())
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Key,
    Value,
}

fn walk(
    text: &str,
    mut each: impl FnMut(Spot<'_>, Part) -> Result<(), Fault>,
) -> Result<(), Fault> {
    super::parse::<IgnoredAny>(text)?;
    let bytes = text.as_bytes();
    let mut levels: Vec<Level<'_>> = Vec::new();
    let (mut line, mut line_start, mut place) = (1, 0, 0);
    while let Some(byte) = bytes.get(place) {
        let column = place - line_start + 1;
        let mut next = place + 1;
        match byte {
            b'\n' => {
                line += 1;
                line_start = next;
            }
            b'"' => {
                next = end_of_string(bytes, place);
                let literal = text.get(place..next).unwrap_or_default();
                let mut part = Part::Value;
                if let Some(Level::Object {
                    key,
                    is_value: false,
                    ..
                }) = levels.last_mut()
                {
                    *key = literal;
                    part = Part::Key;
                }
                let spot = Spot {
                    levels: &levels,
                    line,
                    column,
                    start: place,
                    literal,
                };
                each(spot, part)?;
            }
            _ => step(*byte, place, &mut levels),
        }
        if levels.len() >= JSON_DEPTH {
            return Err(Fault::new(line, column, "it is nested too deep"));
        }
        place = next;
    }
    Ok(())
}

fn step(byte: u8, place: usize, levels: &mut Vec<Level<'_>>) {
    match (byte, levels.last_mut()) {
        (b'{', _) => levels.push(Level::Object {
            start: place,
            key: "\"\"",
            is_value: false,
        }),
        (b'[', _) => levels.push(Level::List { place: 0 }),
        (b'}' | b']', _) => drop(levels.pop()),
        (b':', Some(Level::Object { is_value, .. })) => *is_value = true,
        (b',', Some(Level::Object { is_value, .. })) => *is_value = false,
        (b',', Some(Level::List { place })) => *place += 1,
        _ => {}
    }
}

/// Just behind the closing quotation mark. The text is known to be JSON.
pub(super) fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut place = start + 1;
    while let Some(byte) = bytes.get(place) {
        match byte {
            b'"' => return place + 1,
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
    bytes.len()
}

/// Where the key at the end of `keys` stands.
pub(crate) fn find_key(text: &str, keys: &[&str]) -> Option<(usize, usize)> {
    let mut found = None;
    let read = for_each_key(text, |spot| {
        if spot.is_at(keys) {
            found = Some((spot.line, spot.column));
        }
    });
    read.ok().and(found)
}

/// Where the string value at `keys` stands, if it is one.
pub(crate) fn find(text: &str, keys: &[&str]) -> Option<(usize, usize)> {
    let mut found = None;
    let read = for_each(text, |spot| {
        if spot.is_at(keys) {
            found = Some((spot.line, spot.column));
        }
        Ok(())
    });
    read.ok().and(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "{\r\n \"a\": {\"b\\u0063\": [\"x\", 1, {\"d\": \"\\\"y\\\\\"}]},\n\n \"e\": \"z\"}";

    #[test]
    fn every_value_has_its_path_and_line() {
        let mut told = Vec::new();
        for_each(TEXT, |spot| {
            told.push((spot.path(), spot.line, spot.value()));
            assert_eq!(
                &TEXT[spot.range()],
                spot.literal,
                "the range is the literal's"
            );
            Ok(())
        })
        .unwrap();
        let expected = [
            ("a.bc[0]", 2, "x"),
            ("a.bc[2].d", 2, "\"y\\"),
            ("e", 4, "z"),
        ];
        let expected = expected.map(|(path, line, text)| (path.to_owned(), line, text.to_owned()));
        assert_eq!(told, expected);
        assert_eq!(find(TEXT, &["e"]), Some((4, 7)));
        assert_eq!(find(TEXT, &["a"]), None, "it is no string");
    }

    #[test]
    fn depth_is_bounded_even_where_nobody_looks() {
        let deep = |depth: usize| {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            format!("{{\"x\": {open}{close}}}")
        };
        assert!(for_each(&deep(100), |_| Ok(())).is_ok());
        assert!(
            for_each(&deep(200_000), |_| Ok(())).is_err(),
            "no stack is used up"
        );
    }
}
