//! The keyring slot: the wrapping key is an entry of the operating system's
//! keyring.
//!
//! The store is connected anew for each question, because a keyring that was
//! absent or locked a moment ago may be there now. Each question runs on a
//! thread of its own with a deadline: a keyring that asks its owner may never
//! answer, and must not keep the program from ending.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keeper_core::{Code, Problem};
use keyring::Entry;
use keyring_core::{CredentialStore, Error};
use tokio::sync::oneshot;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::key_operations::KeyringState;
use crate::platform;
use crate::seal::Key;

/// The entry's service; its user is the vault's identifier.
const SERVICE: &str = "portalkeeper";
/// How long a keyring may take: its owner may have to find a password.
const DEADLINE: Duration = Duration::from_secs(30);
/// How long looking whether there is one may take; it asks nobody.
const PROBE_DEADLINE: Duration = Duration::from_secs(5);

type Connect = dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync;

/// How a keyring is reached.
#[derive(Clone)]
pub struct KeyringSource(Arc<Connect>);

impl KeyringSource {
    /// The operating system's.
    #[must_use]
    pub fn os() -> Self {
        Self::new(platform::connect_keyring)
    }

    /// One that tests supply. Called for each question; must not ask anyone.
    #[must_use]
    pub fn new<F>(connect: F) -> Self
    where
        F: Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync + 'static,
    {
        Self(Arc::new(connect))
    }
}

impl std::fmt::Debug for KeyringSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeyringSource")
    }
}

/// The keyring, and what it last had to say.
pub(crate) struct Keyring {
    source: KeyringSource,
    last: Mutex<Option<KeyringState>>,
}

impl Keyring {
    /// Asks nothing yet.
    pub(crate) fn new(source: KeyringSource) -> Self {
        Self {
            source,
            last: Mutex::new(None),
        }
    }

    /// The entry of a vault.
    ///
    /// # Errors
    /// [`Code::KeyringEntryGone`], [`Code::KeyringLocked`],
    /// [`Code::KeyringTimeout`], [`Code::KeyringUnavailable`].
    pub(crate) async fn read(&self, vault: Uuid) -> Result<Key, Problem> {
        self.ask(DEADLINE, move |store| read_entry(&entry(store, vault)?))
            .await
    }

    /// The entry of a vault, made if there is none: set, read back over a
    /// fresh connection, and compared. One that is there is never overwritten.
    ///
    /// # Errors
    /// As for [`Keyring::read`].
    pub(crate) async fn read_or_make(&self, vault: Uuid) -> Result<Key, Problem> {
        let given = self
            .ask(DEADLINE, move |store| {
                let entry = entry(store, vault)?;
                match read_entry(&entry) {
                    Err(Failure::Keyring(Error::NoEntry)) => make_entry(&entry),
                    other => other,
                }
            })
            .await?;
        let forgetful = |_| unavailable("the keyring doesn't keep what it is given");
        let kept = self.read(vault).await.map_err(forgetful)?;
        if kept.expose() == given.expose() {
            return Ok(kept);
        }
        Err(unavailable("the keyring changed what it was given"))
    }

    /// Removes the entry of a vault, if there is one.
    ///
    /// # Errors
    /// As for [`Keyring::read`].
    pub(crate) async fn remove(&self, vault: Uuid) -> Result<(), Problem> {
        let removed = self.ask(DEADLINE, move |store| {
            match entry(store, vault)?.delete_credential() {
                Err(Error::NoEntry) => Ok(()),
                other => Ok(other?),
            }
        });
        removed.await
    }

    /// What is known of the keyring. Looks whether there is one unless a
    /// question was answered well before; never makes it ask its owner.
    pub(crate) async fn state(&self) -> KeyringState {
        let last = *self.lock_last();
        match last {
            Some(known @ (KeyringState::Available | KeyringState::Locked)) => known,
            Some(KeyringState::Unavailable(_) | KeyringState::NotAsked) | None => {
                let probed = self.ask(PROBE_DEADLINE, |_| Ok(())).await;
                state_after(&probed)
            }
        }
    }

    async fn ask<T, F>(&self, deadline: Duration, question: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&CredentialStore) -> Result<T, Failure> + Send + 'static,
    {
        let (answer, result) = oneshot::channel();
        let source = self.source.clone();
        std::thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || drop(answer.send(ask_now(&source, question))))
            .map_err(|error| Problem::new(Code::KeyringUnavailable).because(error))?;
        let answered = match tokio::time::timeout(deadline, result).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) => Err(unavailable("the keyring's library broke")),
            Err(_) => Err(Problem::new(Code::KeyringTimeout)),
        };
        *self.lock_last() = Some(state_after(&answered));
        answered
    }

    fn lock_last(&self) -> std::sync::MutexGuard<'_, Option<KeyringState>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ask_now<T>(
    source: &KeyringSource,
    question: impl FnOnce(&CredentialStore) -> Result<T, Failure>,
) -> Result<T, Problem> {
    let store = (source.0)().map_err(Failure::Keyring)?;
    Ok(question(store.as_ref())?)
}

fn state_after<T>(answered: &Result<T, Problem>) -> KeyringState {
    match answered {
        Ok(_) => KeyringState::Available,
        Err(problem) if problem.code == Code::KeyringEntryGone => KeyringState::Available,
        Err(problem) if problem.code == Code::KeyringLocked => KeyringState::Locked,
        Err(problem) => KeyringState::Unavailable(problem.code),
    }
}

/// Why a question wasn't answered.
enum Failure {
    /// By the keyring itself.
    Keyring(Error),
    /// By what it holds.
    Problem(Problem),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Keyring(error)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Problem(problem) => problem,
            Failure::Keyring(Error::NoEntry) => Self::new(Code::KeyringEntryGone),
            Failure::Keyring(error @ Error::NoStorageAccess(_)) => {
                Self::new(Code::KeyringLocked).because(error)
            }
            Failure::Keyring(error) => unavailable(error),
        }
    }
}

fn unavailable(cause: impl std::fmt::Display) -> Problem {
    Problem::new(Code::KeyringUnavailable).because(cause)
}

fn entry(store: &CredentialStore, vault: Uuid) -> Result<Entry, Failure> {
    let inner = store.build(SERVICE, &vault.to_string(), None)?;
    Ok(Entry { inner })
}

/// As text, since some keyrings keep nothing else unharmed.
fn read_entry(entry: &Entry) -> Result<Key, Failure> {
    let text = Zeroizing::new(entry.get_password()?);
    let none_of_ours = || unavailable("the keyring's entry for this vault is none of ours");
    from_hex(&text).ok_or_else(|| Failure::Problem(none_of_ours()))
}

fn make_entry(entry: &Entry) -> Result<Key, Failure> {
    let key = Key::make_random().map_err(Failure::Problem)?;
    entry.set_password(&to_hex(&key))?;
    Ok(key)
}

fn to_hex(key: &Key) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(key.expose().len() * 2));
    for byte in key.expose() {
        for digit in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    text
}

fn from_hex(text: &str) -> Option<Key> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    for pair in text.as_bytes().chunks(2) {
        let digit = |place: usize| char::from(*pair.get(place)?).to_digit(16);
        let byte = digit(0)? << 4 | digit(1)?;
        bytes.push(u8::try_from(byte).ok()?);
    }
    Key::from_bytes(&bytes)
}
