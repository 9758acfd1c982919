//! The desk's clipboard. Reading it needs the desk's display in one's own environment, so this
//! program starts itself anew over there.

use std::io::Write;

use crate::desk::Desk;
use crate::failure::{Failure, Held};
use crate::waiting::until;

/// The argument with which this program only prints the clipboard.
pub const READ: &str = "--read-clipboard";

/// Prints the clipboard's text, nothing when it holds none.
pub fn print() -> Held {
    let mut clipboard = arboard::Clipboard::new()?;
    let text = match clipboard.get_text() {
        Ok(text) => text,
        Err(arboard::Error::ContentNotAvailable) => String::new(),
        Err(error) => return Err(error.into()),
    };
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

impl Desk {
    /// Waits until the clipboard holds something that `fits`.
    pub async fn clipboard(&self, fits: impl Fn(&str) -> bool) -> Held<String> {
        until("the clipboard", || async {
            let text = self.run_self(&[READ]).await?;
            match fits(&text) {
                true => Ok(Some(text)),
                // It may be a token: only its length is told.
                false => Err(Failure::new(format!("it holds {} characters", text.len()))),
            }
        })
        .await
    }
}
