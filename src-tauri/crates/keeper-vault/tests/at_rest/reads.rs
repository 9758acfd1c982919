//! Reads: activity, settings, selections.

use keeper_core::Code;
use keeper_core::activity::{Activity, ActivityKind, ActivityQuestion, Actor};
use keeper_core::health::{Condition, DeathCause};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::installation::{Installation, LastError};
use keeper_core::needs::{Change, Selection, TokenChange, Vault};

use crate::support::{DAY, NOW, directory, fill, installation, open, put};

#[tokio::test]
async fn an_installation_comes_back_as_it_was_put() {
    let directory = directory();
    let store = open(directory.path()).await;
    let mut kept = fill(&store, "a").await;
    for condition in [
        Condition::Retrying {
            since: NOW,
            next_try_at: NOW.plus(DAY),
            tries: 3,
        },
        Condition::Dead {
            since: NOW,
            cause: DeathCause::AccountGone,
        },
        Condition::Revoked { at: NOW },
        Condition::Uninstalled { at: NOW },
        Condition::Working,
    ] {
        kept.condition = condition;
        kept.proven_at = None;
        kept.last_error = Some(LastError {
            code: Code::RateLimited,
            hubspot_status: Some("RATE_LIMITS".to_owned()),
            correlation_id: None,
            at: NOW,
        });
        store
            .commit(vec![put(&kept, TokenChange::Wipe)])
            .await
            .unwrap();
        let read = store.installations(Selection::Kept).await.unwrap();
        assert_eq!(read, [kept.clone()]);
    }
}

/// Many rows are read with one memory of what they have in common.
#[tokio::test]
async fn each_installation_comes_back_with_what_is_its_own() {
    let directory = directory();
    let store = open(directory.path()).await;
    let first = fill(&store, "a").await;
    let mut kept = vec![first.clone()];
    for hub in 8..12 {
        let mut other = installation(first.app, hub);
        if hub != 9 {
            other.granted = vec![format!("scope.{hub}")];
            other.requested = vec![format!("wanted.{hub}")];
            other.annotation.tags = vec![format!("tag {hub}")];
            other.condition = Condition::Revoked {
                at: NOW.plus(DAY * u32::try_from(hub).unwrap()),
            };
        }
        let change = put(&other, TokenChange::Keep);
        store.commit(vec![change]).await.unwrap();
        kept.push(other);
    }
    let ids: Vec<_> = kept.iter().map(|one| one.id).collect();
    let read = store.installations(Selection::Ids(ids)).await.unwrap();
    let without_prints = |one: &Installation| Installation {
        prints: None,
        ..one.clone()
    };
    assert_eq!(read.iter().map(without_prints).collect::<Vec<_>>(), kept);
}

#[tokio::test]
async fn named_installations_come_in_their_order_forgotten_or_not() {
    let directory = directory();
    let store = open(directory.path()).await;
    let first = fill(&store, "a").await;
    let second = installation(first.app, 8);
    let changes = vec![
        put(&second, TokenChange::Keep),
        Change::Forget {
            id: first.id,
            at: NOW,
        },
    ];
    store.commit(changes).await.unwrap();
    let ids = vec![second.id, InstallationId::make_random(), first.id];
    let read = store.installations(Selection::Ids(ids)).await.unwrap();
    let read: Vec<InstallationId> = read.iter().map(|it| it.id).collect();
    assert_eq!(read, [second.id, first.id]);
}

#[tokio::test]
async fn settings_are_kept_by_name() {
    let directory = directory();
    let store = open(directory.path()).await;
    let set = |value: &str| Change::PutSetting {
        name: "theme".to_owned(),
        value: value.to_owned(),
    };
    assert_eq!(store.setting("theme".to_owned()).await.unwrap(), None);
    store.commit(vec![set("\"dark\"")]).await.unwrap();
    store.commit(vec![set("\"light\"")]).await.unwrap();
    let kept = store.setting("theme".to_owned()).await.unwrap();
    assert_eq!(kept.as_deref(), Some("\"light\""));
}

