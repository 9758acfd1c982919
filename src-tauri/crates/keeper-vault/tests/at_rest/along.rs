//! A vault that no person can unlock, locked along with one that a person can.

use keeper_core::Code;
use keeper_core::needs::Vault;
use keeper_vault::{KeyringChoice, SlotChoice, Store};
use tempfile::TempDir;

use crate::support::{PHRASE, code, directory, fill, open, options, phrase, refresh_token};

async fn in_memory(directory: &TempDir) -> Store {
    let options = options(directory.path(), KeyringChoice::Memory);
    let store = Store::open(options).await.unwrap();
    store.make_ready().await.unwrap();
    store
}

#[tokio::test]
async fn a24_a_vault_is_locked_along_with_another_and_opens_with_it() {
    let (directory, other) = (directory(), directory());
    let (guardian, ward) = (open(directory.path()).await, in_memory(&other).await);
    let kept = fill(&ward, "a").await;
    assert!(ward.lock_along(&guardian).await.unwrap());
    guardian.lock().await.unwrap();
    assert_eq!(code(ward.tokens(kept.id).await), Code::VaultLocked);
    assert_eq!(code(ward.open_along(&guardian).await), Code::VaultLocked);
    assert!(
        !ward.lock_along(&guardian).await.unwrap(),
        "nothing is lost"
    );

    let opened = guardian.unlock_with_passphrase(phrase(PHRASE));
    opened.await.unwrap();
    ward.open_along(&guardian).await.unwrap();
    assert_eq!(refresh_token(&ward, kept.id).await.unwrap(), "refresh-a");
}

/// Whoever started the guardian over has shown nothing.
#[tokio::test]
async fn a24_a_guardian_with_another_key_opens_nothing() {
    let (directory, other) = (directory(), directory());
    let (guardian, ward) = (open(directory.path()).await, in_memory(&other).await);
    fill(&ward, "a").await;
    ward.lock_along(&guardian).await.unwrap();
    guardian.lock().await.unwrap();
    let new = SlotChoice::Passphrase(phrase("another horse"));
    guardian.start_over(new).await.unwrap();
    assert_eq!(code(ward.open_along(&guardian).await), Code::VaultLocked);
    assert!(!ward.is_open());
}
