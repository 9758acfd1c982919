use std::sync::Arc;
use std::time::Duration;

use keeper_api::Api;
use keeper_tests::desktop::HandClock;
use serde_json::{Value, json};

use crate::locked::unlock;
use crate::siege::{Program, Siege, breath, visit};
use crate::stand::{Call, JSON, Reply};

const MINUTE: Duration = Duration::from_secs(60);
const PASSPHRASE: &str = "correct horse battery staple";

/// A program that locks after five minutes, with a clock that wakes nobody.
async fn idle() -> (Siege<Api>, Arc<HandClock>) {
    let clock = Arc::new(HandClock::default());
    let siege = Siege::start_by(Arc::clone(&clock) as _).await;
    let limit = json!({"lock_after_minutes": 5});
    siege.program.must("settings_save", limit).await;
    (siege, clock)
}

async fn state(program: &Api) -> Value {
    program.must("vault_status", json!({})).await["state"].clone()
}

async fn becomes_locked(program: &Api) {
    let is_locked = |view: &Value| view["state"] == "locked";
    program.until("vault_status", json!({}), is_locked).await;
}

/// Time for a lock that must not come.
async fn stays_open(program: &Api) {
    for _ in 0..10 {
        breath().await;
        assert_eq!(state(program).await, "open");
    }
}

#[tokio::test]
async fn a24_a_window_that_nobody_uses_is_locked() {
    let (siege, clock) = idle().await;
    clock.advance(4 * MINUTE);
    siege.program.must("session_note_use", json!({})).await;
    clock.advance(4 * MINUTE);
    siege.program.must("app_list", json!({})).await;
    stays_open(&siege.program).await;
    clock.advance(2 * MINUTE);
    becomes_locked(&siege.program).await;

    let question = json!({"kinds": ["vault_locked"]});
    let is_told = |told: &Value| told["rows"][0]["by"] == "schedule";
    let program = &siege.program;
    program.until("activity_query", question, is_told).await;
    unlock(&siege.program, PASSPHRASE).await;
    stays_open(&siege.program).await;
}

/// What is done first after waking must not count as being there.
#[tokio::test]
async fn a24_a_machine_that_slept_for_longer_is_locked_at_waking() {
    for (name, code) in [
        ("session_note_use", None),
        ("backup_make", Some("VaultLocked")),
    ] {
        let (siege, clock) = idle().await;
        clock.hold(true);
        clock.advance(8 * 60 * MINUTE);
        let answer = Program::call(&siege.program, name, json!({})).await;
        let refused = answer.err().map(|problem| problem["code"].clone());
        assert_eq!(refused, code.map(Value::from), "{name}");
        assert_eq!(state(&siege.program).await, "locked", "{name}");
    }
}

#[tokio::test]
async fn nobody_is_idle_who_waits_for_the_browser() {
    let (siege, clock) = idle().await;
    let app = siege.save_app().await;
    let started = siege.start_flow(&app, None).await;
    clock.advance(6 * MINUTE);
    stays_open(&siege.program).await;
    let cancel = json!({"flow": started["flow"]});
    siege.program.must("install_cancel", cancel).await;
    clock.advance(6 * MINUTE);
    becomes_locked(&siege.program).await;
}

/// HubSpot may not say for hours whose a grant is.
#[tokio::test]
async fn a24_a_held_grant_keeps_no_window_open() {
    let (siege, clock) = idle().await;
    let app = siege.save_app().await;
    let unavailable = Reply::Plain(503, JSON, "{}".to_owned());
    siege.stand.always(Call::Introspect, unavailable);
    let started = siege.start_flow(&app, None).await;
    visit(&siege.consented(&started)).await;
    let flow = json!({"flow": started["flow"]});
    let is_held = |status: &Value| status["installation"].is_string();
    siege.program.until("install_status", flow, is_held).await;
    clock.advance(6 * MINUTE);
    becomes_locked(&siege.program).await;
}

#[tokio::test]
async fn nothing_is_locked_that_nobody_could_unlock_or_wanted_locked() {
    let (siege, clock) = idle().await;
    let memory = json!({"slot": "memory"});
    siege.program.must("vault_start_afresh", memory).await;
    clock.advance(6 * MINUTE);
    stays_open(&siege.program).await;

    let (siege, clock) = idle().await;
    let never = json!({"lock_after_minutes": 0});
    siege.program.must("settings_save", never).await;
    clock.advance(8 * 60 * MINUTE);
    stays_open(&siege.program).await;
}

/// What the program does by itself waits for the key, too.
#[tokio::test]
async fn a24_checks_and_copies_pause_while_locked() {
    let clock = Arc::new(HandClock::default());
    let siege = Siege::start_by(Arc::clone(&clock) as _).await;
    let app = siege.save_app().await;
    siege.install(&app).await;
    let copies = async |siege: &Siege<Api>| {
        let listed = siege.program.must("backup_list", json!({})).await;
        listed.as_array().unwrap().len()
    };
    let is_there = |listed: &Value| !listed.as_array().unwrap().is_empty();
    siege
        .program
        .until("backup_list", json!({}), is_there)
        .await;
    siege.program.must("vault_lock", json!({})).await;
    let (made, asked) = (copies(&siege).await, siege.stand.count(Call::Refresh));
    for _ in 0..4 {
        clock.advance(12 * 60 * MINUTE);
        breath().await;
        breath().await;
    }
    assert_eq!(copies(&siege).await, made);
    assert_eq!(siege.stand.count(Call::Refresh), asked);

    unlock(&siege.program, PASSPHRASE).await;
    clock.advance(60 * MINUTE);
    siege.until_asked(Call::Refresh, asked + 1).await;
    let is_new = |listed: &Value| listed.as_array().unwrap().len() > made;
    siege.program.until("backup_list", json!({}), is_new).await;
}

#[tokio::test]
async fn other_limits_are_refused() {
    let siege = Siege::start().await;
    for minutes in [1, 7, 1440] {
        let limit = json!({"lock_after_minutes": minutes});
        let refused = Program::call(&siege.program, "settings_save", limit).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused["args"]["field"], "lock_after_minutes");
    }
}
