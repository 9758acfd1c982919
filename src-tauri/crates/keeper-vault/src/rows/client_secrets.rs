//! Client secrets, sealed: the present one and, during a rotation, the former.

use keeper_core::identifier::AppId;
use keeper_core::needs::ClientSecrets;
use keeper_core::secret::ClientSecret;
use keeper_core::{Problem, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::apps;
use crate::data_key::Sealer;
use crate::error::Outcome;
use crate::seal::Kind;

const PRESENT: &str = "present";
const FORMER: &str = "former";

/// The sealed secrets of one app, as they stand.
#[derive(Default)]
pub(crate) struct Sealed {
    present: Option<Vec<u8>>,
    former: Option<Vec<u8>>,
}

impl Sealed {
    /// Whether there is nothing to open.
    pub(crate) fn is_empty(&self) -> bool {
        self.present.is_none()
    }

    /// Opens them.
    pub(crate) fn open(
        &self,
        app: AppId,
        sealer: &Sealer,
    ) -> Result<Option<ClientSecrets>, Problem> {
        let Some(present) = &self.present else {
            return Ok(None);
        };
        let open = |place, sealed: &Vec<u8>| open_secret(sealer, app, place, sealed);
        Ok(Some(ClientSecrets {
            present: open(PRESENT, present)?,
            former: self
                .former
                .as_ref()
                .map(|it| open(FORMER, it))
                .transpose()?,
        }))
    }
}

/// Reads an app's sealed secrets without opening them.
pub(crate) fn read(connection: &Connection, app: AppId) -> Outcome<Sealed> {
    Ok(Sealed {
        present: sealed_in(connection, app, PRESENT)?,
        former: sealed_in(connection, app, FORMER)?,
    })
}

fn sealed_in(connection: &Connection, app: AppId, place: &str) -> Outcome<Option<Vec<u8>>> {
    let sealed = connection
        .prepare_cached("SELECT sealed FROM client_secrets WHERE app = ?1 AND place = ?2")?
        .query_row(params![app.as_uuid(), place], |row| row.get(0))
        .optional()?;
    Ok(sealed)
}

/// Sets the present secret; the one before becomes the former, or is wiped.
pub(crate) fn put(
    connection: &Connection,
    sealer: &Sealer,
    app: AppId,
    secret: &ClientSecret,
    keep_former: bool,
    at: Timestamp,
) -> Outcome<()> {
    apps::require(connection, app)?;
    if keep_former {
        set_present_aside(connection, sealer, app, at)?;
    } else {
        remove(connection, app, FORMER)?;
    }
    write(connection, sealer, app, PRESENT, secret, at)
}

fn set_present_aside(
    connection: &Connection,
    sealer: &Sealer,
    app: AppId,
    at: Timestamp,
) -> Outcome<()> {
    let Some(sealed) = sealed_in(connection, app, PRESENT)? else {
        return Ok(());
    };
    let secret = open_secret(sealer, app, PRESENT, &sealed)?;
    write(connection, sealer, app, FORMER, &secret, at)
}

fn write(
    connection: &Connection,
    sealer: &Sealer,
    app: AppId,
    place: &str,
    secret: &ClientSecret,
    at: Timestamp,
) -> Outcome<()> {
    let row = app.as_uuid();
    let sealed = sealer.seal(Kind::ClientSecret, row.as_bytes(), place, secret.expose())?;
    connection
        .prepare_cached(
            "REPLACE INTO client_secrets (app, place, set_at, sealed) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![row, place, at.as_millis(), sealed])?;
    Ok(())
}

fn remove(connection: &Connection, app: AppId, place: &str) -> Outcome<()> {
    connection
        .prepare_cached("DELETE FROM client_secrets WHERE app = ?1 AND place = ?2")?
        .execute(params![app.as_uuid(), place])?;
    Ok(())
}

fn open_secret(
    sealer: &Sealer,
    app: AppId,
    place: &str,
    sealed: &[u8],
) -> Result<ClientSecret, Problem> {
    sealer
        .open(Kind::ClientSecret, app.as_uuid().as_bytes(), place, sealed)
        .map(ClientSecret::new)
}
