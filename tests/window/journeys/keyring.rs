//! The Secret Service on a bad day: the app dies mid-work, the keyring is locked, its entry is gone.

use std::path::Path;

use keeper_practice::AppListing;

use super::Walk;
use crate::app_form::type_in;
use crate::desk::Desk;
use crate::devtools::Browser;
use crate::failure::{Failure, Held};
use crate::report::Report;
use crate::scene::Scene;
use crate::window::Window;

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(steps(app, logs, report))
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let scene = Scene::set().await?;
    let setting = Desk::start(app, logs);
    let mut desk = report.step("a desk is set up", setting).await?;
    let browser = report.step("the browser opens", desk.browser()).await?;
    install(&scene, &mut desk, &browser, report).await?;
    desk.crash_app().await?;
    let opening = scene.open(&mut desk);
    let window = report.step("killed, it opens again", opening).await?;
    let finding = scene.find_again(&window);
    report.step("nothing is lost", finding).await?;
    desk.close(window).await?;
    locked(&scene, &mut desk, report).await?;
    gone(&scene, &mut desk, report).await?;
    let opening = reopened(&scene, &mut desk);
    let window = report.step("the new key stays", opening).await?;
    let typing = retype(&window, &scene.app);
    report
        .step("the client secret is typed again", typing)
        .await?;
    window.press("Installations").await?;
    window.sees("Secret unavailable").await?;
    let renewing = scene.reauthorize(&window, &browser);
    report
        .step("one click, and it is healthy", renewing)
        .await?;
    let refreshing = scene.refresh(&window);
    report
        .step("its new token is proven good", refreshing)
        .await?;
    desk.close(window).await
}

async fn install(scene: &Scene, desk: &mut Desk, browser: &Browser, report: &mut Report) -> Held {
    let window = report.step("the window opens", scene.open(desk)).await?;
    type_in(&window, &scene.app, &scene.stage.redirect_url).await?;
    let installing = scene.install(&window, browser);
    report.step("an app is installed", installing).await?;
    report
        .step("the keyring has its key", one_entry(desk))
        .await
}

async fn locked(scene: &Scene, desk: &mut Desk, report: &mut Report) -> Held {
    desk.lock_keyring().await?;
    let opening = scene.open(desk);
    let window = report
        .step("it opens with a locked keyring", opening)
        .await?;
    report
        .step("and says what it can't read", sealed(&window))
        .await?;
    desk.unlock_keyring().await?;
    let healthy = again(&window);
    report.step("unlocked, the row is healthy", healthy).await?;
    desk.close(window).await
}

async fn gone(scene: &Scene, desk: &mut Desk, report: &mut Report) -> Held {
    desk.wipe_keyring().await?;
    let opening = scene.open(desk);
    let window = report.step("it opens with its entry gone", opening).await?;
    report.step("no row is lost", sealed(&window)).await?;
    report.step("a new key is made", afresh(&window)).await?;
    desk.close(window).await
}

async fn reopened(scene: &Scene, desk: &mut Desk) -> Held<Window> {
    let window = scene.open(desk).await?;
    window.sees("Vault open, keyring").await?;
    Ok(window)
}

async fn afresh(window: &Window) -> Held {
    window.press("Ways out…").await?;
    window.press("Start over…").await?;
    window.sees("The vault is set aside as a file").await?;
    window.press("Start over").await?;
    window.sees("Vault open, keyring").await
}

async fn retype(window: &Window, app: &AppListing) -> Held {
    window.press("Apps").await?;
    window.press(&app.name).await?;
    window.press("Auth settings").await?;
    window.fill("Client secret", &app.client_secret).await?;
    window.press("Save app").await?;
    window.sees(&format!("{} saved", app.name)).await
}

/// The list is there as it was last known, and a banner says that the vault
/// can't be opened.
async fn sealed(window: &Window) -> Held {
    window.sees("The vault can’t be opened.").await?;
    window.press("Installations").await?;
    window.sees("Healthy").await
}

async fn again(window: &Window) -> Held {
    window.press("Ways out…").await?;
    window.press("Try the keyring again").await?;
    window.press("Installations").await?;
    window.sees("Healthy").await
}

async fn one_entry(desk: &Desk) -> Held {
    match desk.keyring_entries().await? {
        1 => Ok(()),
        number => Err(Failure::new(format!("it holds {number} entries"))),
    }
}
