//! Copies put back, and the way in that is kept on paper.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keeper_core::activity::{Activity, ActivityKind};
use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;
use keeper_core::needs::{Change, Vault};
use keeper_vault::Proof;

use super::{Desk, take_up_grants};
use crate::recovery_page::{self, Beside};
use crate::views::BackupRestoredView;
use crate::whole_file;
use crate::world::World;

impl Desk {
    /// Puts a copy in the place of the vault of the world shown. Flows that
    /// wait are cancelled; what follows from the vault is read anew.
    ///
    /// # Errors
    /// [`Code::BackupUnknown`], [`Code::BackupDamaged`],
    /// [`Code::AnswerUnsaved`], [`Code::VaultLocked`], [`Code::DiskFull`] and their kin: nothing is
    /// changed then.
    pub async fn restore_backup(&self, name: &str) -> Result<BackupRestoredView, Problem> {
        let world = self.world_after_opening().await;
        world.wait_until_quiet(Code::FlowCancelled).await;
        world.refuse_unsaved().await?;
        let was_open = world.store.is_open();
        let now = world.engine.now();
        let restored = world.store.restore_backup(name, now).await?;
        // The copy is in place: whatever fails from here on is no reason to say
        // that it isn't.
        if let Err(problem) = record(&world, ActivityKind::VaultRestored).await {
            tracing::warn!(%problem, "the restore was not written into the activity");
        }
        self.read_anew(&world, was_open).await;
        Ok(BackupRestoredView {
            from: restored.from.made_at,
            former: restored.former.into(),
            vault: world.door.view_or_unavailable().await,
        })
    }

    async fn read_anew(&self, world: &Arc<World>, was_open: bool) {
        world.stale.all();
        if let Err(problem) = world.engine.recover().await {
            tracing::warn!(%problem, "calls of an earlier run could not be looked up");
        }
        for open in self.open_worlds() {
            if let Err(problem) = self.apply_settings(&open).await {
                tracing::warn!(%problem, "the restored settings were not applied");
            }
        }
        let stayed_open = was_open && world.store.is_open();
        world.door.try_again().await;
        world.watch_projects();
        if stayed_open {
            // Whoever opens a closed vault takes its grants up.
            tokio::spawn(take_up_grants(Arc::clone(&world.engine)));
        }
        for event in [
            Event::SettingsChanged,
            Event::AppsChanged,
            Event::AccountsChanged,
        ] {
            self.tell(event);
        }
    }

    /// Makes a recovery code and writes it to a page in a place of the
    /// person's choice; none when they chose none, and nothing is changed
    /// then. The code opens the vault once the page is on disk.
    ///
    /// # Errors
    /// [`Code::VaultLocked`], [`Code::PassphraseWrong`],
    /// [`Code::FileUnwritable`]; what the vault can't save.
    pub async fn write_recovery_code(&self, present: Proof) -> Result<Option<PathBuf>, Problem> {
        let world = self.world_after_opening().await;
        world.store.check_proof(present.clone()).await?;
        let suggested = recovery_page::file_name(self.language());
        let Some(path) = self.file_chooser.save(&suggested).await? else {
            return Ok(None);
        };
        let beside = Beside {
            made_at: world.engine.now(),
            directory: self.directory.display().to_string(),
            world: world.kind,
            language: self.language(),
        };
        keep_code(&world, present, path.clone(), beside).await?;
        record(&world, ActivityKind::VaultChanged).await?;
        Ok(Some(path))
    }
}

/// A page whose code opens nothing is of no use to anybody.
async fn keep_code(
    world: &World,
    present: Proof,
    path: PathBuf,
    beside: Beside,
) -> Result<(), Problem> {
    let is_written = Arc::new(AtomicBool::new(false));
    let (told, at) = (Arc::clone(&is_written), path.clone());
    let kept = world.door.make_recovery_code(present, move |code| {
        let page = recovery_page::page(&code, &beside);
        whole_file::write(&at, page.as_bytes())?;
        told.store(true, Ordering::SeqCst);
        Ok(())
    });
    let kept = kept.await;
    if kept.is_err() && is_written.load(Ordering::SeqCst) {
        let removed = std::fs::remove_file(&path);
        tracing::warn!(removed = removed.is_ok(), "a recovery code was not kept");
    }
    kept.map(drop)
}

async fn record(world: &World, kind: ActivityKind) -> Result<(), Problem> {
    let activity = Activity::new(world.engine.now(), kind);
    world.store.commit(vec![Change::Record(activity)]).await
}
