//! The values of single fields, and HubSpot's rules for them.

use std::collections::BTreeMap;

use keeper_core::app::{DESCRIPTION_LIMIT, NAME_LIMIT};
use keeper_core::text::one_line;
use serde::de::{Deserializer, Error as _};
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

/// Reads one of `words`.
pub(super) fn word<'de, T: Copy, D: Deserializer<'de>>(
    deserializer: D,
    words: [(&str, T); 2],
) -> Result<Word<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if placeholder::is_in(&text) {
        return Ok(Word::Unset);
    }
    let found = words.iter().find(|(name, _)| *name == text);
    let [(one, _), (other, _)] = words;
    found
        .map(|(_, word)| Word::Known(*word))
        .ok_or_else(|| D::Error::custom(format!("expected \"{one}\" or \"{other}\"")))
}

/// `uid`: at most 64 letters, digits, `_`, `-` and `.`.
pub(super) fn uid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let uid = String::deserialize(deserializer)?;
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let bare = placeholder::without(&uid);
    if uid.is_empty() || uid.chars().count() > UID {
        return Err(D::Error::custom(format!("expected 1 to {UID} characters")));
    }
    if !bare.chars().all(is_fit) {
        return Err(D::Error::custom(
            "expected letters, digits, `_`, `-` and `.` only",
        ));
    }
    Ok(uid)
}

/// `name`: 1 to 200 characters, no blanks at its ends. Made visible.
pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    let length = name.chars().count();
    if length == 0 || length > NAME_LIMIT {
        return Err(D::Error::custom(format!(
            "expected 1 to {NAME_LIMIT} characters"
        )));
    }
    if name.trim() != name {
        return Err(D::Error::custom("expected no blanks at the ends"));
    }
    let shown = visible(&name);
    if shown.trim().is_empty() {
        return Err(D::Error::custom("expected a name that can be seen"));
    }
    Ok(shown.trim().to_owned())
}

/// `description`: at most 8192 characters; may have several lines.
pub(super) fn description<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    if text.chars().count() > DESCRIPTION_LIMIT {
        return Err(D::Error::custom(format!(
            "expected at most {DESCRIPTION_LIMIT} characters"
        )));
    }
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    Ok(Some(lines.join("\n")))
}

/// A line of support: an address or number, made visible.
pub(super) fn line<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    if text.chars().count() > LINE {
        return Err(D::Error::custom(format!(
            "expected at most {LINE} characters"
        )));
    }
    Ok(Some(visible(&text)))
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
        let text = String::deserialize(deserializer)?;
        if text.is_empty() || text.chars().count() > LINE {
            return Err(D::Error::custom(format!("expected 1 to {LINE} characters")));
        }
        if one_line(&text, LINE) != text {
            return Err(D::Error::custom(
                "expected no blanks at the ends and no characters that can’t be seen",
            ));
        }
        Ok(Self(text))
    }
}

/// `variables` of a profile: texts, numbers and truth values, all put in as
/// text.
pub(super) fn variables<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let values = Option::<BTreeMap<String, Variable>>::deserialize(deserializer)?;
    let values = values.unwrap_or_default().into_iter();
    Ok(values.map(|(name, value)| (name, value.0)).collect())
}

struct Variable(String);

impl<'de> Deserialize<'de> for Variable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let text = match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::Bool(truth) => truth.to_string(),
            serde_json::Value::Null
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => {
                return Err(D::Error::custom(
                    "expected a text, a number, or true or false",
                ));
            }
        };
        if text.chars().count() > VARIABLE {
            return Err(D::Error::custom(format!(
                "expected at most {VARIABLE} characters"
            )));
        }
        Ok(Self(text))
    }
}

/// `accountId`: a number, or its digits in quotation marks.
pub(super) fn account_id<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    let id = match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Null => return Ok(None),
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => text.parse().ok(),
        serde_json::Value::Bool(_) | serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
            None
        }
    };
    match id {
        Some(id) if id > 0 => Ok(Some(id)),
        _ => Err(D::Error::custom("expected an account’s number")),
    }
}
