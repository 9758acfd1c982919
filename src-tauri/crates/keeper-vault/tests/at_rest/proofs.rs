//! An open vault alone lets nobody change its ways in; and what a passphrase
//! costs to try.

use keeper_core::{Code, Problem};
use keeper_vault::{KeyCost, KeyringChoice, Proof, SlotChoice, SlotKind, Store};

use crate::support::{
    PHRASE, code, database, directory, fill, open, open_locked, options, phrase, proof,
    recovery_code, refresh_token,
};

fn wrong() -> Proof {
    Proof::Passphrase(phrase("wrong horse"))
}

async fn every_change(store: &Store, proof: &Proof) -> Vec<Result<(), Problem>> {
    let new = phrase("another horse");
    vec![
        store.add_passphrase(proof.clone(), new).await,
        store.add_keyring(proof.clone()).await,
        store
            .make_recovery_code(proof.clone(), |_| Err(Code::Internal.into()))
            .await,
        store.remove_slot(proof.clone(), SlotKind::Passphrase).await,
        store.check_proof(proof.clone()).await,
    ]
}

#[tokio::test(start_paused = true)]
async fn a24_an_open_vault_alone_changes_no_way_in() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let stranger = Proof::RecoveryCode(phrase("008J-4CT4-ANK7-F24S-NAXW-SQFE-ZX4N"));
    for no_proof in [wrong(), stranger, Proof::Keyring] {
        for answer in every_change(&store, &no_proof).await {
            assert_eq!(code(answer), Code::PassphraseWrong, "{no_proof:?}");
        }
    }
    let slots = store.status().await.unwrap().slots;
    assert_eq!(slots.len(), 1, "{slots:?}");
    drop(store);
    let store = open(directory.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test(start_paused = true)]
async fn a24_guesses_at_the_present_passphrase_cost_as_much_as_at_the_lock() {
    let directory = directory();
    let store = open(directory.path()).await;
    let mut told = Vec::new();
    for _ in 0..4 {
        let refused = store.add_passphrase(wrong(), phrase("another horse")).await;
        told.push(refused.unwrap_err().retry_after);
    }
    assert_eq!(told, [Some(0), Some(0), Some(1), Some(2)]);
    let before = tokio::time::Instant::now();
    store.check_proof(proof()).await.unwrap();
    assert_eq!(before.elapsed().as_secs(), 2, "the right one waits, too");
}

#[tokio::test]
async fn the_recovery_code_is_a_proof_as_well() {
    let directory = directory();
    let store = open(directory.path()).await;
    let code = recovery_code(&store).await.unwrap();
    let by_code = || Proof::RecoveryCode(phrase(code.expose()));
    let new = phrase("another horse");
    store.add_passphrase(by_code(), new).await.unwrap();
    store
        .remove_slot(by_code(), SlotKind::Recovery)
        .await
        .unwrap();
    drop(store);
    let store = open_locked(directory.path()).await;
    let typed = phrase("another horse");
    store.unlock_with_passphrase(typed).await.unwrap();
}

/// Whoever can write the file could put a slot of their own there, and wait
/// until its owner leaves the window open.
#[tokio::test]
async fn a24_a_slot_that_holds_another_key_proves_nothing() {
    let (ours, theirs) = (directory(), directory());
    drop(open_locked(ours.path()).await);
    std::fs::copy(ours.path().join("vault.db"), theirs.path().join("vault.db")).unwrap();
    let store = open(ours.path()).await;
    fill(&store, "a").await;
    let strange = open_locked(theirs.path()).await;
    let choice = SlotChoice::Passphrase(phrase("their own horse"));
    strange.set_up(choice).await.unwrap();
    drop(strange);

    let slot = "SELECT parameters, wrapped FROM key_slots";
    let (parameters, wrapped): (String, Vec<u8>) = database(theirs.path())
        .query_row(slot, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    database(ours.path())
        .execute(
            "UPDATE key_slots SET parameters = ?1, wrapped = ?2",
            (parameters, wrapped),
        )
        .unwrap();
    let refused = store
        .check_proof(Proof::Passphrase(phrase("their own horse")))
        .await;
    assert_eq!(code(refused), Code::PassphraseWrong);
}

#[tokio::test]
async fn a_key_in_memory_needs_no_proof_for_its_first_slot() {
    let directory = directory();
    let store = Store::open(options(directory.path(), KeyringChoice::Memory))
        .await
        .unwrap();
    store.make_ready().await.unwrap();
    store
        .add_passphrase(Proof::Keyring, phrase(PHRASE))
        .await
        .unwrap();
    let refused = store.add_passphrase(Proof::Keyring, phrase(PHRASE)).await;
    assert_eq!(code(refused), Code::PassphraseWrong);
}

fn cost_on_disk(directory: &std::path::Path) -> (serde_json::Value, i64) {
    let (parameters, since): (String, i64) = database(directory)
        .query_row("SELECT parameters, created_at FROM key_slots", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    (serde_json::from_str(&parameters).unwrap(), since)
}

async fn open_at_cost(directory: &std::path::Path, passes: u32) -> Store {
    let mut options = options(directory, KeyringChoice::Os);
    options.key_cost = KeyCost {
        memory_kib: 64,
        passes,
        lanes: 1,
    };
    Store::open(options).await.unwrap()
}

#[tokio::test]
async fn an_old_slot_is_made_as_costly_as_a_new_one_once_it_opened() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    drop(store);
    let (cheap, since) = cost_on_disk(directory.path());
    assert_eq!(cheap["passes"], 1);

    let store = open_at_cost(directory.path(), 3).await;
    let refused = store.unlock_with_passphrase(phrase("wrong horse")).await;
    assert_eq!(code(refused), Code::PassphraseWrong);
    assert_eq!(cost_on_disk(directory.path()), (cheap.clone(), since));
    store.unlock_with_passphrase(phrase(PHRASE)).await.unwrap();
    let (dear, still) = cost_on_disk(directory.path());
    assert_eq!((&dear["passes"], still), (&3.into(), since));
    assert_ne!(dear["salt"], cheap["salt"]);
    drop(store);

    let store = open_at_cost(directory.path(), 1).await;
    store.unlock_with_passphrase(phrase(PHRASE)).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    assert_eq!(cost_on_disk(directory.path()).0, dear, "it never falls");
}
