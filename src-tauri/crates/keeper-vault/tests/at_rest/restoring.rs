//! A copy put back while the vault is open.

use std::path::Path;
use std::time::Duration;

use keeper_core::Code;
use keeper_core::identifier::AppId;
use keeper_core::intent::{Intent, IntentCall};
use keeper_core::needs::{Change, Selection, TokenChange, Vault};
use keeper_vault::{KeyringChoice, Proof, SlotChoice, SlotKind, Store, World, restore_backup};

use crate::support::{
    DAY, NOW, PHRASE, app, code, database, directory, fill, open, open_locked, options, phrase,
    proof, put, recovery_code, refresh_token, sealed,
};

#[tokio::test]
async fn a_copy_takes_the_place_of_the_open_vault_and_can_be_undone() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let copy = store.make_backup(NOW).await.unwrap();
    let rotated = put(&kept, TokenChange::Put(sealed(&store, kept.id, "b")));
    store.commit(vec![rotated]).await.unwrap();
    let newer = fill(&store, "c").await;

    let later = NOW.plus(Duration::from_secs(60));
    let restored = store.restore_backup(&copy.name, None, later).await.unwrap();
    assert_eq!(restored.from, copy);
    assert!(store.is_open(), "the same key opens it");
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    assert_eq!(refresh_token(&store, newer.id).await, None);
    let rows = store.installations(Selection::Kept).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].proven_at, None, "its tokens may be rotated by now");

    let latest = NOW.plus(Duration::from_secs(120));
    let former = restored.former.name;
    store.restore_backup(&former, None, latest).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-b");
    assert_eq!(refresh_token(&store, newer.id).await.unwrap(), "refresh-c");
}

#[tokio::test]
async fn copies_of_one_second_stand_side_by_side() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let copy = store.make_backup(NOW).await.unwrap();
    store
        .commit(vec![put(
            &kept,
            TokenChange::Put(sealed(&store, kept.id, "b")),
        )])
        .await
        .unwrap();
    let former = store
        .restore_backup(&copy.name, None, NOW)
        .await
        .unwrap()
        .former;
    assert_ne!(former.name, copy.name);
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    store.restore_backup(&former.name, None, NOW).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-b");
    assert!(store.backups().await.unwrap().contains(&copy));
}

#[tokio::test(start_paused = true)]
async fn a_copy_with_another_key_asks_for_what_opened_it_then() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let copy = store.make_backup(NOW).await.unwrap();
    let afresh = SlotChoice::Passphrase(phrase("another horse"));
    store.start_over(afresh).await.unwrap();
    let copies = store.backups().await.unwrap();

    let later = NOW.plus(DAY);
    let asked = store.restore_backup(&copy.name, None, later).await;
    let asked = asked.unwrap_err();
    assert_eq!(asked.code, Code::BackupSealedOtherwise);
    assert_eq!(asked.args["passphrase"], true);
    assert_eq!(asked.args["recovery"], false);
    let wrong = Some(Proof::Passphrase(phrase("another horse")));
    let wrong = store.restore_backup(&copy.name, wrong, later).await;
    let wrong = wrong.unwrap_err();
    assert_eq!(wrong.code, Code::PassphraseWrong);
    assert_eq!(wrong.retry_after, Some(0), "and it is counted");
    assert_eq!(store.backups().await.unwrap(), copies, "nothing was done");

    let restored = store.restore_backup(&copy.name, Some(proof()), later);
    restored.await.unwrap();
    assert!(store.is_open(), "the present key opens it");
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    drop(store);
    let store = open_locked(directory.path()).await;
    let old = store.unlock_with_passphrase(phrase(PHRASE)).await;
    assert_eq!(code(old), Code::PassphraseWrong, "the present way in stays");
    let present = phrase("another horse");
    store.unlock_with_passphrase(present).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a24_a_copy_brings_no_former_way_in_back() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let written = recovery_code(&store).await.unwrap();
    let copy = store.make_backup(NOW).await.unwrap();
    let new = phrase("another horse");
    store.add_passphrase(proof(), new).await.unwrap();
    let another = || Proof::Passphrase(phrase("another horse"));
    store
        .remove_slot(another(), SlotKind::Recovery)
        .await
        .unwrap();
    store.restore_backup(&copy.name, None, NOW).await.unwrap();
    store.lock().await.unwrap();
    let old = store.unlock_with_passphrase(phrase(PHRASE)).await;
    assert_eq!(code(old), Code::PassphraseWrong);
    let typed = phrase(written.expose());
    let old = store.unlock_with_recovery_code(typed).await;
    assert_eq!(code(old), Code::NoSlotOpens);
    let present = phrase("another horse");
    store.unlock_with_passphrase(present).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn calls_without_an_answer_are_not_brought_back() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let begun = Change::BeginCall(Intent {
        owner: kept.id,
        app: kept.app,
        hub_id: None,
        renews: None,
        call: IntentCall::Refresh,
        started_at: NOW,
    });
    store.commit(vec![begun]).await.unwrap();
    let copy = store.make_backup(NOW).await.unwrap();
    store.commit(vec![Change::EndCall(kept.id)]).await.unwrap();
    store.restore_backup(&copy.name, None, NOW).await.unwrap();
    assert!(store.intents().await.unwrap().is_empty());
    drop(store);
    restore_backup(directory.path(), World::Hubspot, &copy.name)
        .await
        .unwrap();
    let store = open(directory.path()).await;
    assert!(store.intents().await.unwrap().is_empty());
}

