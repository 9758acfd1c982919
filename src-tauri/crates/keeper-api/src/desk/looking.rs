//! Looking only: another computer's status, and the setting that nothing can
//! be changed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use keeper_core::Timestamp;
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Vault;
use keeper_vault::KeyringChoice;

use super::Desk;
use crate::composition::{Address, open_world};
use crate::disk;
use crate::options::Choose;
use crate::shared_status::{self, StatusFile};
use crate::views::{SharedStatusView, WorldView};
use crate::world::World;

/// Where a status that is shown is laid out; emptied before and after.
const FOLDER: &str = "shared-status";
const EXTENSION: &str = "json";

/// Another computer's status, laid out to be looked at.
pub(super) struct Shared {
    pub world: Arc<World>,
    made_at: Timestamp,
    file: String,
    of: WorldView,
}

impl Desk {
    /// Whether nothing can be changed now.
    pub fn is_view_only(&self) -> bool {
        self.view_only.load(Ordering::Relaxed) || self.world().kind == WorldView::Shared
    }

    /// The status of another computer, while it is shown.
    pub async fn shared_status(&self) -> Option<SharedStatusView> {
        if self.world().kind != WorldView::Shared {
            return None;
        }
        let shared = self.status.lock().await;
        shared.as_ref().map(|shared| SharedStatusView {
            made_at: shared.made_at,
            file: shared.file.clone(),
            world: shared.of,
        })
    }

    /// Writes the status of the world shown to a file of the person's choice;
    /// none when they chose none.
    ///
    /// # Errors
    /// [`Code::FileUnwritable`]; what the vault can't read.
    pub async fn share_status(&self) -> Result<Option<String>, Problem> {
        let world = self.world_after_opening().await;
        let now = world.engine.now();
        let status = shared_status::status_of(&*world.index().await?, world.kind, now);
        let suggested = format!("portalkeeper-status.{EXTENSION}");
        let Some(path) = self.file_chooser.save(&suggested).await? else {
            return Ok(None);
        };
        let told = path.display().to_string();
        disk::write(move || shared_status::write(&path, &status)).await?;
        Ok(Some(told))
    }

    /// Shows the status that a person chooses; false when they chose none.
    ///
    /// # Errors
    /// [`Code::StatusFileBroken`], [`Code::StatusFileTooNew`]; what can't be
    /// laid out in the data directory. What was shown stays then.
    pub async fn open_status(self: &Arc<Self>) -> Result<bool, Problem> {
        let Some(path) = self.file_chooser.open(Choose::File(&[EXTENSION])).await? else {
            return Ok(false);
        };
        let file = path.clone();
        let status = disk::read(move || shared_status::read(&file)).await?;
        let _one_at_a_time = self.switching.lock().await;
        let mut kept = self.status.lock().await;
        if self.world().kind == WorldView::Shared {
            self.show(&self.base).await;
        }
        *kept = None;
        let shared = self.lay_out(status, &path).await?;
        let world = Arc::clone(&shared.world);
        *kept = Some(shared);
        drop(kept);
        self.show(&world).await;
        Ok(true)
    }

    /// A world of its own, with no key that opens anything and no token that
    /// could be sent.
    async fn lay_out(&self, status: StatusFile, path: &Path) -> Result<Shared, Problem> {
        let folder = self.directory.join(FOLDER);
        clear(folder.clone()).await?;
        let address = Address::hubspot();
        let told = status.healths();
        let (made_at, of) = (status.made_at, status.world);
        let world = open_world(
            WorldView::Shared,
            &folder,
            address,
            &self.shared,
            KeyringChoice::Memory,
        )
        .await?;
        world.store.commit(status.into_changes()).await?;
        world.take_healths(told).await;
        world.door.open_beside(|| {});
        world.door.wait_until_tried().await;
        Ok(Shared {
            world,
            made_at,
            file: path.display().to_string(),
            of,
        })
    }

    /// Puts a status away that is no longer shown.
    pub(super) async fn put_status_away(&self) {
        let Some(shared) = self.status.lock().await.take() else {
            return;
        };
        shared.world.close().await;
        drop(shared);
        if let Err(problem) = clear(self.directory.join(FOLDER)).await {
            tracing::warn!(%problem, "a status that was shown is still laid out");
        }
    }
}

/// Removes what an earlier look left.
async fn clear(folder: PathBuf) -> Result<(), Problem> {
    disk::write(move || match std::fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(Problem::new(Code::DataDirectoryUnwritable).because(cause))
        }
        _ => Ok(()),
    })
    .await
}
