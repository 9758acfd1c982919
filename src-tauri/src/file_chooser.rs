//! The system's dialogs for files and folders.

use std::path::PathBuf;

use keeper_api::{Choose, FileChooser};
use keeper_core::needs::Answer;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

use crate::window;

/// Asks in front of the window; the person takes the time they take.
pub(crate) struct SystemChooser(pub AppHandle);

impl SystemChooser {
    fn dialog(&self) -> FileDialogBuilder<Wry> {
        let mut dialog = self.0.dialog().file();
        let places = self.0.path();
        if let Ok(place) = places.download_dir().or_else(|_| places.home_dir()) {
            dialog = dialog.set_directory(place);
        }
        match self.0.get_webview_window(window::LABEL) {
            Some(parent) => dialog.set_parent(&parent),
            None => dialog,
        }
    }
}

impl FileChooser for SystemChooser {
    fn save<'a>(&'a self, suggested: &'a str) -> Answer<'a, Option<PathBuf>> {
        let dialog = self.dialog().set_file_name(suggested);
        asked(|tell| dialog.save_file(tell))
    }

    fn open(&self, what: Choose) -> Answer<'_, Option<PathBuf>> {
        let dialog = self.dialog();
        match what {
            Choose::Folder => asked(|tell| dialog.pick_folder(tell)),
            Choose::File(extensions) => {
                let dialog = dialog.add_filter(extensions.join(", "), extensions);
                asked(|tell| dialog.pick_file(tell))
            }
        }
    }
}

type Tell = Box<dyn FnOnce(Option<FilePath>) + Send>;

fn asked<'a>(ask: impl FnOnce(Tell)) -> Answer<'a, Option<PathBuf>> {
    let (tell, told) = oneshot::channel();
    ask(Box::new(move |chosen| drop(tell.send(chosen))));
    Box::pin(async move {
        // A dialog that goes without a word chose nothing.
        let chosen = told.await.ok().flatten();
        Ok(chosen.and_then(|path| path.into_path().ok()))
    })
}
