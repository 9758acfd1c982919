//! A new data key, after the old one or a way to it leaked.

use std::path::{Path, PathBuf};

use keeper_core::Code;
use keeper_core::needs::{Change, TokenChange, Vault};
use keeper_core::secret::SecretSetting;
use keeper_vault::{Proof, Store};

use crate::support::{
    NOW, PHRASE, code, database, directory, fill, grant, open, open_locked, phrase, proof, put,
    put_secret, recovery_code, refresh_token, sealed,
};

const NEW: &str = "a horse of another colour";

/// Renews the key; the new recovery code.
async fn renew(store: &Store) -> String {
    let (write, written) = std::sync::mpsc::channel();
    let renewed = store.renew_key(proof(), Some(phrase(NEW)), move |code| {
        write.send(code.expose().to_owned()).unwrap();
        Ok(())
    });
    renewed.await.unwrap();
    written.recv().unwrap()
}

async fn open_new(directory: &Path) -> Store {
    let store = open_locked(directory).await;
    store.unlock_with_passphrase(phrase(NEW)).await.unwrap();
    store
}

/// The data key, wrapped, in each slot.
fn wrapped(file: &rusqlite::Connection) -> Vec<Vec<u8>> {
    let mut slots = file.prepare("SELECT wrapped FROM key_slots").unwrap();
    let slots = slots.query_map([], |row| row.get(0)).unwrap();
    slots.map(Result::unwrap).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push(path),
        }
    }
    found
}

fn holds(folder: &Path, wanted: &[u8]) -> bool {
    files(folder).iter().any(|path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(wanted.len()).any(|part| part == wanted)
    })
}

/// Copies a data directory as it stands, as a kill would leave it.
fn as_it_stands(directory: &Path) -> tempfile::TempDir {
    let copy = crate::support::directory();
    for path in files(directory) {
        let to = copy.path().join(path.strip_prefix(directory).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(path, to).unwrap();
    }
    copy
}

#[tokio::test]
async fn a24_what_leaked_opens_nothing_any_more() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let waiting = grant(kept.app);
    let id = waiting.id;
    let hold = Change::HoldGrant {
        tokens: sealed(&store, id, "g"),
        grant: waiting,
    };
    let secrets = [
        put_secret(kept.app, "s3cret", false),
        put_secret(kept.app, "s4cret", true),
    ];
    store
        .commit([hold].into_iter().chain(secrets).collect())
        .await
        .unwrap();
    let old_code = recovery_code(&store).await.unwrap();
    store.make_backup(NOW).await.unwrap();
    std::fs::copy(
        directory.path().join("vault.db"),
        directory.path().join("backups/vault-set-aside-1.db"),
    )
    .unwrap();
    let former = wrapped(&database(directory.path()));
    assert_eq!(former.len(), 2);
    assert!(former.iter().all(|slot| holds(directory.path(), slot)));

    let new_code = renew(&store).await;
    assert!(store.is_open());
    for slot in &former {
        assert!(!holds(directory.path(), slot), "the old key is on disk");
    }
    let copies = store.backups().await.unwrap();
    assert_eq!(copies.len(), 1, "a fresh one: {copies:?}");
    let fresh = directory.path().join("backups").join(&copies[0].name);
    let due = "SELECT count(*) FROM meta WHERE name = 'old_copies_due'";
    let due: i64 = rusqlite::Connection::open(fresh)
        .unwrap()
        .query_row(due, [], |row| row.get(0))
        .unwrap();
    assert_eq!(due, 0, "nothing is left to be done for whoever restores it");
    drop(store);

    let store = open_locked(directory.path()).await;
    let old = store.unlock_with_passphrase(phrase(PHRASE)).await;
    assert_eq!(code(old), Code::PassphraseWrong);
    let old = phrase(old_code.expose());
    let old = store.unlock_with_recovery_code(old).await;
    assert_eq!(code(old), Code::PassphraseWrong);
    let new = phrase(&new_code);
    store.unlock_with_recovery_code(new).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    assert_eq!(refresh_token(&store, id).await.unwrap(), "refresh-g");
    let secrets = store.client_secrets(kept.app).await.unwrap().unwrap();
    assert_eq!(secrets.present.expose(), "s4cret");
    assert_eq!(secrets.former.unwrap().expose(), "s3cret");
}

#[tokio::test]
async fn a24_a_new_key_needs_a_proof_and_a_way_in() {
    let directory = directory();
    let store = open(directory.path()).await;
    fill(&store, "a").await;
    let wrong = Proof::Passphrase(phrase("wrong horse"));
    let refused = store.renew_key(wrong, Some(phrase(NEW)), |_| Ok(()));
    assert_eq!(code(refused.await), Code::PassphraseWrong);
    let refused = store.renew_key(proof(), None, |_| Ok(()));
    assert_eq!(code(refused.await), Code::NoSlotOpens);
    let failing = |_| Err(Code::FileUnwritable.into());
    let refused = store.renew_key(proof(), Some(phrase(NEW)), failing);
    assert_eq!(code(refused.await), Code::FileUnwritable);
    drop(store);
    drop(open(directory.path()).await);
}

