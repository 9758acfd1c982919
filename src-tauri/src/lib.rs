//! The shell: the only part of Portalkeeper that knows Tauri.
//!
//! It opens the window, carries calls and events between the window and `keeper-api`, hands over
//! redirects that arrive as deep links, and decides nothing.

mod browser;
mod deep_link;
mod desk;
mod events;
mod file_chooser;
mod outside;
mod practice;
mod rpc;
mod scheme;
mod smoke;
mod tray;
mod window;

use std::process::ExitCode;

use clap::Parser;
use keeper_api::{Closing, Leaving};
use keeper_desktop::Arguments;
use keeper_desktop::platform::{self, say};
use tauri::{App, AppHandle, Manager, RunEvent, WindowEvent};

use crate::desk::Desk;

/// What the plugin that finds a running instance calls itself.
const SINGLE_INSTANCE: &str = "single-instance";
/// The exit code when another process holds the data directory.
const IN_USE: i32 = 3;

/// Runs the app until its window is closed and says how it went.
///
/// 0 after an ordinary end, 1 when the window or the smoke test failed, 2 on arguments that make
/// no sense, 3 when another process holds the data directory.
#[must_use]
pub fn run() -> ExitCode {
    platform::forbid_core_dumps();
    let arguments = Arguments::parse();
    match build(&arguments) {
        Ok(app) => ended(app.run_return(on_event)),
        // Whom it was to forward to was just ending; by now its name is free.
        Err(tauri::Error::PluginInitialization(name, _))
            if name == SINGLE_INSTANCE && !arguments.again =>
        {
            failed(&platform::start_again("--again"))
        }
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn std::fmt::Display) -> ExitCode {
    say(&format!("Portalkeeper could not start: {error}"));
    ExitCode::FAILURE
}

fn build(arguments: &Arguments) -> tauri::Result<App> {
    let mut builder = tauri::Builder::default();
    if arguments.data_dir.is_none() || platform::ONE_INSTANCE_PER_DIRECTORY {
        builder = builder.plugin(deep_link::single_instance(arguments));
    }
    let arguments = arguments.clone();
    builder
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .setup(move |app| Ok(set_up(app, &arguments)?))
        .build(tauri::generate_context!())
}

/// The window first: the vault may wait for a keyring, and the window shows that it waits.
fn set_up(app: &mut App, arguments: &Arguments) -> tauri::Result<()> {
    app.manage(Desk::default());
    if let Some(directory) = &arguments.data_dir {
        platform::make_private(directory)?;
    }
    window::open(app, arguments)?;
    deep_link::listen(app.handle());
    smoke::watch(app.handle(), arguments);
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        platform::asked_to_end().await;
        handle.exit(0);
    });
    tauri::async_runtime::spawn(desk::open(app.handle().clone(), arguments.clone()));
    Ok(())
}

fn on_event(app: &AppHandle, event: RunEvent) {
    if let RunEvent::WindowEvent { event, .. } = &event {
        on_window_event(app, event);
    }
    if matches!(event, RunEvent::Exit) {
        // Whoever starts the app from now on must not be sent to a window that is gone.
        tauri_plugin_single_instance::destroy(app);
        tauri::async_runtime::block_on(app.state::<Desk>().close());
    }
}

fn on_window_event(app: &AppHandle, event: &WindowEvent) {
    let desk = app.state::<Desk>();
    if let WindowEvent::Focused(is_focused) = event {
        desk.focus(*is_focused);
    } else if let WindowEvent::CloseRequested { api, .. } = event {
        let closing = desk.leave(Leaving::ClosesWindow);
        if closing != Closing::Ends {
            api.prevent_close();
        }
        if closing == Closing::Hides {
            window::hide(app);
        }
    }
}

fn ended(code: i32) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
