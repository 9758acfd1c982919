//! Facts on their way to the window.

use keeper_api::{Api, WorldEvent};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// The name under which the window listens to every event.
const CHANNEL: &str = "keeper";

/// Passes each event on until the API ends.
pub(crate) fn forward(app: &AppHandle, api: &Api) {
    let mut events = api.events();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => drop(app.emit(CHANNEL, event)),
                Err(RecvError::Lagged(_)) => drop(app.emit(CHANNEL, WorldEvent::missed())),
                Err(RecvError::Closed) => break,
            }
        }
    });
}
