//! The way to the vault's key: tried once beside the start of the program,
//! and again whenever a person says so.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;
use keeper_core::error::{Code, Problem};
use keeper_core::needs::Vault;
use keeper_vault::{KeyringState, Proof, RecoveryCode, SlotChoice, SlotKind, Store, VaultStatus};
use tokio::sync::watch;

use crate::requests::{
    KeyRenewalRequest, PassphraseRequest, SlotRequest, VaultSetUpRequest, VaultUnlockRequest,
};
use crate::strength::refuse_weak;
use crate::views::{SlotKindView, VaultStartedOverView, VaultState, VaultView, WorldView};

/// What the vault's owner is told when it was opened, or couldn't be.
type Tell = Arc<dyn Fn() + Send + Sync>;
/// What must have been done before anybody is told.
type Prepare = Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>;

/// The way to one vault's key.
pub struct VaultDoor {
    store: Arc<Store>,
    is_tried: watch::Sender<bool>,
    problem: Arc<Mutex<Option<Problem>>>,
    tell: Mutex<Option<Tell>>,
    prepare: Mutex<Option<Prepare>>,
    /// The world that it was locked along with.
    along: Mutex<Option<WorldView>>,
}

impl VaultDoor {
    /// A door nobody has tried.
    pub fn new(store: Arc<Store>) -> Self {
        Self {
            store,
            is_tried: watch::Sender::new(false),
            problem: Arc::default(),
            tell: Mutex::default(),
            prepare: Mutex::default(),
            along: Mutex::default(),
        }
    }

