//! The ways in: passphrase, recovery code, memory; setting up, locking,
//! starting afresh.

use keeper_core::Code;
use keeper_core::needs::{Change, Selection, TokenChange, Vault};
use keeper_vault::{ChoiceKind, KeyringChoice, KeyringState, Proof, SlotChoice, SlotKind, Store};

use crate::support::{
    PHRASE, code, database, directory, fill, grant, open, open_locked, options, phrase, proof, put,
    put_secret, recovery_code, refresh_token, sealed,
};

fn kinds(status: &keeper_vault::VaultStatus) -> Vec<SlotKind> {
    status.slots.iter().map(|slot| slot.kind).collect()
}

#[tokio::test]
async fn a_new_vault_says_that_it_is_one() {
    let directory = directory();
    let store = open_locked(directory.path()).await;
    let status = store.status().await.unwrap();
    assert!(!status.set_up && !status.open && status.slots.is_empty());
    assert_eq!(status.choice, ChoiceKind::Passphrase);
    assert_eq!(status.keyring, KeyringState::NotAsked);
    assert_eq!(status.sealed_rows, 0);
    let refused = store.unlock_with_passphrase(phrase(PHRASE)).await;
    assert_eq!(code(refused), Code::VaultNotSetUp);
}

#[tokio::test]
async fn a_passphrase_opens_what_it_set_up() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    drop(store);

    let store = open_locked(directory.path()).await;
    let status = store.status().await.unwrap();
    assert!(status.set_up && !status.open);
    assert_eq!(kinds(&status), [SlotKind::Passphrase]);
    assert_eq!(status.sealed_rows, 1);
    let wrong = store.unlock_with_passphrase(phrase("wrong horse")).await;
    assert_eq!(code(wrong), Code::PassphraseWrong);
    assert!(!store.is_open());
    store.unlock_with_passphrase(phrase(PHRASE)).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn wrong_passphrases_say_how_long_the_next_will_wait() {
    let directory = directory();
    drop(open(directory.path()).await);
    let store = open_locked(directory.path()).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        let wrong = store.unlock_with_passphrase(phrase("wrong horse")).await;
        told.push(wrong.unwrap_err().retry_after);
    }
    assert_eq!(told, [Some(0), Some(0), Some(1)]);
}

#[tokio::test]
async fn short_passphrases_are_refused_before_anything_is_made() {
    let directory = directory();
    let store = open_locked(directory.path()).await;
    let short = SlotChoice::Passphrase(phrase("short"));
    assert_eq!(code(store.set_up(short).await), Code::PassphraseTooShort);
    assert!(!store.status().await.unwrap().set_up);
    store.make_ready().await.unwrap();
    let added = store.add_passphrase(proof(), phrase("short")).await;
    assert_eq!(code(added), Code::PassphraseTooShort);
}

#[tokio::test]
async fn a_new_passphrase_takes_the_place_of_the_old_one() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    store
        .add_passphrase(proof(), phrase("another horse"))
        .await
        .unwrap();
    drop(store);

    let store = open_locked(directory.path()).await;
    let old = store.unlock_with_passphrase(phrase(PHRASE)).await;
    assert_eq!(code(old), Code::PassphraseWrong);
    let new = phrase("another horse");
    store.unlock_with_passphrase(new).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a_recovery_code_opens_until_the_next_is_made() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let first = recovery_code(&store).await.unwrap();
    let second = recovery_code(&store).await.unwrap();
    drop(store);

    let store = open_locked(directory.path()).await;
    let old = store
        .unlock_with_recovery_code(phrase(first.expose()))
        .await;
    assert_eq!(code(old), Code::PassphraseWrong);
    let typed = second.expose().to_lowercase().replace('-', " ");
    store
        .unlock_with_recovery_code(phrase(&typed))
        .await
        .unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn every_key_operation_but_unlocking_needs_the_vault_open() {
    let directory = directory();
    drop(open(directory.path()).await);
    let store = open_locked(directory.path()).await;
    let added = store.add_passphrase(proof(), phrase("another horse")).await;
    assert_eq!(code(added), Code::VaultLocked);
    assert_eq!(code(recovery_code(&store).await), Code::VaultLocked);
    assert_eq!(code(store.add_keyring(proof()).await), Code::VaultLocked);
    let removed = store.remove_slot(proof(), SlotKind::Passphrase).await;
    assert_eq!(code(removed), Code::VaultLocked);
}

