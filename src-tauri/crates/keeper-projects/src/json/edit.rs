//! Putting values into a JSON text while everything else of it stays, down to
//! its blanks.

use std::ops::Range;

use serde_json::Value;

use super::strings::end_of_string;

/// The text with `value` at `keys`: in place of what is there, else as a new
/// first field of the innermost object that is there.
///
/// The text is known to be JSON. What is no object and stands on the way, such
/// as `null`, gives way to one.
pub(crate) fn put(text: &str, keys: &[&str], value: &Value) -> String {
    let mut whole = Range {
        start: 0,
        end: text.len(),
    };
    for (depth, key) in keys.iter().enumerate() {
        match member(text, &whole, key) {
            Some(range) => whole = range,
            None => {
                let missing = keys.get(depth..).unwrap_or_default();
                return insert(text, &whole, missing, value);
            }
        }
    }
    replaced(text, whole.clone(), &written(text, whole.start, value))
}

fn insert(text: &str, object: &Range<usize>, keys: &[&str], value: &Value) -> String {
    let [first, inner @ ..] = keys else {
        return text.to_owned();
    };
    let wrap = |value: Value, key: &&str| serde_json::json!({ *key: value });
    let value = inner.iter().rev().fold(value.clone(), wrap);
    let bytes = text.as_bytes();
    if bytes.get(skip_blanks(bytes, object.start)) != Some(&b'{') {
        let value = written(text, object.start, &wrap(value, first));
        return replaced(text, object.clone(), &value);
    }
    let begin = skip_blanks(bytes, object.start) + 1;
    let first_member = skip_blanks(bytes, begin);
    let is_empty = bytes.get(first_member) == Some(&b'}');
    let between = text.get(begin..first_member).unwrap_or_default();
    let key = Value::String((*first).to_owned());
    let value = written(text, first_member, &value);
    let comma = if is_empty { "" } else { "," };
    replaced(
        text,
        begin..begin,
        &format!("{between}{key}: {value}{comma}"),
    )
}

fn replaced(text: &str, range: Range<usize>, by: &str) -> String {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    format!("{before}{by}{after}")
}

/// A value as it stands in a line that is indented like that at `place`.
fn written(text: &str, place: usize, value: &Value) -> String {
    let before = text.get(..place).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent: String = line
        .chars()
        .take_while(|c| matches!(c, ' ' | '\t'))
        .collect();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines = format!("{value:#}");
    lines.replace('\n', &format!("{end}{indent}"))
}

/// Where the value of a field stands in an object: the last one, where the
/// field stands in it twice.
fn member(text: &str, object: &Range<usize>, wanted: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut place = skip_blanks(bytes, object.start);
    if bytes.get(place) != Some(&b'{') {
        return None;
    }
    let mut found = None;
    loop {
        place = skip_blanks(bytes, place + 1);
        if bytes.get(place) != Some(&b'"') {
            return found;
        }
        let key_end = end_of_string(bytes, place);
        let key: Option<String> = serde_json::from_str(text.get(place..key_end)?).ok();
        let colon = skip_blanks(bytes, key_end);
        let start = skip_blanks(bytes, colon + 1);
        let end = end_of_value(bytes, start);
        if key.as_deref() == Some(wanted) {
            found = Some(start..end);
        }
        place = skip_blanks(bytes, end);
        if bytes.get(place) != Some(&b',') {
            return found;
        }
    }
}

/// Just behind the value and the comma of the field whose key begins at
/// `start`, which isn't the last of its object.
pub(super) fn end_of_member(bytes: &[u8], start: usize) -> usize {
    let colon = skip_blanks(bytes, end_of_string(bytes, start));
    let value = skip_blanks(bytes, colon + 1);
    skip_blanks(bytes, end_of_value(bytes, value)) + 1
}

fn skip_blanks(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let blanks = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    from + blanks.count()
}

fn end_of_value(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut place = start;
    while let Some(byte) = bytes.get(place) {
        let mut next = place + 1;
        match byte {
            b'"' => next = end_of_string(bytes, place),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => {
                next = end_of_scalar(bytes, place);
            }
            _ => {}
        }
        if depth == 0 {
            return next;
        }
        place = next;
    }
    bytes.len()
}

fn end_of_scalar(bytes: &[u8], start: usize) -> usize {
    let is_inside = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().take_while(is_inside).count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const TEXT: &str =
        "{\n  \"a\" : {\"x\": [1, \"}\"], \"b\\u0063\": -1.5e3 },\n  \"e\": \"z\\\"\"\n}\n";

    #[test]
    fn only_the_value_changes() {
        for (keys, value, expected) in [
            (vec!["e"], json!("y"), TEXT.replace("\"z\\\"\"", "\"y\"")),
            (vec!["a", "x"], json!([]), TEXT.replace("[1, \"}\"]", "[]")),
            (vec!["a", "bc"], json!(2), TEXT.replace("-1.5e3", "2")),
            (
                vec!["e"],
                json!(["y"]),
                TEXT.replace("\"z\\\"\"", "[\n    \"y\"\n  ]"),
            ),
        ] {
            assert_eq!(put(TEXT, &keys, &value), expected, "{keys:?}");
        }
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_is_written() {
        assert_eq!(
            put(r#"{"a": 1, "b": {"a": 2}, "a": 3}"#, &["a"], &json!(4)),
            r#"{"a": 1, "b": {"a": 2}, "a": 4}"#
        );
    }

    #[test]
    fn what_is_missing_is_put_first() {
        assert_eq!(put("{}", &["a"], &json!(1)), "{\"a\": 1}");
        assert_eq!(
            put("{\r\n \"b\": 2\r\n}", &["a"], &json!(1)),
            "{\r\n \"a\": 1,\r\n \"b\": 2\r\n}"
        );
        assert_eq!(
            put("{\"a\": null}", &["a", "b"], &json!(1)),
            "{\"a\": {\n  \"b\": 1\n}}"
        );
        let nested = put("{\"b\": {}}", &["b", "c", "d"], &json!(1));
        let read: Value = serde_json::from_str(&nested).unwrap();
        assert_eq!(read, json!({"b": {"c": {"d": 1}}}));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a\"\\\\{}\\[\\],: \n]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[a-c\"\\\\]{1,2}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn everything_else_stays(
            mut fields in proptest::collection::btree_map("[a-e]", values(), 0..5),
            key in "[a-e]",
            value in values(),
            pretty in any::<bool>(),
        ) {
            let whole = Value::Object(fields.clone().into_iter().collect());
            let text = if pretty { format!("{whole:#}") } else { whole.to_string() };
            let read: Value = serde_json::from_str(&put(&text, &[&key], &value)).unwrap();
            fields.insert(key, value);
            prop_assert_eq!(read, Value::Object(fields.into_iter().collect()));
        }
    }
}