/// Overwrites the first page of a table that restoring doesn't read.
fn damage_table(path: &Path, table: &str) {
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let file = rusqlite::Connection::open(path).unwrap();
    let page: i64 = file.query_row(root, [table], |row| row.get(0)).unwrap();
    drop(file);
    let mut bytes = std::fs::read(path).unwrap();
    let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    let begin = (usize::try_from(page).unwrap() - 1) * size;
    bytes[begin..begin + size].fill(0xa5);
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a21_only_a_listed_and_whole_copy_takes_the_open_vaults_place() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let copy = store.make_backup(NOW).await.unwrap();
    let folder = directory.path().join("backups");
    std::fs::write(folder.join("vault-2026-13-01.db"), "x").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../vault.db", folder.join("vault-2026-11-01.db")).unwrap();
    let names = [
        "../vault.db",
        "vault.db",
        "/etc/passwd",
        "vault-2026-13-01.db",
        "vault-2026-11-01.db",
        "vault-2001-01-01.db",
        "",
    ];
    for name in names {
        let refused = store.restore_backup(name, None, NOW).await;
        assert_eq!(code(refused), Code::BackupUnknown, "{name}");
    }
    let path = folder.join(&copy.name);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let refused = store.restore_backup(&copy.name, None, NOW).await;
    assert_eq!(code(refused), Code::BackupDamaged);
    std::fs::write(&path, "this is no database, and longer than its head").unwrap();
    let refused = store.restore_backup(&copy.name, None, NOW).await;
    assert_eq!(code(refused), Code::BackupDamaged);
    std::fs::write(&path, &bytes).unwrap();
    damage_table(&path, "activity");
    let refused = store.restore_backup(&copy.name, None, NOW).await;
    assert_eq!(code(refused), Code::BackupDamaged);
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    assert!(store.is_open());
}

#[tokio::test]
async fn a26_a_copy_of_another_target_is_refused() {
    let directory = directory();
    let store = open(directory.path()).await;
    let copy = store.make_backup(NOW).await.unwrap();
    let path = directory.path().join("backups").join(&copy.name);
    let file = rusqlite::Connection::open(path).unwrap();
    let other = "UPDATE meta SET value = 'http://127.0.0.1:1' WHERE name = 'target'";
    file.execute(other, []).unwrap();
    drop(file);
    let refused = store.restore_backup(&copy.name, None, NOW).await;
    assert_eq!(code(refused), Code::DataDirectoryOfOtherTarget);
}

