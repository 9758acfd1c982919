//! Readers: a small pool of read-only connections.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keeper_core::{Code, Problem};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use crate::error::Outcome;

/// So many read at the same time; the rest waits its turn.
const LIMIT: usize = 4;
/// How long a connection waits for another one, in the rare cases in which
/// write-ahead logging makes it.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The pool.
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Readers {
    /// A pool on one database; connections are made when they are needed.
    pub(crate) fn new(path: PathBuf) -> Arc<Self> {
        Arc::new(Self {
            path,
            idle: Mutex::default(),
            permits: Semaphore::new(LIMIT),
        })
    }

    /// Runs `question` on a connection of the pool, off the async threads.
    pub(crate) async fn read<T, F>(self: &Arc<Self>, question: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    {
        let permit = self.permits.acquire().await;
        let pool = Arc::clone(self);
        let answer = blocking(move || pool.read_now(question)).await;
        drop(permit);
        answer
    }

    fn read_now<T>(&self, question: impl FnOnce(&Connection) -> Outcome<T>) -> Result<T, Problem> {
        let connection = match self.take_idle() {
            Some(connection) => connection,
            None => open(&self.path)?,
        };
        let answer = question(&connection);
        self.lock_idle().push(connection);
        Ok(answer?)
    }

    fn take_idle(&self) -> Option<Connection> {
        self.lock_idle().pop()
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(path: &Path) -> Outcome<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    teach_holding(&connection)?;
    Ok(connection)
}

/// `holds(text, word)`: whether a text holds a word that is in lower case.
/// SQLite's own comparison knows the case of ASCII only.
fn teach_holding(connection: &Connection) -> Outcome<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("holds", 2, flags, |arguments| {
        let text: Option<String> = arguments.get(0)?;
        let word: String = arguments.get(1)?;
        Ok(text.is_some_and(|text| text.to_lowercase().contains(&word)))
    })?;
    Ok(())
}

/// Runs work that blocks off the async threads.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, Problem>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Problem> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(broke) => Err(Problem::new(Code::Internal).because(broke)),
    }
}
