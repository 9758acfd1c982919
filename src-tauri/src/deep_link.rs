//! Redirects that the operating system hands over, warm, cold, and from a second start.

use clap::Parser;
use keeper_desktop::Arguments;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::desk::Desk;
use crate::window;

const IDENTIFIER: &str = "dev.portalkeeper.app";

/// One process per data directory; a second start only forwards what it was started with.
pub(crate) fn single_instance(arguments: &Arguments) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(arguments.bus_name(IDENTIFIER))
        .callback(|app, argv, _| second_start(app, &argv))
        .build()
}

/// macOS sends an event; elsewhere a link arrives as an argument, at the start or at a second one.
pub(crate) fn listen(app: &AppHandle) {
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            hand_over(&handle, url.into());
        }
    });
}

fn second_start(app: &AppHandle, argv: &[String]) {
    window::show(app);
    if let Ok(Arguments {
        link: Some(link), ..
    }) = Arguments::try_parse_from(argv)
    {
        hand_over(app, link);
    }
}

fn hand_over(app: &AppHandle, link: String) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(api) = app.state::<Desk>().api().await {
            api.redirect_arrived(link).await;
        }
    });
}
