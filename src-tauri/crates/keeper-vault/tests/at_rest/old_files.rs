//! Files of older versions, made as those versions made them.

use keeper_core::account::AccountType;
use keeper_core::activity::{ActivityKind, ActivityQuestion};
use keeper_core::health::{Condition, DeathCause};
use keeper_core::identifier::HubId;
use keeper_core::installation::KeepAlive;
use keeper_core::needs::{Change, Selection, Vault};
use keeper_core::secret::SecretSetting;
use rusqlite::Connection;

use crate::support::{directory, open, open_locked};

/// How schema 1 spelled its rows. Frozen, like the schema.
const ROWS: &str = r#"
    PRAGMA application_id = 0x504B7674;
    PRAGMA user_version = 1;
    INSERT INTO meta VALUES ('vault', '8c0c7a5e-3c1e-4c0e-9b57-2f1f1d1b6a01'),
        ('oldest_program', '1'), ('target', 'https://api.hubapi.com');
    INSERT INTO apps VALUES (x'000102030405060708090a0b0c0d0e0f',
        '2ff7a6a2-0b53-4c5e-9a3e-0a8f5b7b0001',
        '{"name":"Sync","environment":"production","client_id":"2ff7a6a2-0b53-4c5e-9a3e-0a8f5b7b0001","api_version":"2026-09","required_scopes":["oauth"]}',
        '{"code":"ClientSecretRefused","since":5,"correlation_id":null}', 1, 2);
    INSERT INTO accounts VALUES (7, 'Acme', 'acme.example', 'developer_test', NULL, 'eu1',
        NULL, 3, 1);
    INSERT INTO installations VALUES (x'101112131415161718191a1b1c1d1e1f',
        x'000102030405060708090a0b0c0d0e0f', 7, NULL,
        '{"kind":"dead","since":9,"cause":"account_gone"}', 4, '["oauth"]', '["oauth","x.y.z"]',
        'ada@example.com', 1, 2,
        '{"code":"AccountGone","hubspot_status":"BAD_HUB","correlation_id":"c","at":9}', NULL,
        'AAAA', 6, 'BBBB', 'note', '["tag"]', 'always_fresh');
    INSERT INTO activity VALUES (1, 9, 'refresh_refused', NULL, 7, NULL, 'AccountGone',
        'BAD_HUB', 'c', 'schedule');
    INSERT INTO settings VALUES ('theme', '"dark"');
"#;

#[tokio::test]
async fn a_file_of_schema_1_opens_with_all_it_holds() {
    let directory = directory();
    let file = Connection::open(directory.path().join("vault.db")).unwrap();
    file.execute_batch(include_str!("../../src/schema/1.sql"))
        .unwrap();
    file.execute_batch(ROWS).unwrap();
    drop(file);

    let store = open_locked(directory.path()).await;
    let app = store.apps().await.unwrap().remove(0);
    assert_eq!(app.draft.name, "Sync");
    assert!(app.fault.is_some());
    let account = store.account(HubId(7)).await.unwrap().unwrap();
    assert_eq!(account.account_type, AccountType::DeveloperTest);
    let kept = store
        .installations(Selection::Kept)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(kept.app, app.id);
    assert!(matches!(
        kept.condition,
        Condition::Dead {
            cause: DeathCause::AccountGone,
            ..
        }
    ));
    assert_eq!(kept.granted, ["oauth", "x.y.z"]);
    assert_eq!(kept.annotation.keep_alive, KeepAlive::AlwaysFresh);
    assert_eq!(kept.prints.unwrap().refresh.as_str(), "BBBB");
    let question = ActivityQuestion {
        limit: 9,
        ..ActivityQuestion::default()
    };
    let (lines, _) = store.activity(question).await.unwrap();
    assert_eq!(lines[0].kind, ActivityKind::RefreshRefused);
    let theme = store.setting("theme".to_owned()).await.unwrap();
    assert_eq!(theme.as_deref(), Some("\"dark\""));
}

/// A file of schema 3 gets a place for logos; a program that knows nothing of
/// it can go on using the file, and can remove an app that has one.
#[tokio::test]
async fn a_file_of_schema_3_takes_logos_and_needs_this_program_from_then_on() {
    let directory = directory();
    let path = directory.path().join("vault.db");
    let file = Connection::open(&path).unwrap();
    for sql in [
        include_str!("../../src/schema/1.sql"),
        include_str!("../../src/schema/2.sql"),
        include_str!("../../src/schema/3.sql"),
        ROWS,
        "PRAGMA user_version = 3; UPDATE meta SET value = '3' WHERE name = 'oldest_program'",
    ] {
        file.execute_batch(sql).unwrap();
    }
    drop(file);

    let store = open_locked(directory.path()).await;
    assert!(store.logos().await.unwrap().is_empty());
    let app = store.apps().await.unwrap().remove(0).id;
    let png = Some(vec![1, 2, 3]);
    store
        .commit(vec![Change::PutLogo { app, png }])
        .await
        .unwrap();
    assert_eq!(store.logos().await.unwrap(), [(app, vec![1, 2, 3])]);
    drop(store);

    let file = Connection::open(&path).unwrap();
    file.pragma_update(None, "foreign_keys", true).unwrap();
    let meta = "SELECT value FROM meta WHERE name = 'oldest_program'";
    let oldest: String = file.query_row(meta, [], |row| row.get(0)).unwrap();
    assert_eq!(oldest, "6");
    let as_it_removes = "DELETE FROM installations; DELETE FROM apps;";
    file.execute_batch(as_it_removes).unwrap();
    let logos = "SELECT count(*) FROM logos";
    let left: i64 = file.query_row(logos, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

/// A program that knows nothing of sealed settings would leave them under an old
/// key.
#[tokio::test]
async fn a_file_of_schema_5_takes_sealed_settings_and_needs_this_program_from_then_on() {
    let directory = directory();
    let path = directory.path().join("vault.db");
    let file = Connection::open(&path).unwrap();
    for sql in [
        include_str!("../../src/schema/1.sql"),
        include_str!("../../src/schema/2.sql"),
        include_str!("../../src/schema/3.sql"),
        include_str!("../../src/schema/4.sql"),
        include_str!("../../src/schema/5.sql"),
        ROWS,
        "PRAGMA user_version = 5; UPDATE meta SET value = '5' WHERE name = 'oldest_program'",
    ] {
        file.execute_batch(sql).unwrap();
    }
    drop(file);

    let store = open(directory.path()).await;
    assert!(!store.has_sealed_setting("proxy").await.unwrap());
    let put = Change::PutSealedSetting {
        name: "proxy".to_owned(),
        value: Some(SecretSetting::new("sealed")),
    };
    store.commit(vec![put]).await.unwrap();
    let sealed = store.sealed_setting("proxy").await.unwrap().unwrap();
    assert_eq!(sealed.expose(), "sealed");
    assert_eq!(store.apps().await.unwrap().len(), 1, "the rest stays");
    drop(store);
    let file = Connection::open(&path).unwrap();
    let meta = "SELECT value FROM meta WHERE name = 'oldest_program'";
    let oldest: String = file.query_row(meta, [], |row| row.get(0)).unwrap();
    assert_eq!(oldest, "6");
}
