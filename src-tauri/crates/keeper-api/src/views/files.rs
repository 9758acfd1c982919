//! Files that are written, and copies that are kept.

use keeper_core::Timestamp;
use keeper_core::identifier::AppId;
use keeper_vault::BackupCopy;
use serde::Serialize;
use std::path::Path;
use ts_rs::TS;

use super::VaultView;

/// A list was written to a file, or no place was chosen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct ExportedView {
    /// Where; none when the person chose no place.
    pub path: Option<String>,
    /// How many lines.
    pub count: usize,
}

impl ExportedView {
    pub(crate) fn none() -> Self {
        Self {
            path: None,
            count: 0,
        }
    }

    pub(crate) fn at(path: &Path, count: usize) -> Self {
        Self {
            path: Some(path.display().to_string()),
            count,
        }
    }
}

/// A recovery code was written to a file, or no place was chosen.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RecoveryWrittenView {
    /// Where; none when the person chose no place. Nothing is changed then.
    pub path: Option<String>,
}

/// A copy of the vault.
#[derive(Clone, Debug, Serialize, TS)]
pub struct BackupView {
    /// What it is restored by.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its length in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Whether it is a vault that a person started over from: it stays until
    /// somebody deletes the file.
    pub set_aside: bool,
}

impl From<BackupCopy> for BackupView {
    fn from(copy: BackupCopy) -> Self {
        Self {
            name: copy.name,
            made_at: copy.made_at,
            size: copy.bytes,
            set_aside: copy.set_aside,
        }
    }
}

/// A copy has taken the vault's place.
#[derive(Clone, Debug, Serialize, TS)]
pub struct BackupRestoredView {
    /// From when it is: what was saved since is no longer there.
    pub from: Timestamp,
    /// The vault as it was before, among the copies: restoring it undoes this.
    pub former: BackupView,
    /// How the vault stands now; it may have to be unlocked.
    pub vault: VaultView,
}

/// A logo was chosen, or none.
#[derive(Clone, Debug, Serialize, TS)]
pub struct LogoView {
    /// Of which app.
    pub app: AppId,
    /// The logo that it has now, as an address that needs nothing fetched.
    pub logo: Option<String>,
}
