//! The front desk: everything the window can ask for, and the place where the
//! program is put together. Knows nothing of Tauri.
//!
//! [`Api::call`] takes a command by name, [`Api::events`] tells what happened,
//! [`Api::redirect_arrived`] takes a deep link. The list of commands is
//! [`with_commands`].

#[cfg(test)]
mod bindings;
mod catalogue;
mod clipboard;
mod commands;
mod composition;
mod contract;
mod dates;
mod deep_link;
mod desk;
mod disk;
mod dispatch;
mod doctor;
mod events;
mod exports;
mod index;
mod link_trip;
mod links;
mod listing;
pub mod logging;
mod logo;
mod matrix;
mod network;
mod notices;
mod options;
mod outside;
mod practice;
mod projects;
mod recovery_page;
mod relay;
mod requests;
mod runtime;
mod saved_views;
mod scheme;
mod shared_status;
mod snapshots;
mod spreadsheet;
mod strength;
mod tray;
mod vault_door;
mod views;
mod watch;
mod whole_file;
mod world;

use std::sync::Arc;
use std::time::{Duration, Instant};

use keeper_core::error::{Code, Problem};
use serde_json::Value;
use tokio::sync::broadcast;

pub use desk::ANOTHER_TARGET;
pub use events::WorldEvent;
pub use keeper_vault::KeyringChoice;
pub use notices::{Notice, NoticeKind};
pub use options::{
    Choose, FileChooser, HubSpotTarget, Options, PracticeAccount, PracticeApp, PracticeHost,
    PracticeStarted,
};
pub use outside::{Closing, Leaving, NothingOutside, Outside, Place};
pub use requests::*;
pub use runtime::{SystemClock, system_language};
pub use scheme::{BrowserStatus, SCHEME, SchemeHandler, SchemeStatus, XdgScheme};
pub use tray::{TrayAction, TrayItem, TrayMenu};
pub use views::*;

/// How long a start waits for a former process to let go of the data directory.
const FORMER_ENDS: Duration = Duration::from_secs(5);
/// How often it is looked whether it has.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// The whole program but its window.
pub struct Api {
    desk: Arc<desk::Desk>,
}

impl Api {
    /// Opens the data directory and what it takes to answer; the vault's key
    /// is asked for beside, so that a slow keyring holds nothing up.
    ///
    /// # Errors
    /// What keeps the directory shut, such as
    /// [`keeper_core::Code::DataDirectoryInUse`].
    pub async fn open(options: Options) -> Result<Self, Problem> {
        let desk = desk::Desk::open(options).await?;
        Ok(Self { desk })
    }

    /// The same; whoever closes the window and starts the program again at
    /// once meets the former process, still ending.
    ///
    /// # Errors
    /// As [`Api::open`].
    pub async fn open_after_former(options: impl Fn() -> Options) -> Result<Self, Problem> {
        let given_up = Instant::now() + FORMER_ENDS;
        loop {
            match Self::open(options()).await {
                Err(problem)
                    if problem.code == Code::DataDirectoryInUse && Instant::now() < given_up =>
                {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// Runs a command by name.
    ///
    /// # Errors
    /// [`keeper_core::Code::CommandUnknown`],
    /// [`keeper_core::Code::ArgumentsInvalid`], or what the command says.
    pub async fn call(&self, name: &str, args: Value) -> Result<Value, Problem> {
        dispatch::dispatch(&self.desk, name, args).await
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<WorldEvent> {
        self.desk.subscribe()
    }

    /// Takes a deep link. It can only complete a flow that waits; anything
    /// else changes nothing, and is told ([`keeper_core::event::Event::LinkRefused`]).
    pub async fn redirect_arrived(&self, url: String) {
        self.desk.redirect_arrived(&url).await;
    }

    /// Does what the tray or a notification was clicked for. A problem is
    /// told by a notification, too.
    ///
    /// # Errors
    /// What the command behind it says.
    pub async fn tray_act(&self, action: TrayAction) -> Result<(), Problem> {
        self.desk.act(action).await
    }

    /// What comes of closing the window or ending the program. With
    /// [`Closing::Asks`] the window is brought to the front and asks; whoever
    /// calls this only must not end the program then.
    #[must_use]
    pub fn leave(&self, leaving: Leaving) -> Closing {
        self.desk.leave(leaving)
    }

    /// Ends what runs: flows are cancelled, the clipboard is cleared of a
    /// token, the key is wiped.
    pub async fn close(&self) {
        self.desk.close().await;
    }
}
