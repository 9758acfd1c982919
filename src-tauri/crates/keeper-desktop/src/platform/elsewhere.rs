//! Notifications on macOS and Windows. Windows tells clicks; macOS brings the
//! program to the front by itself.

use keeper_api::Notice;
use notify_rust::Notification;

use crate::OnAction;

/// Windows shows notifications under the name that the installer registered.
#[cfg(windows)]
const APP_ID: &str = "dev.portalkeeper.app";

/// Shows notifications.
pub struct Notices {
    on_action: OnAction,
}

impl Notices {
    /// Shows notifications from now on.
    pub fn start(on_action: OnAction) -> Self {
        Self { on_action }
    }

    /// Shows one. Where that isn't possible, nothing changes.
    pub fn show(&self, notice: &Notice) {
        let mut notification = Notification::new();
        notification.summary(&notice.title).body(&notice.body);
        #[cfg(windows)]
        notification.app_id(APP_ID);
        let shown = std::thread::Builder::new().spawn(told(
            notification,
            notice.action,
            self.on_action.clone(),
        ));
        if let Err(error) = shown {
            tracing::debug!(%error, "a notification was not shown");
        }
    }
}

/// Showing may wait for the system; waiting for a click does.
fn told(
    notification: Notification,
    action: keeper_api::TrayAction,
    on_action: OnAction,
) -> impl FnOnce() + Send + 'static {
    move || match notification.show() {
        Ok(handle) => {
            #[cfg(windows)]
            drop(
                handle.wait_for_response(|response: &notify_rust::NotificationResponse| {
                    if matches!(response, notify_rust::NotificationResponse::Default) {
                        on_action(action);
                    }
                }),
            );
            #[cfg(not(windows))]
            drop((handle, action, on_action));
        }
        Err(error) => tracing::debug!(%error, "a notification was not shown"),
    }
}
