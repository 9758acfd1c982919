//! The main job, start to end, in the app's own practice world: what a newcomer does first.

use std::path::Path;

use super::Walk;
use crate::desk::Desk;
use crate::failure::Held;
use crate::report::Report;

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(async move {
        let _ = steps(app, logs, report).await;
    })
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let mut desk = report
        .step("a desk is set up", Desk::start(app, logs))
        .await?;
    let directory = desk.data_dir().display().to_string();
    let window = report
        .step("the window opens", desk.app(&["--data-dir", &directory]))
        .await?;
    report.picture(&window, "first-start").await?;
    report
        .step(
            "try it with Practice HubSpot",
            window.press("Start practising"),
        )
        .await?;
    report.step("list", window.sees("Installations")).await?;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    println!("{}", window.text().await?);
    report.picture(&window, "list").await?;
    window.press("Install").await?;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    println!("{}", window.text().await?);
    report.picture(&window, "install").await?;
    let browser = report.step("browser", desk.browser()).await?;
    window.press("Open the browser and authorize").await?;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    report.picture(&window, "waiting").await?;
    println!("{}", window.text().await?);
    println!("{:?}", browser.addresses().await?);
    let page = browser.page("/oauth/").await?;
    println!("{}", page.text().await?);
    Ok(())
}
