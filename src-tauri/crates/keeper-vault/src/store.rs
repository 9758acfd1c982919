//! The store: an open data directory of one world.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use keeper_core::identifier::InstallationId;
use keeper_core::needs::Change;
use keeper_core::secret::Passphrase;
use keeper_core::{Code, Problem, Timestamp};
use rusqlite::Connection;
use uuid::Uuid;

use crate::attempts::Attempts;
use crate::backup::{BackupFolder, list_backups};
use crate::backup_live::WayBack;
use crate::changes::Hands;
use crate::data_key::{KeyHolder, Keys};
use crate::directory::{self, Guard, World};
use crate::error::{Outcome, file_problem};
use crate::key_operations::SealedKey;
use crate::key_slots::passphrase::KeyCost;
use crate::keyring_slot::{Keyring, KeyringSource};
use crate::platform;
use crate::readers::{BUSY_TIMEOUT, Readers, blocking};
use crate::rows::installations;
use crate::schema;
use crate::writer::{Writer, truncate_log};

/// How long the sealed tokens of a forgotten installation are kept.
const FORGOTTEN_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Where a new vault's key is to be, as chosen at the start of the program.
#[derive(Clone, Debug)]
pub enum KeyringChoice {
    /// In the operating system's keyring.
    Os,
    /// Nowhere: in this process only. Whatever was sealed can't be opened
    /// after a restart, which the window says.
    Memory,
    /// Wrapped by this passphrase; for programs without a person before them.
    Passphrase(Passphrase),
}

/// [`KeyringChoice`] without its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceKind {
    /// The operating system's keyring.
    Os,
    /// This process only.
    Memory,
    /// A passphrase.
    Passphrase,
}

impl KeyringChoice {
    /// Which it is.
    #[must_use]
    pub fn kind(&self) -> ChoiceKind {
        match self {
            Self::Os => ChoiceKind::Os,
            Self::Memory => ChoiceKind::Memory,
            Self::Passphrase(_) => ChoiceKind::Passphrase,
        }
    }
}

/// What a store is opened with.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// The data directory; made if it is missing.
    pub directory: PathBuf,
    /// Which of its worlds.
    pub world: World,
    /// What the data may be sent to, such as `https://api.hubapi.com`. The
    /// file remembers it and refuses another.
    pub target: String,
    /// Where a new vault's key is to be.
    pub keyring: KeyringChoice,
    /// What a new passphrase slot costs to try.
    pub key_cost: KeyCost,
    /// How the keyring is reached; tests hand in their own.
    pub keyring_source: KeyringSource,
}

impl StoreOptions {
    /// Options with the cost and the keyring that are meant for people.
    #[must_use]
    pub fn new(
        directory: impl Into<PathBuf>,
        world: World,
        target: impl Into<String>,
        keyring: KeyringChoice,
    ) -> Self {
        Self {
            directory: directory.into(),
            world,
            target: target.into(),
            keyring,
            key_cost: KeyCost::default(),
            keyring_source: KeyringSource::os(),
        }
    }
}

/// An open vault. Dropping it commits what is queued, wipes the data key and
/// lets go of the directory.
pub struct Store {
    // In this order they are dropped: the writer ends before the rest.
    pub(crate) writer: Writer,
    pub(crate) readers: Arc<Readers>,
    pub(crate) keys: Arc<KeyHolder>,
    pub(crate) keyring: Keyring,
    pub(crate) attempts: Attempts,
    /// Set by [`Store::lock`]: from then on the keyring alone doesn't open it.
    pub(crate) locked_by_person: AtomicBool,
    locked_along: Mutex<Option<SealedKey>>,
    /// What may be put back although the vault is closed.
    pub(crate) way_back: Arc<WayBack>,
    pub(crate) choice: KeyringChoice,
    pub(crate) key_cost: KeyCost,
    pub(crate) backups: BackupFolder,
    directory: PathBuf,
    world: World,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = formatter.debug_struct("Store");
        debug.field("directory", &self.directory);
        debug.field("world", &self.world).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens a data directory. Secrets stay locked: see [`Store::make_ready`].
    ///
    /// # Errors
    /// [`Code::DataDirectoryInUse`], [`Code::DataDirectoryUnwritable`],
    /// [`Code::DataDirectoryOfOtherTarget`], [`Code::VaultTooNew`],
    /// [`Code::VaultDamaged`] (with `backups`, the number of copies to go back
    /// to, and `missing` where the file is gone), [`Code::DiskFull`].
    pub async fn open(options: StoreOptions) -> Result<Self, Problem> {
        blocking(move || Self::open_now(options)).await
    }

    fn open_now(options: StoreOptions) -> Result<Self, Problem> {
        let guard = directory::hold(&options.directory, options.world)?;
        let copies = list_backups(&options.directory, options.world).len();
        let opened = open_database(&options, copies);
        let connection = opened.map_err(|problem| naming_copies(problem, copies))?;
        Self::assemble(options, connection, guard)
    }

