//! The main job, start to end, in the app's own practice world: what a newcomer does first, and
//! what `cargo xtask run` shows where nobody could see a window.

use std::path::Path;

use super::Walk;
use crate::consent;
use crate::desk::Desk;
use crate::devtools::Browser;
use crate::failure::Held;
use crate::report::Report;
use crate::window::Window;

/// The first app and an account of Practice HubSpot's world.
const APP: &str = "Call Notes";
const ACCOUNT: &str = "Practice Test 01";
/// The account's domain, typed before a production app is revoked or uninstalled.
const DOMAIN: &str = "practice-test-01.example";
/// What a row's menu is called.
const MENU: &str = "More for Call Notes on Practice Test 01";

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(steps(app, logs, report))
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let setting = Desk::start(app, logs);
    let mut desk = report
        .step("A display, a session bus and a keyring are set up", setting)
        .await?;
    let directory = desk.data_dir().display().to_string();
    let arguments = ["--data-dir", directory.as_str()];
    let window = report
        .step("The window opens", desk.app(&arguments))
        .await?;
    let browser = report
        .step("The system browser is open", desk.browser())
        .await?;
    enter(&window, report).await?;
    install(&window, &browser, report).await?;
    refresh(&window, report).await?;
    reauthorize(&window, &browser, report).await?;
    revoke(&window, report).await?;
    report.step("The window closes", desk.close(window)).await
}

async fn enter(window: &Window, report: &mut Report) -> Held {
    report
        .step(
            "First start: three ways in",
            window.sees("How would you like to start?"),
        )
        .await?;
    report.picture(window, "first-start").await?;
    let entering = async {
        window.press("Start practising").await?;
        window.sees("No installations yet").await
    };
    report
        .step("Try it with Practice HubSpot", entering)
        .await?;
    report.picture(window, "practice-world").await
}

async fn install(window: &Window, browser: &Browser, report: &mut Report) -> Held {
    let checking = async {
        window.press("Install").await?;
        window.sees("is free").await
    };
    report
        .step(
            "Install an app: the checks before the browser opens",
            checking,
        )
        .await?;
    report.picture(window, "preflight").await?;
    let opening = async {
        window.press("Open the browser and authorize").await?;
        window.sees("Waiting for your browser").await
    };
    report
        .step("Step 1, Authorize: the browser opens", opening)
        .await?;
    report.picture(window, "waiting").await?;
    let connecting = consent::connect(browser, Some(ACCOUNT));
    report
        .step(
            "In the browser: choose the account, connect the app",
            connecting,
        )
        .await?;
    let done = format!("{APP} is installed on");
    report
        .step("Step 2, Tokens: saved, and said", window.sees(&done))
        .await?;
    report.picture(window, "installed").await
}

async fn refresh(window: &Window, report: &mut Report) -> Held {
    let listing = async {
        window.press("Installations").await?;
        window.sees("Healthy").await
    };
    report
        .step("Every installation in one place", listing)
        .await?;
    report.picture(window, "installations").await?;
    let refreshing = async {
        window.press("Refresh all").await?;
        window.sees("1 refresh token is proven good").await
    };
    report
        .step("Refresh: the token is proven good", refreshing)
        .await?;
    report.picture(window, "refreshed").await
}

async fn reauthorize(window: &Window, browser: &Browser, report: &mut Report) -> Held {
    let again = async {
        window.press(MENU).await?;
        window.press("Reauthorize").await?;
        consent::connect(browser, None).await?;
        window.sees("is reauthorized").await
    };
    report
        .step("Reauthorize: one click, and the browser once more", again)
        .await?;
    report.picture(window, "reauthorized").await
}

async fn revoke(window: &Window, report: &mut Report) -> Held {
    let asking = async {
        window.press(MENU).await?;
        window.press("Revoke token…").await?;
        window.sees("HubSpot revokes the refresh token").await
    };
    report
        .step("Revoke: what will happen, before it does", asking)
        .await?;
    report.picture(window, "revoke").await?;
    let revoking = async {
        window
            .fill("This app is marked production.", DOMAIN)
            .await?;
        window.press("Revoke the token").await?;
        window.sees("The refresh token was revoked").await
    };
    report
        .step("Revoked, with HubSpot's own answer", revoking)
        .await?;
    report.picture(window, "revoked").await?;
    window.press("Done").await?;
    let staying = async {
        window.press("Revoked").await?;
        window.misses("Nothing matches").await?;
        window.sees("148191685").await
    };
    report.step("The row stays, as Revoked", staying).await?;
    report.picture(window, "row-stays").await
}
