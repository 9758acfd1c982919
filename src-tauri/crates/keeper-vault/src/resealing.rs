//! Everything that is sealed, opened with one key and sealed with another.

use keeper_core::Problem;
use rusqlite::{Connection, params};

use crate::data_key::Sealer;
use crate::error::Outcome;
use crate::seal::Kind;

/// One sealed value, by its row.
struct Value {
    row: Vec<u8>,
    column: String,
    sealed: Vec<u8>,
}

/// How sealed values are read, and how one of a column is written.
type Columns = (&'static str, fn(&str) -> &'static str);

/// Those of a kind that is sealed with the data key. None for what isn't
/// resealed but made anew with each key.
fn columns(kind: Kind) -> Option<Columns> {
    match kind {
        Kind::Tokens => Some((
            "SELECT owner, 'access', access FROM tokens
             UNION ALL SELECT owner, 'refresh', refresh FROM tokens",
            |column| match column {
                "access" => "UPDATE tokens SET access = ?1 WHERE owner = ?2",
                _ => "UPDATE tokens SET refresh = ?1 WHERE owner = ?2",
            },
        )),
        Kind::ClientSecret => {
            Some((
                "SELECT app, place, sealed FROM client_secrets",
                |place| match place {
                    "present" => {
                        "UPDATE client_secrets SET sealed = ?1 WHERE app = ?2 AND place = 'present'"
                    }
                    _ => {
                        "UPDATE client_secrets SET sealed = ?1 WHERE app = ?2 AND place = 'former'"
                    }
                },
            ))
        }
        Kind::Setting => Some((
            "SELECT CAST(name AS BLOB), 'value', sealed FROM sealed_settings",
            |_| "UPDATE sealed_settings SET sealed = ?1 WHERE name = CAST(?2 AS TEXT)",
        )),
        Kind::KeySlot | Kind::KeyCheck => None,
    }
}

fn values(connection: &Connection, question: &str) -> Outcome<Vec<Value>> {
    let mut statement = connection.prepare(question)?;
    let read = statement.query_map([], |row| {
        Ok(Value {
            row: row.get(0)?,
            column: row.get(1)?,
            sealed: row.get(2)?,
        })
    })?;
    Ok(read.collect::<Result<_, _>>()?)
}

/// Seals all values for another vault and key. What can't be opened is
/// emptied: it stays unreadable, and nothing under the former key is left.
pub(crate) fn reseal(connection: &Connection, from: &Sealer, to: &Sealer) -> Outcome<()> {
    for kind in Kind::ALL {
        let Some((question, update)) = columns(kind) else {
            continue;
        };
        for value in values(connection, question)? {
            let sealed = reseal_one(kind, &value, from, to)?.unwrap_or_default();
            connection
                .prepare_cached(update(&value.column))?
                .execute(params![sealed, value.row])?;
        }
    }
    Ok(())
}

fn reseal_one(
    kind: Kind,
    value: &Value,
    from: &Sealer,
    to: &Sealer,
) -> Result<Option<Vec<u8>>, Problem> {
    let Ok(plain) = from.open(kind, &value.row, &value.column, &value.sealed) else {
        return Ok(None);
    };
    let plain = zeroize::Zeroizing::new(plain);
    to.seal(kind, &value.row, &value.column, &plain).map(Some)
}

/// How many rows each table has, and how many sealed values the key opens.
pub(crate) fn census(connection: &Connection, sealer: &Sealer) -> Outcome<(Vec<i64>, usize)> {
    let mut names =
        connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut counts = Vec::new();
    for name in names {
        let count = format!("SELECT count(*) FROM \"{name}\"");
        counts.push(connection.query_row(&count, [], |row| row.get(0))?);
    }
    let mut opened = 0;
    for kind in Kind::ALL {
        let Some((question, _)) = columns(kind) else {
            continue;
        };
        for value in values(connection, question)? {
            let plain = sealer.open(kind, &value.row, &value.column, &value.sealed);
            opened += usize::from(plain.map(zeroize::Zeroizing::new).is_ok());
        }
    }
    Ok((counts, opened))
}
