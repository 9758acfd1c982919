//! Notifications, and the clicks on them.

use std::collections::HashMap;

use futures::StreamExt;
use keeper_api::{Notice, NoticeKind, TrayAction};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::zvariant::Value;

use crate::OnAction;

/// What the name of the action is that a click on the whole is.
const CLICK: &str = "default";

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    #[expect(clippy::too_many_arguments, reason = "so the specification has it")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: String) -> zbus::Result<()>;
}

/// Shows notifications.
pub struct Notices(UnboundedSender<Notice>);

impl Notices {
    /// Shows notifications from now on, on the runtime around the caller.
    pub fn start(on_action: OnAction) -> Self {
        let (sender, waiting) = unbounded_channel();
        tokio::spawn(async move {
            if let Err(error) = keep_showing(waiting, on_action).await {
                tracing::info!(%error, "no notifications are shown");
            }
        });
        Self(sender)
    }

    /// Shows one. Where that isn't possible, nothing changes.
    pub fn show(&self, notice: &Notice) {
        // Nobody takes them where there is no session bus.
        let _ = self.0.send(notice.clone());
    }
}

async fn keep_showing(
    mut waiting: UnboundedReceiver<Notice>,
    on_action: OnAction,
) -> zbus::Result<()> {
    let bus = zbus::Connection::session().await?;
    let desktop = NotificationsProxy::new(&bus).await?;
    let mut clicks = desktop.receive_action_invoked().await?;
    let mut shown: HashMap<NoticeKind, (u32, TrayAction)> = HashMap::new();
    loop {
        tokio::select! {
            notice = waiting.recv() => {
                let Some(notice) = notice else {
                    return Ok(());
                };
                let former = shown.get(&notice.kind).map_or(0, |(id, _)| *id);
                match show(&desktop, &notice, former).await {
                    Ok(id) => drop(shown.insert(notice.kind, (id, notice.action))),
                    // The next one may find somebody to show it.
                    Err(error) => tracing::info!(%error, "a notification was not shown"),
                }
            }
            Some(click) = clicks.next() => {
                let told = click.args()?;
                let clicked = shown.values().find(|(id, _)| *id == told.id);
                if let Some((_, action)) = clicked.filter(|_| told.action_key == CLICK) {
                    on_action(*action);
                }
            }
        }
    }
}

async fn show(desktop: &NotificationsProxy<'_>, notice: &Notice, former: u32) -> zbus::Result<u32> {
    let can = desktop.get_capabilities().await?;
    let can = |what: &str| can.iter().any(|one| one == what);
    let body = match can("body-markup") {
        true => escaped(&notice.body),
        false => notice.body.clone(),
    };
    let actions: &[&str] = match can("actions") {
        true => &[CLICK, "Portalkeeper"],
        false => &[],
    };
    let hints = HashMap::from([("desktop-entry", Value::from("portalkeeper"))]);
    let (name, icon) = ("Portalkeeper", "portalkeeper");
    desktop
        .notify(name, former, icon, &notice.title, &body, actions, hints, -1)
        .await
}

/// Where a body may hold markup, text is text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a23_a_name_is_no_markup() {
        let hostile = "<a href=\"x\">Old</a> & Mill";
        assert_eq!(
            escaped(hostile),
            "&lt;a href=\"x\"&gt;Old&lt;/a&gt; &amp; Mill"
        );
    }
}
