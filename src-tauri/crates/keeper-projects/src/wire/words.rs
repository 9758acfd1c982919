//! The values of single fields, and HubSpot's rules for them.

use std::collections::BTreeMap;

use keeper_core::app::{DESCRIPTION_LIMIT, NAME_LIMIT};
use keeper_core::text::one_line;
use serde::de::{Deserializer, Error as _, Visitor};
use serde::{Deserialize, Serialize};

use crate::limits::{LINE, LIST, UID, VARIABLE};
use crate::placeholder;

/// One of a few words. A placeholder may stand for it, and then it isn't
/// known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Word<T> {
    /// This one.
    Known(T),
    /// Only a placeholder.
    Unset,
}

impl<T> Word<T> {
    /// The word, where it is known.
    pub(crate) fn known(self) -> Option<T> {
        match self {
            Self::Known(word) => Some(word),
            Self::Unset => None,
        }
    }
}

/// Reads a string and checks it at once: an error that is raised later would
/// be told at a later line.
pub(super) fn checked<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    check: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text(check))
}

struct Text<F>(F);

impl<'de, T, F: FnOnce(&str) -> Result<T, String>> Visitor<'de> for Text<F> {
    type Value = T;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        self.0(text).map_err(E::custom)
    }
}

/// The same where `null` means that nothing is said.
fn checked_if_said<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    check: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_option(IfSaid(check))
}

struct IfSaid<F>(F);

impl<'de, T, F: FnOnce(&str) -> Result<T, String>> Visitor<'de> for IfSaid<F> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        checked(deserializer, self.0).map(Some)
    }
}

fn check_length(text: &str, least: usize, most: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length < least {
        return Err(format!("expected {least} to {most} characters"));
    }
    if length > most {
        return Err(format!("expected at most {most} characters"));
    }
    Ok(())
}

/// Reads one of `words`, which HubSpot compares without case: its own migration
/// writes them in capitals.
pub(super) fn word<'de, T: Copy, D: Deserializer<'de>>(
    deserializer: D,
    words: [(&str, T); 2],
) -> Result<Word<T>, D::Error> {
    checked(deserializer, |text| {
        if placeholder::is_in(text) {
            return Ok(Word::Unset);
        }
        let mut words_of_it = words.iter();
        let found = words_of_it.find(|(name, _)| name.eq_ignore_ascii_case(text));
        let [(one, _), (other, _)] = words;
        found
            .map(|(_, word)| Word::Known(*word))
            .ok_or_else(|| format!("expected \"{one}\" or \"{other}\""))
    })
}

/// `uid`: at most 64 letters, digits, `_`, `-` and `.`.
pub(super) fn uid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, |uid| {
        check_length(uid, 1, UID)?;
        let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if !placeholder::without(uid).chars().all(is_fit) {
            return Err("expected letters, digits, `_`, `-` and `.` only".to_owned());
        }
        Ok(uid.to_owned())
    })
}

/// `name`: 1 to 200 characters, no blanks at its ends. Made visible.
pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, |name| {
        check_length(name, 1, NAME_LIMIT)?;
        if name.trim() != name {
            return Err("expected no blanks at the ends".to_owned());
        }
        let shown = visible(name);
        if shown.trim().is_empty() {
            return Err("expected a name that can be seen".to_owned());
        }
        Ok(shown.trim().to_owned())
    })
}

/// `description`: at most 8192 characters; may have several lines.
pub(super) fn description<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    checked_if_said(deserializer, |text| {
        check_length(text, 0, DESCRIPTION_LIMIT)?;
        let lines: Vec<_> = text.split('\n').map(visible).collect();
        Ok(lines.join("\n"))
    })
}

/// A line of support: an address or number, made visible.
pub(super) fn line<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    checked_if_said(deserializer, |text| {
        check_length(text, 0, LINE)?;
        Ok(visible(text))
    })
}

/// What a text shows, its blanks as they are: two stay two, since the text is
/// compared with the app's profile later.
fn visible(text: &str) -> String {
    let words: Vec<_> = text
        .split(' ')
        .map(|word| one_line(word, usize::MAX))
        .collect();
    words.join(" ")
}

/// A list of redirect URLs or scopes, exactly as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines(pub Vec<String>);

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let lines = Vec::<Exact>::deserialize(deserializer)?;
        if lines.len() > LIST {
            return Err(D::Error::custom(format!("expected at most {LIST} entries")));
        }
        Ok(Self(lines.into_iter().map(|line| line.0).collect()))
    }
}

/// HubSpot compares these character by character, so they can't be made
/// visible: what can't be seen is refused.
struct Exact(String);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        checked(deserializer, |text| {
            check_length(text, 1, LINE)?;
            if one_line(text, LINE) != text {
                let reason = "expected no blanks at the ends and no characters that can’t be seen";
                return Err(reason.to_owned());
            }
            Ok(Self(text.to_owned()))
        })
    }
}

/// `variables` of a profile: texts, numbers and truth values, all put in as
/// text.
pub(super) fn variables<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let values = Option::<BTreeMap<String, Plain<Variable>>>::deserialize(deserializer)?;
    let values = values.unwrap_or_default().into_iter();
    Ok(values.map(|(name, value)| (name, value.0.0)).collect())
}

struct Variable(String);

impl FromPlain for Variable {
    const EXPECTED: &'static str = "a text, a number, or true or false";

    fn from_plain(text: &str) -> Result<Self, String> {
        check_length(text, 0, VARIABLE)?;
        Ok(Self(text.to_owned()))
    }
}

/// `accountId`: a number, or its digits in quotation marks.
pub(super) fn account_id<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    let id = Option::<Plain<AccountId>>::deserialize(deserializer)?;
    Ok(id.map(|id| id.0.0))
}

struct AccountId(i64);

impl FromPlain for AccountId {
    const EXPECTED: &'static str = "an account’s number";

    fn from_plain(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(id) if id > 0 => Ok(Self(id)),
            _ => Err(format!("expected {}", Self::EXPECTED)),
        }
    }
}

/// What may be written as a string, a number, or a truth value.
trait FromPlain: Sized {
    const EXPECTED: &'static str;

    fn from_plain(text: &str) -> Result<Self, String>;
}

struct Plain<T>(T);

impl<'de, T: FromPlain> Deserialize<'de> for Plain<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = PlainVisitor(std::marker::PhantomData);
        deserializer.deserialize_any(visitor).map(Self)
    }
}

struct PlainVisitor<T>(std::marker::PhantomData<T>);

impl<T: FromPlain> Visitor<'_> for PlainVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(T::EXPECTED)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        T::from_plain(text).map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_bool<E: serde::de::Error>(self, truth: bool) -> Result<T, E> {
        self.visit_str(&truth.to_string())
    }
}
