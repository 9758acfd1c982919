//! Files, through the desktop's own dialogs: a refresh token from a CSV file becomes an
//! installation, the status is saved and opened for looking only, a project is opened.

use std::path::{Path, PathBuf};

use super::Walk;
use crate::app_form::type_in;
use crate::desk::Desk;
use crate::dialog;
use crate::failure::Held;
use crate::report::Report;
use crate::stage::Stage;
use crate::waiting::until;
use crate::window::Window;

const STATUS: &str = "portalkeeper-status.json";

/// Walks it.
pub fn walk<'a>(app: &'a Path, logs: &'a Path, report: &'a mut Report) -> Walk<'a> {
    Box::pin(steps(app, logs, report))
}

async fn steps(app: &Path, logs: &Path, report: &mut Report) -> Held {
    let stage = Stage::start().await?;
    let mut desk = report
        .step("a desk is set up", Desk::start(app, logs))
        .await?;
    let window = report
        .step("the window opens", stage.open(&mut desk))
        .await?;
    let listed = stage.app()?;
    let typing = type_in(&window, &listed, &stage.redirect_url);
    report.step("an app is typed in and saved", typing).await?;
    let tokens = tokens(&stage, &desk).await?;
    report
        .step(
            "a file of tokens becomes an installation",
            import(&desk, &window, &tokens),
        )
        .await?;
    let status = report
        .step("the status is saved to a file", share(&desk, &window))
        .await?;
    report
        .step(
            "it is opened for looking only",
            look(&desk, &window, &status),
        )
        .await?;
    report.step("and put away again", put_away(&window)).await?;
    let project = project(&desk)?;
    report
        .step(
            "an app file fills in a form",
            open_project(&desk, &window, &project),
        )
        .await?;
    report.step("the window closes", desk.close(window)).await
}

/// A list of one token that another system has.
async fn tokens(stage: &Stage, desk: &Desk) -> Held<PathBuf> {
    let account = stage.test_account(0)?;
    let token = stage.token_from_elsewhere(&account).await?;
    let file = desk.in_home("tokens.csv");
    std::fs::write(
        &file,
        format!("hub_id,refresh_token\n{},{token}\n", account.hub_id),
    )?;
    Ok(file)
}

async fn import(desk: &Desk, window: &Window, tokens: &Path) -> Held {
    window.press("Installations").await?;
    window.press("Add existing…").await?;
    window.press("A CSV file").await?;
    window.press("Choose file…").await?;
    dialog::choose(desk, tokens).await?;
    window.sees("1 added").await?;
    window.press("Show the added ones").await?;
    window.sees("Healthy").await
}

async fn share(desk: &Desk, window: &Window) -> Held<PathBuf> {
    window.press("Accounts").await?;
    window.press("Status, of this computer or another").await?;
    window.press("Share status…").await?;
    window.press("Save the file…").await?;
    dialog::accept(desk, "Save").await?;
    window.sees("The status was saved").await?;
    window.press("Close").await?;
    let file = desk.in_home(STATUS);
    until("the saved status", || async {
        Ok(file.exists().then_some(()))
    })
    .await?;
    Ok(file)
}

async fn look(desk: &Desk, window: &Window, status: &Path) -> Held {
    window.press("Status, of this computer or another").await?;
    window.press("Open a status file…").await?;
    dialog::choose(desk, status).await?;
    window.sees("Status of another computer").await?;
    window.sees("Healthy").await
}

async fn put_away(window: &Window) -> Held {
    window.press("Back to my own").await?;
    window.misses("Status of another computer").await
}

/// An app file in the shape of platform 2026.03.
fn project(desk: &Desk) -> Held<PathBuf> {
    let file = desk.in_home("app-hsmeta.json");
    let app = serde_json::json!({
        "uid": "ledger_sync",
        "type": "app",
        "config": {
            "name": "Ledger Sync",
            "description": "Keeps a ledger in step.",
            "distribution": "marketplace",
            "auth": {"type": "oauth", "redirectUrls": ["http://localhost:20999/cb"],
                "requiredScopes": ["oauth"], "optionalScopes": [],
                "conditionallyRequiredScopes": []},
            "permittedUrls": {"fetch": [], "iframe": [], "img": []},
            "support": {}
        }
    });
    std::fs::write(&file, app.to_string())?;
    Ok(file)
}

async fn open_project(desk: &Desk, window: &Window, project: &Path) -> Held {
    window.press("Apps").await?;
    window.press("Import…").await?;
    window.press("An app file…").await?;
    dialog::choose(desk, project).await?;
    window.sees("Ledger Sync").await?;
    window.press("Fill in the form").await?;
    window
        .sees("What it can’t hold is still to be filled in")
        .await?;
    window.misses("Import a project").await
}
