//! The tray as a StatusNotifierItem.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keeper_api::{TrayAction, TrayItem, TrayMenu};
use ksni::menu::{StandardItem, SubMenu};
use ksni::{MenuItem, OfflineReason, ToolTip, TrayMethods};
use tokio::sync::watch;

use super::glyph::Glyph;
use crate::OnAction;

/// The tray, shown wherever the desktop has a place for it, now or later.
/// Without a session bus it is shown nowhere.
pub struct Tray {
    menus: watch::Sender<TrayMenu>,
    presence: Arc<Presence>,
}

/// Whether somebody shows it.
#[derive(Default)]
struct Presence {
    is_started: AtomicBool,
    is_offline: AtomicBool,
}

impl Tray {
    /// Announces it, on the runtime around the caller. `on_lost` is told when
    /// the desktop takes its tray away.
    pub fn start(on_action: OnAction, on_lost: impl Fn() + Send + Sync + 'static) -> Self {
        let presence = Arc::new(Presence::default());
        let (menus, shown) = watch::channel(TrayMenu::default());
        tokio::spawn(keep_shown(
            shown,
            on_action,
            Box::new(on_lost),
            Arc::clone(&presence),
        ));
        Self { menus, presence }
    }

    /// Shows a menu in place of the one before.
    pub fn show(&self, menu: &TrayMenu) {
        self.menus.send_replace(menu.clone());
    }

    /// Whether the desktop shows it.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        let is = |flag: &AtomicBool| flag.load(Ordering::SeqCst);
        is(&self.presence.is_started) && !is(&self.presence.is_offline)
    }
}

/// A tray without a menu would offer nothing, so the first menu is waited for.
async fn keep_shown(
    mut menus: watch::Receiver<TrayMenu>,
    on_action: OnAction,
    on_lost: Box<dyn Fn() + Send + Sync>,
    presence: Arc<Presence>,
) {
    if menus.changed().await.is_err() {
        return;
    }
    let glyph = Glyph::for_panel(is_panel_light().await);
    let item = Item {
        menu: menus.borrow_and_update().clone(),
        glyph,
        on_action,
        on_lost,
        presence: Arc::clone(&presence),
    };
    let handle = match item.assume_sni_available(true).spawn().await {
        Ok(handle) => handle,
        Err(error) => {
            tracing::info!(%error, "there is no tray");
            return;
        }
    };
    presence.is_started.store(true, Ordering::SeqCst);
    while menus.changed().await.is_ok() {
        let menu = menus.borrow_and_update().clone();
        handle.update(|item| item.menu = menu).await;
    }
    handle.shutdown().await;
}

struct Item {
    menu: TrayMenu,
    glyph: Glyph,
    on_action: OnAction,
    on_lost: Box<dyn Fn() + Send + Sync>,
    presence: Arc<Presence>,
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "portalkeeper".to_owned()
    }

    fn title(&self) -> String {
        "Portalkeeper".to_owned()
    }

    fn activate(&mut self, _: i32, _: i32) {
        (self.on_action)(TrayAction::Open);
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.glyph.icons(self.menu.badge > 0)
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.menu.tooltip.clone(),
            ..ToolTip::default()
        }
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        items(&self.menu.items)
    }

    fn watcher_online(&self) {
        self.presence.is_offline.store(false, Ordering::SeqCst);
    }

    fn watcher_offline(&self, _: OfflineReason) -> bool {
        self.presence.is_offline.store(true, Ordering::SeqCst);
        if self.presence.is_started.load(Ordering::SeqCst) {
            (self.on_lost)();
        }
        true
    }
}

fn items(items: &[TrayItem]) -> Vec<MenuItem<Item>> {
    items.iter().map(item).collect()
}

fn item(item: &TrayItem) -> MenuItem<Item> {
    match item {
        TrayItem::Action { label, action } => {
            let action = *action;
            StandardItem {
                label: plain(label),
                activate: Box::new(move |item: &mut Item| (item.on_action)(action)),
                ..StandardItem::default()
            }
            .into()
        }
        TrayItem::Submenu {
            label,
            items: inner,
        } => SubMenu {
            label: plain(label),
            submenu: items(inner),
            ..SubMenu::default()
        }
        .into(),
        TrayItem::Separator => MenuItem::Separator,
    }
}

/// A menu reads one underscore as the mark of a key, and two as one.
fn plain(label: &str) -> String {
    label.replace('_', "__")
}

/// Whether the panel is light, as far as can be told: GNOME's is always dark,
/// others go by what the desktop prefers.
async fn is_panel_light() -> bool {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    if desktop.contains("GNOME") || desktop.contains("Unity") {
        return false;
    }
    prefers_light().await.unwrap_or_default()
}

/// What the desktop's settings say
/// (<https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html>).
async fn prefers_light() -> zbus::Result<bool> {
    const LIGHT: u32 = 2;
    let bus = zbus::Connection::session().await?;
    let answer = bus
        .call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.portal.Settings"),
            "ReadOne",
            &("org.freedesktop.appearance", "color-scheme"),
        )
        .await?;
    let scheme: zbus::zvariant::OwnedValue = answer.body().deserialize()?;
    Ok(u32::try_from(scheme).is_ok_and(|scheme| scheme == LIGHT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_underscore_of_a_name_is_shown() {
        assert_eq!(plain("Copy token of a_b__c"), "Copy token of a__b____c");
    }

    #[test]
    fn a_menu_keeps_its_order_and_its_depth() {
        let action = |label: &str| TrayItem::Action {
            label: label.to_owned(),
            action: TrayAction::Open,
        };
        let menu = [
            action("Open"),
            TrayItem::Separator,
            TrayItem::Submenu {
                label: "Lantern".to_owned(),
                items: vec![action("Refresh"), action("Copy")],
            },
        ];
        let shown = items(&menu);
        let MenuItem::SubMenu(inner) = &shown[2] else {
            panic!("{shown:?}");
        };
        assert_eq!(inner.submenu.len(), 2);
        assert!(matches!(shown[1], MenuItem::Separator));
    }
}
