//! The part of a desktop that shows trays and notifications: a StatusNotifierWatcher and a
//! notification daemon, both as small as they can be.

use std::sync::{Arc, Mutex, PoisonError};

use zbus::object_server::SignalEmitter;
use zbus::zvariant::{Array, Dict, OwnedValue, Structure, Value};
use zbus::{Connection, interface};

use crate::failure::{Failure, Held};
use crate::waiting::until;

const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";
/// Where a tray item keeps its menu, as its `Menu` property says.
const MENU: &str = "/MenuBar";

/// What the panel was told.
#[derive(Default)]
struct Told {
    items: Vec<String>,
    notices: Vec<(u32, String)>,
}

type Shared = Arc<Mutex<Told>>;

/// The panel, as long as it is kept.
pub struct Panel {
    bus: Connection,
    told: Shared,
}

impl Panel {
    /// Puts one on the session bus at `address`.
    pub async fn start(address: &str) -> Held<Self> {
        let told = Shared::default();
        let bus = zbus::connection::Builder::address(address)?
            .serve_at("/StatusNotifierWatcher", Watcher(Arc::clone(&told)))?
            .serve_at(NOTIFICATIONS, Notifications(Arc::clone(&told)))?
            .name("org.freedesktop.Notifications")?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await?;
        Ok(Self { bus, told })
    }

    /// Waits for a tray item and gives its tooltip.
    pub async fn tooltip(&self) -> Held<String> {
        let item = until("a tray item", || async {
            Ok(told(&self.told).items.last().cloned())
        });
        let item = item.await?;
        let property = ("org.kde.StatusNotifierItem", "ToolTip");
        let answer = self
            .bus
            .call_method(
                Some(item.as_str()),
                "/StatusNotifierItem",
                Some("org.freedesktop.DBus.Properties"),
                "Get",
                &property,
            )
            .await?;
        let value: OwnedValue = answer.body().deserialize()?;
        let tooltip = Structure::try_from(value)?;
        match tooltip.fields().get(2) {
            Some(Value::Str(title)) => Ok(title.to_string()),
            other => Err(Failure::new(format!("not a tooltip: {other:?}"))),
        }
    }

    /// Waits for a line of the menu that begins with `label` and clicks on it.
    pub async fn click(&self, label: &str) -> Held {
        let what = format!("{label:?} in the menu");
        let line = until(&what, || self.find(label)).await?;
        let event = (line, "clicked", Value::from(0), 0u32);
        let item = self.item()?;
        let menu = Some("com.canonical.dbusmenu");
        self.bus
            .call_method(Some(item.as_str()), MENU, menu, "Event", &event)
            .await?;
        Ok(())
    }

    /// Waits for a notification whose title ends with `title`; its number.
    pub async fn notified(&self, title: &str) -> Held<u32> {
        until(&format!("the notification {title:?}"), || async {
            let told = told(&self.told);
            let found = told.notices.iter().find(|(_, told)| told.ends_with(title));
            Ok(found.map(|(id, _)| *id))
        })
        .await
    }

    /// Clicks on a notification.
    pub async fn click_notice(&self, id: u32) -> Held {
        let emitter = SignalEmitter::new(&self.bus, NOTIFICATIONS)?;
        Notifications::action_invoked(&emitter, id, "default").await?;
        Ok(())
    }

    fn item(&self) -> Held<String> {
        let item = told(&self.told).items.last().cloned();
        item.ok_or_else(|| Failure::new("no tray item"))
    }

    async fn find(&self, label: &str) -> Held<Option<i32>> {
        let item = self.item()?;
        let all: (i32, i32, Vec<String>) = (0, -1, Vec::new());
        let menu = Some("com.canonical.dbusmenu");
        let answer = self
            .bus
            .call_method(Some(item.as_str()), MENU, menu, "GetLayout", &all)
            .await?;
        let body = answer.body();
        let layout: Structure<'_> = body.deserialize()?;
        Ok(layout.fields().get(1).and_then(|root| line(root, label)))
    }
}

/// The number of the first line that begins with `label`, at or below `value`.
fn line(value: &Value<'_>, label: &str) -> Option<i32> {
    let Value::Structure(structure) = unwrapped(value) else {
        return None;
    };
    let [
        Value::I32(id),
        Value::Dict(properties),
        Value::Array(children),
    ] = structure.fields()
    else {
        return None;
    };
    if label_of(properties).is_some_and(|shown| shown.starts_with(label)) {
        return Some(*id);
    }
    in_children(children, label)
}

fn in_children(children: &Array<'_>, label: &str) -> Option<i32> {
    children.iter().find_map(|child| line(child, label))
}

fn label_of(properties: &Dict<'_, '_>) -> Option<String> {
    let label = properties.iter().find_map(|(name, value)| {
        (unwrapped(name) == &Value::from("label")).then(|| unwrapped(value).clone())
    });
    String::try_from(label?).ok()
}

fn unwrapped<'a>(value: &'a Value<'a>) -> &'a Value<'a> {
    if let Value::Value(inner) = value {
        unwrapped(inner)
    } else {
        value
    }
}

fn told(shared: &Shared) -> std::sync::MutexGuard<'_, Told> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Watcher(Shared);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        told(&self.0).items.push(service);
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        told(&self.0).items.clone()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

struct Notifications(Shared);

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body", "body-markup"].map(str::to_owned).into()
    }

    #[expect(clippy::too_many_arguments, reason = "so the specification has it")]
    fn notify(
        &self,
        _app: String,
        replaces: u32,
        _icon: String,
        title: String,
        _body: String,
        _actions: Vec<String>,
        _hints: std::collections::HashMap<String, OwnedValue>,
        _lasts: i32,
    ) -> u32 {
        let mut told = told(&self.0);
        let next = u32::try_from(told.notices.len()).unwrap_or_default() + 1;
        let id = if replaces == 0 { next } else { replaces };
        told.notices.push((id, title));
        id
    }

    #[zbus(signal)]
    async fn action_invoked(
        emitter: &SignalEmitter<'_>,
        id: u32,
        action_key: &str,
    ) -> zbus::Result<()>;
}
