//! The activity: searched, walked through, cut off at its end.

use keeper_core::account::Account;
use keeper_core::activity::{Activity, ActivityKind, ActivityQuestion};
use keeper_core::identifier::HubId;
use keeper_core::needs::{Change, Vault};
use keeper_core::{Code, Timestamp};
use keeper_vault::Store;

use crate::support::{DAY, NOW, app, code, directory, open};

fn at(days: u32) -> Timestamp {
    NOW.plus(DAY * days)
}

/// Three lines, a day apart.
async fn told(store: &Store) {
    let sync = app("Öl & Söhne Sync");
    let account = Account {
        name: Some("ACME Rockets".to_owned()),
        domain: Some("acme.example".to_owned()),
        ..Account::with_hub_id(HubId(4711), NOW)
    };
    let line = |days, kind| Activity::new(at(days), kind);
    let changes = vec![
        Change::Record(Activity {
            app: Some(sync.id),
            ..line(0, ActivityKind::AppSaved)
        }),
        Change::Record(Activity {
            hub_id: Some(HubId(4711)),
            code: Some(Code::RefreshRejected),
            hubspot_status: Some("BAD_REFRESH_TOKEN".to_owned()),
            correlation_id: Some("c0ffee-1".to_owned()),
            ..line(1, ActivityKind::RefreshRefused)
        }),
        Change::Record(line(2, ActivityKind::VaultLocked)),
        Change::PutApp(sync),
        Change::PutAccount(account),
    ];
    store.commit(changes).await.unwrap();
}

async fn count(store: &Store, question: ActivityQuestion) -> usize {
    let question = ActivityQuestion {
        limit: 9,
        ..question
    };
    let (lines, total) = store.activity(question).await.unwrap();
    assert_eq!(lines.len(), total);
    total
}

#[tokio::test]
async fn words_are_found_where_a_person_would_look() {
    let directory = directory();
    let store = open(directory.path()).await;
    told(&store).await;
    for (search, found) in [
        ("", 3),
        ("öl söhne", 1),
        ("ÖL", 1),
        ("rockets", 1),
        ("acme.ex", 1),
        ("4711", 1),
        ("C0FFEE", 1),
        ("refreshrejected", 1),
        ("bad_refresh", 1),
        ("rockets 4711 rejected", 1),
        ("rockets sync", 0),
        ("%", 0),
        ("' OR 1=1 --", 0),
    ] {
        let question = ActivityQuestion {
            search: search.to_owned(),
            ..ActivityQuestion::default()
        };
        assert_eq!(count(&store, question).await, found, "{search}");
    }
}

#[tokio::test]
async fn a_time_begins_with_its_first_moment_and_ends_before_its_last() {
    let directory = directory();
    let store = open(directory.path()).await;
    told(&store).await;
    for (since, until, found) in [
        (None, None, 3),
        (Some(at(1)), None, 2),
        (None, Some(at(1)), 1),
        (Some(at(1)), Some(at(2)), 1),
        (Some(at(3)), None, 0),
    ] {
        let question = ActivityQuestion {
            since,
            until,
            ..ActivityQuestion::default()
        };
        assert_eq!(count(&store, question).await, found, "{since:?} {until:?}");
    }
}

#[tokio::test]
async fn every_line_is_walked_past_and_the_walk_can_be_broken_off() {
    let directory = directory();
    let store = open(directory.path()).await;
    told(&store).await;
    let (tell, seen) = std::sync::mpsc::channel();
    let walked = store.visit_activity(ActivityQuestion::default(), move |line| {
        tell.send(line.kind).unwrap();
        Ok(())
    });
    assert_eq!(walked.await.unwrap(), 3);
    let kinds: Vec<_> = seen.iter().collect();
    assert_eq!(kinds[0], ActivityKind::VaultLocked, "newest first");
    assert_eq!(kinds.len(), 3);
    let broken = store.visit_activity(ActivityQuestion::default(), |_| Err(Code::DiskFull.into()));
    assert_eq!(code(broken.await), Code::DiskFull);
}

#[tokio::test]
async fn lines_older_than_asked_for_are_removed() {
    let directory = directory();
    let store = open(directory.path()).await;
    told(&store).await;
    assert_eq!(store.prune_activity(at(1)).await.unwrap(), 1);
    assert_eq!(store.prune_activity(at(1)).await.unwrap(), 0);
    assert_eq!(count(&store, ActivityQuestion::default()).await, 2);
}
