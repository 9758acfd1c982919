//! Redirects that the operating system hands over, warm, cold, and from a second start.

use std::fmt::Write;

use clap::Parser;
use sha2::{Digest, Sha256};
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::arguments::Arguments;
use crate::desk::Desk;
use crate::window;

const IDENTIFIER: &str = "dev.portalkeeper.app";

/// One process per data directory; a second start only forwards what it was started with.
pub(crate) fn single_instance(arguments: &Arguments) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(bus_name(arguments))
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

/// The plugin's own default is the identifier alone: with it, a second data directory would only
/// ever bring the first one's window to the front.
fn bus_name(arguments: &Arguments) -> String {
    let Some(directory) = &arguments.data_dir else {
        return IDENTIFIER.to_owned();
    };
    let whole = std::path::absolute(directory).unwrap_or_else(|_| directory.clone());
    let hash = Sha256::digest(whole.as_os_str().as_encoded_bytes());
    hash.iter()
        .take(6)
        .fold(format!("{IDENTIFIER}.d"), |mut name, byte| {
            let _ = write!(name, "{byte:02x}");
            name
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(argv: &[&str]) -> String {
        bus_name(&Arguments::try_parse_from(argv).unwrap())
    }

    #[test]
    fn each_data_directory_has_its_own_bus_name() {
        let usual = name(&["portalkeeper"]);
        let one = name(&["portalkeeper", "--data-dir", "/tmp/one"]);
        let two = name(&["portalkeeper", "--data-dir", "/tmp/two"]);
        assert_eq!(usual, IDENTIFIER);
        assert!(
            one.starts_with(IDENTIFIER) && one != usual && one != two,
            "{one} {two}"
        );
    }

    #[test]
    fn a_link_is_found_beside_other_arguments() {
        let argv = [
            "portalkeeper",
            "--data-dir",
            "/tmp/one",
            "portalkeeper://oauth?code=1",
        ];
        let arguments = Arguments::try_parse_from(argv).unwrap();
        assert_eq!(
            arguments.link.as_deref(),
            Some("portalkeeper://oauth?code=1")
        );
    }
}
