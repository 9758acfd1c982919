use std::sync::Arc;
use std::time::Duration;

use keeper_core::Code;
use keeper_core::activity::{ActivityKind, Actor};
use keeper_core::identifier::{AppId, HubId, InstallationId};
use keeper_core::needs::Verdict;
use keeper_tests::failing_disk::FailingDisk;

use crate::lone_engine::{LoneEngine, client_of, in_time, until};
use crate::scripted::Say;
use crate::stand::Call;

const MINUTE: Duration = Duration::from_secs(60);

/// HubSpot asks to slow down, for ten minutes.
const SLOW_DOWN: Say = Say::Fails(Verdict::Later, Code::RateLimited, Some(TEN_MINUTES));
const TEN_MINUTES: Duration = Duration::from_secs(600);
/// A pause that a batch waits out.
const SHORTLY: Say = Say::Fails(Verdict::Later, Code::RateLimited, Some(A_MINUTE));
const A_MINUTE: Duration = Duration::from_secs(60);

/// So many apps, each with so many installations that are due.
async fn due(apps: u128, rows: i64) -> (LoneEngine, Vec<AppId>) {
    due_in(LoneEngine::start().await, apps, rows).await
}

async fn due_in(lone: LoneEngine, apps: u128, rows: i64) -> (LoneEngine, Vec<AppId>) {
    let mut all = Vec::new();
    for number in 1..=apps {
        let app = lone.app(number).await;
        for hub_id in 1..=rows {
            let name = format!("{number}-{hub_id}");
            lone.install(app, HubId(hub_id), &name).await;
        }
        all.push(app);
    }
    (lone, all)
}

fn refreshes(lone: &LoneEngine, app: AppId) -> usize {
    lone.hubspot.count(&client_of(app), Call::Refresh)
}

#[tokio::test]
async fn an_app_with_a_standing_fault_is_tried_once_per_back_off() {
    let (lone, apps) = due(2, 3).await;
    let (faulty, sound) = (apps[0], apps[1]);
    lone.hubspot.refuse_secret("secret-1", true);
    let mut tried_at = Vec::new();
    for minute in 0..24 * 60 {
        let before = refreshes(&lone, faulty);
        assert!(lone.look().await, "a fault of one app asks for no rest");
        match refreshes(&lone, faulty) - before {
            0 => {}
            1 => tried_at.push(minute),
            more => panic!("{more} calls at minute {minute}"),
        }
        lone.clock.advance(MINUTE);
    }
    let gaps: Vec<i32> = tried_at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!((8..=16).contains(&tried_at.len()), "{gaps:?}");
    assert!(gaps[0] <= 4 && *gaps.last().unwrap() >= 4 * 60, "{gaps:?}");
    assert_eq!(lone.apps_changed(), 1, "told once");
    assert_eq!(lone.lines(ActivityKind::ProfileRefused).await.len(), 1);
    assert!(refreshes(&lone, sound) >= 3, "the other app goes on");

    lone.hubspot.refuse_secret("secret-1", false);
    lone.clock.advance(8 * 60 * MINUTE);
    lone.look().await;
    assert_eq!(lone.fault(faulty).await, None, "it recovers by itself");
    assert_eq!(lone.apps_changed(), 2);
    let before = refreshes(&lone, faulty);
    lone.look().await;
    assert_eq!(refreshes(&lone, faulty), before, "and nothing is due again");
}

#[tokio::test]
async fn no_app_waits_for_another() {
    let (lone, apps) = due(2, 3).await;
    let release = Arc::default();
    let first = client_of(apps[0]);
    lone.hubspot
        .always(&first, Call::Refresh, Say::Held(Arc::clone(&release)));
    let engine = Arc::clone(&lone.engine);
    let look = tokio::spawn(async move { engine.prove_due().await });
    until(|| refreshes(&lone, apps[1]) == 3).await;
    assert_eq!(refreshes(&lone, apps[0]), 1, "one after the other");
    lone.hubspot.relent(&first);
    release.notify_one();
    assert!(in_time(look).await.unwrap());
    assert_eq!(refreshes(&lone, apps[0]), 3);
}

#[tokio::test]
async fn a_429_ends_the_turn_of_its_app_alone() {
    let (lone, apps) = due(2, 5).await;
    let first = client_of(apps[0]);
    lone.hubspot.always(&first, Call::Refresh, SLOW_DOWN);
    assert!(lone.look().await);
    assert_eq!(refreshes(&lone, apps[0]), 1);
    assert_eq!(refreshes(&lone, apps[1]), 5);
    lone.clock.advance(MINUTE);
    lone.look().await;
    assert_eq!(refreshes(&lone, apps[0]), 1, "it is left alone meanwhile");
    lone.hubspot.relent(&first);
    lone.clock.advance(TEN_MINUTES);
    lone.look().await;
    assert_eq!(refreshes(&lone, apps[0]), 6);
}

