//! Keys that stand twice in one object. JSON doesn't say what that means; what
//! HubSpot reads its files with takes the last one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use keeper_core::Code;
use keeper_core::error::{Finding, Level};

use super::edit::end_of_member;
use super::strings;
use crate::fault::shown;

/// Most keys that are told; the rest is dropped all the same.
const TOLD: usize = 20;

/// A key that stood in its object before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repeated {
    /// The line of the later one.
    line: usize,
    /// Its path, such as `config.auth.type`.
    at: String,
}

impl Repeated {
    /// As it crosses to the window.
    pub(crate) fn in_file(&self, path: &Path) -> Finding {
        Finding::new(Level::Warn, Code::FileKeyTwice)
            .with("path", shown(path))
            .with("line", self.line)
            .with("at", self.at.as_str())
    }
}

/// The text with blanks in place of every field whose key comes again, so that
/// lines and columns stay, and the keys that came again. A text that isn't
/// JSON stays as it is: whoever parses it tells why.
pub(crate) fn last_only(text: &str) -> (Cow<'_, str>, Vec<Repeated>) {
    let mut starts: HashMap<(usize, String), usize> = HashMap::new();
    let mut dropped: Vec<Range<usize>> = Vec::new();
    let mut repeated = Vec::new();
    let read = strings::for_each_key(text, |spot| {
        let object = spot.object().unwrap_or_default();
        let Some(earlier) = starts.insert((object, spot.value()), spot.start) else {
            return;
        };
        dropped.push(earlier..end_of_member(text.as_bytes(), earlier));
        if repeated.len() < TOLD {
            repeated.push(Repeated {
                line: spot.line,
                at: spot.path(),
            });
        }
    });
    if read.is_err() || dropped.is_empty() {
        return (Cow::Borrowed(text), Vec::new());
    }
    (Cow::Owned(blanked(text, &dropped)), repeated)
}

fn blanked(text: &str, ranges: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for range in ranges {
        let gone = bytes.get_mut(range.clone()).unwrap_or_default();
        for byte in gone.iter_mut().filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn told(text: &str) -> (String, Vec<(usize, String)>) {
        let (text, repeated) = last_only(text);
        let repeated = repeated.into_iter().map(|one| (one.line, one.at));
        (text.into_owned(), repeated.collect())
    }

    #[test]
    fn the_last_one_stays_in_its_place() {
        let cases = [
            (
                "{\"a\": 1,\n \"a\": 2}",
                "{       \n \"a\": 2}",
                vec![(2, "a")],
            ),
            (
                "{\"é\": \"é,}\", \"b\": [{\"c\": 1, \"c\": 2}], \"\\u00e9\": 3}",
                "{              \"b\": [{        \"c\": 2}], \"\\u00e9\": 3}",
                vec![(1, "b[0].c"), (1, "é")],
            ),
            (
                "{\"a\": {\"x\": 1}, \"b\": {\"x\": 1}}",
                "{\"a\": {\"x\": 1}, \"b\": {\"x\": 1}}",
                vec![],
            ),
            ("{\"a\": 1, \"a\"", "{\"a\": 1, \"a\"", vec![]),
        ];
        for (text, left, at) in cases {
            let at = at.into_iter().map(|(line, at)| (line, at.to_owned()));
            assert_eq!(told(text), (left.to_owned(), at.collect()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_left_says_what_a_parser_that_takes_the_last_says(
            keys in proptest::collection::vec(("[a-c]", "[a-c{},\\[\\]]{0,4}"), 0..8),
        ) {
            let fields = keys.iter().map(|(key, value)| {
                format!("{}: {{\"v\": 1, \"v\": {}}}", Value::from(key.as_str()), Value::from(value.as_str()))
            });
            let text = format!("{{{}}}", fields.collect::<Vec<_>>().join(",\n "));
            let (left, _) = last_only(&text);
            let whole: Value = serde_json::from_str(&text).unwrap();
            let read: Value = serde_json::from_str(&left).unwrap();
            prop_assert_eq!(read, whole);
            prop_assert_eq!(left.len(), text.len());
            let again = last_only(&left);
            prop_assert!(again.1.is_empty());
        }
    }
}
