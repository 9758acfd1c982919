//! The way from Tauri's state to `keeper-api`, which opens after the window does.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tauri::{AppHandle, Manager};
use tokio::sync::SetOnce;

use crate::arguments::Arguments;
use crate::events;
use crate::placeholder::{Api, Options};

/// How long an ending app waits for answers in flight before the keys are wiped (house.md, 6).
const CLOSING: Duration = Duration::from_secs(10);

/// Holds the API once it is open, or the problem that kept it shut.
#[derive(Default)]
pub(crate) struct Desk(SetOnce<Result<Arc<Api>, Value>>);

impl Desk {
    /// Waits until the API is open; every call before that waits here, too.
    pub async fn api(&self) -> Result<Arc<Api>, Value> {
        self.0.wait().await.clone()
    }

    /// Ends what runs and wipes what is secret, within a deadline.
    pub async fn close(&self) {
        if let Some(Ok(api)) = self.0.get() {
            let _ = tokio::time::timeout(CLOSING, api.close()).await;
        }
    }
}

/// Opens the API, then lets waiting calls through and events out.
pub(crate) async fn open(app: AppHandle, arguments: Arguments) {
    let opened = Api::open(options(&arguments)).await;
    if let Ok(api) = &opened {
        events::forward(&app, api);
    }
    let _ = app.state::<Desk>().0.set(opened);
    if let (Some(link), Ok(api)) = (arguments.link, app.state::<Desk>().api().await) {
        api.redirect_arrived(link).await;
    }
}

fn options(arguments: &Arguments) -> Options {
    Options {
        data_dir: arguments.data_dir.clone(),
        practice: arguments.practice,
    }
}
