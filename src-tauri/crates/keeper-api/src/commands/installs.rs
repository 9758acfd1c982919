//! Flows: installing and reauthorizing.

use keeper_core::account::Account;
use keeper_core::engine::{FlowStatus, InstallOrder, Started};
use keeper_core::needs::HitRefusal;

use crate::requests::{
    ArmRequest, FlowRequest, InstallPasteRequest, InstallStartRequest, Nothing, PreflightRequest,
    ReauthorizeRequest,
};
use crate::views::{ArmedView, FindingsView, FlowStartedView, FlowView, RefusedHitsView};
use crate::world::World;

use super::{At, DONE, Reply};

pub async fn install_preflight(desk: At<'_>, request: PreflightRequest) -> Reply<FindingsView> {
    let world = desk.world();
    let order = InstallOrder {
        hub_id: request.hub_id,
        by_paste: request.by_paste,
        ..InstallOrder::by_browser(request.app, &request.redirect_url)
    };
    let findings = world.engine.preflight(&order).await?;
    Ok(FindingsView { findings })
}

pub async fn install_start(desk: At<'_>, request: InstallStartRequest) -> Reply<FlowStartedView> {
    let world = desk.world_after_opening().await;
    let order = InstallOrder {
        hub_id: request.hub_id,
        open_browser: request.open_browser,
        by_paste: request.by_paste,
        ..InstallOrder::by_browser(request.app, &request.redirect_url)
    };
    world.engine.install(order).await.map(started)
}

pub async fn installation_reauthorize(
    desk: At<'_>,
    request: ReauthorizeRequest,
) -> Reply<FlowStartedView> {
    let world = desk.world_after_opening().await;
    world
        .engine
        .reauthorize(request.id, request.redirect_url, request.open_browser)
        .await
        .map(started)
}

fn started(started: Started) -> FlowStartedView {
    FlowStartedView {
        flow: started.flow,
        authorize_url: started.authorize_url,
        expires_at: started.expires_at,
    }
}

pub async fn install_status(desk: At<'_>, request: FlowRequest) -> Reply<FlowView> {
    let world = desk.world();
    let status = world.engine.flow(request.flow)?;
    view(&world, status).await
}

pub async fn install_list(desk: At<'_>, _: Nothing) -> Reply<Vec<FlowView>> {
    let world = desk.world();
    let mut views = Vec::new();
    for status in world.engine.flows() {
        views.push(view(&world, status).await?);
    }
    Ok(views)
}

pub async fn install_paste(desk: At<'_>, request: InstallPasteRequest) -> Reply<FlowView> {
    let world = desk.world();
    let status = world.engine.paste(request.flow, &request.text)?;
    view(&world, status).await
}

pub async fn install_open_browser(desk: At<'_>, request: FlowRequest) -> Reply<Nothing> {
    desk.world().engine.open_again(request.flow).await?;
    DONE
}

pub async fn install_cancel(desk: At<'_>, request: FlowRequest) -> Reply<Nothing> {
    desk.world().engine.cancel_flow(request.flow)?;
    DONE
}

pub async fn install_arm(desk: At<'_>, request: ArmRequest) -> Reply<ArmedView> {
    let world = desk.world_after_opening().await;
    let waited = world.engine.arm(request.app, &request.redirect_url).await?;
    Ok(ArmedView {
        flow: waited.flow,
        expires_at: waited.expires_at,
    })
}

pub async fn install_confirm(desk: At<'_>, request: FlowRequest) -> Reply<FlowView> {
    let world = desk.world();
    let status = world.engine.confirm(request.flow)?;
    view(&world, status).await
}

fn refused_hits((reason, count): (HitRefusal, usize)) -> RefusedHitsView {
    RefusedHitsView { reason, count }
}

async fn view(world: &World, status: FlowStatus) -> Reply<FlowView> {
    let index = world.index().await?;
    let app = index.apps.get(&status.app);
    let account = status.expected.and_then(|id| index.accounts.get(&id));
    Ok(FlowView {
        flow: status.flow,
        state: status.state,
        step: status.step,
        app: status.app,
        app_name: app.map(|app| app.draft.name.clone()).unwrap_or_default(),
        hub_id: status.expected,
        account_name: account.and_then(Account::label).map(str::to_owned),
        redirect_url: status.redirect_url,
        authorize_url: status.authorize_url,
        from_elsewhere: status.from_elsewhere,
        listening: status.is_listening,
        stray_hits: status.refused_hits.values().sum(),
        refused_hits: status.refused_hits.into_iter().map(refused_hits).collect(),
        https_knocks: status.https_knocks,
        arrived_at: status.arrived_at,
        started_at: status.started_at,
        expires_at: status.expires_at,
        renews: status.renews,
        installation: status.installation,
        problem: status.problem,
    })
}
