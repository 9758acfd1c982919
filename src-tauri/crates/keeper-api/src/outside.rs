//! The desktop around the window: the tray, notifications, the window's place
//! on the screen. What is shown there is decided here; the shell shows it.

use keeper_core::identifier::{AppId, FlowId, InstallationId};

use crate::notices::Notice;
use crate::tray::TrayMenu;

/// A place in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Installations that need a person.
    NeedsPerson,
    /// An app's installations.
    InstallationsOf(AppId),
    /// One installation, or a grant that waits.
    Installation(InstallationId),
    /// All of them.
    Installations,
    /// An app's auth settings.
    Auth(AppId),
    /// Every app.
    Apps,
    /// An authorization in progress.
    Flow(FlowId),
    /// The list of accounts.
    Accounts,
}

impl Place {
    /// Its address in the window.
    #[must_use]
    pub fn hash(self) -> String {
        match self {
            Self::NeedsPerson => "#/installations?view=needs_person".to_owned(),
            Self::InstallationsOf(app) => format!("#/installations?app={app}"),
            Self::Installation(id) => format!("#/installations/{id}"),
            Self::Installations => "#/installations".to_owned(),
            Self::Auth(app) => format!("#/apps/{app}/auth"),
            Self::Apps => "#/apps".to_owned(),
            Self::Flow(flow) => format!("#/install?flow={flow}"),
            Self::Accounts => "#/accounts?view=list".to_owned(),
        }
    }
}

/// What a person does to the program from outside of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Closes the window.
    ClosesWindow,
    /// Ends the program.
    Quits,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The program ends.
    Ends,
    /// The window goes, and the tray leads back to it.
    Hides,
    /// The window stays and asks: answers of HubSpot's would be lost.
    Asks,
}

impl Closing {
    /// Whoever only puts the window away loses nothing, so isn't asked.
    pub(crate) fn of(leaving: Leaving, stays_in_tray: bool, unsaved: usize) -> Self {
        match leaving {
            Leaving::ClosesWindow if stays_in_tray => Self::Hides,
            Leaving::ClosesWindow | Leaving::Quits if unsaved > 0 => Self::Asks,
            Leaving::ClosesWindow | Leaving::Quits => Self::Ends,
        }
    }
}

/// The desktop. A machine that lacks a part of it changes nothing else.
/// No call blocks.
pub trait Outside: Send + Sync {
    /// Shows the tray's menu in place of the one before.
    fn show_tray(&self, menu: &TrayMenu);
    /// Whether the desktop shows the tray now.
    fn has_tray(&self) -> bool;
    /// Whether the window has the keyboard.
    fn is_focused(&self) -> bool;
    /// Shows a notification in place of the one of its kind before.
    fn notify(&self, notice: &Notice);
    /// Brings the window before the person.
    fn to_front(&self);
    /// Ends the program.
    fn quit(&self);
}

/// No desktop: where the program runs without a window.
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingOutside;

impl Outside for NothingOutside {
    fn show_tray(&self, _: &TrayMenu) {}

    fn has_tray(&self) -> bool {
        false
    }

    fn is_focused(&self) -> bool {
        false
    }

    fn notify(&self, _: &Notice) {}

    fn to_front(&self) {}

    fn quit(&self) {}
}
