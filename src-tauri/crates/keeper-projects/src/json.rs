//! JSON with places: what is wrong, where, at which field.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};

use crate::fault::Fault;

pub(crate) mod edit;
pub(crate) mod repeated;
pub(crate) mod strings;

/// Reads a typed value. What is refused has its line, column and field.
pub(crate) fn parse<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Fault> {
    let mut source = serde_json::Deserializer::from_str(text);
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut source);
    let value = read.map_err(|error| {
        let at = error.path().to_string();
        let fault = fault(error.inner());
        // `?` stands for what isn't known, `.` for the whole.
        match at.split('?').next().unwrap_or_default() {
            "" | "." => fault,
            known => fault.at(known.trim_end_matches('.')),
        }
    })?;
    source.end().map_err(|error| fault(&error))?;
    Ok(value.0)
}

fn fault(error: &serde_json::Error) -> Fault {
    Fault::new(
        error.line().max(1),
        error.column().max(1),
        reason(&error.to_string()),
    )
}

/// The library's sentence without the place, which is told apart, and without
/// the value that was found.
fn reason(message: &str) -> String {
    let message = message
        .rsplit_once(" at line ")
        .map_or(message, |(before, _)| before);
    match message.rsplit_once(", expected ") {
        Some((found, expected)) if found.starts_with("invalid ") => format!("expected {expected}"),
        _ => message.to_owned(),
    }
}

/// A value that has to be written as a JSON object. Without this, serde takes
/// a list of the fields' values, too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(std::marker::PhantomData))
    }
}

struct ObjectVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its shape is read")]
    struct Outer {
        name: String,
        inner: Option<Object<Inner>>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its shape is read")]
    struct Inner {
        list: Vec<String>,
    }

    #[test]
    fn a_wrong_type_has_line_field_and_reason() {
        let fault =
            parse::<Outer>("{\"name\": \"x\",\r\n \"inner\": {\n  \"list\": [\"a\",\n   5]}}")
                .unwrap_err();
        assert_eq!(fault.line, 4);
        assert_eq!(fault.at.as_deref(), Some("inner.list[1]"));
        assert_eq!(fault.reason, "expected a string");
    }

    #[test]
    fn values_are_never_quoted() {
        let fault = parse::<Outer>(r#"{"name": "x", "inner": "SECRET, expected x"}"#).unwrap_err();
        assert_eq!(fault.reason, "expected an object");
        assert_eq!(fault.at.as_deref(), Some("inner"));
        let fault = parse::<Outer>("{}").unwrap_err();
        assert_eq!(fault.reason, "missing field `name`");
    }

    #[test]
    fn a_list_is_no_object() {
        for text in [r#"["x"]"#, r#"{"name": "x", "inner": [["a"]]}"#] {
            let fault = parse::<Outer>(text).unwrap_err();
            assert_eq!(fault.reason, "expected an object", "{text}");
        }
    }

    #[test]
    fn what_follows_the_value_is_refused() {
        let fault = parse::<Outer>("{\"name\": \"x\"}\n}").unwrap_err();
        assert_eq!(
            (fault.line, fault.reason.as_str()),
            (2, "trailing characters")
        );
    }
}