#[tokio::test]
async fn a24_nothing_is_restored_while_a_person_could_unlock_it() {
    let directory = directory();
    let store = open(directory.path()).await;
    let copy = store.make_backup(NOW).await.unwrap();
    store.lock().await.unwrap();
    let refused = store.restore_backup(&copy.name, None, NOW).await;
    assert_eq!(code(refused), Code::VaultLocked);
    drop(store);
    let store = open_locked(directory.path()).await;
    let refused = store.restore_backup(&copy.name, None, NOW).await;
    assert_eq!(code(refused), Code::VaultLocked, "nobody has been in yet");
}

#[tokio::test]
async fn a_broken_seal_is_mended_by_a_copy() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let copy = store.make_backup(NOW).await.unwrap();
    drop(store);
    let file = database(directory.path());
    file.execute("UPDATE key_check SET sealed = x'00'", [])
        .unwrap();
    drop(file);
    let store = open_locked(directory.path()).await;
    let typed = || phrase(PHRASE);
    let broken = store.unlock_with_passphrase(typed()).await;
    assert_eq!(code(broken), Code::SealBroken);
    store.restore_backup(&copy.name, None, NOW).await.unwrap();
    store.unlock_with_passphrase(typed()).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn five_copies_made_by_hand_are_kept_beside_the_daily_ones() {
    let directory = directory();
    let store = open(directory.path()).await;
    store.daily_backup(NOW).await.unwrap();
    for minute in 0..8 {
        let at = NOW.plus(Duration::from_secs(60 * minute));
        store.make_backup(at).await.unwrap();
    }
    let copies = store.backups().await.unwrap();
    assert_eq!(copies.len(), 6, "{copies:?}");
    let last = store.make_backup(NOW.plus(DAY)).await.unwrap();
    assert_eq!(store.backups().await.unwrap()[0].name, last.name);
}

#[tokio::test]
async fn a_code_that_could_not_be_written_opens_nothing() {
    let directory = directory();
    let store = open(directory.path()).await;
    let (tell, told) = std::sync::mpsc::channel();
    let failed = store.make_recovery_code(proof(), move |code| {
        tell.send(code).unwrap();
        Err(Code::FileUnwritable.into())
    });
    assert_eq!(code(failed.await), Code::FileUnwritable);
    let slots = store.status().await.unwrap().slots;
    assert_eq!(slots.len(), 1, "the passphrase alone: {slots:?}");
    store.lock().await.unwrap();
    let typed = phrase(told.recv().unwrap().expose());
    let refused = store.unlock_with_recovery_code(typed).await;
    assert_eq!(code(refused), Code::NoSlotOpens);
}

#[tokio::test]
async fn a_logo_goes_with_its_app() {
    let directory = directory();
    let store = open(directory.path()).await;
    let one = app("One");
    let logo = |app, png| vec![Change::PutLogo { app, png }];
    let strange = logo(AppId::make_random(), Some(vec![1]));
    assert_eq!(code(store.commit(strange).await), Code::AppUnknown);
    store
        .commit(vec![Change::PutApp(one.clone())])
        .await
        .unwrap();
    store.commit(logo(one.id, Some(vec![1, 2]))).await.unwrap();
    store
        .commit(vec![Change::PutApp(one.clone())])
        .await
        .unwrap();
    assert_eq!(store.logos().await.unwrap(), [(one.id, vec![1, 2])]);
    store.commit(logo(one.id, Some(vec![3]))).await.unwrap();
    assert_eq!(store.logos().await.unwrap(), [(one.id, vec![3])]);
    store.commit(logo(one.id, None)).await.unwrap();
    assert!(store.logos().await.unwrap().is_empty());
    store.commit(logo(one.id, Some(vec![4]))).await.unwrap();
    store.commit(vec![Change::DropApp(one.id)]).await.unwrap();
    assert!(store.logos().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_key_in_memory_outlives_a_copy_of_its_own_time() {
    let directory = directory();
    let choice = options(directory.path(), KeyringChoice::Memory);
    let store = Store::open(choice).await.unwrap();
    store.make_ready().await.unwrap();
    let kept = fill(&store, "a").await;
    let copy = store.make_backup(NOW).await.unwrap();
    store
        .restore_backup(&copy.name, None, NOW.plus(DAY))
        .await
        .unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    let rows = "SELECT count(*) FROM installations";
    let count: i64 = database(directory.path())
        .query_row(rows, [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
}