    /// Runs this whenever the vault was opened or locked, before anybody is
    /// told.
    pub fn before_telling(
        &self,
        prepare: impl Fn() -> BoxFuture<'static, ()> + Send + Sync + 'static,
    ) {
        let mut kept = self.prepare.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Arc::new(prepare));
    }

    fn prepared(&self) -> BoxFuture<'static, ()> {
        let prepare = self.prepare.lock().unwrap_or_else(PoisonError::into_inner);
        match prepare.as_ref() {
            Some(prepare) => prepare(),
            None => Box::pin(std::future::ready(())),
        }
    }

    /// The vault behind it.
    pub fn store(&self) -> Arc<Store> {
        Arc::clone(&self.store)
    }

    /// Tries to open the vault, or to set a new one up, beside the caller: a
    /// keyring may ask its owner and take its time. It is tried once; a later
    /// call changes only who is told, so that what was locked stays locked.
    pub fn open_beside(&self, tell: impl Fn() + Send + Sync + 'static) {
        let tell: Tell = Arc::new(tell);
        *self.tell.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&tell));
        if *self.is_tried.borrow() {
            tell();
            return;
        }
        let store = Arc::clone(&self.store);
        let problem = Arc::clone(&self.problem);
        let is_tried = self.is_tried.clone();
        let prepared = self.prepared();
        tokio::spawn(async move {
            let found = store.make_ready().await.err();
            prepared.await;
            *problem.lock().unwrap_or_else(PoisonError::into_inner) = found;
            is_tried.send_replace(true);
            tell();
        });
    }

    /// Waits until the first try has ended; it has a deadline of its own.
    pub async fn wait_until_tried(&self) {
        self.tried().await;
    }

    /// Ends when the first try has, or the door is gone.
    pub fn tried(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut is_tried = self.is_tried.subscribe();
        async move {
            let _ = is_tried.wait_for(|tried| *tried).await;
        }
    }

    /// How it stands.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn view(&self) -> Result<VaultView, Problem> {
        let status = self.store.status().await?;
        let problem = self.kept_problem().filter(|_| !status.open);
        let slots = self.slots(&status);
        Ok(VaultView {
            state: self.state(&status),
            opens_with: self.locked_along(),
            recovery: slots.contains(&SlotKindView::Recovery),
            slots,
            keyring_available: matches!(
                status.keyring,
                KeyringState::Available | KeyringState::Locked
            ),
            sealed: status.sealed_rows,
            problem,
        })
    }

    /// How it stands; where even that can't be read, that it is unavailable.
    pub async fn view_or_unavailable(&self) -> VaultView {
        self.view().await.unwrap_or_else(|problem| VaultView {
            state: VaultState::Unavailable,
            opens_with: None,
            recovery: false,
            slots: Vec::new(),
            keyring_available: false,
            sealed: 0,
            problem: Some(problem),
        })
    }

    fn state(&self, status: &VaultStatus) -> VaultState {
        let has_passphrase = status
            .slots
            .iter()
            .any(|slot| slot.kind != SlotKind::Keyring);
        if status.open {
            VaultState::Open
        } else if self.locked_along().is_some() {
            VaultState::Locked
        } else if !*self.is_tried.borrow() {
            VaultState::Opening
        } else if !status.set_up || (status.slots.is_empty() && status.sealed_rows == 0) {
            VaultState::NotSetUp
        } else if has_passphrase {
            VaultState::Locked
        } else {
            VaultState::Unavailable
        }
    }

    /// Whether it is closed and holds something. Waits for the first try to open
    /// it.
    ///
    /// # Errors
    /// What the vault can't read.
    pub async fn is_locked(&self) -> Result<bool, Problem> {
        if self.store.is_open() {
            return Ok(false);
        }
        self.wait_until_tried().await;
        let state = self.state(&self.store.status().await?);
        Ok(!matches!(state, VaultState::Open | VaultState::NotSetUp))
    }

    fn locked_along(&self) -> Option<WorldView> {
        *self.along()
    }

    fn along(&self) -> MutexGuard<'_, Option<WorldView>> {
        self.along.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slots(&self, status: &VaultStatus) -> Vec<SlotKindView> {
        let mut slots: Vec<_> = status
            .slots
            .iter()
            .map(|slot| match slot.kind {
                SlotKind::Keyring => SlotKindView::Keyring,
                SlotKind::Passphrase => SlotKindView::Passphrase,
                SlotKind::Recovery => SlotKindView::Recovery,
            })
            .collect();
        if status.set_up && slots.is_empty() {
            slots.push(SlotKindView::Memory);
        }
        slots
    }

    fn kept_problem(&self) -> Option<Problem> {
        self.problem
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Makes the key, where a person chose to keep it.
    ///
    /// # Errors
    /// Those of the keyring; [`Code::PassphraseTooShort`];
    /// [`Code::VaultLocked`] while something is sealed with another key.
    pub async fn set_up(&self, request: VaultSetUpRequest) -> Result<VaultView, Problem> {
        let choice = choice_of(request)?;
        let done = self.store.set_up(choice).await;
        self.after(done).await
    }

    /// Opens the vault: with a recovery code, else with a passphrase, else with
    /// the keyring.
    ///
    /// # Errors
    /// [`Code::PassphraseWrong`] with the time to wait; those of the keyring.
    pub async fn unlock(&self, request: VaultUnlockRequest) -> Result<VaultView, Problem> {
        let done = match (request.recovery_code, request.passphrase) {
            (Some(code), _) => self.store.unlock_with_recovery_code(code).await,
            (None, Some(passphrase)) => self.store.unlock_with_passphrase(passphrase).await,
            (None, None) => self.store.unlock_with_keyring().await,
        };
        self.after(done).await
    }

    /// Whether locking would leave a way back.
    ///
    /// # Errors
    /// [`Code::NoSlotOpens`] when nothing but the keyring, or nothing at all,
    /// could open it again.
    pub async fn check_lockable(&self) -> Result<(), Problem> {
        match self.store.has_person_slot().await? {
            true => Ok(()),
            false => Err(Code::NoSlotOpens.into()),
        }
    }

    /// Wipes the key.
    ///
    /// # Errors
    /// [`Code::NoSlotOpens`] when nothing but the keyring could open it again.
    pub async fn lock(&self) -> Result<VaultView, Problem> {
        let done = self.store.lock().await;
        self.after(done).await
    }

    /// Wipes the key until the vault of `world` is open again.
    ///
    /// # Errors
    /// [`Code::VaultLocked`] where that one is locked.
    pub async fn lock_along(&self, world: WorldView, guardian: &Store) -> Result<(), Problem> {
        if self.store.lock_along(guardian).await? {
            *self.along() = Some(world);
            self.tell_owner();
        }
        Ok(())
    }

    /// Opens it, if it was locked along with the vault of `world`.
    ///
    /// # Errors
    /// [`Code::VaultLocked`] where that one has another key by now.
    pub async fn open_along(&self, world: WorldView, guardian: &Store) -> Result<(), Problem> {
        if self.locked_along() != Some(world) {
            return Ok(());
        }
        let done = self.store.open_along(guardian).await;
        self.after(done).await.map(drop)
    }

    /// Adds a passphrase.
    ///
    /// # Errors
    /// [`Code::VaultLocked`], [`Code::PassphraseTooShort`];
    /// [`Code::PassphraseWrong`] for the present one.
    pub async fn add_passphrase(&self, request: PassphraseRequest) -> Result<VaultView, Problem> {
        refuse_weak(&request.passphrase)?;
        let added = self
            .store
            .add_passphrase(request.present.into(), request.passphrase);
        self.after(added.await).await
    }

    /// Takes a way of opening away.
    ///
    /// # Errors
    /// [`Code::NoSlotOpens`] for the last one while something is sealed;
    /// [`Code::PassphraseWrong`] for what is to open it now.
    pub async fn remove_slot(&self, request: SlotRequest) -> Result<VaultView, Problem> {
        let kind = match request.slot {
            SlotKindView::Keyring => SlotKind::Keyring,
            SlotKindView::Passphrase => SlotKind::Passphrase,
            SlotKindView::Recovery => SlotKind::Recovery,
            SlotKindView::Memory => return Err(Code::NoSlotOpens.into()),
        };
        let removed = self.store.remove_slot(request.present.into(), kind);
        self.after(removed.await).await
    }

    /// Makes a recovery code, which is told to `write` alone.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; [`Code::PassphraseWrong`]; what `write` says.
    pub async fn make_recovery_code<W>(
        &self,
        present: Proof,
        write: W,
    ) -> Result<VaultView, Problem>
    where
        W: FnOnce(RecoveryCode) -> Result<(), Problem> + Send + 'static,
    {
        let done = self.store.make_recovery_code(present, write).await;
        self.after(done).await
    }

    /// Makes a new key and new ways in, and removes what the old ones open. The
    /// recovery code is told to `write` alone.
    ///
    /// # Errors
    /// [`Code::VaultLocked`]; [`Code::PassphraseWrong`] for what opens it now;
    /// [`Code::PassphraseTooWeak`]; what `write` says.
    pub async fn renew_key<W>(
        &self,
        request: KeyRenewalRequest,
        write: W,
    ) -> Result<VaultView, Problem>
    where
        W: FnOnce(RecoveryCode) -> Result<(), Problem> + Send + 'static,
    {
        let present = request.present.into();
        let renewed = self.store.renew_key(present, request.passphrase, write);
        self.after(renewed.await).await
    }

    /// Looks again whether anything opens the vault by itself, after another
    /// file took its place.
    pub async fn try_again(&self) {
        let found = self.store.make_ready().await.err();
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = found;
        self.prepared().await;
        self.tell_owner();
    }

    /// Sets the vault aside and makes a new key.
    ///
    /// # Errors
    /// [`Code::DiskFull`]; those of the keyring.
    pub async fn start_over(
        &self,
        request: VaultSetUpRequest,
    ) -> Result<VaultStartedOverView, Problem> {
        let aside = self.store.start_over(choice_of(request)?).await?;
        Ok(VaultStartedOverView {
            vault: self.after(Ok(())).await?,
            set_aside: aside.map(|path| path.display().to_string()),
        })
    }

    async fn after(&self, done: Result<(), Problem>) -> Result<VaultView, Problem> {
        done?;
        if self.store.is_open() {
            *self.along() = None;
        }
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.prepared().await;
        self.tell_owner();
        self.view().await
    }

    fn tell_owner(&self) {
        let tell = self.tell.lock();
        let tell = tell.unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(tell) = tell {
            tell();
        }
    }
}

fn choice_of(request: VaultSetUpRequest) -> Result<SlotChoice, Problem> {
    match (request.slot, request.passphrase) {
        (SlotKindView::Keyring, _) => Ok(SlotChoice::Keyring),
        (SlotKindView::Memory, _) => Ok(SlotChoice::Memory),
        (SlotKindView::Passphrase, Some(passphrase)) => {
            refuse_weak(&passphrase)?;
            Ok(SlotChoice::Passphrase(passphrase))
        }
        (SlotKindView::Passphrase, None) => Err(Code::PassphraseTooShort.into()),
        // A code is made for a key that rests somewhere else already.
        (SlotKindView::Recovery, _) => {
            Err(Problem::new(Code::ArgumentsInvalid).with("field", "slot"))
        }
    }
}
