//! The way from Tauri's state to `keeper-api`, which opens after the window does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use keeper_api::logging::Logging;
use keeper_api::{
    Api, Closing, KeyringChoice, Leaving, Options, Outside, PracticeHost as _, SystemClock,
    system_language,
};
use keeper_core::error::{Code, Problem};
use keeper_desktop::Arguments;
use keeper_desktop::platform::say;
use tauri::{AppHandle, Manager};
use tokio::sync::SetOnce;
use tokio::time::timeout;

use crate::browser::SystemBrowser;
use crate::file_chooser::SystemChooser;
use crate::practice::InApp;
use crate::{IN_USE, events, outside, scheme};

/// How long an ending app waits for answers in flight before the keys are wiped.
const CLOSING: Duration = Duration::from_secs(10);

/// How long a link that started the app waits for the window to hear of it.
const WINDOW_ASKS: Duration = Duration::from_secs(15);

/// Holds the API once it is open, or the problem that kept it shut.
#[derive(Default)]
pub(crate) struct Desk {
    api: SetOnce<Result<Arc<Api>, Problem>>,
    practice: Arc<InApp>,
    asked: SetOnce<()>,
    logging: SetOnce<Logging>,
    is_focused: AtomicBool,
}

impl Desk {
    /// Waits until the API is open; every call before that waits here, too.
    pub(crate) async fn api(&self) -> Result<Arc<Api>, Problem> {
        self.api.wait().await.clone()
    }

    /// Notes that the window asked something: it hears events by now.
    pub(crate) fn window_asked(&self) {
        // Only the first time is news.
        let _ = self.asked.set(());
    }

    /// Notes whether the window has the keyboard.
    pub(crate) fn focus(&self, is_focused: bool) {
        self.is_focused.store(is_focused, Ordering::Relaxed);
    }

    /// Whether the window has the keyboard.
    pub(crate) fn is_focused(&self) -> bool {
        self.is_focused.load(Ordering::Relaxed)
    }

    /// What comes of closing the window or ending the app. Before the API is open there is nothing
    /// to lose.
    pub(crate) fn leave(&self, leaving: Leaving) -> Closing {
        let api = self.api.get().and_then(|api| api.as_ref().ok());
        api.map_or(Closing::Ends, |api| api.leave(leaving))
    }

    /// Ends what runs and wipes what is secret, within a deadline.
    pub(crate) async fn close(&self) {
        if let Some(Ok(api)) = self.api.get() {
            let _ = timeout(CLOSING, api.close()).await;
        }
        let _ = timeout(CLOSING, self.practice.stop()).await;
    }
}

/// Opens the API, then lets waiting calls through and events out.
pub(crate) async fn open(app: AppHandle, arguments: Arguments) {
    let desk = app.state::<Desk>();
    let outside = outside::start(&app);
    let options = || options(&app, &arguments, &desk, &outside);
    if let Some(logging) = options().log() {
        let _ = desk.logging.set(logging);
    }
    let opened = Api::open_after_former(options).await.map(Arc::new);
    match &opened {
        Ok(api) => events::forward(&app, api),
        Err(problem) if problem.code == Code::DataDirectoryInUse => give_way(&app),
        // The window asks, and is told the problem.
        Err(_) => {}
    }
    let _ = desk.api.set(opened);
    if let (Some(link), Ok(api)) = (arguments.link, desk.api().await) {
        // What comes of it is told to the window, which must be there to hear it.
        let _ = timeout(WINDOW_ASKS, desk.asked.wait()).await;
        api.redirect_arrived(link).await;
    }
}

/// Another process has the directory, and there is no session bus to reach it by.
fn give_way(app: &AppHandle) {
    say("Portalkeeper already runs with this data directory: use that window, or close it first.");
    app.exit(IN_USE);
}

fn options(
    app: &AppHandle,
    arguments: &Arguments,
    desk: &Desk,
    outside: &Arc<dyn Outside>,
) -> Options {
    Options {
        data_dir: arguments.data_dir.clone(),
        practice: arguments.practice,
        hubspot: arguments.target(),
        keyring: KeyringChoice::Os,
        browser: Arc::new(SystemBrowser),
        clock: Arc::new(SystemClock),
        scheme: scheme::handler(app, arguments),
        file_chooser: Arc::new(SystemChooser(app.clone())),
        outside: Arc::clone(outside),
        system_language: system_language(),
        practice_host: Some(Arc::clone(&desk.practice) as _),
    }
}
