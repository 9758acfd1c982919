//! Key slots: each wraps the one data key in its own way.

pub(crate) mod passphrase;
pub(crate) mod recovery;

use keeper_core::{Code, Problem, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::data_key::Sealer;
use crate::error::Outcome;
use crate::rows::time;
use crate::seal::{self, Key, Kind, Place};

/// The ways to open a vault; at most one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// The wrapping key is an entry of the operating system's keyring.
    Keyring,
    /// The wrapping key is derived from a passphrase.
    Passphrase,
    /// The wrapping key is derived from a code that was shown once.
    Recovery,
}

impl SlotKind {
    /// Every kind, in the order in which they are shown.
    const ALL: [Self; 3] = [Self::Keyring, Self::Passphrase, Self::Recovery];

    /// Frozen: the row's key, and part of its seal.
    fn name(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Passphrase => "passphrase",
            Self::Recovery => "recovery",
        }
    }
}

/// What may be told of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotInfo {
    /// Which way.
    pub kind: SlotKind,
    /// Since when.
    pub created_at: Timestamp,
}

/// A slot as it stands in its row.
pub(crate) struct Slot {
    /// What the wrapping key is derived with, as JSON text.
    pub(crate) parameters: String,
    /// Since when it is there.
    pub(crate) created_at: Timestamp,
    wrapped: Vec<u8>,
}

/// A slot about to be made.
pub(crate) struct NewSlot {
    /// Which way.
    pub(crate) kind: SlotKind,
    /// What the wrapping key is derived with, as JSON text.
    pub(crate) parameters: String,
    /// What wraps the data key.
    pub(crate) wrapping: Key,
}

const CHECK_ROW: &[u8] = b"1";
const CHECK_COLUMN: &str = "sealed";
const CHECK_TEXT: &str = "portalkeeper key check 1";

fn place(vault: Uuid, kind: SlotKind) -> Place<'static> {
    Place {
        vault,
        kind: Kind::KeySlot,
        row: kind.name().as_bytes(),
        column: "wrapped",
    }
}

/// Wraps the data key and writes the slot, in place of one of its kind.
pub(crate) fn put(
    connection: &Connection,
    sealer: &Sealer,
    slot: &NewSlot,
    now: Timestamp,
) -> Outcome<()> {
    let place = place(sealer.vault(), slot.kind);
    let wrapped = seal::seal(&slot.wrapping, place, sealer.key().expose())?;
    connection.execute(
        "REPLACE INTO key_slots (kind, created_at, parameters, wrapped) VALUES (?1, ?2, ?3, ?4)",
        params![slot.kind.name(), now.as_millis(), slot.parameters, wrapped],
    )?;
    Ok(())
}

/// The slot of a kind, if there is one.
pub(crate) fn one(connection: &Connection, kind: SlotKind) -> Outcome<Option<Slot>> {
    let read = |row: &Row<'_>| {
        Ok(Slot {
            parameters: row.get(0)?,
            created_at: time(row, 1)?,
            wrapped: row.get(2)?,
        })
    };
    let slot = connection
        .query_row(
            "SELECT parameters, created_at, wrapped FROM key_slots WHERE kind = ?1",
            [kind.name()],
            read,
        )
        .optional()?;
    Ok(slot)
}

/// What there is.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<SlotInfo>> {
    let mut slots = Vec::new();
    for kind in SlotKind::ALL {
        slots.extend(one(connection, kind)?.map(|slot| SlotInfo {
            kind,
            created_at: slot.created_at,
        }));
    }
    Ok(slots)
}

/// Removes the slot of a kind.
pub(crate) fn remove(connection: &Connection, kind: SlotKind) -> Outcome<()> {
    connection.execute("DELETE FROM key_slots WHERE kind = ?1", [kind.name()])?;
    Ok(())
}

/// Puts one file's slots and key check in the place of another's: what opens
/// the first opens the second, which must be sealed with the same data key.
pub(crate) fn take_over(from: &Connection, into: &Connection) -> Outcome<()> {
    take_slots(from, into)?;
    into.execute("DELETE FROM key_check", [])?;
    if let Some(sealed) = check_value(from)? {
        into.execute(
            "INSERT INTO key_check (id, sealed) VALUES (1, ?1)",
            [sealed],
        )?;
    }
    Ok(())
}

