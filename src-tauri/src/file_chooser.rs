//! The system's dialog for a place to write a file to.

use std::path::PathBuf;

use keeper_api::FileChooser;
use keeper_core::needs::Answer;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use crate::window;

/// Asks in front of the window; the person takes the time they take.
pub(crate) struct SystemChooser(pub AppHandle);

impl FileChooser for SystemChooser {
    fn save<'a>(&'a self, suggested: &'a str) -> Answer<'a, Option<PathBuf>> {
        Box::pin(async move {
            let (tell, told) = oneshot::channel();
            let mut dialog = self.0.dialog().file().set_file_name(suggested);
            let places = self.0.path();
            if let Ok(place) = places.download_dir().or_else(|_| places.home_dir()) {
                dialog = dialog.set_directory(place);
            }
            if let Some(parent) = self.0.get_webview_window(window::LABEL) {
                dialog = dialog.set_parent(&parent);
            }
            dialog.save_file(move |chosen| drop(tell.send(chosen)));
            // A dialog that goes without a word chose nothing.
            let chosen = told.await.ok().flatten();
            Ok(chosen.and_then(|path| path.into_path().ok()))
        })
    }
}
