//! The tray on macOS and Windows.

use std::sync::Arc;

use keeper_api::{TrayItem, TrayMenu};
use keeper_desktop::{Actions, OnAction};
use tauri::AppHandle;
use tauri::menu::{Submenu, SubmenuBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder};

/// The tray; none where the system refused it.
pub(crate) struct Tray {
    icon: Option<TrayIcon>,
    actions: Arc<Actions>,
}

/// Announces it.
pub(crate) fn start(app: &AppHandle, on_action: OnAction) -> Tray {
    let actions = Arc::new(Actions::new(on_action));
    let clicked = Arc::clone(&actions);
    let glyph = match cfg!(target_os = "macos") {
        true => tauri::include_image!("../icons/tray-light-64.png"),
        false => tauri::include_image!("../icons/32x32.png"),
    };
    let icon = TrayIconBuilder::new()
        .icon(glyph)
        .icon_as_template(cfg!(target_os = "macos"))
        .on_menu_event(move |_, event| clicked.click(event.id().as_ref()))
        .build(app);
    Tray {
        icon: icon.ok(),
        actions,
    }
}

impl Tray {
    /// Shows a menu in place of the one before.
    pub(crate) fn show(&self, menu: &TrayMenu) {
        let shown = self.icon.as_ref().map(|icon| self.try_show(icon, menu));
        if let Some(Err(error)) = shown {
            tracing::warn!(%error, "the tray may not be up to date");
        }
    }

    fn try_show(&self, icon: &TrayIcon, menu: &TrayMenu) -> tauri::Result<()> {
        self.actions.clear();
        icon.set_menu(Some(self.submenu(icon.app_handle(), "", &menu.items)?))?;
        icon.set_tooltip(Some(&menu.tooltip))?;
        icon.set_title((menu.badge > 0).then(|| menu.badge.to_string()))
    }

    fn submenu(
        &self,
        app: &AppHandle,
        label: &str,
        items: &[TrayItem],
    ) -> tauri::Result<Submenu<tauri::Wry>> {
        let begun = SubmenuBuilder::new(app, plain(label));
        let made = items
            .iter()
            .try_fold(begun, |made, item| -> tauri::Result<_> {
                Ok(match item {
                    TrayItem::Action { label, action } => {
                        made.text(self.actions.name(*action), plain(label))
                    }
                    TrayItem::Submenu { label, items } => {
                        made.item(&self.submenu(app, label, items)?)
                    }
                    TrayItem::Separator => made.separator(),
                })
            });
        made?.build()
    }

    /// Whether the desktop shows it.
    pub(crate) fn is_shown(&self) -> bool {
        self.icon.is_some()
    }
}

/// A menu reads one ampersand as the mark of a key, and two as one.
fn plain(label: &str) -> String {
    label.replace('&', "&&")
}
