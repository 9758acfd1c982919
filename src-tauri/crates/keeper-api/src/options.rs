//! What the program is started with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use keeper_core::error::{Code, Problem};
use keeper_core::needs::{Answer, Browser, Clock};
use keeper_hubspot::Target;
use keeper_vault::KeyringChoice;
use serde::{Deserialize, Serialize};

use crate::logging::{self, Logging};
use crate::outside::Outside;
use crate::scheme::SchemeHandler;
use crate::views::Language;

/// Another target than HubSpot, for tests: loopback only, in the practice
/// world, and with an explicit data directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubSpotTarget {
    /// Stands in for `https://api.hubapi.com`.
    pub api: String,
    /// Stands in for `https://app.hubspot.com`.
    pub pages: String,
}

impl HubSpotTarget {
    fn check(&self, data_dir: Option<&Path>) -> Result<(), Problem> {
        if data_dir.is_none() {
            return Err(refused("another target needs a data directory of its own"));
        }
        for url in [&self.api, &self.pages] {
            if !Target::parse(url)?.is_loopback() {
                return Err(refused("another target must be on this machine"));
            }
        }
        Ok(())
    }
}

/// What a person is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choose {
    /// A file that exists, with one of these extensions.
    File(&'static [&'static str]),
    /// A folder that exists.
    Folder,
}

/// Asks a person for files and folders.
pub trait FileChooser: Send + Sync {
    /// The chosen place for a new file, beginning with the suggested name;
    /// none when they chose none.
    fn save<'a>(&'a self, suggested: &'a str) -> Answer<'a, Option<PathBuf>>;
    /// What was chosen; none when they chose nothing.
    fn open(&self, what: Choose) -> Answer<'_, Option<PathBuf>>;
}

/// What the program is started with.
pub struct Options {
    /// Where the data lives; none means the system's usual place.
    pub data_dir: Option<PathBuf>,
    /// Whether it starts in the practice world.
    pub practice: bool,
    /// Another target than HubSpot.
    pub hubspot: Option<HubSpotTarget>,
    /// Where the key to the secrets rests.
    pub keyring: KeyringChoice,
    /// The system browser.
    pub browser: Arc<dyn Browser>,
    /// The clock that flows, refreshes and schedules go by.
    pub clock: Arc<dyn Clock>,
    /// The system's list of who takes which links.
    pub scheme: Arc<dyn SchemeHandler>,
    /// Asks for files and folders.
    pub file_chooser: Arc<dyn FileChooser>,
    /// The desktop around the window.
    pub outside: Arc<dyn Outside>,
    /// The language of the system.
    pub system_language: Language,
    /// Who starts Practice HubSpot; none means it can't be entered.
    pub practice_host: Option<Arc<dyn PracticeHost>>,
}

/// Starts Practice HubSpot. It stands outside this program: only its
/// addresses and its start line cross.
pub trait PracticeHost: Send + Sync {
    /// Starts it with its world kept in `world_file`, unless it runs already.
    fn start(&self, world_file: PathBuf) -> Answer<'_, PracticeStarted>;
    /// Stops it, once its world is saved. It listens at other ports when it is
    /// started again.
    fn stop(&self) -> Answer<'_, ()>;
}

/// What Practice HubSpot says when it has started.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PracticeStarted {
    /// Stands in for `https://api.hubapi.com`.
    pub api: String,
    /// Stands in for `https://app.hubspot.com`.
    pub pages: String,
    /// Its apps, credentials and all.
    pub apps: Vec<PracticeApp>,
    /// Its accounts.
    pub accounts: Vec<PracticeAccount>,
}

impl PracticeStarted {
    /// Reads its start line. The two sides share no type, only its JSON.
    ///
    /// # Errors
    /// [`Code::PracticeUnavailable`].
    pub fn told(line: impl Serialize) -> Result<Self, Problem> {
        serde_json::to_value(line)
            .and_then(serde_json::from_value)
            .map_err(|error| Problem::new(Code::PracticeUnavailable).because(error))
    }
}

/// An app of Practice HubSpot. Its secret opens nothing but Practice HubSpot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PracticeApp {
    /// Its name.
    pub name: String,
    /// Its number.
    pub app_id: i64,
    /// Its client ID.
    pub client_id: String,
    /// Its client secret.
    pub client_secret: String,
    /// Its redirect URLs.
    pub redirect_urls: Vec<String>,
    /// Its required scopes.
    pub required_scopes: Vec<String>,
    /// Its conditionally required scopes.
    pub conditionally_required_scopes: Vec<String>,
    /// Its optional scopes.
    pub optional_scopes: Vec<String>,
}

/// An account of Practice HubSpot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PracticeAccount {
    /// Its hub ID.
    pub hub_id: i64,
    /// Its name.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// Its type, in HubSpot's spelling.
    #[serde(rename = "type")]
    pub account_type: String,
}

impl Options {
    /// Refuses a foreign target that isn't on this machine, or that would
    /// share the usual data directory with HubSpot itself.
    ///
    /// # Errors
    /// [`Code::ArgumentsInvalid`].
    pub(crate) fn check(&self) -> Result<(), Problem> {
        match &self.hubspot {
            Some(target) => target.check(self.data_dir.as_deref()),
            None => Ok(()),
        }
    }

    /// Begins to write the log there. Without one the program still runs;
    /// what keeps it from being written, opening meets and says, too.
    #[must_use]
    pub fn log(&self) -> Option<Logging> {
        let directory = self.directory().ok()?;
        logging::start(&directory, "info").ok()
    }

    /// Where the data lives.
    ///
    /// # Errors
    /// [`Code::DataDirectoryUnwritable`] when the system names no place.
    pub fn directory(&self) -> Result<PathBuf, Problem> {
        if let Some(directory) = &self.data_dir {
            return Ok(directory.clone());
        }
        let usual = dirs::data_dir().map(|directory| directory.join("portalkeeper"));
        usual.ok_or_else(|| Code::DataDirectoryUnwritable.into())
    }
}

fn refused(why: &str) -> Problem {
    Problem::new(Code::ArgumentsInvalid).because(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a26_another_target_is_on_this_machine_and_has_a_directory_of_its_own() {
        let (here, directory) = ("http://127.0.0.1:40000", Some(Path::new("data")));
        let check = |api: &str, pages: &str, data_dir| {
            let (api, pages) = (api.to_owned(), pages.to_owned());
            HubSpotTarget { api, pages }.check(data_dir)
        };
        assert!(check(here, here, directory).is_ok());
        assert!(check(here, here, None).is_err(), "it is HubSpot's own");
        for elsewhere in ["https://api.hubapi.com", "http://192.0.2.1", ""] {
            assert!(check(elsewhere, here, directory).is_err(), "{elsewhere}");
            assert!(check(here, elsewhere, directory).is_err(), "{elsewhere}");
        }
    }
}
