//! Leaving: forget, revoke, uninstall; and what becomes of a grant that was
//! set aside.

use keeper_core::engine::ExitReport;

use crate::requests::{InstallationForgetRequest, InstallationRequest, LeaveRequest, Nothing};
use crate::views::{ExitStepView, ExitView};

use super::{At, DONE, Reply};

pub async fn installation_revoke(desk: At<'_>, request: LeaveRequest) -> Reply<ExitView> {
    let world = desk.world_after_opening().await;
    let confirmation = request.confirm_domain.as_deref();
    world
        .engine
        .revoke(request.id, confirmation)
        .await
        .map(view)
}

pub async fn installation_uninstall(desk: At<'_>, request: LeaveRequest) -> Reply<ExitView> {
    let world = desk.world_after_opening().await;
    let confirmation = request.confirm_domain.as_deref();
    world
        .engine
        .uninstall(request.id, confirmation)
        .await
        .map(view)
}

fn view(report: ExitReport) -> ExitView {
    let steps = report.steps.into_iter();
    ExitView {
        steps: steps
            .map(|step| ExitStepView {
                step: step.step,
                http_status: step.receipt.as_ref().map(|receipt| receipt.http_status),
                correlation_id: step.receipt.and_then(|receipt| receipt.correlation_id),
                problem: step.problem,
            })
            .collect(),
    }
}

pub async fn installation_forget(
    desk: At<'_>,
    request: InstallationForgetRequest,
) -> Reply<Nothing> {
    let world = desk.world();
    world.engine.forget(request.id, request.for_good).await?;
    DONE
}

pub async fn installation_restore(desk: At<'_>, request: InstallationRequest) -> Reply<Nothing> {
    desk.world().engine.restore(request.id).await?;
    DONE
}

pub async fn grant_keep(desk: At<'_>, request: InstallationRequest) -> Reply<InstallationRequest> {
    let world = desk.world_after_opening().await;
    let id = world.engine.keep_grant(request.id).await?;
    Ok(InstallationRequest { id })
}

pub async fn grant_discard(desk: At<'_>, request: InstallationRequest) -> Reply<Nothing> {
    desk.world().engine.discard_grant(request.id).await?;
    DONE
}

pub async fn grant_revoke(desk: At<'_>, request: InstallationRequest) -> Reply<Nothing> {
    let world = desk.world_after_opening().await;
    world.engine.revoke_grant(request.id).await?;
    DONE
}
