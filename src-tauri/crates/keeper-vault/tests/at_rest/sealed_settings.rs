use keeper_core::Code;
use keeper_core::needs::{Change, Vault};
use keeper_core::secret::SecretSetting;
use keeper_vault::{SlotChoice, Store};

use crate::canaries::assert_nowhere;
use crate::support::{PHRASE, code, database, directory, open, open_locked, phrase};

const NAME: &str = "proxy";
const VALUE: &str = "http://maya:CANARYproxyx7Kd2Wq9@proxy.example:3128";

fn put(value: Option<&str>) -> Vec<Change> {
    vec![Change::PutSealedSetting {
        name: NAME.to_owned(),
        value: value.map(SecretSetting::new),
    }]
}

async fn value(store: &Store) -> Option<String> {
    let value = store.sealed_setting(NAME).await.unwrap();
    value.map(|value| value.expose().to_owned())
}

#[tokio::test]
async fn a12_a_sealed_setting_is_in_no_file_and_needs_the_open_vault() {
    let directory = directory();
    let store = open(directory.path()).await;
    assert!(!store.has_sealed_setting(NAME).await.unwrap());
    store.commit(put(Some("another"))).await.unwrap();
    store.commit(put(Some(VALUE))).await.unwrap();
    assert_eq!(value(&store).await.as_deref(), Some(VALUE));
    assert_nowhere(directory.path(), &[VALUE]);

    store.lock().await.unwrap();
    assert!(store.has_sealed_setting(NAME).await.unwrap());
    let refused = store.sealed_setting(NAME).await.unwrap_err();
    assert_eq!(refused.code, Code::VaultLocked);
    for change in [Some("while locked"), None] {
        let refused = store.commit(put(change)).await.unwrap_err();
        assert_eq!(refused.code, Code::VaultLocked);
    }
    drop(store);

    let store = open_locked(directory.path()).await;
    store.unlock_with_passphrase(phrase(PHRASE)).await.unwrap();
    assert_eq!(value(&store).await.as_deref(), Some(VALUE));
    store.commit(put(None)).await.unwrap();
    assert_eq!(value(&store).await, None);
    assert_nowhere(directory.path(), &[VALUE]);
}

#[tokio::test]
async fn a12_a_setting_that_was_sealed_for_another_name_does_not_open() {
    let directory = directory();
    let store = open(directory.path()).await;
    store.commit(put(Some(VALUE))).await.unwrap();
    database(directory.path())
        .execute("UPDATE sealed_settings SET name = 'another'", [])
        .unwrap();
    let moved = store.sealed_setting("another").await;
    assert_eq!(code(moved.map(drop)), Code::SealBroken);
}

#[tokio::test]
async fn starting_over_wipes_sealed_settings() {
    let directory = directory();
    let store = open(directory.path()).await;
    store.commit(put(Some(VALUE))).await.unwrap();
    assert_eq!(store.status().await.unwrap().sealed_rows, 1);
    store.start_over(SlotChoice::Memory).await.unwrap();
    assert!(!store.has_sealed_setting(NAME).await.unwrap());
}
