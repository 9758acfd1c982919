//! How this program is registered for `portalkeeper://` links.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use keeper_api::{SCHEME, SchemeHandler, SchemeStatus, XdgScheme};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Answer;
use tauri::AppHandle;
use tauri_plugin_deep_link::DeepLinkExt;

use crate::arguments::Arguments;
use crate::platform;

/// Linux has files of its own for this; elsewhere the plugin knows the way.
pub(crate) fn handler(app: &AppHandle, arguments: &Arguments) -> Arc<dyn SchemeHandler> {
    let files = platform::REGISTERS_BY_FILES.then(|| XdgScheme::new(launch(arguments)));
    match files.flatten() {
        Some(files) => Arc::new(files),
        None => Arc::new(ByPlugin(app.clone())),
    }
}

/// What starts this program on the data that it has open now: a link must find the flow that
/// waits for it.
fn launch(arguments: &Arguments) -> Vec<OsString> {
    let packed = std::env::var_os("APPIMAGE").map(PathBuf::from);
    let program = packed.or_else(|| std::env::current_exe().ok());
    let program = program.unwrap_or_else(|| "portalkeeper".into());
    let mut words = vec![program.into_os_string()];
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let named = [
        (
            "--data-dir",
            arguments
                .data_dir
                .as_deref()
                .map(|path| whole(path).into_os_string()),
        ),
        (
            "--hubspot-api",
            arguments.hubspot_api.clone().map(OsString::from),
        ),
        (
            "--hubspot-pages",
            arguments.hubspot_pages.clone().map(OsString::from),
        ),
    ];
    for (name, value) in named {
        words.extend(value.into_iter().flat_map(|value| [name.into(), value]));
    }
    words
}

/// The registry on Windows; on macOS only the bundle can say it.
struct ByPlugin(AppHandle);

impl SchemeHandler for ByPlugin {
    fn status(&self) -> Answer<'_, SchemeStatus> {
        Box::pin(async {
            let registered = self.0.deep_link().is_registered(SCHEME);
            let is_ours = matches!(registered, Ok(true));
            Ok(SchemeStatus {
                is_ours,
                can_register: registered.is_ok(),
                can_remove: is_ours,
                ..SchemeStatus::default()
            })
        })
    }

    fn register(&self) -> Answer<'_, ()> {
        Box::pin(async { self.0.deep_link().register(SCHEME).map_err(refused) })
    }

    fn remove(&self) -> Answer<'_, ()> {
        Box::pin(async { self.0.deep_link().unregister(SCHEME).map_err(refused) })
    }
}

fn refused(error: tauri_plugin_deep_link::Error) -> Problem {
    let is_unsupported = matches!(error, tauri_plugin_deep_link::Error::UnsupportedPlatform);
    let code = match is_unsupported {
        true => Code::SchemeByPackageOnly,
        false => Code::SchemeNotRegistered,
    };
    Problem::new(code).because(error)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn a_link_finds_the_data_that_is_open() {
        let words = |argv: &[&str]| {
            let words = launch(&Arguments::try_parse_from(argv).unwrap());
            let words = words.into_iter().skip(1);
            words
                .map(|word| word.into_string().unwrap())
                .collect::<Vec<_>>()
        };
        assert!(words(&["portalkeeper", "--practice"]).is_empty());
        assert_eq!(
            words(&["portalkeeper", "--data-dir", "/srv/one", "--smoke-test"]),
            ["--data-dir", "/srv/one"]
        );
    }
}
