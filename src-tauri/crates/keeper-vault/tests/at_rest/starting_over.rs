//! Starting over: the vault is set aside, and nothing touches it from then on.

use keeper_core::Code;
use keeper_core::needs::{Change, Vault};
use keeper_vault::{BackupCopy, Proof, SlotChoice, Store};

use crate::support::{
    DAY, NOW, PHRASE, code, directory, fill, open, open_locked, phrase, proof, refresh_token,
};

const NEW: &str = "another horse";

fn new_choice() -> SlotChoice {
    SlotChoice::Passphrase(phrase(NEW))
}

async fn set_aside(store: &Store) -> BackupCopy {
    let copies = store.backups().await.unwrap();
    let mut aside = copies.into_iter().filter(|copy| copy.set_aside);
    let found = aside.next().expect("the vault was set aside");
    assert_eq!(aside.next(), None, "once");
    found
}

#[tokio::test]
async fn a24_starting_over_sets_the_vault_aside_and_its_old_passphrase_opens_it() {
    let directory = directory();
    let kept = fill(&open(directory.path()).await, "a").await;
    let store = open_locked(directory.path()).await;
    let path = store.start_over(new_choice()).await.unwrap();
    let aside = set_aside(&store).await;
    let path = path.expect("it says where");
    assert_eq!(path.file_name().unwrap().to_str(), Some(&*aside.name));
    assert!(path.is_file() && path.starts_with(directory.path()));
    assert!(store.tokens(kept.id).await.unwrap().is_none());

    let asked = store.restore_backup(&aside.name, None, NOW).await;
    assert_eq!(code(asked), Code::BackupSealedOtherwise);
    let wrong = Some(Proof::Passphrase(phrase(NEW)));
    let wrong = store.restore_backup(&aside.name, wrong, NOW).await;
    assert_eq!(code(wrong), Code::PassphraseWrong);
    let restored = store.restore_backup(&aside.name, Some(proof()), NOW);
    restored.await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

/// Whoever starts over at a locked window has an open vault then.
#[tokio::test]
async fn a24_nothing_that_a_new_vault_does_harms_the_one_set_aside() {
    let directory = directory();
    let kept = fill(&open(directory.path()).await, "a").await;
    let store = open_locked(directory.path()).await;
    let path = store.start_over(new_choice()).await.unwrap().unwrap();
    let before = std::fs::read(&path).unwrap();

    store.commit(vec![Change::Purge(kept.id)]).await.unwrap();
    for _ in 0..7 {
        store.make_backup(NOW).await.unwrap();
    }
    store.daily_backup(NOW.plus(400 * DAY)).await.unwrap();
    let new = Proof::Passphrase(phrase(NEW));
    let renewed = store.renew_key(new, Some(phrase("a third horse")), |_| Ok(()));
    renewed.await.unwrap();
    store.start_over(new_choice()).await.unwrap();
    drop(store);
    let store = open_locked(directory.path()).await;
    store.unlock_with_passphrase(phrase(NEW)).await.unwrap();

    assert_eq!(std::fs::read(&path).unwrap(), before, "byte for byte");
    let name = path.file_name().unwrap().to_str().unwrap();
    let restored = store.restore_backup(name, Some(proof()), NOW);
    restored.await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn what_was_never_set_up_is_not_set_aside() {
    let directory = directory();
    let store = open_locked(directory.path()).await;
    assert_eq!(store.start_over(new_choice()).await.unwrap(), None);
    assert!(store.is_open());
    assert!(store.backups().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_vault_that_cannot_be_set_aside_is_not_started_over() {
    let directory = directory();
    let kept = fill(&open(directory.path()).await, "a").await;
    let store = open_locked(directory.path()).await;
    std::fs::write(directory.path().join("backups"), "in the way").unwrap();
    let refused = store.start_over(new_choice()).await;
    assert_eq!(code(refused), Code::DataDirectoryUnwritable);
    store.unlock_with_passphrase(phrase(PHRASE)).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}
