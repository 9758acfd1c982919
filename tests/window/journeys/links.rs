//! Deep links: registered in Settings, tested the whole way round, handed over by both of the
//! desktop's openers to the running app and to a stopped one, and by the relay page in the browser.

use std::path::Path;

use super::Walk;
use crate::app_form::type_in;
use crate::consent::agree;
use crate::desk::Desk;
use crate::devtools::Browser;
use crate::dialog;
use crate::failure::{Failure, Held};
use crate::relay_host::{NAME, RelayHost};
use crate::report::Report;
use crate::stage::Stage;
use crate::waiting::until;
use crate::window::Window;

/// A link that no flow waits for.
const STRAY: &str = "portalkeeper://oauth/callback?code=1&state=2";
/// What the window says of it.
const REFUSED: &str = "A link came that no authorization waits for";
/// What the log says of it, for an app whose window nobody drives.
const LOGGED: &str = "a deep link that answers nothing in progress was refused";
const EXPORT: &str = "Export relay page…";
const PAGE: &str = "portalkeeper-relay.html";

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(steps(app, logs, report))
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let stage = Stage::start().await?;
    let mut desk = report
        .step("a desk is set up", Desk::start(app, logs))
        .await?;
    let arguments = stage.arguments(&desk.data_dir().display().to_string());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let window = report
        .step("the window opens", desk.app(&arguments))
        .await?;
    let listed = stage.app()?;
    let typing = type_in(&window, &listed, &stage.relay_url);
    report
        .step("an app with a relay page is typed in", typing)
        .await?;
    report
        .step("links are registered by a click", register(&window))
        .await?;
    report
        .step("a link goes the whole way round", whole_way(&window))
        .await?;
    let host = RelayHost::start().await?;
    let page = report
        .step("the relay page is exported", export(&desk, &window))
        .await?;
    let browser = desk.browser_knowing(NAME, host.port);
    let browser = report.step("the browser opens", browser).await?;
    for (number, opener) in ["xdg-open", "gio open"].iter().enumerate() {
        let account = stage.test_account(number)?.name;
        let warm = warm(&desk, &window, &browser, &account, opener);
        report
            .step(&format!("{opener} hands a link to the running app"), warm)
            .await?;
    }
    host.publish(&page);
    let account = stage.test_account(2)?.name;
    let relayed = relayed(&window, &browser, &account);
    report
        .step("the published relay page hands over by itself", relayed)
        .await?;
    last(&desk, window, &arguments, report).await
}

/// What comes after everything is installed: a stray link, a second start, and no app at all.
async fn last(desk: &Desk, window: Window, arguments: &[&str], report: &mut Report) -> Held {
    report
        .step(
            "a stranger's link changes nothing, and is said",
            stray(desk, &window),
        )
        .await?;
    report
        .step(
            "a second start ends well, having shown the first",
            second(desk, arguments),
        )
        .await?;
    report.step("the window closes", desk.close(window)).await?;
    for opener in ["xdg-open", "gio open"] {
        let cold = cold(desk, opener);
        report
            .step(
                &format!("{opener} starts the app when it doesn't run"),
                cold,
            )
            .await?;
    }
    Ok(())
}

async fn settings(window: &Window) -> Held {
    window.press("Settings").await?;
    window.press("Links").await
}

async fn register(window: &Window) -> Held {
    settings(window).await?;
    window.sees("No program takes these links yet").await?;
    window.press("Register for links").await?;
    window.sees("Links open this Portalkeeper").await
}

async fn whole_way(window: &Window) -> Held {
    window.press("Test").await?;
    window.sees("It came back in").await
}

/// The page as it was written to disk, through the desktop's own dialog.
async fn export(desk: &Desk, window: &Window) -> Held<String> {
    window.press(EXPORT).await?;
    dialog::accept(desk, "Save").await?;
    let file = desk.in_home(PAGE);
    until("the exported page", || async {
        Ok(std::fs::read_to_string(&file).ok())
    })
    .await
}

async fn consent(window: &Window, browser: &Browser, account: &str) -> Held {
    window.press("Apps").await?;
    window.press("Install Invoice Sync").await?;
    window.press("Open the browser and authorize").await?;
    let page = browser.page("/oauth/authorize").await?;
    page.press(account).await?;
    agree(&page).await
}

/// The relay page isn't published yet: its part is played here.
async fn warm(
    desk: &Desk,
    window: &Window,
    browser: &Browser,
    account: &str,
    opener: &str,
) -> Held {
    consent(window, browser, account).await?;
    let came = until("the relay page's address", || came_back(browser)).await?;
    browser.page(NAME).await?.close().await?;
    let (_, answer) = came
        .split_once('?')
        .ok_or_else(|| Failure::new("no answer in it"))?;
    desk.open_address(opener, &format!("portalkeeper://oauth/callback?{answer}"))
        .await?;
    window.sees("is installed on").await
}

async fn came_back(browser: &Browser) -> Held<Option<String>> {
    let mut addresses = browser.addresses().await?.into_iter();
    Ok(addresses.find(|address| address.starts_with(&format!("https://{NAME}/"))))
}

/// From the consent page by the relay page and the operating system, and nobody touches anything.
async fn relayed(window: &Window, browser: &Browser, account: &str) -> Held {
    consent(window, browser, account).await?;
    let page = browser.page(NAME).await?;
    page.sees("Handing over to Portalkeeper").await?;
    window.sees("is installed on").await?;
    page.close().await
}

async fn stray(desk: &Desk, window: &Window) -> Held {
    window.press("Activity").await?;
    window.sees("practice-test-03.example").await?;
    let before = window.text().await?;
    desk.open_address("xdg-open", STRAY).await?;
    window.sees(REFUSED).await?;
    let after = window.text().await?;
    match after.contains(before.trim()) {
        true => Ok(()),
        false => Err(Failure::new(format!("before {before:?}, after {after:?}"))),
    }
}

async fn second(desk: &Desk, arguments: &[&str]) -> Held {
    let mut second = desk.start_beside(arguments)?;
    match second.ended().await? {
        0 => Ok(()),
        code => Err(Failure::new(format!("it ended with {code}"))),
    }
}

/// The app starts on the data that the link was registered for, and says what came of the link.
async fn cold(desk: &Desk, opener: &str) -> Held {
    let before = logged(desk)?;
    // It stays for as long as the app that it starts.
    let _opener = desk.opener(opener, STRAY)?.start()?;
    until("the app to take the link", || async {
        Ok((logged(desk)? > before).then_some(()))
    })
    .await?;
    desk.end_apps().await
}

/// How often the log says that a link was refused.
fn logged(desk: &Desk) -> Held<usize> {
    let mut times = 0;
    for file in std::fs::read_dir(desk.data_dir().join("logs"))? {
        let text = std::fs::read_to_string(file?.path())?;
        times += text.matches(LOGGED).count();
    }
    Ok(times)
}
