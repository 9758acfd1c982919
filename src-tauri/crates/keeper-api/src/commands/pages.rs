//! What HubSpot's page says, explained.

use keeper_core::Language;
use keeper_core::decoder::{self, Decoded, Question};
use keeper_core::error::Code;
use keeper_core::needs::Vault;
use keeper_core::scope;
use serde_json::Value;

use crate::requests::{Nothing, PageExplainRequest, PageOpenRequest};
use crate::world::World;

use super::{At, DONE, Reply};

pub async fn page_explain(desk: At<'_>, request: PageExplainRequest) -> Reply<Decoded> {
    let world = desk.world();
    let request = completed(&world, request)?;
    let app = match request.app {
        Some(id) => Some(world.store.app(id).await?),
        None => None,
    };
    let account = match request.hub_id {
        Some(hub_id) => world.store.account(hub_id).await?,
        None => None,
    };
    let flow = request
        .flow
        .map(|flow| world.engine.flow(flow))
        .transpose()?;
    let decoded = decoder::decode(&Question {
        text: &request.text,
        app: app.as_ref(),
        redirect_url: request.redirect_url.as_deref(),
        account: account.as_ref(),
        link: flow.as_ref().and_then(|flow| flow.authorize_url.as_deref()),
        answers: &request.answers,
    });
    Ok(told_in(decoded, desk.language()))
}

/// Which tier an account needs is told in the window's language.
fn told_in(mut decoded: Decoded, language: Language) -> Decoded {
    for explanation in &mut decoded.explanations {
        if let Some(Value::String(tier)) = explanation.args.get_mut("tier") {
            *tier = scope::tier_in(tier, language).to_owned();
        }
    }
    decoded
}

/// A link that no flow waits for would come back to nobody, so there must be
/// one.
pub async fn page_open_corrected(desk: At<'_>, request: PageOpenRequest) -> Reply<Nothing> {
    let world = desk.world();
    let flow = request.asked.flow.ok_or(Code::FlowUnknown)?;
    world
        .engine
        .flow(flow)?
        .authorize_url
        .ok_or(Code::FlowExpired)?;
    let decoded = page_explain(desk, request.asked).await?;
    let meant = decoded
        .explanations
        .into_iter()
        .find(|one| one.code == request.code);
    let link = meant
        .and_then(|one| one.corrected_link)
        .ok_or(Code::FlowExpired)?;
    world.browser.open(&link).await?;
    DONE
}

/// What a flow knows doesn't have to be said again.
fn completed(world: &World, request: PageExplainRequest) -> Reply<PageExplainRequest> {
    let Some(flow) = request.flow else {
        return Ok(request);
    };
    let flow = world.engine.flow(flow)?;
    Ok(PageExplainRequest {
        app: Some(flow.app),
        redirect_url: Some(flow.redirect_url),
        hub_id: flow.expected.or(request.hub_id),
        ..request
    })
}
