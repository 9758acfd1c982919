//! Copies put back, and the way in that is kept on paper.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use keeper_core::activity::{Activity, ActivityKind};
use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;
use keeper_core::needs::{Change, Vault};
use keeper_vault::{Proof, RecoveryCode};

use super::{Desk, take_up_grants};
use crate::disk;
use crate::recovery_page::{self, Beside};
use crate::requests::KeyRenewalRequest;
use crate::strength::refuse_weak;
use crate::views::{BackupRestoredView, VaultView};
use crate::whole_file;
use crate::world::World;

/// Takes a recovery code to its page.
type Write = Box<dyn FnOnce(RecoveryCode) -> Result<(), Problem> + Send>;

impl Desk {
    /// Puts a copy in the place of the vault of the world shown. Flows that
    /// wait are cancelled; what follows from the vault is read anew.
    ///
    /// # Errors
    /// [`Code::BackupSealedOtherwise`] and [`Code::PassphraseWrong`] for what
    /// opened it then, [`Code::BackupUnknown`], [`Code::BackupDamaged`],
    /// [`Code::AnswerUnsaved`], [`Code::VaultLocked`], [`Code::DiskFull`] and
    /// their kin: nothing is
    /// changed then.
    pub async fn restore_backup(
        &self,
        name: &str,
        then: Option<Proof>,
    ) -> Result<BackupRestoredView, Problem> {
        let world = self.world_after_opening().await;
        world.wait_until_quiet(Code::FlowCancelled).await;
        world.refuse_unsaved().await?;
        let was_open = world.store.is_open();
        let now = world.engine.now();
        let restored = world.store.restore_backup(name, then, now).await?;
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
        self.tell(Event::SettingsChanged);
        world.tell(Event::AppsChanged);
        world.tell(Event::AccountsChanged);
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
        self.with_new_page(&world, |world, write| async move {
            world.door.make_recovery_code(present, write).await
        })
        .await
    }

    /// Makes a new key, after the old one leaked, with a new recovery code on a
    /// page in a place of the person's choice; none when they chose none, and
    /// nothing is changed then. Flows that wait are cancelled.
    ///
    /// # Errors
    /// [`Code::VaultLocked`], [`Code::PassphraseWrong`],
    /// [`Code::PassphraseTooWeak`], [`Code::FileUnwritable`]; what the vault
    /// can't save.
    pub async fn renew_key(&self, request: KeyRenewalRequest) -> Result<Option<PathBuf>, Problem> {
        if let Some(new) = &request.passphrase {
            refuse_weak(new)?;
        }
        let world = self.world_after_opening().await;
        let present = request.present.clone();
        world.store.check_proof(present.into()).await?;
        self.with_new_page(&world, |world, write| async move {
            world.wait_until_quiet(Code::FlowCancelled).await;
            world.door.renew_key(request, write).await
        })
        .await
    }

    /// A page whose code opens nothing is of no use to anybody.
    async fn with_new_page<F, Kept>(
        &self,
        world: &Arc<World>,
        keep: F,
    ) -> Result<Option<PathBuf>, Problem>
    where
        F: FnOnce(Arc<World>, Write) -> Kept,
        Kept: Future<Output = Result<VaultView, Problem>>,
    {
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
        let is_written = Arc::new(AtomicBool::new(false));
        let write = to_page(path.clone(), beside, Arc::clone(&is_written));
        let kept = keep(Arc::clone(world), write).await;
        if kept.is_err() && is_written.load(Ordering::SeqCst) {
            let at = path.clone();
            let removed = disk::write(move || Ok(std::fs::remove_file(at).is_ok())).await;
            let removed = removed.unwrap_or_default();
            tracing::warn!(removed, "a recovery code was not kept");
        }
        kept?;
        record(world, ActivityKind::VaultChanged).await?;
        Ok(Some(path))
    }
}

/// Writes a page; the vault does so on a thread of its own.
fn to_page(path: PathBuf, beside: Beside, is_written: Arc<AtomicBool>) -> Write {
    Box::new(move |code| {
        let page = recovery_page::page(&code, &beside);
        whole_file::write(&path, page.as_bytes())?;
        is_written.store(true, Ordering::SeqCst);
        Ok(())
    })
}

async fn record(world: &World, kind: ActivityKind) -> Result<(), Problem> {
    let activity = Activity::new(world.engine.now(), kind);
    world.store.commit(vec![Change::Record(activity)]).await
}