#[tokio::test]
async fn the_last_way_in_stays_while_anything_is_sealed() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let remove = || store.remove_slot(proof(), SlotKind::Passphrase);
    assert_eq!(code(remove().await), Code::NoSlotOpens);
    assert_eq!(
        kinds(&store.status().await.unwrap()),
        [SlotKind::Passphrase]
    );

    let written = recovery_code(&store).await.unwrap();
    remove().await.unwrap();
    assert_eq!(kinds(&store.status().await.unwrap()), [SlotKind::Recovery]);
    store.commit(vec![Change::Purge(kept.id)]).await.unwrap();
    store
        .remove_slot(
            Proof::RecoveryCode(phrase(written.expose())),
            SlotKind::Recovery,
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn a24_a_locked_vault_seals_and_opens_nothing_until_unlocked() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    store.lock().await.unwrap();
    assert!(!store.is_open());
    assert_eq!(code(store.tokens(kept.id).await), Code::VaultLocked);
    assert_eq!(code(store.sealer().map(drop)), Code::VaultLocked);
    store.unlock_with_passphrase(phrase(PHRASE)).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a_key_in_memory_is_gone_after_a_restart_and_that_is_said() {
    let directory = directory();
    let store = Store::open(options(directory.path(), KeyringChoice::Memory))
        .await
        .unwrap();
    store.make_ready().await.unwrap();
    let kept = fill(&store, "a").await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
    assert_eq!(code(store.lock().await), Code::NoSlotOpens);
    drop(store);

    let store = Store::open(options(directory.path(), KeyringChoice::Memory))
        .await
        .unwrap();
    assert_eq!(code(store.make_ready().await), Code::NoSlotOpens);
    assert!(!store.is_open(), "a second key was made over sealed rows");
    let read = store.installations(Selection::Kept).await.unwrap();
    assert_eq!(read.len(), 1, "the row stays");
    assert_eq!(code(store.tokens(kept.id).await), Code::VaultLocked);
}

#[tokio::test]
async fn a_key_in_memory_is_made_anew_where_nothing_is_sealed() {
    let directory = directory();
    for _ in 0..2 {
        let store = Store::open(options(directory.path(), KeyringChoice::Memory))
            .await
            .unwrap();
        store.make_ready().await.unwrap();
        assert!(store.is_open());
    }
}

#[tokio::test]
async fn a_key_in_memory_can_be_given_a_lasting_slot() {
    let directory = directory();
    let store = Store::open(options(directory.path(), KeyringChoice::Memory))
        .await
        .unwrap();
    store.make_ready().await.unwrap();
    let kept = fill(&store, "a").await;
    store.add_passphrase(proof(), phrase(PHRASE)).await.unwrap();
    drop(store);
    let store = open(directory.path()).await;
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-a");
}

#[tokio::test]
async fn a_second_key_is_never_made_over_sealed_rows() {
    let directory = directory();
    let store = open(directory.path()).await;
    fill(&store, "a").await;
    let again = store.set_up(SlotChoice::Memory).await;
    assert_eq!(code(again), Code::VaultLocked);
    drop(store);
    let store = open_locked(directory.path()).await;
    let again = store
        .set_up(SlotChoice::Passphrase(phrase("another horse")))
        .await;
    assert_eq!(code(again), Code::VaultLocked);
    store.unlock_with_passphrase(phrase(PHRASE)).await.unwrap();
}

#[tokio::test]
async fn starting_afresh_gives_up_what_is_sealed_and_nothing_else() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let waiting = grant(kept.app);
    let hold = Change::HoldGrant {
        tokens: sealed(&store, waiting.id, "g"),
        grant: waiting,
    };
    let secret = put_secret(kept.app, "s3cret", false);
    store.commit(vec![hold, secret]).await.unwrap();
    drop(store);

    let store = open_locked(directory.path()).await;
    let new = SlotChoice::Passphrase(phrase("another horse"));
    store.start_over(new).await.unwrap();
    assert!(store.is_open());
    let read = store
        .installations(Selection::Kept)
        .await
        .unwrap()
        .remove(0);
    assert_eq!((read.prints, &read.annotation), (None, &kept.annotation));
    assert!(store.tokens(kept.id).await.unwrap().is_none());
    assert!(store.client_secrets(kept.app).await.unwrap().is_none());
    assert_eq!(store.app(kept.app).await.unwrap().secret_set_at, None);
    assert!(store.grants().await.unwrap().is_empty());

    let seal = put(&kept, TokenChange::Put(sealed(&store, kept.id, "b")));
    store.commit(vec![seal]).await.unwrap();
    drop(store);
    let store = open_locked(directory.path()).await;
    let new = phrase("another horse");
    store.unlock_with_passphrase(new).await.unwrap();
    assert_eq!(refresh_token(&store, kept.id).await.unwrap(), "refresh-b");
}

