//! Changes: what each does to the rows.

use keeper_core::grant::{Grant, SealedTokens};
use keeper_core::identifier::InstallationId;
use keeper_core::installation::Installation;
use keeper_core::needs::{Change, TokenChange};
use keeper_core::{Code, Problem};
use rusqlite::Connection;
use std::sync::Arc;

use crate::data_key::{Keys, Sealer};
use crate::error::{Fault, Outcome};
use crate::rows::{
    accounts, activity, apps, client_secrets, grants, installations, intents, logos,
    sealed_settings, settings, tokens,
};

/// What is left to do once the changes are on disk.
#[derive(Debug, Default)]
pub(crate) struct Aftermath {
    /// Whether sealed values were removed, so that the write-ahead log is to
    /// be truncated.
    pub(crate) wiped: bool,
    /// Installations that were removed for good, in backups, too.
    pub(crate) purged: Vec<InstallationId>,
}

impl Aftermath {
    /// Both together.
    pub(crate) fn join(&mut self, other: Self) {
        self.wiped |= other.wiped;
        self.purged.extend(other.purged);
    }
}

/// One transaction's hands: the connection, and the key if the vault is open.
pub(crate) struct Hands<'a> {
    /// Inside a savepoint of its own.
    pub(crate) connection: &'a Connection,
    /// The present one is none while the vault is locked.
    pub(crate) keys: &'a Keys,
}

impl Hands<'_> {
    fn sealer(&self) -> Outcome<&Sealer> {
        let present = self.keys.present.as_deref();
        present.ok_or(Fault::from(Code::VaultLocked))
    }

    /// Makes all changes, or fails at one.
    pub(crate) fn make_all(&self, changes: &[Change]) -> Outcome<Aftermath> {
        let mut aftermath = Aftermath::default();
        for change in changes {
            aftermath.join(self.make(change)?);
        }
        Ok(aftermath)
    }

    fn make(&self, change: &Change) -> Outcome<Aftermath> {
        let connection = self.connection;
        match change {
            Change::PutApp(app) => done(apps::put(connection, app)),
            Change::PutClientSecret {
                app,
                secret,
                keep_former,
                at,
            } => wiped(client_secrets::put(
                connection,
                self.sealer()?,
                *app,
                secret,
                *keep_former,
                *at,
            )),
            Change::SetAppFault { app, fault } => {
                done(apps::set_fault(connection, *app, fault.as_ref()))
            }
            Change::PutLogo { app, png } => done(logos::put(connection, *app, png.as_deref())),
            Change::DropApp(app) => wiped(apps::drop(connection, *app)),
            Change::PutAccount(account) => done(accounts::put(connection, account)),
            Change::DropAccount(id) => done(accounts::drop(connection, *id)),
            Change::HoldGrant { grant, tokens } => self.hold_grant(grant, tokens),
            Change::PutGrant(grant) => done(grants::put(connection, grant)),
            Change::DropGrant(id) => wiped(grants::drop(connection, *id)),
            Change::PutInstallation {
                installation,
                tokens,
            } => self.put_installation(installation, tokens),
            Change::Annotate { id, annotation } => {
                done(installations::annotate(connection, *id, annotation))
            }
            Change::Forget { id, at } => {
                done(installations::set_forgotten(connection, *id, Some(*at)))
            }
            Change::Restore(id) => done(installations::set_forgotten(connection, *id, None)),
            Change::Purge(id) => self.purge(*id),
            Change::BeginCall(intent) => done(intents::begin(connection, intent)),
            Change::EndCall(owner) => done(intents::end(connection, *owner)),
            Change::Record(line) => done(activity::record(connection, line)),
            Change::PutSetting { name, value } => done(settings::put(connection, name, value)),
            Change::PutSealedSetting { name, value } => wiped(sealed_settings::put(
                connection,
                self.sealer()?,
                name,
                value.as_ref(),
            )),
        }
    }

    fn hold_grant(&self, grant: &Grant, sealed: &SealedTokens) -> Outcome<Aftermath> {
        grants::hold(self.connection, grant)?;
        self.put_sealed(grant.id, sealed)?;
        done(grants::set_prints(
            self.connection,
            grant.id,
            &sealed.prints,
        ))
    }

    fn put_installation(
        &self,
        installation: &Installation,
        change: &TokenChange,
    ) -> Outcome<Aftermath> {
        installations::put(self.connection, installation)?;
        match change {
            TokenChange::Keep => Ok(Aftermath::default()),
            TokenChange::Put(tokens) => done(self.put_tokens(installation.id, tokens)),
            TokenChange::TakeFromGrant(grant) => wiped(self.take_over(installation.id, *grant)),
            TokenChange::Wipe => wiped(self.wipe_tokens(installation.id)),
        }
    }

    fn put_tokens(&self, id: InstallationId, new: &SealedTokens) -> Outcome<()> {
        self.put_sealed(id, new)?;
        installations::set_prints(self.connection, id, Some(&new.prints))
    }

    /// What was sealed with a key that has been replaced since is sealed anew.
    fn put_sealed(&self, id: InstallationId, sealed: &SealedTokens) -> Outcome<()> {
        let is_its = |key: &&Arc<Sealer>| key.vault() == sealed.vault;
        match self.keys.former.iter().find(is_its) {
            None => tokens::put(self.connection, id, sealed),
            Some(former) => {
                let opened = tokens::open_sealed(former, id, sealed)?;
                let anew = tokens::seal(self.sealer()?, id, &opened)?;
                tokens::put(self.connection, id, &anew)
            }
        }
    }

    /// Opened and sealed anew, since the row is part of the seal.
    fn take_over(&self, id: InstallationId, grant: InstallationId) -> Outcome<()> {
        let Some(sealed) = tokens::read(self.connection, grant)? else {
            let problem = Problem::new(Code::TokenGone).because("the grant has no tokens");
            return Err(problem.into());
        };
        let sealer = self.sealer()?;
        let opened = sealed.open(grant, sealer)?;
        grants::drop(self.connection, grant)?;
        self.put_tokens(id, &tokens::seal(sealer, id, &opened)?)
    }

    fn wipe_tokens(&self, id: InstallationId) -> Outcome<()> {
        tokens::remove(self.connection, id)?;
        installations::set_prints(self.connection, id, None)
    }

    fn purge(&self, id: InstallationId) -> Outcome<Aftermath> {
        tokens::remove(self.connection, id)?;
        installations::remove(self.connection, id)?;
        Ok(Aftermath {
            wiped: true,
            purged: vec![id],
        })
    }
}

fn done(outcome: Outcome<()>) -> Outcome<Aftermath> {
    outcome.map(|()| Aftermath::default())
}

fn wiped(outcome: Outcome<()>) -> Outcome<Aftermath> {
    outcome.map(|()| Aftermath {
        wiped: true,
        purged: Vec::new(),
    })
}
