//! How this program is registered for `portalkeeper://` links.

use std::sync::Arc;

use keeper_api::{SCHEME, SchemeHandler, SchemeStatus, XdgScheme};
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Answer;
use keeper_desktop::{Arguments, platform};
use tauri::AppHandle;
use tauri_plugin_deep_link::DeepLinkExt;

/// Linux has files of its own for this; elsewhere the plugin knows the way.
pub(crate) fn handler(app: &AppHandle, arguments: &Arguments) -> Arc<dyn SchemeHandler> {
    let files = platform::REGISTERS_BY_FILES.then(|| XdgScheme::new(arguments.launch()));
    match files.flatten() {
        Some(files) => Arc::new(files),
        None => Arc::new(ByPlugin(app.clone())),
    }
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
