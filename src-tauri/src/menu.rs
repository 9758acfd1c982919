//! The menu bar that macOS has: Tauri's own, but its Quit asks first where something would be lost.

use keeper_api::{Closing, Leaving};
use tauri::menu::{Menu, MenuEvent, MenuItem, MenuItemKind};
use tauri::{AppHandle, Builder, Manager, Wry};

use crate::desk::Desk;

const QUIT: &str = "quit";

/// Puts the menu bar on where the system has one for the whole app.
pub(crate) fn on(builder: Builder<Wry>) -> Builder<Wry> {
    if !cfg!(target_os = "macos") {
        return builder;
    }
    builder.menu(bar).on_menu_event(chosen)
}

/// The app's own menu comes first, and Quit is the last of its lines.
fn bar(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let bar = Menu::default(app)?;
    let Some(MenuItemKind::Submenu(own)) = bar.items()?.into_iter().next() else {
        return Ok(bar);
    };
    if let Some(MenuItemKind::Predefined(theirs)) = own.items()?.pop() {
        let ours = MenuItem::with_id(app, QUIT, theirs.text()?, true, Some("CmdOrCtrl+Q"))?;
        own.remove(&theirs)?;
        own.append(&ours)?;
    }
    Ok(bar)
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    if event.id() == QUIT && app.state::<Desk>().leave(Leaving::Quits) == Closing::Ends {
        app.exit(0);
    }
}