#[tokio::test]
async fn an_answer_that_was_sealed_before_is_saved_after() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let rotated = put(&kept, TokenChange::Put(sealed(&store, kept.id, "b")));
    renew(&store).await;
    store.commit(vec![rotated]).await.unwrap();
    drop(store);
    let store = open_new(directory.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-b");
}

#[tokio::test]
async fn a_kill_before_the_new_key_is_on_disk_leaves_the_old_state() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    store.make_backup(NOW).await.unwrap();
    let (send, sent) = std::sync::mpsc::channel();
    let path = directory.path().to_owned();
    let renewed = store.renew_key(proof(), Some(phrase(NEW)), move |_| {
        send.send(as_it_stands(&path)).unwrap();
        Ok(())
    });
    renewed.await.unwrap();
    let killed = sent.recv().unwrap();
    let store = open(killed.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    assert_eq!(store.backups().await.unwrap().len(), 1);
}

/// A reader keeps the log from being emptied, so that nothing after the
/// transaction is done.
#[tokio::test]
async fn a_kill_after_it_leaves_the_new_state_and_the_next_unlocking_finishes_it() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let old_copy = store.make_backup(NOW).await.unwrap();
    let former = wrapped(&database(directory.path()));
    let reader = database(directory.path());
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM meta;")
        .unwrap();
    renew(&store).await;
    let killed = as_it_stands(directory.path());
    assert!(holds(killed.path(), &former[0]), "nothing was removed yet");
    drop(reader);

    // As if the kill had come after the fresh copy.
    let fresh = killed.path().join("backups/vault-2026-11-24-101010.db");
    let new = database(killed.path());
    new.execute("VACUUM INTO ?1", [fresh.to_str().unwrap()])
        .unwrap();
    drop(new);
    let store = open_new(killed.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    let copies = store.backups().await.unwrap();
    let names: Vec<_> = copies.iter().map(|copy| copy.name.as_str()).collect();
    assert!(names.contains(&"vault-2026-11-24-101010.db"), "{names:?}");
    assert!(!names.contains(&old_copy.name.as_str()), "{names:?}");
    drop(store);
    assert!(!holds(killed.path(), &former[0]));
    let again = open_new(killed.path()).await;
    assert_eq!(again.backups().await.unwrap(), copies, "and only once");
}

#[tokio::test]
async fn a_copy_from_before_the_leak_is_sealed_anew_with_what_opened_it_then() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let copy = store.make_backup(NOW).await.unwrap();
    let path = directory.path().join("backups").join(&copy.name);
    let elsewhere = std::fs::read(&path).unwrap();
    let former = wrapped(&database(directory.path()));
    renew(&store).await;
    std::fs::write(&path, elsewhere).unwrap();
    let asked = store.restore_backup(&copy.name, None, NOW).await;
    assert_eq!(code(asked), Code::BackupSealedOtherwise);
    store
        .restore_backup(&copy.name, Some(proof()), NOW)
        .await
        .unwrap();
    std::fs::remove_file(path).unwrap();
    drop(store);
    assert!(!holds(directory.path(), &former[0]));
    let store = open_new(directory.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a24_a_sealed_setting_is_sealed_anew_with_the_rest() {
    let directory = directory();
    let store = open(directory.path()).await;
    let put = Change::PutSealedSetting {
        name: "proxy".to_owned(),
        value: Some(SecretSetting::new("sealed")),
    };
    store.commit(vec![put]).await.unwrap();
    let read = "SELECT sealed FROM sealed_settings";
    let sealed = || -> Vec<u8> {
        let file = database(directory.path());
        file.query_row(read, [], |row| row.get(0)).unwrap()
    };
    let before = sealed();
    renew(&store).await;
    assert_ne!(sealed(), before);
    assert!(!holds(directory.path(), &before), "nothing old is left");
    drop(store);
    let store = open_new(directory.path()).await;
    let sealed = store.sealed_setting("proxy").await.unwrap().unwrap();
    assert_eq!(sealed.expose(), "sealed");
}

/// One that began before the new key would come to stand after the old copies
/// were removed.
#[tokio::test]
async fn a24_the_days_copy_waits_for_a_new_key_and_is_made_under_it() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let former = wrapped(&database(directory.path()));
    let (began, begun) = tokio::sync::oneshot::channel();
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let renewing = store.renew_key(proof(), Some(phrase(NEW)), move |_| {
        began.send(()).unwrap();
        gone.recv().unwrap();
        Ok(())
    });
    let copying = async {
        begun.await.unwrap();
        let mut copying = std::pin::pin!(store.daily_backup(NOW));
        // Longer than a copy takes that waits for nobody.
        let reading = async {
            for _ in 0..200 {
                store.status().await.unwrap();
            }
        };
        tokio::select! {
            made = &mut copying => panic!("it is made beside the new key: {made:?}"),
            () = reading => go.send(()).unwrap(),
        }
        copying.await.unwrap()
    };
    let (renewed, is_made) = tokio::join!(renewing, copying);
    renewed.unwrap();
    assert!(is_made);
    assert_eq!(store.backups().await.unwrap().len(), 2, "and the fresh one");
    drop(store);
    assert!(!holds(directory.path(), &former[0]));
    let store = open_new(directory.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}