fn lines() -> Vec<Activity> {
    let line = |minute: u64, kind| {
        Activity::new(NOW.plus(std::time::Duration::from_secs(60 * minute)), kind)
    };
    let app = AppId::make_random();
    vec![
        Activity {
            app: Some(app),
            hub_id: Some(HubId(7)),
            installation: Some(InstallationId::make_random()),
            by: Actor::Schedule,
            ..line(0, ActivityKind::Refreshed)
        },
        Activity {
            app: Some(app),
            code: Some(Code::RefreshRejected),
            hubspot_status: Some("BAD_REFRESH_TOKEN".to_owned()),
            correlation_id: Some("c-1".to_owned()),
            ..line(2, ActivityKind::RefreshRefused)
        },
        line(1, ActivityKind::VaultUnlocked),
    ]
}

fn everything() -> ActivityQuestion {
    ActivityQuestion {
        limit: 10,
        ..ActivityQuestion::default()
    }
}

#[tokio::test]
async fn activity_is_told_newest_first_and_counted_whole() {
    let directory = directory();
    let store = open(directory.path()).await;
    let lines = lines();
    let record = lines.iter().cloned().map(Change::Record).collect();
    store.commit(record).await.unwrap();

    let (told, count) = store.activity(everything()).await.unwrap();
    assert_eq!(told, [lines[1].clone(), lines[2].clone(), lines[0].clone()]);
    assert_eq!(count, 3);

    let middle = ActivityQuestion {
        offset: 1,
        limit: 1,
        ..everything()
    };
    let (told, count) = store.activity(middle).await.unwrap();
    assert_eq!((told, count), (vec![lines[2].clone()], 3));
}

/// Questions, and the places of the lines that answer them.
fn questions(lines: &[Activity]) -> Vec<(ActivityQuestion, Vec<usize>)> {
    let all = everything;
    let kinds = vec![ActivityKind::Refreshed, ActivityKind::VaultUnlocked];
    let (app, hub_id) = (lines[0].app, lines[0].hub_id);
    let installation = lines[0].installation;
    vec![
        (ActivityQuestion { app, ..all() }, vec![1, 0]),
        (ActivityQuestion { hub_id, ..all() }, vec![0]),
        (
            ActivityQuestion {
                installation,
                ..all()
            },
            vec![0],
        ),
        (ActivityQuestion { kinds, ..all() }, vec![2, 0]),
        (
            ActivityQuestion {
                failures_only: true,
                ..all()
            },
            vec![1],
        ),
    ]
}

#[tokio::test]
async fn activity_is_narrowed_by_each_part_of_a_question() {
    let directory = directory();
    let store = open(directory.path()).await;
    let lines = lines();
    let record = lines.iter().cloned().map(Change::Record).collect();
    store.commit(record).await.unwrap();
    for (question, expected) in questions(&lines) {
        let (told, count) = store.activity(question.clone()).await.unwrap();
        let expected: Vec<_> = expected.iter().map(|at| lines[*at].clone()).collect();
        assert_eq!(count, expected.len(), "{question:?}");
        assert_eq!(told, expected, "{question:?}");
    }
}

#[tokio::test]
async fn a_locked_vault_tells_everything_but_its_secrets() {
    let directory = directory();
    let store = open(directory.path()).await;
    let kept = fill(&store, "a").await;
    let secret = crate::support::put_secret(kept.app, "s3cret", false);
    store.commit(vec![secret]).await.unwrap();
    drop(store);

    let store = crate::support::open_locked(directory.path()).await;
    assert!(!store.is_open());
    let read = store.installations(Selection::Kept).await.unwrap();
    assert!(read[0].prints.is_some());
    assert_eq!(store.apps().await.unwrap().len(), 1);
    use crate::support::code;
    assert_eq!(code(store.tokens(kept.id).await), Code::VaultLocked);
    assert_eq!(
        code(store.client_secrets(kept.app).await),
        Code::VaultLocked
    );
    assert_eq!(code(store.sealer().map(drop)), Code::VaultLocked);
    let seal = crate::support::put_secret(kept.app, "s3cret", false);
    assert_eq!(code(store.commit(vec![seal]).await), Code::VaultLocked);
    let note = Change::Annotate {
        id: kept.id,
        annotation: keeper_core::installation::Annotation::default(),
    };
    store.commit(vec![note]).await.unwrap();
}
