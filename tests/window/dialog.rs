//! The desktop's own dialogs, which no driver of web pages reaches: found by their title, answered
//! by keys.

use std::path::Path;

use crate::desk::Desk;
use crate::failure::{Failure, Held};
use crate::waiting::until;

/// What the desktop calls the dialog that asks for a file.
const OPEN: &str = "Open";

/// Waits for a dialog and presses Return in it, until it is gone.
pub async fn accept(desk: &Desk, title: &str) -> Held {
    let window = until(&format!("a dialog {title:?}"), || find(desk, title)).await?;
    until(&format!("the dialog {title:?} to go"), || async {
        // Nobody manages windows on this display, so nobody gives it the keys.
        let keys = [
            "windowfocus",
            window.as_str(),
            "key",
            "--clearmodifiers",
            "Return",
        ];
        let _ = desk.xdotool(&keys).await;
        Ok(find(desk, title).await?.is_none().then_some(()))
    })
    .await
}

/// Waits for a dialog that asks for a file or a folder, names this one in it, and waits until it is
/// gone.
pub async fn choose(desk: &Desk, path: &Path) -> Held {
    let window = until("a dialog for a file", || find(desk, OPEN)).await?;
    let path = path.display().to_string();
    until("the dialog for a file to go", || async {
        // A slash opens the dialog's own line for a path, and what is typed before that is there is
        // lost; so the line is opened first, and filled anew.
        let line = [
            "windowfocus",
            &window,
            "key",
            "slash",
            "sleep",
            "0.4",
            "key",
            "ctrl+a",
        ];
        let name = ["type", "--delay", "20", &path];
        let _ = desk.xdotool(&[&line[..], &name[..]].concat()).await;
        // The file is looked for beside the typing, and Return does nothing before it is found.
        for _ in 0..5 {
            let _ = desk
                .xdotool(&["sleep", "0.2", "windowfocus", &window, "key", "Return"])
                .await;
            if find(desk, OPEN).await?.is_none() {
                return Ok(Some(()));
            }
        }
        Ok(None)
    })
    .await
}

async fn find(desk: &Desk, title: &str) -> Held<Option<String>> {
    let found = desk
        .xdotool(&["search", "--onlyvisible", "--name", title])
        .await;
    // It ends with 1 where there is none.
    let found = found.unwrap_or_default();
    match found.lines().count() {
        0 => Ok(None),
        1 => Ok(Some(found.trim().to_owned())),
        _ => Err(Failure::new(format!("more than one window: {found:?}"))),
    }
}
