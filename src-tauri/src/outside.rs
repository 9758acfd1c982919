//! What the desktop shows of the program besides its window.

use std::sync::Arc;

use keeper_api::{Notice, Outside, TrayMenu};
use keeper_desktop::{Notices, OnAction};
use tauri::{AppHandle, Manager};

use crate::desk::Desk;
use crate::tray::Tray;
use crate::{tray, window};

struct Surroundings {
    app: AppHandle,
    tray: Tray,
    notices: Notices,
}

/// Announces what can be shown; whatever the desktop lacks changes nothing else.
pub(crate) fn start(app: &AppHandle) -> Arc<dyn Outside> {
    let on_action = clicked(app);
    Arc::new(Surroundings {
        app: app.clone(),
        tray: tray::start(app, Arc::clone(&on_action)),
        notices: Notices::start(on_action),
    })
}

fn clicked(app: &AppHandle) -> OnAction {
    let app = app.clone();
    Arc::new(move |action| {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Ok(api) = app.state::<Desk>().api().await {
                // What goes wrong is told outside by the API itself.
                let _ = api.tray_act(action).await;
            }
        });
    })
}

impl Outside for Surroundings {
    fn show_tray(&self, menu: &TrayMenu) {
        self.tray.show(menu);
    }

    fn has_tray(&self) -> bool {
        self.tray.is_shown()
    }

    fn is_focused(&self) -> bool {
        self.app.state::<Desk>().is_focused()
    }

    fn notify(&self, notice: &Notice) {
        self.notices.show(notice);
    }

    fn to_front(&self) {
        window::show(&self.app);
    }

    fn quit(&self) {
        self.app.exit(0);
    }
}