/// Puts one file's slots in the place of another's.
pub(crate) fn take_slots(from: &Connection, into: &Connection) -> Outcome<()> {
    into.execute("DELETE FROM key_slots", [])?;
    let mut slots = from.prepare("SELECT kind, created_at, parameters, wrapped FROM key_slots")?;
    let mut slots = slots.query([])?;
    while let Some(row) = slots.next()? {
        let (kind, since): (String, i64) = (row.get(0)?, row.get(1)?);
        let (parameters, wrapped): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
        into.execute(
            "INSERT INTO key_slots (kind, created_at, parameters, wrapped)
             VALUES (?1, ?2, ?3, ?4)",
            params![kind, since, parameters, wrapped],
        )?;
    }
    Ok(())
}

/// The sealed key check. Made once for each data key, so that two files with
/// the same one are sealed with the same key.
pub(crate) fn check_value(connection: &Connection) -> Outcome<Option<Vec<u8>>> {
    let sealed = connection
        .query_row("SELECT sealed FROM key_check", [], |row| row.get(0))
        .optional()?;
    Ok(sealed)
}

/// Opens a slot. None when the wrapping key is wrong, or the slot damaged.
pub(crate) fn unwrap(vault: Uuid, kind: SlotKind, slot: &Slot, wrapping: &Key) -> Option<Sealer> {
    let plain = seal::open(wrapping, place(vault, kind), &slot.wrapped).ok()?;
    Some(Sealer::new(vault, Key::from_bytes(&plain)?))
}

/// Replaces the data key: no slots but these, which are none for a key that
/// lives in memory only.
pub(crate) fn replace_key(
    connection: &Connection,
    sealer: &Sealer,
    slots: &[NewSlot],
    now: Timestamp,
) -> Outcome<()> {
    connection.execute("DELETE FROM key_slots", [])?;
    for slot in slots {
        put(connection, sealer, slot, now)?;
    }
    let sealed = sealer.seal(Kind::KeyCheck, CHECK_ROW, CHECK_COLUMN, CHECK_TEXT)?;
    connection.execute(
        "REPLACE INTO key_check (id, sealed) VALUES (1, ?1)",
        [sealed],
    )?;
    Ok(())
}

/// Whether a data key was ever made.
pub(crate) fn is_set_up(connection: &Connection) -> Outcome<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM key_check")?
        .exists([])?)
}

/// Whether this data key is the one that the rows are sealed with.
///
/// # Errors
/// [`Code::SealBroken`] when it isn't, which only damage brings about.
pub(crate) fn check(connection: &Connection, sealer: &Sealer) -> Outcome<()> {
    let sealed: Vec<u8> =
        connection.query_row("SELECT sealed FROM key_check", [], |row| row.get(0))?;
    let text = sealer.open(Kind::KeyCheck, CHECK_ROW, CHECK_COLUMN, &sealed)?;
    if text == CHECK_TEXT {
        return Ok(());
    }
    let problem = Problem::new(Code::SealBroken).because("the key check holds another text");
    Err(problem.into())
}

/// How many rows hold something sealed with the data key.
pub(crate) fn sealed_rows(connection: &Connection) -> Outcome<usize> {
    let count: i64 = connection.query_row(
        "SELECT (SELECT count(*) FROM tokens) + (SELECT count(*) FROM client_secrets)
             + (SELECT count(*) FROM sealed_settings)",
        [],
        |row| row.get(0),
    )?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Removes everything that is sealed and keeps the rows it belongs to. Grants
/// go altogether: without tokens they are nothing.
pub(crate) fn wipe_sealed(connection: &Connection) -> Outcome<()> {
    connection.execute_batch(
        "DELETE FROM tokens;
         DELETE FROM client_secrets;
         DELETE FROM sealed_settings;
         DELETE FROM grants;
         DELETE FROM intents;
         UPDATE installations
             SET access_print = NULL, access_expires_at = NULL, refresh_print = NULL;",
    )?;
    Ok(())
}
