//! An app, typed in as its developer would: four tabs, then saved.

use keeper_practice::AppListing;

use crate::failure::Held;
use crate::window::Window;

/// Types `app` in, with one redirect URL, and saves it.
pub async fn type_in(window: &Window, app: &AppListing, redirect_url: &str) -> Held {
    window.press("Add app").await?;
    window.fill("Name", &app.name).await?;
    window.press("Auth settings").await?;
    window.fill("Client ID", &app.client_id).await?;
    window.fill("Client secret", &app.client_secret).await?;
    window.press("Scopes").await?;
    window.press("Paste a list…").await?;
    let scopes = [
        app.required_scopes.clone(),
        app.conditionally_required_scopes.clone(),
    ]
    .concat();
    window
        .fill("Text with scopes in it", &scopes.join(", "))
        .await?;
    // `oauth` stands in a new app already.
    let new = scopes.iter().filter(|scope| *scope != "oauth").count();
    window.press(&format!("Add {new} scopes")).await?;
    window.press("Redirect URLs").await?;
    window.press("Add redirect URL").await?;
    window.fill("URL 1", redirect_url).await?;
    window.press("Save app").await?;
    window.sees(&format!("{} saved", app.name)).await
}
