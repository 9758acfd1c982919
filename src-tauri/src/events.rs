//! Facts on their way to the window.

use std::sync::Arc;

use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

use crate::placeholder::Api;

/// The name under which the window listens to every event.
const CHANNEL: &str = "keeper";

/// Passes each event on until the API ends.
pub(crate) fn forward(app: &AppHandle, api: &Arc<Api>) {
    let mut events = api.events();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => drop(app.emit(CHANNEL, event)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => break,
            }
        }
    });
}
