use keeper_tests::bridge::Bridge;
use keeper_tests::desk::DEADLINE;
use keeper_tests::display::{Answers, Display, Neighbour};
use serde_json::{Value, json};

use crate::siege::{Program, Siege, breath};

/// How long a token stays on the clipboard, in seconds.
const KEEPS: u64 = 30;
const TOKEN: &str = "CANARYaccess0000x7Qv3mZk9Lw2Rt8Yb5Nc";

/// The program with one installation, on a display with another program.
struct Scene {
    siege: Siege<Bridge>,
    id: Value,
    neighbour: Neighbour,
    _display: Display,
}

impl Scene {
    async fn start() -> Self {
        let display = Display::start().await;
        let siege = Siege::start_on(&display).await;
        let app = siege.save_app().await;
        Self {
            id: siege.install(&app).await,
            siege,
            neighbour: display.neighbour(),
            _display: display,
        }
    }

    async fn copy(&self) {
        let args = json!({"id": self.id});
        self.siege
            .program
            .must("installation_copy_token", args)
            .await;
        assert_eq!(self.neighbour.reads_text().as_deref(), Some(TOKEN));
    }

    /// Asks the clipboard's thread something, after all that it was asked before.
    async fn clipboard_is_idle(&self) {
        self.siege.program.must("doctor_run", json!({})).await;
    }

    async fn until_empty(&self) {
        let looking = async {
            while self.neighbour.sees_something() {
                breath().await;
            }
        };
        let seen = tokio::time::timeout(DEADLINE, looking).await;
        seen.expect("the clipboard is cleared");
    }
}

#[tokio::test]
async fn a18_a_copied_token_is_marked_as_concealed() {
    let scene = Scene::start().await;
    scene.copy().await;
    let hint = scene.neighbour.reads("x-kde-passwordManagerHint");
    assert_eq!(hint.as_deref(), Some(b"secret".as_slice()));
}

#[tokio::test]
async fn a18_a_copied_token_is_cleared_after_its_time() {
    let scene = Scene::start().await;
    scene.copy().await;
    scene.siege.program.advance(KEEPS - 1).await;
    scene.clipboard_is_idle().await;
    assert_eq!(scene.neighbour.reads_text().as_deref(), Some(TOKEN));
    scene.siege.program.advance(1).await;
    scene.until_empty().await;
}

#[tokio::test]
async fn a18_a_second_copy_is_not_cleared_by_the_first_ones_timer() {
    let scene = Scene::start().await;
    scene.copy().await;
    scene.siege.program.advance(KEEPS - 10).await;
    scene.copy().await;
    scene.siege.program.advance(10).await;
    scene.clipboard_is_idle().await;
    assert_eq!(scene.neighbour.reads_text().as_deref(), Some(TOKEN));
    scene.siege.program.advance(KEEPS - 10).await;
    scene.until_empty().await;
}

/// Neither by its timer nor by the lock.
#[tokio::test]
async fn a18_what_another_program_put_there_stays() {
    for theirs in [Answers::Text(b"a shopping list".to_vec()), Answers::NoText] {
        let scene = Scene::start().await;
        scene.copy().await;
        let owner = scene.neighbour.takes(theirs);
        scene.siege.program.advance(KEEPS).await;
        scene.clipboard_is_idle().await;
        scene.siege.program.must("vault_lock", json!({})).await;
        assert!(owner.has_it());
    }
}

/// Clipboard managers keep what others copied.
#[tokio::test]
async fn a18_a_token_that_a_clipboard_manager_took_over_is_cleared_by_lock_and_quit() {
    for command in ["vault_lock", "quit"] {
        let scene = Scene::start().await;
        scene.copy().await;
        let manager = scene.neighbour.takes(Answers::Text(TOKEN.into()));
        match command {
            "quit" => drop(scene.siege.program.end().await),
            command => drop(scene.siege.program.must(command, json!({})).await),
        }
        assert!(!manager.has_it(), "{command} leaves it there");
    }
}

#[tokio::test]
async fn a18_what_cannot_be_read_back_is_left_and_told() {
    let scene = Scene::start().await;
    scene.copy().await;
    let owner = scene.neighbour.takes(Answers::Nothing);
    let mut events = scene.siege.program.events().await;
    scene.siege.program.advance(KEEPS).await;
    let told = events.until("clipboard_not_cleared");
    let time_passes = async {
        loop {
            breath().await;
            scene.siege.program.advance(1).await;
        }
    };
    let told = tokio::select! {
        told = told => told,
        () = time_passes => unreachable!("time passes for ever"),
    };
    assert!(told.contains("ClipboardNotCleared"), "{told}");
    assert!(owner.has_it());
}
