//! The tray: by D-Bus on Linux, by Tauri elsewhere.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{Tray, start};

#[cfg(target_os = "linux")]
pub(crate) use keeper_desktop::Tray;

/// Announces it. A window that only the tray leads back to comes back when the tray is lost.
#[cfg(target_os = "linux")]
pub(crate) fn start(app: &tauri::AppHandle, on_action: keeper_desktop::OnAction) -> Tray {
    use crate::window;
    use tauri::Manager;
    let app = app.clone();
    Tray::start(on_action, move || {
        let window = app.get_webview_window(window::LABEL);
        if window.is_some_and(|window| matches!(window.is_visible(), Ok(false))) {
            window::show(&app);
        }
    })
}
