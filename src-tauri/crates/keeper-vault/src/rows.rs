//! Rows: how values of the domain stand in tables, and back.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod apps;
pub(crate) mod client_secrets;
pub(crate) mod grants;
pub(crate) mod installations;
pub(crate) mod intents;
pub(crate) mod logos;
pub(crate) mod sealed_settings;
pub(crate) mod settings;
pub(crate) mod tokens;

use keeper_core::grant::TokenPrints;
use keeper_core::secret::Fingerprint;
use keeper_core::{Code, Problem, Timestamp};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as JSON text.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| Problem::new(Code::Internal).because(error))
}

/// A value that serialises to one word, as that word.
pub(crate) fn to_word<T: Serialize>(value: &T) -> Result<String, Problem> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(Problem::new(Code::Internal).because("not a word")),
    }
}

/// The JSON text of a column.
pub(crate) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    parse_json(column, row.get_ref(column)?.as_str()?)
}

/// The JSON text of a column that may be empty.
pub(crate) fn from_optional_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(text) => parse_json(column, text).map(Some),
        None => Ok(None),
    }
}

pub(crate) fn parse_json<T: DeserializeOwned>(column: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

/// The one word of a column.
pub(crate) fn from_word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let word = serde_json::Value::String(row.get(column)?);
    serde_json::from_value(word).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

/// The point in time of a column.
pub(crate) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_millis)
}

/// The point in time of a column that may be empty.
pub(crate) fn optional_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    let millis: Option<i64> = row.get(column)?;
    Ok(millis.map(Timestamp::from_millis))
}

/// Milliseconds of a point in time that may be none.
pub(crate) fn millis(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::as_millis)
}

/// The fingerprints that stand in three columns from `first` on: access
/// token, its expiry, refresh token.
pub(crate) fn prints(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<TokenPrints>> {
    let access: Option<String> = row.get(first)?;
    let expires_at = optional_time(row, first + 1)?;
    let refresh: Option<String> = row.get(first + 2)?;
    let (Some(access), Some(access_expires_at), Some(refresh)) = (access, expires_at, refresh)
    else {
        return Ok(None);
    };
    Ok(Some(TokenPrints {
        access: Fingerprint::from_kept(access),
        access_expires_at,
        refresh: Fingerprint::from_kept(refresh),
    }))
}
