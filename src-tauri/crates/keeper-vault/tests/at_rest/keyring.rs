//! The keyring slot, against a keyring of the tests' own.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keeper_core::Code;
use keeper_core::needs::Vault;
use keeper_vault::{
    KeyringChoice, KeyringSource, KeyringState, Proof, SlotChoice, SlotKind, Store, StoreOptions,
};
use keyring_core::{CredentialStore, Entry, Error, mock};

use crate::support::{NOW, code, directory, fill, options, phrase, refresh_token};

/// A keyring that can be taken away.
#[derive(Clone)]
struct TestKeyring {
    store: Arc<CredentialStore>,
    absent: Arc<AtomicBool>,
}

impl TestKeyring {
    fn new() -> Self {
        Self {
            store: mock::Store::new().unwrap(),
            absent: Arc::default(),
        }
    }

    fn options(&self, directory: &Path) -> StoreOptions {
        let mut options = options(directory, KeyringChoice::Os);
        let keyring = self.clone();
        options.keyring_source =
            KeyringSource::new(move || match keyring.absent.load(Ordering::SeqCst) {
                true => Err(Error::NoDefaultStore),
                false => Ok(Arc::clone(&keyring.store)),
            });
        options
    }

    async fn open(&self, directory: &Path) -> Store {
        Store::open(self.options(directory)).await.unwrap()
    }

    /// The entry of the vault in a directory.
    fn entry(&self, directory: &Path) -> Entry {
        let vault: String = crate::support::database(directory)
            .query_row("SELECT value FROM meta WHERE name = 'vault'", [], |row| {
                row.get(0)
            })
            .unwrap();
        self.store.build("portalkeeper", &vault, None).unwrap()
    }

    fn fails_next(&self, directory: &Path, error: Error) {
        let entry = self.entry(directory);
        let credential: &mock::Cred = entry.as_any().downcast_ref().unwrap();
        credential.set_error(error);
    }
}

fn locked() -> Error {
    Error::NoStorageAccess("the collection is locked".into())
}

#[tokio::test]
async fn the_keyring_sets_up_and_opens_without_a_question() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    let kept = fill(&store, "a").await;
    let status = store.status().await.unwrap();
    assert_eq!(status.slots[0].kind, SlotKind::Keyring);
    assert_eq!(status.keyring, KeyringState::Available);
    drop(store);

    let store = keyring.open(directory.path()).await;
    assert!(!store.is_open(), "opening and unlocking are two steps");
    store.make_ready().await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn the_entry_wraps_the_data_key_and_is_not_it() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    let before = keyring.entry(directory.path()).get_password().unwrap();
    assert_eq!(before.len(), 64, "32 bytes as text");
    let former = keyring.entry(directory.path());
    store.start_over(SlotChoice::Keyring).await.unwrap();
    let after = keyring.entry(directory.path()).get_password().unwrap();
    assert_ne!(before, after, "a new vault has an entry of its own");
    assert_eq!(
        former.get_password().unwrap(),
        before,
        "the old one is kept"
    );
}

#[tokio::test]
async fn a24_the_old_keyring_entry_opens_a_vault_that_was_set_aside() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    let kept = fill(&store, "a").await;
    let aside = store.start_over(SlotChoice::Keyring).await.unwrap();
    let name = aside.unwrap().file_name().unwrap().to_owned();
    let restored = store.restore_backup(name.to_str().unwrap(), None, NOW);
    restored.await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn an_entry_that_is_there_is_used_and_never_overwritten() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    let known = "42".repeat(32);
    keyring
        .entry(directory.path())
        .set_password(&known)
        .unwrap();
    store.make_ready().await.unwrap();
    let kept = keyring.entry(directory.path()).get_password().unwrap();
    assert_eq!(kept, known);
    drop(store);
    let store = keyring.open(directory.path()).await;
    store.unlock_with_keyring().await.unwrap();
}

#[tokio::test]
async fn a_foreign_entry_is_left_alone_and_said() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    let entry = keyring.entry(directory.path());
    entry.set_password("hunter2").unwrap();
    assert_eq!(code(store.make_ready().await), Code::KeyringUnavailable);
    assert_eq!(entry.get_password().unwrap(), "hunter2");
    assert!(!store.status().await.unwrap().set_up);
}

#[tokio::test]
async fn each_state_of_the_keyring_has_its_own_code_and_is_tried_again() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    let kept = fill(&store, "a").await;
    drop(store);

    let store = keyring.open(directory.path()).await;
    keyring.absent.store(true, Ordering::SeqCst);
    assert_eq!(code(store.make_ready().await), Code::KeyringUnavailable);
    let status = store.status().await.unwrap();
    assert_eq!(
        status.keyring,
        KeyringState::Unavailable(Code::KeyringUnavailable)
    );

    keyring.absent.store(false, Ordering::SeqCst);
    keyring.fails_next(directory.path(), locked());
    assert_eq!(code(store.make_ready().await), Code::KeyringLocked);
    let status = store.status().await.unwrap();
    assert_eq!(status.keyring, KeyringState::Locked);

    store.make_ready().await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a_gone_entry_makes_no_second_key() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    fill(&store, "a").await;
    drop(store);

    keyring.entry(directory.path()).delete_credential().unwrap();
    let store = keyring.open(directory.path()).await;
    assert_eq!(code(store.make_ready().await), Code::KeyringEntryGone);
    let again = store.set_up(SlotChoice::Keyring).await;
    assert_eq!(code(again), Code::VaultLocked);
    assert!(keyring.entry(directory.path()).get_password().is_err());
    assert!(!store.is_open());
}

