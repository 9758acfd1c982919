//! The one window.

use keeper_desktop::Arguments;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder};

pub(crate) const LABEL: &str = "main";

/// Opens the window. It shows the app's own pages and can be led nowhere else.
pub(crate) fn open(app: &App, arguments: &Arguments) -> tauri::Result<()> {
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Portalkeeper")
        .inner_size(1280.0, 820.0)
        .min_inner_size(800.0, 600.0)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    if let Some(directory) = &arguments.data_dir {
        builder = builder.data_directory(directory.join("window"));
    }
    builder.build().map(drop)
}

/// Brings the window to the front, also when it was minimised.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Takes the window off the screen; the tray leads back to it.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.hide();
    }
}

/// `tauri://localhost`, and on Windows `http://tauri.localhost`; a blank page before the first.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        "about" => url.path() == "blank",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_can_be_led_nowhere_else() {
        let cases = [
            ("tauri://localhost/index.html", true),
            ("tauri://elsewhere/", false),
            ("https://app.hubspot.com/", false),
            ("http://localhost:3000/", false),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("data:text/html,hello", false),
        ];
        for (url, expected) in cases {
            assert_eq!(is_ours(&url.parse().unwrap()), expected, "{url}");
        }
    }
}
