//! The window opens, its script reaches the API, a second start finds the first.

use std::path::Path;

use super::Walk;
use crate::desk::Desk;
use crate::failure::{Failure, Held};
use crate::report::Report;

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(async move {
        let _ = steps(app, logs, report).await;
    })
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let desk = report
        .step("a desk is set up", Desk::start(app, logs))
        .await?;
    let mut desk = desk;
    let directory = desk.data_dir().display().to_string();
    let smoke = desk.start_beside(&["--data-dir", &directory, "--smoke-test"])?;
    let mut smoke = smoke;
    let _ = report
        .step("the smoke test ends well", async {
            match smoke.ended().await? {
                0 => Ok(()),
                code => Err(Failure::new(format!("it ended with {code}"))),
            }
        })
        .await;
    drop(smoke);
    let window = report
        .step("the window opens", desk.app(&["--data-dir", &directory]))
        .await?;
    report.picture(&window, "window").await?;
    println!("{}", window.text().await?);
    let browser = report.step("the browser opens", desk.browser()).await?;
    report
        .step(
            "an address reaches it",
            desk.open_address(&["xdg-open"], "http://127.0.0.1:9/hello"),
        )
        .await?;
    let _page = report
        .step("it shows it", browser.page("127.0.0.1:9/hello"))
        .await?;
    report.step("the window closes", window.close()).await
}