#[tokio::test]
async fn another_users_entry_opens_nothing() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    fill(&store, "a").await;
    drop(store);

    let other = "17".repeat(32);
    keyring
        .entry(directory.path())
        .set_password(&other)
        .unwrap();
    let store = keyring.open(directory.path()).await;
    assert_eq!(code(store.make_ready().await), Code::NoSlotOpens);
}

#[tokio::test]
async fn a_keyring_that_fails_at_first_start_leaves_the_choice_to_the_person() {
    let directory = directory();
    let keyring = TestKeyring::new();
    keyring.absent.store(true, Ordering::SeqCst);
    let store = keyring.open(directory.path()).await;
    assert_eq!(code(store.make_ready().await), Code::KeyringUnavailable);
    assert!(!store.is_open(), "nothing falls back silently");

    store.set_up(SlotChoice::Memory).await.unwrap();
    assert!(store.is_open());
    drop(store);
    let store = keyring.open(directory.path()).await;
    assert_eq!(code(store.make_ready().await), Code::VaultNotSetUp);
}

#[tokio::test]
async fn a_keyring_that_forgets_what_it_is_given_is_found_out() {
    let directory = directory();
    let mut options = options(directory.path(), KeyringChoice::Os);
    // A new keyring for each question: what is set is never seen again.
    options.keyring_source = KeyringSource::new(|| Ok(mock::Store::new()?));
    let store = Store::open(options).await.unwrap();
    assert_eq!(code(store.make_ready().await), Code::KeyringUnavailable);
    assert!(
        !store.status().await.unwrap().set_up,
        "nothing may be sealed with it"
    );
}

#[tokio::test]
async fn a24_what_a_person_locked_the_keyring_alone_does_not_open() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    assert_eq!(code(store.lock().await), Code::NoSlotOpens);
    assert!(store.is_open(), "it would have been locked for good");

    store
        .add_passphrase(Proof::Keyring, phrase("another horse"))
        .await
        .unwrap();
    store.lock().await.unwrap();
    assert_eq!(code(store.unlock_with_keyring().await), Code::VaultLocked);
    assert_eq!(code(store.make_ready().await), Code::VaultLocked);
    let typed = phrase("another horse");
    store.unlock_with_passphrase(typed).await.unwrap();
    assert!(store.is_open());
}

#[tokio::test]
async fn a_keyring_slot_can_be_added_and_taken_away() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    let chosen = SlotChoice::Passphrase(phrase("another horse"));
    store.set_up(chosen).await.unwrap();
    fill(&store, "a").await;
    store
        .add_keyring(Proof::Passphrase(phrase("another horse")))
        .await
        .unwrap();
    drop(store);

    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    store
        .remove_slot(Proof::Keyring, SlotKind::Keyring)
        .await
        .unwrap();
    drop(store);
    let store = keyring.open(directory.path()).await;
    assert_eq!(code(store.make_ready().await), Code::VaultLocked);
}

#[tokio::test]
async fn whoever_forgot_the_passphrase_sets_a_new_one_by_the_keyring() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    let kept = fill(&store, "a").await;
    let forgotten = phrase("forgotten horse");
    store
        .add_passphrase(Proof::Keyring, forgotten)
        .await
        .unwrap();
    let new = phrase("another horse");
    store.add_passphrase(Proof::Keyring, new).await.unwrap();
    store.lock().await.unwrap();
    let typed = phrase("another horse");
    store.unlock_with_passphrase(typed).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a24_the_keyrings_entry_is_read_anew_to_prove_anything() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    fill(&store, "a").await;
    let new = || phrase("another horse");
    keyring.fails_next(directory.path(), locked());
    let refused = store.add_passphrase(Proof::Keyring, new()).await;
    assert_eq!(code(refused), Code::KeyringLocked);
    let other = "17".repeat(32);
    keyring
        .entry(directory.path())
        .set_password(&other)
        .unwrap();
    let refused = store.add_passphrase(Proof::Keyring, new()).await;
    assert_eq!(code(refused), Code::PassphraseWrong);
    keyring.entry(directory.path()).delete_credential().unwrap();
    let refused = store.add_passphrase(Proof::Keyring, new()).await;
    assert_eq!(code(refused), Code::KeyringEntryGone);
    assert_eq!(store.status().await.unwrap().slots.len(), 1);
}

#[tokio::test]
async fn a24_a_leak_renews_the_keyrings_entry() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    let kept = fill(&store, "a").await;
    let former = keyring.entry(directory.path());
    let renewed = store.renew_key(Proof::Keyring, None, |_| Ok(()));
    renewed.await.unwrap();
    assert!(former.get_password().is_err(), "the old entry is gone");
    let slots = store.status().await.unwrap().slots;
    assert_eq!(slots.len(), 2, "keyring and recovery code: {slots:?}");
    drop(store);
    let store = keyring.open(directory.path()).await;
    store.make_ready().await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

/// A paused clock goes to the deadline as soon as nothing else is to be done.
#[tokio::test(start_paused = true)]
async fn a_keyring_that_never_answers_is_given_up_after_half_a_minute() {
    let directory = directory();
    let keyring = TestKeyring::new();
    let store = keyring.open(directory.path()).await;
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = std::sync::Mutex::new(released);
    drop(store);
    let mut options = keyring.options(directory.path());
    options.keyring_source = KeyringSource::new(move || {
        let waited = released.lock().map(|gate| gate.recv());
        drop(waited);
        Err(Error::NoDefaultStore)
    });
    let store = Store::open(options).await.unwrap();
    let before = tokio::time::Instant::now();
    assert_eq!(code(store.make_ready().await), Code::KeyringTimeout);
    let waited = tokio::time::Instant::now() - before;
    assert_eq!(waited.as_secs(), 30);
    drop(release);
}
