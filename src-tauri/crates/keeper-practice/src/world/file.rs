//! The world as a JSON file: what is written, and what is read back after a restart.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::account::Account;
use super::app::App;
use super::grants::{AccessToken, AppToken, Code, Installation, Place, RefreshToken};
use super::private_app::PrivateApp;
use super::{Switches, World};
use crate::clock::Moment;

/// The form that this program writes; a file with a higher number is refused, not guessed at.
pub(crate) const FORMAT: u32 = 1;

/// What can be wrong with a world file.
#[derive(Debug, thiserror::Error)]
pub enum BadWorld {
    /// It is no JSON of ours.
    #[error("it is damaged or no world file ({0})")]
    Damaged(#[from] serde_json::Error),
    /// It was written by a later version of this program.
    #[error("it was written by a newer Portalkeeper (format {0})")]
    Newer(u32),
}

#[derive(Serialize, Deserialize)]
struct InstallationRow {
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    installation: Installation,
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

#[derive(Deserialize)]
struct WorldFile {
    clock_ahead_s: i64,
    switches: Switches,
    apps: Vec<App>,
    accounts: Vec<Account>,
    installations: Vec<InstallationRow>,
    codes: HashMap<String, Code>,
    refresh_tokens: HashMap<String, RefreshToken>,
    access_tokens: HashMap<String, AccessToken>,
    // Worlds written before these existed lack them.
    #[serde(default)]
    app_tokens: HashMap<String, AppToken>,
    #[serde(default)]
    private_apps: HashMap<String, PrivateApp>,
    #[serde(default)]
    last_calls: HashMap<u64, Moment>,
}

#[derive(Serialize)]
struct WorldPage<'a> {
    format: u32,
    clock_ahead_s: i64,
    switches: &'a Switches,
    apps: &'a [App],
    accounts: &'a RawValue,
    installations: &'a [InstallationRow],
    codes: &'a HashMap<String, Code>,
    refresh_tokens: &'a HashMap<String, RefreshToken>,
    access_tokens: &'a HashMap<String, AccessToken>,
    app_tokens: &'a HashMap<String, AppToken>,
    private_apps: &'a HashMap<String, PrivateApp>,
    last_calls: &'a HashMap<u64, Moment>,
}

/// A copy of the world at one moment, made under the lock and written outside it.
pub(crate) struct Snapshot {
    clock_ahead_seconds: i64,
    switches: Switches,
    apps: Vec<App>,
    accounts_version: u64,
    accounts: Vec<Arc<Account>>,
    installations: Vec<InstallationRow>,
    codes: HashMap<String, Code>,
    refresh_tokens: HashMap<String, RefreshToken>,
    access_tokens: HashMap<String, AccessToken>,
    app_tokens: HashMap<String, AppToken>,
    private_apps: HashMap<String, PrivateApp>,
    last_calls: HashMap<u64, Moment>,
}

/// The accounts as they were last written: the largest part of a large world, and the one that
/// changes least.
#[derive(Default)]
pub(crate) struct WrittenAccounts {
    version: u64,
    text: Option<Box<RawValue>>,
}

impl WrittenAccounts {
    fn write(
        &mut self,
        version: u64,
        accounts: &[Arc<Account>],
    ) -> Result<&RawValue, serde_json::Error> {
        if self.version != version {
            self.text = None;
        }
        self.version = version;
        let text = match self.text.take() {
            Some(text) => text,
            None => write_accounts(accounts)?,
        };
        Ok(self.text.insert(text))
    }
}

fn write_accounts(accounts: &[Arc<Account>]) -> Result<Box<RawValue>, serde_json::Error> {
    let plain: Vec<&Account> = accounts.iter().map(AsRef::as_ref).collect();
    RawValue::from_string(serde_json::to_string(&plain)?)
}

impl Snapshot {
    /// Copies what changes and shares what does not.
    pub(crate) fn take(world: &World, clock_ahead_seconds: i64) -> Self {
        let (accounts_version, accounts) = world.accounts.share();
        let row = |(place, installation): (&Place, &Installation)| InstallationRow {
            place: place.clone(),
            installation: installation.clone(),
        };
        Self {
            clock_ahead_seconds,
            switches: world.switches.clone(),
            apps: world.apps.clone(),
            accounts_version,
            accounts,
            installations: world.installations.iter().map(row).collect(),
            codes: world.codes.clone(),
            refresh_tokens: world.refresh_tokens.clone(),
            access_tokens: world.access_tokens.clone(),
            app_tokens: world.app_tokens.clone(),
            private_apps: world.private_apps.clone(),
            last_calls: world.last_calls.clone(),
        }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// None in practice: every type in it can be written.
    pub(crate) fn write(
        &self,
        written: &mut WrittenAccounts,
    ) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&WorldPage {
            format: FORMAT,
            clock_ahead_s: self.clock_ahead_seconds,
            switches: &self.switches,
            apps: &self.apps,
            accounts: written.write(self.accounts_version, &self.accounts)?,
            installations: &self.installations,
            codes: &self.codes,
            refresh_tokens: &self.refresh_tokens,
            access_tokens: &self.access_tokens,
            app_tokens: &self.app_tokens,
            private_apps: &self.private_apps,
            last_calls: &self.last_calls,
        })
    }
}

