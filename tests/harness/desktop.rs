//! What stands around the program in these tests, in the place of a desktop.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use keeper_api::{
    Choose, FileChooser, HubSpotTarget, KeyringChoice, Language, NothingOutside, Notice, Options,
    Outside, SchemeHandler, SchemeStatus, SystemClock, TrayMenu,
};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::{Answer, Clock};
use keeper_core::time::{Instant, Timestamp};
use tokio::sync::watch;

use crate::desk::{DEADLINE, RecordingBrowser, TestDesk};

/// The machine's clock, which a test can move ahead: to a sleeper it is as if
/// the machine had slept. A test can also hold it: then it wakes no sleeper,
/// and nothing happens that the test didn't ask for, however slow the machine.
#[derive(Default)]
pub struct HandClock(watch::Sender<Hand>);

#[derive(Clone, Copy, Default)]
struct Hand {
    ahead: Duration,
    /// How far the wall clock was set ahead and back, which wakes no sleeper.
    set_ahead: Duration,
    set_back: Duration,
    is_held: bool,
}

impl HandClock {
    /// Moves it ahead.
    pub fn advance(&self, by: Duration) {
        self.0.send_modify(|hand| hand.ahead += by);
    }

    /// Sets the wall clock ahead, as a person does.
    pub fn set_ahead(&self, by: Duration) {
        self.0.send_modify(|hand| hand.set_ahead += by);
    }

    /// Sets the wall clock back, as a person does.
    pub fn set_back(&self, by: Duration) {
        self.0.send_modify(|hand| hand.set_back += by);
    }

    /// Wakes no sleeper from now on, or sleepers again as their time comes.
    pub fn hold(&self, is_held: bool) {
        self.0.send_modify(|hand| hand.is_held = is_held);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        let hand = self.0.borrow();
        let now = SystemClock.now().plus(hand.ahead).plus(hand.set_ahead);
        now.minus(hand.set_back)
    }

    fn instant(&self) -> Instant {
        SystemClock.instant().plus(self.0.borrow().ahead)
    }

    fn sleep_until(&self, at: Instant) -> BoxFuture<'static, ()> {
        let mut hand = self.0.subscribe();
        Box::pin(async move {
            loop {
                let Hand { ahead, is_held, .. } = *hand.borrow_and_update();
                let left = at.since(SystemClock.instant().plus(ahead));
                if left.is_zero() && !is_held {
                    return;
                }
                tokio::select! {
                    () = tokio::time::sleep(left), if !is_held => {}
                    moved = hand.changed() => if moved.is_err() {
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

/// A desktop with a tray that remembers what it was shown.
#[derive(Default)]
pub struct RecordingOutside {
    /// Every menu of the tray, the newest last.
    pub menus: Mutex<Vec<TrayMenu>>,
    /// Every notification.
    pub notices: Mutex<Vec<Notice>>,
    /// How often the window was brought to the front.
    pub fronts: AtomicUsize,
    /// How often the program was to end.
    pub quits: AtomicUsize,
    /// Whether the window has the keyboard.
    pub is_focused: AtomicBool,
    /// Whether there is no tray.
    pub has_no_tray: AtomicBool,
    changed: watch::Sender<()>,
}

impl RecordingOutside {
    /// Waits until it is as wanted.
    pub async fn until(&self, what: &str, is_wanted: impl Fn(&Self) -> bool) {
        let mut changed = self.changed.subscribe();
        let waiting = async {
            while !is_wanted(self) {
                changed.changed().await.expect("the recorder lives");
            }
        };
        let came = tokio::time::timeout(DEADLINE, waiting).await;
        came.unwrap_or_else(|_| panic!("{what} never came: {:?}", self.menu()));
    }

    /// The titles of all notifications.
    pub fn told(&self) -> Vec<String> {
        let notices = self.notices.lock().unwrap();
        notices.iter().map(|notice| notice.title.clone()).collect()
    }

    /// The menu shown now.
    pub fn menu(&self) -> TrayMenu {
        self.menus
            .lock()
            .unwrap()
            .last()
            .cloned()
            .unwrap_or_default()
    }
}

impl Outside for RecordingOutside {
    fn show_tray(&self, menu: &TrayMenu) {
        self.menus.lock().unwrap().push(menu.clone());
        self.changed.send_replace(());
    }

    fn has_tray(&self) -> bool {
        !self.has_no_tray.load(Ordering::SeqCst)
    }

    fn is_focused(&self) -> bool {
        self.is_focused.load(Ordering::SeqCst)
    }

    fn notify(&self, notice: &Notice) {
        self.notices.lock().unwrap().push(notice.clone());
        self.changed.send_replace(());
    }

    fn to_front(&self) {
        self.fronts.fetch_add(1, Ordering::SeqCst);
        self.changed.send_replace(());
    }

    fn quit(&self) {
        self.quits.fetch_add(1, Ordering::SeqCst);
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
        outside: Arc::new(NothingOutside),
        system_language: Language::En,
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
