//! Tokens, sealed, of installations and of grants.

use keeper_core::grant::{SealedTokens, Tokens};
use keeper_core::identifier::InstallationId;
use keeper_core::secret::{AccessToken, RefreshToken};
use keeper_core::{Code, Problem, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::time;
use crate::data_key::Sealer;
use crate::error::Outcome;
use crate::schema;
use crate::seal::Kind;

const ACCESS: &str = "access";
const REFRESH: &str = "refresh";

/// Sealed tokens as they stand.
pub(crate) struct Sealed {
    access: Vec<u8>,
    refresh: Vec<u8>,
    access_expires_at: Timestamp,
}

impl Sealed {
    /// Opens them.
    pub(crate) fn open(&self, owner: InstallationId, sealer: &Sealer) -> Result<Tokens, Problem> {
        let row = owner.as_uuid();
        let open = |column, sealed| sealer.open(Kind::Tokens, row.as_bytes(), column, sealed);
        Ok(Tokens {
            access: AccessToken::new(open(ACCESS, &self.access)?),
            access_expires_at: self.access_expires_at,
            refresh: RefreshToken::new(open(REFRESH, &self.refresh)?),
        })
    }
}

/// Reads an owner's sealed tokens without opening them.
pub(crate) fn read(connection: &Connection, owner: InstallationId) -> Outcome<Option<Sealed>> {
    let sealed = connection
        .prepare_cached("SELECT access, refresh, access_expires_at FROM tokens WHERE owner = ?1")?
        .query_row([owner.as_uuid()], |row| {
            Ok(Sealed {
                access: row.get(0)?,
                refresh: row.get(1)?,
                access_expires_at: time(row, 2)?,
            })
        })
        .optional()?;
    Ok(sealed)
}

/// Opens tokens that are sealed and not yet in their row.
pub(crate) fn open_sealed(
    sealer: &Sealer,
    owner: InstallationId,
    tokens: &SealedTokens,
) -> Result<Tokens, Problem> {
    let sealed = Sealed {
        access: tokens.access.clone(),
        refresh: tokens.refresh.clone(),
        access_expires_at: tokens.prints.access_expires_at,
    };
    sealed.open(owner, sealer)
}

/// Seals tokens for the row of `owner`.
pub(crate) fn seal(
    sealer: &Sealer,
    owner: InstallationId,
    tokens: &Tokens,
) -> Result<SealedTokens, Problem> {
    let row = owner.as_uuid();
    let seal = |column, plain| sealer.seal(Kind::Tokens, row.as_bytes(), column, plain);
    Ok(SealedTokens {
        vault: sealer.vault(),
        access: seal(ACCESS, tokens.access.expose())?,
        refresh: seal(REFRESH, tokens.refresh.expose())?,
        prints: tokens.prints(),
    })
}

/// Puts sealed tokens in the place of those before.
///
/// # Errors
/// [`Code::SealBroken`] when they were sealed for another vault: a new key was
/// made, or a backup restored, since.
pub(crate) fn put(
    connection: &Connection,
    owner: InstallationId,
    tokens: &SealedTokens,
) -> Outcome<()> {
    if schema::vault_id(connection)? != tokens.vault {
        let cause = "the tokens were sealed for another vault";
        return Err(Problem::new(Code::SealBroken).because(cause).into());
    }
    connection
        .prepare_cached(
            "REPLACE INTO tokens (owner, access, refresh, access_expires_at)
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            owner.as_uuid(),
            tokens.access,
            tokens.refresh,
            tokens.prints.access_expires_at.as_millis(),
        ])?;
    Ok(())
}

/// Removes an owner's tokens, if there are any.
pub(crate) fn remove(connection: &Connection, owner: InstallationId) -> Outcome<()> {
    connection
        .prepare_cached("DELETE FROM tokens WHERE owner = ?1")?
        .execute([owner.as_uuid()])?;
    Ok(())
}
