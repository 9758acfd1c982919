//! The main job on real parts: an app typed in by hand, trip 1, a copied token that lives, a restart,
//! trip 2, and the customer who uninstalls: red row, one click, green again.

use std::path::Path;

use super::Walk;
use crate::app_form::type_in;
use crate::desk::Desk;
use crate::failure::Held;
use crate::report::Report;
use crate::scene::Scene;

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(steps(app, logs, report))
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let scene = report.step("Practice HubSpot stands", Scene::set()).await?;
    let mut desk = report
        .step("a desk is set up", Desk::start(app, logs))
        .await?;
    let window = report
        .step("the window opens", scene.open(&mut desk))
        .await?;
    let browser = report.step("the browser opens", desk.browser()).await?;
    let typing = type_in(&window, &scene.app, &scene.stage.redirect_url);
    report.step("an app is typed in and saved", typing).await?;
    report
        .step("trip 1: it is installed", scene.install(&window, &browser))
        .await?;
    report
        .step("its token is copied, and lives", scene.copy(&window, &desk))
        .await?;
    report.step("the window closes", desk.close(window)).await?;
    let window = report.step("it opens again", scene.open(&mut desk)).await?;
    report
        .step("everything is there again", scene.find_again(&window))
        .await?;
    report
        .step("trip 2: the token is refreshed", scene.refresh(&window))
        .await?;
    report
        .step(
            "the customer uninstalls, the row turns red",
            scene.lose(&window),
        )
        .await?;
    let again = scene.reauthorize(&window, &browser);
    report
        .step("one click, and it is green again", again)
        .await?;
    report.step("the window closes", desk.close(window)).await
}
