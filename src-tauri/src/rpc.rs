//! The one command the window may call.

use keeper_core::error::Problem;
use serde_json::Value;
use tauri::{AppHandle, State};

use crate::desk::Desk;
use crate::smoke;

/// Carries a call of the contract to `keeper-api` and its answer, or its problem, back.
#[tauri::command]
pub(crate) async fn rpc(
    app: AppHandle,
    desk: State<'_, Desk>,
    name: String,
    args: Value,
) -> Result<Value, Problem> {
    desk.window_asked();
    let answer = desk.api().await?.call(&name, args).await;
    smoke::answered(&app);
    answer
}