#[tokio::test]
async fn failures_in_a_row_end_the_turn_of_their_app_alone() {
    let (lone, apps) = due(2, 9).await;
    let unavailable = Say::Fails(Verdict::Later, Code::HubSpotUnavailable, None);
    let first = client_of(apps[0]);
    lone.hubspot.always(&first, Call::Refresh, unavailable);
    assert!(lone.look().await);
    assert_eq!(refreshes(&lone, apps[0]), 3);
    assert_eq!(refreshes(&lone, apps[1]), 9);
}

#[tokio::test]
async fn what_speaks_of_one_account_ends_no_turn() {
    let (lone, apps) = due(1, 6).await;
    let locked = Say::Fails(Verdict::Later, Code::AccountLocked, None);
    let client = client_of(apps[0]);
    lone.hubspot.always(&client, Call::Refresh, locked);
    lone.look().await;
    assert_eq!(refreshes(&lone, apps[0]), 6);
}

#[tokio::test]
async fn an_unreachable_hubspot_ends_the_look() {
    for code in [Code::HubSpotUnreachable, Code::AnswerIntercepted] {
        let (lone, apps) = due(3, 5).await;
        for app in &apps {
            let fails = Say::Fails(Verdict::Later, code, None);
            lone.hubspot.always(&client_of(*app), Call::Refresh, fails);
        }
        assert!(!lone.look().await, "{code:?}: a longer rest is due");
        for app in apps {
            assert!(refreshes(&lone, app) <= 1, "{code:?}");
        }
    }
}

#[tokio::test]
async fn a_full_disk_ends_the_look_before_anything_is_asked() {
    let directory = tempfile::tempdir().unwrap();
    let disk = FailingDisk::beneath(directory.path());
    let (lone, _) = due_in(LoneEngine::start_in(directory).await, 2, 3).await;
    disk.full_after(0);
    assert!(!lone.look().await, "a longer rest is due");
    assert_eq!(lone.hubspot.asked(), []);
    disk.free();
    assert!(lone.look().await);
    assert_eq!(lone.hubspot.asked().len(), 6);
}

async fn ids(lone: &LoneEngine, app: AppId, rows: i64) -> Vec<InstallationId> {
    let mut ids = Vec::new();
    for hub_id in 1..=rows {
        ids.push(lone.install(app, HubId(hub_id), &hub_id.to_string()).await);
    }
    ids
}

/// What a person waits for, while a batch waits for the end of a pause: no clock
/// moves.
#[tokio::test]
async fn one_refresh_by_a_person_queues_behind_no_batch() {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let mut all = ids(&lone, app, 22).await;
    let (first, second) = (all.pop().unwrap(), all.pop().unwrap());
    let client = client_of(app);
    lone.hubspot.always(&client, Call::Refresh, SHORTLY);
    let queued = all[3];
    let batch = lone.engine.refresh_many(all, Actor::Person).await.unwrap();
    lone.hubspot.until_asked(Call::Refresh, 0).await;
    lone.hubspot.relent(&client);

    let sent = |name: &str| {
        let asked = lone.hubspot.asked();
        asked
            .iter()
            .any(|one| one.token == format!("refresh-{name}"))
    };
    lone.refresh(first).await;
    assert!(sent("22"));
    let alone = vec![second];
    let alone = lone
        .engine
        .refresh_many(alone, Actor::Person)
        .await
        .unwrap();
    let ended = lone.until_ended(alone.batch).await;
    assert_eq!(ended.summary.proven, 1, "{ended:?}");
    assert!(sent("21"));
    lone.refresh(queued).await;
    assert!(sent("4"), "also one that the batch has queued");
    assert!(!lone.engine.batch(batch.batch).unwrap().finished);

    lone.clock.advance(A_MINUTE);
    let ended = lone.until_ended(batch.batch).await;
    assert_eq!(ended.summary.proven, 20, "{ended:?}");
}

/// A person's refresh that is told to slow down waits like any from then on.
#[tokio::test]
async fn a_person_who_is_told_to_slow_down_makes_no_storm() {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let mut all = ids(&lone, app, 2).await;
    let other = all.pop().unwrap();
    lone.hubspot.next(Call::Refresh, SHORTLY);
    let batch = lone.engine.refresh_many(all, Actor::Person).await.unwrap();
    lone.hubspot.until_asked(Call::Refresh, 0).await;
    until(|| !lone.engine.is_busy()).await;
    lone.refresh(other).await;
    assert_eq!(refreshes(&lone, app), 2, "one of each");
    lone.clock.advance(A_MINUTE);
    let ended = lone.until_ended(batch.batch).await;
    assert_eq!((ended.summary.proven, refreshes(&lone, app)), (1, 3));
}

#[tokio::test]
async fn a_cancelled_refresh_by_a_person_is_not_made() {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let all = ids(&lone, app, 1).await;
    let batch = lone.engine.refresh_many(all, Actor::Person).await.unwrap();
    lone.engine.cancel_batch(batch.batch).unwrap();
    let ended = lone.until_ended(batch.batch).await;
    assert_eq!((ended.summary.cancelled, refreshes(&lone, app)), (1, 0));
}
