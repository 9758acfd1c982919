//! The doctor at the desk: checks made, the report passed on.

use std::path::PathBuf;
use std::sync::Arc;

use keeper_core::error::Problem;

use super::Desk;
use crate::disk;
use crate::doctor::{self, Surroundings};
use crate::views::DoctorView;
use crate::whole_file;

const FILE: &str = "portalkeeper-report.txt";

impl Desk {
    /// Checks what surrounds the program, side by side, and writes the report.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn examine(&self) -> Result<DoctorView, Problem> {
        let around = Surroundings {
            world: self.world_after_opening().await,
            base: Arc::clone(&self.base),
            settings: self.settings().await?,
            network: self.network().await?,
            directory: &self.directory,
            scheme: self.scheme.as_ref(),
            clipboard: self.shared.clipboard.as_ref(),
            has_practice: self.has_practice(),
        };
        let checks = doctor::run(&around).await?;
        let report = doctor::report(&around, &checks).await?;
        *self.report.lock().await = Some(report.clone());
        Ok(DoctorView { checks, report })
    }

    /// Puts the report on the clipboard: the one that was shown last.
    ///
    /// # Errors
    /// [`keeper_core::Code::ClipboardUnavailable`].
    pub async fn copy_report(&self) -> Result<(), Problem> {
        let report = self.report().await?;
        self.shared.clipboard.put_plain(report).await
    }

    /// Writes the report to a file of the person's choice; none when they
    /// chose none.
    ///
    /// # Errors
    /// [`keeper_core::Code::FileUnwritable`].
    pub async fn save_report(&self) -> Result<Option<PathBuf>, Problem> {
        let report = self.report().await?;
        let Some(path) = self.file_chooser.save(FILE).await? else {
            return Ok(None);
        };
        let to = path.clone();
        disk::write(move || whole_file::write(&to, report.as_bytes())).await?;
        Ok(Some(path))
    }

    async fn report(&self) -> Result<String, Problem> {
        let written = self.report.lock().await.clone();
        match written {
            Some(report) => Ok(report),
            None => Ok(self.examine().await?.report),
        }
    }
}