/// An answer that was on its way when its vault was given up: saved, it would
/// be tokens that nothing can open.
#[tokio::test]
async fn a16_tokens_that_were_sealed_for_a_vault_that_is_gone_are_refused() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let rotated = put(&kept, TokenChange::Put(sealed(&store, kept.id, "b")));
    let new = SlotChoice::Passphrase(phrase("another horse"));
    store.start_over(new).await.unwrap();
    assert_eq!(code(store.commit(vec![rotated]).await), Code::SealBroken);
    assert!(store.tokens(kept.id).await.unwrap().is_none());
}

#[tokio::test]
async fn a12_sealed_rows_moved_elsewhere_do_not_open() {
    let directory = directory();
    let store = open(directory.path()).await;
    let first = fill(&store, "a").await;
    let second = fill(&store, "b").await;
    let file = database(directory.path());
    let attacks = [
        "UPDATE tokens SET access = refresh, refresh = access",
        "UPDATE tokens SET refresh =
             (SELECT refresh FROM kept WHERE kept.owner <> tokens.owner)",
        "DELETE FROM tokens; INSERT INTO tokens
             SELECT (SELECT owner FROM kept AS other WHERE other.owner <> kept.owner),
                 access, refresh, access_expires_at FROM kept",
        "UPDATE tokens SET refresh = substr(refresh, 1, length(refresh) - 1)",
        "UPDATE tokens SET refresh = x''",
    ];
    for attack in attacks {
        file.execute_batch("CREATE TEMP TABLE kept AS SELECT * FROM tokens")
            .unwrap();
        file.execute_batch(attack).unwrap();
        for id in [first.id, second.id] {
            assert_eq!(code(store.tokens(id).await), Code::SealBroken, "{attack}");
        }
        file.execute_batch(
            "DELETE FROM tokens; INSERT INTO tokens SELECT * FROM kept; DROP TABLE kept",
        )
        .unwrap();
        assert_eq!(refresh_token(&store, first.id).await.unwrap(), "refresh-a");
    }
}

#[tokio::test]
async fn a_damaged_key_check_is_told_from_a_wrong_passphrase() {
    let directory = directory();
    drop(open(directory.path()).await);
    let file = database(directory.path());
    file.execute("UPDATE key_check SET sealed = substr(sealed, 2)", [])
        .unwrap();
    drop(file);
    let store = open_locked(directory.path()).await;
    let wrong = store.unlock_with_passphrase(phrase("wrong horse")).await;
    assert_eq!(code(wrong), Code::PassphraseWrong);
    let damaged = store.unlock_with_passphrase(phrase(PHRASE)).await;
    assert_eq!(code(damaged), Code::SealBroken);
    assert!(!store.is_open());
}
