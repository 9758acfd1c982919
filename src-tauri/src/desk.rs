//! The way from Tauri's state to `keeper-api`, which opens after the window does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use keeper_api::logging::{self, Logging};
use keeper_api::{Api, HubSpotTarget, KeyringChoice, Options, SystemClock};
use keeper_core::error::{Code, Problem};
use tauri::{AppHandle, Manager};
use tokio::sync::SetOnce;
use tokio::time::timeout;

use crate::arguments::Arguments;
use crate::browser::SystemBrowser;
use crate::file_chooser::SystemChooser;
use crate::practice::InApp;
use crate::{IN_USE, events, say, scheme};

/// How long an ending app waits for answers in flight before the keys are wiped.
const CLOSING: Duration = Duration::from_secs(10);

/// How long a link that started the app waits for the window to hear of it.
const WINDOW_ASKS: Duration = Duration::from_secs(15);

/// How long a start waits for a former process to let go of the data directory.
const FORMER_ENDS: Duration = Duration::from_secs(5);

/// Holds the API once it is open, or the problem that kept it shut.
#[derive(Default)]
pub(crate) struct Desk {
    api: SetOnce<Result<Arc<Api>, Problem>>,
    practice: Arc<InApp>,
    asked: SetOnce<()>,
    logging: SetOnce<Logging>,
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

    /// Ends what runs and wipes what is secret, within a deadline.
    pub(crate) async fn close(&self) {
        if let Some(Ok(api)) = self.api.get() {
            let _ = timeout(CLOSING, api.close()).await;
        }
        let _ = timeout(CLOSING, self.practice.close()).await;
    }
}

/// Opens the API, then lets waiting calls through and events out.
pub(crate) async fn open(app: AppHandle, arguments: Arguments) {
    let desk = app.state::<Desk>();
    start_logging(&options(&app, &arguments, &desk), &desk);
    let opened = open_patiently(&app, &arguments, &desk).await.map(Arc::new);
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

/// Who closes the window and starts the app again at once meets the former process, still ending.
async fn open_patiently(
    app: &AppHandle,
    arguments: &Arguments,
    desk: &Desk,
) -> Result<Api, Problem> {
    let given_up = Instant::now() + FORMER_ENDS;
    loop {
        match Api::open(options(app, arguments, desk)).await {
            Err(problem)
                if problem.code == Code::DataDirectoryInUse && Instant::now() < given_up =>
            {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            outcome => return outcome,
        }
    }
}

/// Without a log the app still runs; what keeps it from being written, the API meets and says, too.
fn start_logging(options: &Options, desk: &Desk) {
    let started = options
        .directory()
        .and_then(|directory| logging::start(&directory, "info"));
    if let Ok(logging) = started {
        let _ = desk.logging.set(logging);
    }
}

/// Another process has the directory, and there is no session bus to reach it by.
fn give_way(app: &AppHandle) {
    say("Portalkeeper already runs with this data directory: use that window, or close it first.");
    app.exit(IN_USE);
}

fn options(app: &AppHandle, arguments: &Arguments, desk: &Desk) -> Options {
    let target = arguments
        .hubspot_api
        .clone()
        .zip(arguments.hubspot_pages.clone());
    Options {
        data_dir: arguments.data_dir.clone(),
        practice: arguments.practice,
        hubspot: target.map(|(api, pages)| HubSpotTarget { api, pages }),
        keyring: KeyringChoice::Os,
        browser: Arc::new(SystemBrowser),
        clock: Arc::new(SystemClock),
        scheme: scheme::handler(app, arguments),
        file_chooser: Arc::new(SystemChooser(app.clone())),
        practice_host: Some(Arc::clone(&desk.practice) as _),
    }
}