/// Reads a world file; the second value is how far its clock had been advanced, in seconds.
///
/// # Errors
/// [`BadWorld`] when the bytes are no world of this format.
pub(crate) fn read_world(bytes: &[u8]) -> Result<(World, i64), BadWorld> {
    let FormatOnly { format } = serde_json::from_slice(bytes)?;
    if format > FORMAT {
        return Err(BadWorld::Newer(format));
    }
    let file: WorldFile = serde_json::from_slice(bytes)?;
    let world = World {
        apps: file.apps,
        accounts: file.accounts.into_iter().collect(),
        installations: file
            .installations
            .into_iter()
            .map(|row| (row.place, row.installation))
            .collect(),
        codes: file.codes,
        refresh_tokens: file.refresh_tokens,
        access_tokens: file.access_tokens,
        app_tokens: file.app_tokens,
        private_apps: file.private_apps,
        last_calls: file.last_calls,
        switches: file.switches,
        now: 0,
        sweep_at: 0,
    };
    Ok((world, file.clock_ahead_s))
}

#[cfg(test)]
mod tests {
    use super::super::seed::seed_world;
    use super::*;

    #[test]
    fn a_world_comes_back_as_it_was_written() {
        let world = seed_world(3, 5, 12);
        let bytes = Snapshot::take(&world, 90)
            .write(&mut WrittenAccounts::default())
            .unwrap();
        let (back, ahead) = read_world(&bytes).unwrap();
        assert_eq!((back.apps, ahead), (world.apps, 90));
        assert!(back.accounts.iter().eq(world.accounts.iter()));
    }

    #[test]
    fn accounts_are_written_anew_only_when_they_changed() {
        let mut world = seed_world(3, 1, 3);
        let mut written = WrittenAccounts::default();
        let first = Snapshot::take(&world, 0).write(&mut written).unwrap();
        let gone = world.accounts.iter().next().unwrap().hub_id;
        world.accounts.remove(gone);
        let second = Snapshot::take(&world, 0).write(&mut written).unwrap();
        assert_eq!(read_world(&first).unwrap().0.accounts.len(), 3);
        assert_eq!(
            read_world(&second).unwrap().0.accounts.len(),
            2,
            "the change was seen"
        );
    }

    #[test]
    fn damaged_and_newer_files_are_told_apart() {
        assert!(matches!(
            read_world(b"{\"format\":1"),
            Err(BadWorld::Damaged(_))
        ));
        assert!(matches!(
            read_world(b"{\"format\":99}"),
            Err(BadWorld::Newer(99))
        ));
    }
}
