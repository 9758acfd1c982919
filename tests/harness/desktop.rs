//! What stands around the program in these tests, in the place of a desktop.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use keeper_api::{
    Choose, FileChooser, HubSpotTarget, KeyringChoice, Options, SchemeHandler, SchemeStatus,
    SystemClock,
};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::{Answer, Clock};
use keeper_core::time::Timestamp;
use tokio::sync::watch;

use crate::desk::{RecordingBrowser, TestDesk};

/// The machine's clock, which a test can move ahead: to a sleeper it is as if
/// the machine had slept.
pub struct HandClock(watch::Sender<Duration>);

impl Default for HandClock {
    fn default() -> Self {
        Self(watch::Sender::new(Duration::ZERO))
    }
}

impl HandClock {
    /// Moves it ahead.
    pub fn advance(&self, by: Duration) {
        self.0.send_modify(|ahead| *ahead += by);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(*self.0.borrow())
    }

    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'static, ()> {
        let mut ahead = self.0.subscribe();
        Box::pin(async move {
            loop {
                let left = at.since(SystemClock.now().plus(*ahead.borrow_and_update()));
                if left.is_zero() {
                    return;
                }
                tokio::select! {
                    () = tokio::time::sleep(left) => {}
                    moved = ahead.changed() => if moved.is_err() {
                        return std::future::pending().await;
                    },
                }
            }
        })
    }
}

/// No desktop keeps a list of schemes here.
pub struct NoScheme;

impl SchemeHandler for NoScheme {
    fn status(&self) -> Answer<'_, SchemeStatus> {
        Box::pin(async { Ok(SchemeStatus::default()) })
    }

    fn register(&self) -> Answer<'_, ()> {
        Box::pin(async { Err(Problem::new(Code::SchemeByPackageOnly)) })
    }

    fn remove(&self) -> Answer<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// A person who puts every file into the folder `exports` of a directory, and
/// chooses the first fitting one that lies in its folder `imports`.
pub struct IntoFolder(pub PathBuf);

impl FileChooser for IntoFolder {
    fn save<'a>(&'a self, suggested: &'a str) -> Answer<'a, Option<PathBuf>> {
        Box::pin(async move {
            let folder = self.0.join("exports");
            std::fs::create_dir_all(&folder).expect("the folder can be made");
            Ok(Some(folder.join(suggested)))
        })
    }

    fn open(&self, what: Choose) -> Answer<'_, Option<PathBuf>> {
        Box::pin(async move {
            let Ok(entries) = std::fs::read_dir(self.0.join("imports")) else {
                return Ok(None);
            };
            let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
            let mut fitting: Vec<_> = paths.filter(|path| fits(path, what)).collect();
            fitting.sort();
            Ok(fitting.into_iter().next())
        })
    }
}

fn fits(path: &Path, what: Choose) -> bool {
    match what {
        Choose::Folder => path.is_dir(),
        Choose::File(extensions) => {
            let extension = path.extension().and_then(|extension| extension.to_str());
            path.is_file() && extension.is_some_and(|extension| extensions.contains(&extension))
        }
    }
}

/// What the program is started with in a data directory of its own, against
/// `target`, else HubSpot itself.
pub fn options(directory: &Path, target: Option<HubSpotTarget>) -> Options {
    Options {
        data_dir: Some(directory.to_path_buf()),
        practice: false,
        hubspot: target,
        keyring: KeyringChoice::Passphrase(TestDesk::passphrase()),
        browser: Arc::new(RecordingBrowser::default()),
        clock: Arc::new(SystemClock),
        scheme: Arc::new(NoScheme),
        file_chooser: Arc::new(IntoFolder(directory.to_path_buf())),
        practice_host: None,
    }
}

/// What a page of the browser's says in its headline: `done`, `failed`, …
pub fn page_title(which: &str) -> String {
    let texts = include_str!("../../ui/src/i18n/en/page.json");
    let texts: serde_json::Value = serde_json::from_str(texts).expect("the catalogue is read");
    let title = texts[which].as_str().expect("there is such a page");
    title.to_owned()
}
