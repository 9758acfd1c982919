//! Deep links: to the running app through both of the desktop's openers, to no app at all, and a
//! second start.

use std::path::Path;

use super::Walk;
use crate::app_form::type_in;
use crate::consent::agree;
use crate::desk::Desk;
use crate::devtools::Browser;
use crate::failure::{Failure, Held};
use crate::report::Report;
use crate::stage::Stage;
use crate::waiting::until;
use crate::window::Window;

/// A link that no flow waits for.
const STRAY: &str = "portalkeeper://oauth/callback?code=1&state=2";

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
    desk.register_links(&arguments).await?;
    let window = report
        .step("the window opens", desk.app(&arguments))
        .await?;
    let browser = report.step("the browser opens", desk.browser()).await?;
    let listed = stage.app()?;
    let typing = type_in(&window, &listed, &stage.relay_url);
    report
        .step("an app with a relay page is typed in", typing)
        .await?;
    for (number, opener) in ["xdg-open", "gio open"].iter().enumerate() {
        let account = stage.test_account(number)?.name;
        let warm = warm(&desk, &window, &browser, &account, opener);
        report
            .step(&format!("{opener} hands a link to the running app"), warm)
            .await?;
    }
    let stray = stray(&desk, &window);
    report
        .step("a stranger's link changes nothing", stray)
        .await?;
    report
        .step(
            "a second start ends well, having shown the first",
            second(&desk, &arguments),
        )
        .await?;
    report.step("the window closes", desk.close(window)).await?;
    report
        .step("a link starts the app when it doesn't run", cold(&desk))
        .await
}

/// The relay page is on the web, where these tests never go: its part is played here.
async fn warm(
    desk: &Desk,
    window: &Window,
    browser: &Browser,
    account: &str,
    opener: &str,
) -> Held {
    window.press("Apps").await?;
    window.press("Install Invoice Sync").await?;
    window.press("Open the browser and authorize").await?;
    let page = browser.page("/oauth/authorize").await?;
    page.press(account).await?;
    agree(&page).await?;
    let came = until("the relay page's address", || came_back(browser)).await?;
    page.close().await?;
    let (_, answer) = came
        .split_once('?')
        .ok_or_else(|| Failure::new("no answer in it"))?;
    desk.open_address(opener, &format!("portalkeeper://oauth/callback?{answer}"))
        .await?;
    window.sees("is installed on").await
}

async fn came_back(browser: &Browser) -> Held<Option<String>> {
    let mut addresses = browser.addresses().await?.into_iter();
    Ok(addresses.find(|address| address.starts_with("https://relay.example/")))
}

async fn stray(desk: &Desk, window: &Window) -> Held {
    window.press("Activity").await?;
    window.sees("practice-test-02.example").await?;
    let before = window.text().await?;
    desk.open_address("xdg-open", STRAY).await?;
    match window.text().await? == before {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "before {before:?}, after {:?}",
            window.text().await?
        ))),
    }
}

async fn second(desk: &Desk, arguments: &[&str]) -> Held {
    let mut second = desk.start_beside(arguments)?;
    match second.ended().await? {
        0 => Ok(()),
        code => Err(Failure::new(format!("it ended with {code}"))),
    }
}

async fn cold(desk: &Desk) -> Held {
    // It stays for as long as the app that it starts.
    let _opener = desk.opener("xdg-open", STRAY)?.start()?;
    until("the app to run", || async {
        Ok((!desk.running_apps().is_empty()).then_some(()))
    })
    .await
}
