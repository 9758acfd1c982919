//! The vault: where its key rests, opening, locking.

use keeper_core::activity::{Activity, ActivityKind, Actor};
use keeper_core::needs::{Change, Vault};

use crate::requests::{
    KeyRenewalRequest, Nothing, PassphraseRequest, PassphraseStrengthRequest, RecoveryCodeRequest,
    SlotRequest, VaultSetUpRequest, VaultUnlockRequest,
};
use crate::strength;
use crate::views::{PassphraseStrengthView, RecoveryWrittenView, VaultStartedOverView, VaultView};
use crate::world::World;

use super::{At, Reply};

pub async fn vault_status(desk: At<'_>, _: Nothing) -> Reply<VaultView> {
    desk.world().door.view().await
}

pub async fn vault_set_up(desk: At<'_>, request: VaultSetUpRequest) -> Reply<VaultView> {
    let world = desk.world_after_opening().await;
    let view = world.door.set_up(request).await?;
    desk.furnish_practice().await?;
    record(&world, ActivityKind::VaultChanged).await?;
    Ok(view)
}

pub async fn vault_unlock(desk: At<'_>, request: VaultUnlockRequest) -> Reply<VaultView> {
    desk.unlock(request).await
}

pub async fn vault_lock(desk: At<'_>, _: Nothing) -> Reply<VaultView> {
    desk.lock(Actor::Person).await?;
    desk.world().door.view().await
}

pub async fn vault_add_passphrase(desk: At<'_>, request: PassphraseRequest) -> Reply<VaultView> {
    let world = desk.world_after_opening().await;
    let view = world.door.add_passphrase(request).await?;
    record(&world, ActivityKind::VaultChanged).await?;
    Ok(view)
}

pub async fn vault_remove_slot(desk: At<'_>, request: SlotRequest) -> Reply<VaultView> {
    let world = desk.world_after_opening().await;
    let view = world.door.remove_slot(request).await?;
    record(&world, ActivityKind::VaultChanged).await?;
    Ok(view)
}

pub async fn vault_make_recovery_code(
    desk: At<'_>,
    request: RecoveryCodeRequest,
) -> Reply<RecoveryWrittenView> {
    let path = desk.write_recovery_code(request.present.into()).await?;
    let path = path.map(|path| path.display().to_string());
    Ok(RecoveryWrittenView { path })
}

pub async fn vault_renew_key(
    desk: At<'_>,
    request: KeyRenewalRequest,
) -> Reply<RecoveryWrittenView> {
    let path = desk.renew_key(request).await?;
    let path = path.map(|path| path.display().to_string());
    Ok(RecoveryWrittenView { path })
}

pub async fn vault_judge_passphrase(
    _: At<'_>,
    request: PassphraseStrengthRequest,
) -> Reply<PassphraseStrengthView> {
    Ok(strength::judge(&request.passphrase))
}

pub async fn vault_start_afresh(
    desk: At<'_>,
    request: VaultSetUpRequest,
) -> Reply<VaultStartedOverView> {
    desk.start_over(request).await
}

async fn record(world: &World, kind: ActivityKind) -> Reply<()> {
    let activity = Activity::new(world.engine.now(), kind);
    world.store.commit(vec![Change::Record(activity)]).await
}
