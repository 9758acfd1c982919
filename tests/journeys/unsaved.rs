use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use keeper_api::{Closing, Leaving, TrayAction};
use keeper_tests::database::{beside, free, jam};
use keeper_tests::desk::TestDesk;
use keeper_tests::desktop::HandClock;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Longer than whoever asked waits for an answer to be saved.
const PATIENCE: Duration = Duration::from_secs(5);

/// Two installations, and a disk that takes no tokens.
struct Stage {
    desk: TestDesk,
    clock: Arc<HandClock>,
    ids: [Value; 2],
    disk: Connection,
}

impl Stage {
    async fn set() -> Self {
        let clock = Arc::new(HandClock::default());
        let desk = TestDesk::start_by(Arc::clone(&clock) as _).await;
        let mut settings = desk.call("session_get", json!({})).await["settings"].clone();
        settings["daily_proof"] = json!(false);
        settings["notifications"] = json!("all");
        desk.call("settings_save", settings).await;
        let app = desk.save_app(0).await;
        let first = desk.install(&app, desk.account("STANDARD", 0)).await;
        let second = desk.install(&app, desk.account("STANDARD", 1)).await;
        let disk = beside(desk.directory.path());
        jam(&disk, "tokens");
        Self {
            desk,
            clock,
            ids: [first, second],
            disk,
        }
    }

    /// Refreshes one; the answer can't be saved. How the batch ended.
    async fn refresh(&self, place: usize) -> Value {
        let told = self.desk.told("unsaved_changed");
        let ids = json!({"ids": [self.ids[place]]});
        let started = self.desk.call("installation_refresh", ids).await;
        told.await;
        self.clock.advance(PATIENCE);
        let batch = json!({"batch": started["batch"]});
        let is_over = |batch: &Value| batch["finished"] == json!(true);
        self.desk.until("batch_status", batch, is_over).await
    }

    async fn unsaved(&self) -> Value {
        self.desk.call("session_get", json!({})).await["unsaved"].clone()
    }

    async fn save(&self) -> Value {
        self.desk.call("answers_save", json!({})).await["unsaved"].clone()
    }

