//! A harmless call, for its own sake or to keep a test account alive.

use keeper_core::engine::TestCall;
use keeper_core::error::Code;
use keeper_core::needs::RateLimit;

use crate::listing;
use crate::requests::{HubRequest, InstallationRequest};
use crate::views::{CallView, RateLimitView};

use super::{At, Reply};

pub async fn installation_call(desk: At<'_>, request: InstallationRequest) -> Reply<CallView> {
    let world = desk.world_after_opening().await;
    world.engine.test_call(request.id).await.map(view)
}

pub async fn account_keep_alive(desk: At<'_>, request: HubRequest) -> Reply<CallView> {
    let world = desk.world_after_opening().await;
    let caller = {
        let index = world.index().await?;
        listing::living_callers(&index, world.engine.now()).remove(&request.hub_id)
    };
    let id = caller.ok_or(Code::NoTokenForAccount)?;
    world.engine.test_call(id).await.map(view)
}

fn view(call: TestCall) -> CallView {
    let details = call.details;
    CallView {
        http_status: details.receipt.http_status,
        took_ms: u32::try_from(call.took.as_millis()).unwrap_or(u32::MAX),
        correlation_id: details.receipt.correlation_id,
        rate_limit: details.receipt.rate_limit.map(rate_limit),
        refreshed: call.refreshed,
        hub_id: details.hub_id,
        name: details.name,
        account_type: details.account_type,
        data_hosting: details.data_hosting,
        time_zone: details.time_zone,
    }
}

fn rate_limit(limit: RateLimit) -> RateLimitView {
    RateLimitView {
        max: limit.max,
        remaining: limit.remaining,
        interval_ms: u32::try_from(limit.interval.as_millis()).unwrap_or(u32::MAX),
    }
}
