//! The activity list.

use keeper_core::activity::{Activity, ActivityQuestion};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::{Problem, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};
use uuid::Uuid;

use super::{from_word, time, to_word};
use crate::error::Outcome;

const SELECT: &str = "
    SELECT at, kind, app, hub_id, installation, code, hubspot_status, correlation_id, actor
    FROM activity";
const NEWEST_FIRST: &str = "ORDER BY at DESC, sequence DESC";

/// What a word is looked for in; `holds` is a function of the readers'.
const SEARCHED: &str = "(holds(code, ?) OR holds(hubspot_status, ?) OR holds(correlation_id, ?)
    OR holds(CAST(hub_id AS TEXT), ?)
    OR app IN (SELECT id FROM apps WHERE holds(json_extract(draft, '$.name'), ?))
    OR hub_id IN (SELECT hub_id FROM accounts WHERE holds(name, ?) OR holds(domain, ?)))";

/// Adds a line.
pub(crate) fn record(connection: &Connection, line: &Activity) -> Outcome<()> {
    connection
        .prepare_cached(
            "INSERT INTO activity (at, kind, app, hub_id, installation, code, hubspot_status,
                 correlation_id, actor)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            line.at.as_millis(),
            to_word(&line.kind)?,
            line.app.map(AppId::as_uuid),
            line.hub_id.map(|hub| hub.0),
            line.installation.map(InstallationId::as_uuid),
            line.code.map(|code| code.name()),
            line.hubspot_status,
            line.correlation_id,
            to_word(&line.by)?,
        ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Activity> {
    let (app, hub_id): (Option<Uuid>, Option<i64>) = (row.get(2)?, row.get(3)?);
    let installation: Option<Uuid> = row.get(4)?;
    let code: Option<String> = row.get(5)?;
    Ok(Activity {
        at: time(row, 0)?,
        kind: from_word(row, 1)?,
        app: app.map(AppId::from_uuid),
        hub_id: hub_id.map(HubId),
        installation: installation.map(InstallationId::from_uuid),
        code: code.map(|_| from_word(row, 5)).transpose()?,
        hubspot_status: row.get(6)?,
        correlation_id: row.get(7)?,
        by: from_word(row, 8)?,
    })
}

/// Goes through the lines that match, newest first, one by one; how many.
pub(crate) fn visit(
    connection: &Connection,
    question: &ActivityQuestion,
    mut take: impl FnMut(Activity) -> Result<(), Problem>,
) -> Outcome<usize> {
    let (condition, values) = condition_of(question)?;
    let sql = format!("{SELECT} WHERE {condition} {NEWEST_FIRST}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut count = 0;
    for line in statement.query_map(params_from_iter(&values), read)? {
        take(line?)?;
        count += 1;
    }
    Ok(count)
}

/// Removes lines from before `before`; how many.
pub(crate) fn remove_before(connection: &Connection, before: Timestamp) -> Outcome<usize> {
    let removed = connection
        .prepare_cached("DELETE FROM activity WHERE at < ?1")?
        .execute([before.as_millis()])?;
    Ok(removed)
}

/// Lines that match, newest first, with the number of all that match.
pub(crate) fn ask(
    connection: &Connection,
    question: &ActivityQuestion,
) -> Outcome<(Vec<Activity>, usize)> {
    let (condition, values) = condition_of(question)?;
    let count: i64 = connection
        .prepare_cached(&format!("SELECT count(*) FROM activity WHERE {condition}"))?
        .query_row(params_from_iter(&values), |row| row.get(0))?;
    let sql = format!(
        "{SELECT} WHERE {condition} {NEWEST_FIRST} LIMIT {} OFFSET {}",
        in_sql(question.limit),
        in_sql(question.offset)
    );
    let lines = connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(&values), read)?
        .collect::<Result<_, _>>()?;
    Ok((lines, usize::try_from(count).unwrap_or(0)))
}

fn in_sql(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The condition, and the values for its question marks in their order.
fn condition_of(question: &ActivityQuestion) -> Outcome<(String, Vec<Value>)> {
    let mut parts = vec!["1".to_owned()];
    let mut values = Vec::new();
    if let Some(app) = question.app {
        parts.push("app = ?".to_owned());
        values.push(blob(app.as_uuid()));
    }
    if let Some(hub_id) = question.hub_id {
        parts.push("hub_id = ?".to_owned());
        values.push(Value::Integer(hub_id.0));
    }
    if let Some(installation) = question.installation {
        parts.push("installation = ?".to_owned());
        values.push(blob(installation.as_uuid()));
    }
    if !question.kinds.is_empty() {
        parts.push(format!("kind IN ({})", marks(question.kinds.len())));
        for kind in &question.kinds {
            values.push(Value::Text(to_word(kind)?));
        }
    }
    if question.failures_only {
        parts.push("code IS NOT NULL".to_owned());
    }
    if let Some(since) = question.since {
        parts.push("at >= ?".to_owned());
        values.push(Value::Integer(since.as_millis()));
    }
    if let Some(until) = question.until {
        parts.push("at < ?".to_owned());
        values.push(Value::Integer(until.as_millis()));
    }
    for word in question.search.to_lowercase().split_whitespace() {
        parts.push(SEARCHED.to_owned());
        let places = SEARCHED.matches('?').count();
        values.extend(vec![Value::Text(word.to_owned()); places]);
    }
    Ok((parts.join(" AND "), values))
}

fn blob(id: Uuid) -> Value {
    Value::Blob(id.as_bytes().to_vec())
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}