    fn quits(&self) -> usize {
        self.desk.outside.quits.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn answers_that_wait_are_counted_with_their_cause_until_they_are_saved() {
    let stage = Stage::set().await;
    assert_eq!(stage.unsaved().await, Value::Null);
    for (place, answers) in [(0, 1), (1, 2)] {
        stage.refresh(place).await;
        let unsaved = stage.unsaved().await;
        assert_eq!(unsaved["answers"], answers, "{unsaved}");
        assert_eq!(unsaved["code"], "SaveFailed", "{unsaved}");
    }
    let row = stage.desk.row(&stage.ids[0]).await;
    assert_eq!(row["code"], "AnswerUnsaved", "the row says it, too");
    assert_eq!(stage.save().await["answers"], 2, "the disk takes nothing");
    free(&stage.disk);
    let told = stage.desk.told("unsaved_changed");
    assert_eq!(stage.save().await, Value::Null);
    told.await;
    assert_eq!(stage.unsaved().await, Value::Null);
    assert_eq!(stage.desk.row(&stage.ids[0]).await["health"], "healthy");
}

#[tokio::test]
async fn they_are_saved_by_themselves_and_that_is_told() {
    let stage = Stage::set().await;
    stage.refresh(0).await;
    free(&stage.disk);
    let told = stage.desk.told("unsaved_changed");
    stage.clock.advance(Duration::from_secs(30));
    told.await;
    assert_eq!(stage.unsaved().await, Value::Null);
}

#[tokio::test]
async fn whoever_quits_is_asked_while_an_answer_waits() {
    let stage = Stage::set().await;
    let desk = &stage.desk;
    let leave = |leaving| desk.api.leave(leaving);
    assert_eq!(leave(Leaving::ClosesWindow), Closing::Ends);
    stage.refresh(0).await;

    let asked = desk.told("quit_asked");
    assert_eq!(leave(Leaving::ClosesWindow), Closing::Asks);
    asked.await;
    let asked = desk.told("quit_asked");
    desk.api.tray_act(TrayAction::Quit).await.unwrap();
    asked.await;
    let asked = desk.told("quit_asked");
    desk.call("session_quit", json!({})).await;
    asked.await;
    let fronts = desk.outside.fronts.load(Ordering::SeqCst);
    assert_eq!(fronts, 3, "each time the window comes to the front");
    assert_eq!(stage.quits(), 0);

    desk.call("session_quit", json!({"lose_answers": true}))
        .await;
    assert_eq!(stage.quits(), 1, "a person may lose it");
    free(&stage.disk);
    stage.save().await;
    assert_eq!(leave(Leaving::ClosesWindow), Closing::Ends);
    desk.api.tray_act(TrayAction::Quit).await.unwrap();
    desk.call("session_quit", json!({})).await;
    assert_eq!(stage.quits(), 3, "nothing is lost any more");
}

#[tokio::test]
async fn a_window_that_only_goes_to_the_tray_asks_nothing() {
    let stage = Stage::set().await;
    let mut settings = stage.desk.call("session_get", json!({})).await["settings"].clone();
    settings["keep_in_tray"] = json!(true);
    stage.desk.call("settings_save", settings).await;
    stage.refresh(0).await;
    let closing = stage.desk.api.leave(Leaving::ClosesWindow);
    assert_eq!(closing, Closing::Hides, "the program goes on trying");
    assert_eq!(stage.desk.api.leave(Leaving::Quits), Closing::Asks);
}

#[tokio::test]
async fn looking_only_still_saves_and_asks() {
    let stage = Stage::set().await;
    stage.refresh(0).await;
    let mut settings = stage.desk.call("session_get", json!({})).await["settings"].clone();
    settings["view_only"] = json!(true);
    stage.desk.call("settings_save", settings).await;
    stage.desk.call("session_quit", json!({})).await;
    assert_eq!(stage.quits(), 0);
    free(&stage.disk);
    assert_eq!(stage.save().await, Value::Null);
}

#[tokio::test]
async fn ending_without_a_person_tries_once_more() {
    let stage = Stage::set().await;
    let before = stage.desk.row(&stage.ids[0]).await["tokens"].clone();
    stage.refresh(0).await;
    free(&stage.disk);
    let desk = stage.desk.restart().await;
    let id = json!({"id": stage.ids[0]});
    let is_open = |row: &Value| row["health"] == "healthy";
    let row = desk.until("installation_get", id, is_open).await;
    assert_ne!(row["tokens"]["access"], before["access"], "{row}");
}

#[tokio::test]
async fn a_batch_that_the_disk_stopped_says_so() {
    let stage = Stage::set().await;
    let ended = stage.desk.told("refresh_finished");
    let batch = stage.refresh(0).await;
    for told in [&batch, &ended.await] {
        let problem = &told["problem"];
        assert_eq!(problem["code"], "AnswerUnsaved", "{told}");
        assert_eq!(problem["args"]["cause"], "SaveFailed", "{told}");
    }
    let outside = &stage.desk.outside;
    stage.clock.advance(PATIENCE);
    outside
        .until("the notification", |now| {
            now.told()
                .iter()
                .any(|title| title == "The refresh was stopped")
        })
        .await;
}

/// The answer is sealed for the vault that it waits to be saved in.
#[tokio::test]
async fn no_other_vault_takes_the_place_of_one_that_an_answer_waits_for() {
    let stage = Stage::set().await;
    let desk = &stage.desk;
    let name = desk.call("backup_make", json!({})).await["name"].clone();
    stage.refresh(0).await;
    let afresh = json!({"slot": "memory"});
    for (command, args) in [
        ("backup_restore", json!({"name": name})),
        ("vault_start_afresh", afresh),
    ] {
        let problem = desk.refused(command, args).await;
        assert_eq!(problem["code"], "AnswerUnsaved", "{command}");
    }
    free(&stage.disk);
    assert_eq!(stage.save().await, Value::Null);
    assert_eq!(desk.row(&stage.ids[0]).await["health"], "healthy");
}
