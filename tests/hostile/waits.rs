use std::time::Duration;

use keeper_core::Code;
use keeper_core::engine::TokenForm;
use keeper_core::grant::GrantState;
use keeper_core::identifier::InstallationId;
use keeper_core::needs::{Clock as _, Vault as _, Verdict};
use keeper_tests::database::{free, jam};

use crate::lone_engine::{HUB, LoneEngine, in_time, until};
use crate::scripted::Say;
use crate::siege::breath;
use crate::stand::Call;

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
const KEEPS: Duration = Duration::from_secs(30);

async fn with_row() -> (LoneEngine, InstallationId) {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let row = lone.install(app, HUB, "row").await;
    (lone, row)
}

#[tokio::test]
async fn an_answer_is_saved_in_time_though_the_clock_was_set_back() {
    let (lone, row) = with_row().await;
    let disk = lone.database();
    jam(&disk, "tokens");
    let refreshing = lone.refresh(row);
    let waiting = async {
        until(|| !lone.engine.unsaved_answers().is_empty()).await;
        lone.clock.set_back(HOUR);
        lone.clock.advance(MINUTE);
    };
    futures::join!(refreshing, waiting);
    free(&disk);
    lone.clock.set_back(24 * HOUR);
    let saved = async {
        let mut minutes = 0;
        while !lone.engine.unsaved_answers().is_empty() {
            lone.clock.advance(MINUTE);
            breath().await;
            minutes += 1;
        }
        minutes
    };
    assert!(in_time(saved).await < 24 * 60, "not a day later");
}

#[tokio::test]
async fn a_held_grant_is_asked_about_in_time_though_the_clock_was_set_back() {
    let lone = LoneEngine::start().await;
    let app = lone.app(1).await;
    let later = Say::Fails(Verdict::Later, Code::HubSpotUnavailable, None);
    lone.hubspot.next(Call::Introspect, later);
    let held = GrantState::Held {
        next_try_at: lone.clock.now(),
        tries: 0,
    };
    lone.hold(app, "g", held).await;
    lone.engine.resume().await.unwrap();
    lone.hubspot.until_asked(Call::Introspect, 0).await;
    lone.clock.set_back(24 * HOUR);
    let settled = async {
        let mut minutes = 0;
        while !lone.store.grants().await.unwrap().is_empty() {
            lone.clock.advance(MINUTE);
            breath().await;
            minutes += 1;
        }
        minutes
    };
    assert!(in_time(settled).await < 24 * 60, "not a day later");
}

/// Whoever was woken goes on.
async fn let_run() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

async fn copy(lone: &LoneEngine, row: InstallationId) {
    let copied = lone.engine.copy_token(row, TokenForm::Plain, "X", KEEPS);
    copied.await.unwrap();
}

#[tokio::test]
async fn a18_a_copy_is_left_alone_by_the_end_of_the_one_before() {
    let (lone, row) = with_row().await;
    copy(&lone, row).await;
    lone.clock.advance(KEEPS / 2);
    copy(&lone, row).await;
    lone.clock.advance(KEEPS / 2);
    let_run().await;
    assert!(lone.clipboard.text().is_some());
    lone.clock.advance(KEEPS / 2);
    until(|| lone.clipboard.text().is_none()).await;
}

#[tokio::test]
async fn a18_a_clipboard_that_another_program_has_is_cleared_later() {
    let (lone, row) = with_row().await;
    copy(&lone, row).await;
    lone.clipboard.refuses(3);
    lone.clock.set_back(HOUR);
    let cleared = async {
        let mut waits = 0;
        while lone.clipboard.text().is_some() {
            lone.clock.advance(KEEPS);
            let_run().await;
            waits += 1;
        }
        waits
    };
    assert!(in_time(cleared).await < 20, "not an hour later");
}
