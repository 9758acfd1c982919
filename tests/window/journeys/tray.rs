//! The tray and notifications, on a desktop that shows them; and on one that doesn't, where
//! everything is as it is without.

use std::path::Path;

use super::Walk;
use crate::app_form::type_in;
use crate::desk::Desk;
use crate::failure::{Failure, Held};
use crate::panel::Panel;
use crate::report::Report;
use crate::scene::Scene;
use crate::waiting::until;
use crate::window::Window;

/// Says that closing the window is to leave the app in the tray.
const STAY: &str = "\
    const rpc = (name, args) => window.__TAURI_INTERNALS__.invoke('rpc', { name, args });
    return rpc('session_get', {})
      .then(({ settings }) => rpc('settings_save', { ...settings, keep_in_tray: true }))
      .then((saved) => saved.keep_in_tray);";

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(steps(app, logs, report))
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let scene = report.step("Practice HubSpot stands", Scene::set()).await?;
    let mut desk = report
        .step("a desk without a tray is set up", Desk::start(app, logs))
        .await?;
    let without = without_tray(&scene, &mut desk);
    report
        .step("there, closing the window ends the app", without)
        .await?;
    let panel = report
        .step(
            "the desk gets a tray",
            Panel::start(desk.variable("DBUS_SESSION_BUS_ADDRESS")?),
        )
        .await?;
    let window = report
        .step("the window opens", scene.open(&mut desk))
        .await?;
    report
        .step("the tray item appears", says_its_name(&panel))
        .await?;
    installed(&scene, &mut desk, &window, report).await?;
    report
        .step(
            "“Refresh all” in the tray asks HubSpot",
            refresh(&scene, &panel),
        )
        .await?;
    let notice = report
        .step("what it finds is told", told_of_loss(&panel))
        .await?;
    report
        .step(
            "the notification leads to it",
            lead_to(&panel, &window, notice),
        )
        .await?;
    report
        .step("the window stays behind the tray", stay(&desk, &window))
        .await?;
    report
        .step("the tray leads back", lead_back(&desk, &panel))
        .await?;
    report
        .step("the tray ends the app", quit(&desk, &panel))
        .await
}

async fn without_tray(scene: &Scene, desk: &mut Desk) -> Held {
    let window = scene.open(desk).await?;
    window.sees("Add app").await?;
    desk.ask_to_close().await?;
    ended(desk).await?;
    // The driver notices by itself, too.
    let _ = window.leave().await;
    Ok(())
}

async fn says_its_name(panel: &Panel) -> Held {
    match panel.tooltip().await? {
        name if name == "Portalkeeper" => Ok(()),
        other => Err(Failure::new(format!("the tray says {other:?}"))),
    }
}

async fn installed(scene: &Scene, desk: &mut Desk, window: &Window, report: &mut Report) -> Held {
    let browser = desk.browser().await?;
    type_in(window, &scene.app, &scene.stage.redirect_url).await?;
    let installing = scene.install(window, &browser);
    report.step("an app is installed", installing).await
}

async fn refresh(scene: &Scene, panel: &Panel) -> Held {
    scene.stage.uninstall(&scene.app, &scene.account).await?;
    let before = scene.stage.calls("/token").await?;
    panel
        .click(&format!("Refresh all of {}", scene.app.name))
        .await?;
    until("HubSpot to be asked", || async {
        let calls = scene.stage.calls("/token").await?;
        Ok((calls > before).then_some(()))
    })
    .await
}

async fn told_of_loss(panel: &Panel) -> Held<u32> {
    let id = panel.notified("needs reauthorization").await?;
    until("the tooltip to count it", || async {
        let tooltip = panel.tooltip().await?;
        Ok(tooltip.contains("1 installation needs you").then_some(()))
    })
    .await?;
    Ok(id)
}

async fn lead_to(panel: &Panel, window: &Window, notice: u32) -> Held {
    window.run("window.location.hash = '#/activity'").await?;
    window.misses("At HubSpot").await?;
    panel.click_notice(notice).await?;
    window.sees("At HubSpot").await?;
    window.sees("Reauthorize").await
}

async fn stay(desk: &Desk, window: &Window) -> Held {
    window.run(STAY).await?;
    desk.ask_to_close().await?;
    until("the window to go", || async {
        Ok(desk.shown_window().await.is_none().then_some(()))
    })
    .await?;
    match desk.running_apps().is_empty() {
        true => Err(Failure::new("the app has ended with it")),
        false => Ok(()),
    }
}

async fn lead_back(desk: &Desk, panel: &Panel) -> Held {
    panel.click("Open Portalkeeper").await?;
    until("the window to come back", || async {
        Ok(desk.shown_window().await.map(drop))
    })
    .await
}

async fn quit(desk: &Desk, panel: &Panel) -> Held {
    panel.click("Quit").await?;
    ended(desk).await
}

async fn ended(desk: &Desk) -> Held {
    until("the app to end", || async {
        Ok(desk.running_apps().is_empty().then_some(()))
    })
    .await
}
