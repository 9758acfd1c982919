//! Backups day by day, and what is removed when its time is over.

use std::time::Duration;

use keeper_core::needs::{Change, Selection, TokenChange, Vault};
use keeper_core::{Code, Timestamp};
use keeper_vault::{World, list_backups, restore_backup};

use crate::support::{
    DAY, NOW, code, directory, fill, open, open_locked, phrase, proof, put, refresh_token, sealed,
};

fn days_on(days: u32) -> Timestamp {
    NOW.plus(DAY * days)
}

#[tokio::test]
async fn one_copy_a_day_and_seven_days_of_them() {
    let directory = directory();
    let store = open(directory.path()).await;
    let list = || list_backups(directory.path(), World::Hubspot);
    assert!(list().is_empty());
    assert!(store.daily_backup(NOW).await.unwrap());
    let later = NOW.plus(Duration::from_secs(60));
    assert!(!store.daily_backup(later).await.unwrap(), "once a day");
    for day in 1..10 {
        assert!(store.daily_backup(days_on(day)).await.unwrap());
    }
    let days: Vec<String> = list().into_iter().map(|copy| copy.day).collect();
    assert_eq!(days.len(), 7);
    assert!(days.is_sorted_by(|newer, older| newer > older));
    assert_eq!(days[0], "2026-11-27");
}

#[tokio::test]
async fn a24_a_copy_opens_with_the_present_slots_where_the_vault_tells_them() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    store.daily_backup(NOW).await.unwrap();
    let rotated = put(&kept, TokenChange::Put(sealed(&store, kept.id, "b")));
    store.commit(vec![rotated]).await.unwrap();
    store
        .add_passphrase(proof(), phrase("another horse"))
        .await
        .unwrap();
    drop(store);

    let name = list_backups(directory.path(), World::Hubspot)
        .remove(0)
        .name;
    restore_backup(directory.path(), World::Hubspot, &name)
        .await
        .unwrap();
    let store = open_locked(directory.path()).await;
    let old = phrase(crate::support::PHRASE);
    let old = store.unlock_with_passphrase(old).await;
    assert_eq!(code(old), Code::PassphraseWrong);
    let present = phrase("another horse");
    store.unlock_with_passphrase(present).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a_copy_opens_with_its_own_slots_where_the_vault_tells_none() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    store.daily_backup(NOW).await.unwrap();
    store
        .add_passphrase(proof(), phrase("another horse"))
        .await
        .unwrap();
    drop(store);
    std::fs::write(directory.path().join("vault.db"), "no database").unwrap();
    let name = list_backups(directory.path(), World::Hubspot)
        .remove(0)
        .name;
    restore_backup(directory.path(), World::Hubspot, &name)
        .await
        .unwrap();
    let store = open(directory.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    let rows = store.installations(Selection::Kept).await.unwrap();
    assert_eq!(rows[0].proven_at, None, "its tokens may be rotated by now");
}

#[tokio::test]
async fn worlds_do_not_share_their_copies() {
    let directory = directory();
    let store = open(directory.path()).await;
    store.daily_backup(NOW).await.unwrap();
    assert_eq!(list_backups(directory.path(), World::Hubspot).len(), 1);
    assert!(list_backups(directory.path(), World::Practice).is_empty());
}

#[tokio::test]
async fn what_was_forgotten_is_purged_after_thirty_days() {
    let directory = directory();
    let store = open(directory.path()).await;
    let old = fill(&store, "a").await;
    let young = fill(&store, "b").await;
    let kept = fill(&store, "c").await;
    let forget = |id, at| Change::Forget { id, at };
    let changes = vec![forget(old.id, NOW), forget(young.id, days_on(1))];
    store.commit(changes).await.unwrap();

    let just_before = days_on(30).minus(Duration::from_millis(1));
    assert_eq!(store.purge_expired(just_before).await.unwrap(), 0);
    assert_eq!(store.purge_expired(days_on(30)).await.unwrap(), 1);
    assert_eq!(refresh_token(&store, old.id).await, None);
    assert_eq!(refresh_token(&store, young.id).await.unwrap(), "refresh-b");
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-c");
    let forgotten = store.installations(Selection::Forgotten).await.unwrap();
    assert_eq!(forgotten.len(), 1);
}

#[tokio::test]
async fn expired_installations_are_purged_while_the_vault_is_locked() {
    let directory = directory();
    let store = open(directory.path()).await;
    let old = fill(&store, "a").await;
    let forget = Change::Forget {
        id: old.id,
        at: NOW,
    };
    store.commit(vec![forget]).await.unwrap();
    drop(store);
    let store = open_locked(directory.path()).await;
    assert_eq!(store.purge_expired(days_on(31)).await.unwrap(), 1);
    assert_eq!(store.status().await.unwrap().sealed_rows, 0);
}

/// The end of the process in the middle of a copy.
#[tokio::test]
async fn an_unfinished_copy_is_gone_after_the_next_start() {
    let directory = directory();
    let store = open(directory.path()).await;
    store.daily_backup(NOW).await.unwrap();
    drop(store);
    let folder = directory.path().join("backups");
    let remains = [
        folder.join("vault-2026-11-24.db.part"),
        folder.join("vault-2026-11-24.db.part-journal"),
        directory.path().join("vault.db.restored"),
        directory.path().join("vault.db.restored.part"),
    ];
    for path in &remains {
        std::fs::write(path, "tokens").unwrap();
    }
    let others = folder.join("practice-2026-11-24.db.part");
    std::fs::write(&others, "of the other world").unwrap();
    drop(open_locked(directory.path()).await);
    for path in &remains {
        assert!(!path.exists(), "{path:?}");
    }
    assert!(others.exists());
    assert_eq!(list_backups(directory.path(), World::Hubspot).len(), 1);
}

#[tokio::test]
async fn a_vault_that_was_set_aside_is_purged_too() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    store.daily_backup(NOW).await.unwrap();
    drop(store);
    let name = list_backups(directory.path(), World::Hubspot)
        .remove(0)
        .name;
    restore_backup(directory.path(), World::Hubspot, &name)
        .await
        .unwrap();
    let store = open(directory.path()).await;
    store
        .commit(vec![Change::Forget {
            id: kept.id,
            at: NOW,
        }])
        .await
        .unwrap();
    assert_eq!(store.purge_expired(days_on(31)).await.unwrap(), 1);
    let folder = directory.path().join("backups").read_dir().unwrap();
    let aside = folder.flatten().map(|entry| entry.path());
    let aside: Vec<_> = aside
        .filter(|path| {
            path.to_string_lossy().contains("set-aside")
                && path.extension().is_some_and(|end| end == "db")
        })
        .collect();
    assert_eq!(aside.len(), 1);
    let file = rusqlite::Connection::open(&aside[0]).unwrap();
    let tokens: i64 = file
        .query_row("SELECT count(*) FROM tokens", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tokens, 0);
}
