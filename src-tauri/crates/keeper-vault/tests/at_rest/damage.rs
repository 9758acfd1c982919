//! Files that are damaged, missing, too new, or someone else's.

use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use keeper_core::needs::Vault;
use keeper_core::{Code, Problem};
use keeper_vault::{KeyringChoice, Store, World, list_backups, restore_backup, set_aside};

use crate::support::{NOW, code, database, directory, fill, open, options, phrase, refresh_token};

async fn refusal(directory: &Path) -> Problem {
    let choice = KeyringChoice::Passphrase(phrase(crate::support::PHRASE));
    Store::open(options(directory, choice)).await.unwrap_err()
}

fn file(directory: &Path) -> PathBuf {
    directory.join("vault.db")
}

/// Overwrites whole pages in the middle of the file.
fn damage(path: &Path) {
    let length = path.metadata().unwrap().len();
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(4096)).unwrap();
    let noise = vec![0xa5; usize::try_from(length - 4096).unwrap()];
    file.write_all(&noise).unwrap();
}

#[tokio::test]
async fn a_damaged_file_is_said_and_yesterday_is_one_call_away() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    assert!(store.daily_backup(NOW).await.unwrap());
    drop(store);
    damage(&file(directory.path()));

    let problem = refusal(directory.path()).await;
    assert_eq!(problem.code, Code::VaultDamaged);
    assert_eq!(problem.args.get("backups"), Some(&1.into()));
    let copies = list_backups(directory.path(), World::Hubspot);
    restore_backup(directory.path(), World::Hubspot, &copies[0].name)
        .await
        .unwrap();
    let store = open(directory.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn noise_is_no_vault_and_is_left_as_it_was() {
    let directory = directory();
    let noise = vec![0x5a; 8192];
    std::fs::write(file(directory.path()), &noise).unwrap();
    assert_eq!(refusal(directory.path()).await.code, Code::VaultDamaged);
    assert_eq!(std::fs::read(file(directory.path())).unwrap(), noise);
}

#[tokio::test]
async fn a_missing_file_is_not_replaced_by_an_empty_one_while_there_are_backups() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    store.daily_backup(NOW).await.unwrap();
    drop(store);
    for empty in [false, true] {
        std::fs::remove_file(file(directory.path())).unwrap();
        if empty {
            std::fs::write(file(directory.path()), "").unwrap();
        }
        let problem = refusal(directory.path()).await;
        assert_eq!(problem.code, Code::VaultDamaged);
        assert_eq!(problem.args.get("missing"), Some(&true.into()));
        let copies = list_backups(directory.path(), World::Hubspot);
        restore_backup(directory.path(), World::Hubspot, &copies[0].name)
            .await
            .unwrap();
        let store = open(directory.path()).await;
        assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    }
}

#[tokio::test]
async fn a_damaged_file_without_backups_can_be_set_aside() {
    let directory = directory();
    drop(open(directory.path()).await);
    damage(&file(directory.path()));
    assert_eq!(refusal(directory.path()).await.code, Code::VaultDamaged);
    set_aside(directory.path(), World::Hubspot).await.unwrap();
    let store = open(directory.path()).await;
    assert!(store.apps().await.unwrap().is_empty());
    let aside = directory.path().join("backups").read_dir().unwrap().count();
    assert_eq!(
        aside, 1,
        "the damaged file is kept, for someone who can read it"
    );
}

#[tokio::test]
async fn a_damaged_backup_does_not_take_the_vaults_place() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    store.daily_backup(NOW).await.unwrap();
    drop(store);
    let copies = list_backups(directory.path(), World::Hubspot);
    let name = &copies[0].name;
    damage(&directory.path().join("backups").join(name));
    let refused = restore_backup(directory.path(), World::Hubspot, name).await;
    assert_eq!(code(refused), Code::VaultDamaged);
    let store = open(directory.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a21_only_a_listed_copy_can_be_restored() {
    let directory = directory();
    let store = open(directory.path()).await;
    store.daily_backup(NOW).await.unwrap();
    let name = list_backups(directory.path(), World::Hubspot)
        .remove(0)
        .name;
    let in_use = restore_backup(directory.path(), World::Hubspot, &name).await;
    assert_eq!(code(in_use), Code::DataDirectoryInUse);
    drop(store);
    for name in ["../vault.db", "/etc/passwd", "vault-2001-01-01.db", ""] {
        let refused = restore_backup(directory.path(), World::Hubspot, name).await;
        assert_eq!(code(refused), Code::BackupUnknown, "{name}");
    }
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_left_alone() {
    let directory = directory();
    drop(open(directory.path()).await);
    let file = database(directory.path());
    file.pragma_update(None, "user_version", 99).unwrap();
    file.execute(
        "UPDATE meta SET value = '99' WHERE name = 'oldest_program'",
        [],
    )
    .unwrap();
    drop(file);
    assert_eq!(refusal(directory.path()).await.code, Code::VaultTooNew);
}

#[tokio::test]
async fn a26_a_directory_of_another_target_is_refused() {
    let directory = directory();
    drop(open(directory.path()).await);
    let mut turned = options(directory.path(), KeyringChoice::Memory);
    turned.target = "http://127.0.0.1:9".to_owned();
    let refused = Store::open(turned).await;
    assert_eq!(code(refused), Code::DataDirectoryOfOtherTarget);
    open(directory.path()).await;
}

#[tokio::test]
async fn a_refused_opening_lets_go_of_the_directory() {
    let directory = directory();
    std::fs::write(file(directory.path()), "noise, not a database at all").unwrap();
    assert_eq!(refusal(directory.path()).await.code, Code::VaultDamaged);
    std::fs::remove_file(file(directory.path())).unwrap();
    open(directory.path()).await;
}
