//! `--smoke-test`: does the window open, run its script, and reach the API?

use std::time::{Duration, Instant};

use keeper_desktop::Arguments;
use keeper_desktop::platform::say;
use tauri::{AppHandle, Manager};
use tokio::sync::SetOnce;

/// A keyring may take 30 s; the window and a cold disk get the rest.
const DEADLINE: Duration = Duration::from_secs(60);

struct Smoke(SetOnce<()>);

/// Ends the app with 0 at the window's first answered call, with 1 when none came in time.
pub(crate) fn watch(app: &AppHandle, arguments: &Arguments) {
    if !arguments.smoke_test {
        return;
    }
    app.manage(Smoke(SetOnce::new()));
    let (app, started) = (app.clone(), Instant::now());
    tauri::async_runtime::spawn(async move {
        let smoke = app.state::<Smoke>();
        let came = tokio::time::timeout(DEADLINE, smoke.0.wait()).await.is_ok();
        let after = started.elapsed().as_millis();
        say(&format!(
            "smoke test: first call {} after {after} ms",
            if came { "answered" } else { "missing" }
        ));
        app.exit(i32::from(!came));
    });
}

/// Notes that a call of the window was answered.
pub(crate) fn answered(app: &AppHandle) {
    if let Some(smoke) = app.try_state::<Smoke>() {
        let _ = smoke.0.set(());
    }
}