    fn assemble(
        options: StoreOptions,
        connection: Connection,
        guard: Guard,
    ) -> Result<Self, Problem> {
        let backups = BackupFolder::of(&options.directory, options.world);
        backups.remove_remains(&options.world.database(&options.directory));
        let keys = Arc::new(KeyHolder::default());
        let readers = Readers::new(options.world.database(&options.directory));
        let writer = Writer::start(connection, Arc::clone(&keys), backups.clone(), guard)?;
        Ok(Self {
            writer,
            readers,
            keys,
            keyring: Keyring::new(options.keyring_source),
            attempts: Attempts::default(),
            locked_by_person: AtomicBool::new(false),
            locked_along: Mutex::default(),
            way_back: Arc::default(),
            choice: options.keyring,
            key_cost: options.key_cost,
            backups,
            directory: options.directory,
            world: options.world,
        })
    }

    /// The data directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Which of its worlds this is.
    #[must_use]
    pub fn world(&self) -> World {
        self.world
    }

    /// Copies the vault if there is no copy of today yet; says whether it did.
    /// Call it once the window is up, and once a day.
    ///
    /// # Errors
    /// [`Code::DiskFull`], [`Code::DataDirectoryUnwritable`].
    pub async fn daily_backup(&self, now: Timestamp) -> Result<bool, Problem> {
        // A copy that began before a new key would come to stand after it.
        let _alone = self.attempts.alone().await;
        let backups = self.backups.clone();
        self.readers
            .read(move |connection| backups.keep_daily(connection, now))
            .await
    }

    /// Removes for good what was forgotten 30 days ago, here and in the
    /// copies; says how many installations that were.
    ///
    /// # Errors
    /// [`Code::SaveFailed`] and its kin.
    pub async fn purge_expired(&self, now: Timestamp) -> Result<usize, Problem> {
        let backups = self.backups.clone();
        let before = now.minus(FORGOTTEN_KEPT);
        self.writer
            .run(move |connection| {
                let expired = purge_forgotten(connection, before)?;
                if !expired.is_empty() {
                    truncate_log(connection);
                    backups.remove_rows(&expired);
                }
                Ok(expired.len())
            })
            .await
    }

    /// Whether a person locked it in this process, so that the keyring alone
    /// doesn't open it.
    #[must_use]
    pub fn is_locked_by_person(&self) -> bool {
        self.locked_by_person.load(Ordering::SeqCst)
    }

    /// The key, while this vault is locked along with another.
    pub(crate) fn sealed_key(&self) -> MutexGuard<'_, Option<SealedKey>> {
        self.locked_along
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The vault's own identifier.
    pub(crate) async fn vault_id(&self) -> Result<Uuid, Problem> {
        self.readers.read(schema::vault_id).await
    }
}

/// In one transaction, so that what is brought back meanwhile stays.
fn purge_forgotten(connection: &mut Connection, before: Timestamp) -> Outcome<Vec<InstallationId>> {
    let transaction = connection.transaction()?;
    let expired = installations::forgotten_until(&transaction, before)?;
    let purge: Vec<Change> = expired.iter().copied().map(Change::Purge).collect();
    let hands = Hands {
        connection: &transaction,
        keys: &Keys::default(),
    };
    hands.make_all(&purge)?;
    transaction.commit()?;
    Ok(expired)
}

fn naming_copies(problem: Problem, copies: usize) -> Problem {
    if problem.code == Code::VaultDamaged {
        return problem.with("backups", copies);
    }
    problem
}

fn open_database(options: &StoreOptions, copies: usize) -> Result<Connection, Problem> {
    let path = options.world.database(&options.directory);
    if is_gone(&path) && copies > 0 {
        return Err(Problem::new(Code::VaultDamaged).with("missing", true));
    }
    let connection = make_database(&path)?;
    schema::claim_target(&connection, &options.target)?;
    Ok(connection)
}

/// Missing, or emptied by something that wasn't us: a vault is never empty.
fn is_gone(path: &Path) -> bool {
    path.metadata().map_or(true, |file| file.len() == 0)
}

/// Opens a vault's file for writing, made and brought up to date as needed.
pub(crate) fn make_database(path: &Path) -> Result<Connection, Problem> {
    platform::open_private_file(path).map_err(|error| file_problem(&error))?;
    let mut connection = open_checked(path)?;
    set_up_for_writing(&connection)?;
    schema::migrate(&mut connection)?;
    Ok(connection)
}

pub(crate) fn set_up_for_writing(connection: &Connection) -> Outcome<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Opens a file and looks whether it is whole ([`Code::VaultDamaged`]).
pub(crate) fn open_checked(path: &Path) -> Result<Connection, Problem> {
    Ok(check(path)?)
}

fn check(path: &Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "secure_delete", true)?;
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        return Ok(connection);
    }
    let problem = Problem::new(Code::VaultDamaged).because(verdict);
    Err(problem.into())
}
