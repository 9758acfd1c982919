//! App profiles: filling in, checking, saving.

use std::collections::{BTreeMap, HashMap};

use keeper_core::activity::{Activity, ActivityKind};
use keeper_core::app::{self, App, AppDraft};
use keeper_core::error::{self, Code, Finding, Level, Problem};
use keeper_core::event::Event;
use keeper_core::health::Health;
use keeper_core::identifier::AppId;
use keeper_core::needs::{Change, Vault};
use keeper_core::oauth::authorize::{self, AuthorizationRequest};
use keeper_core::redirect_url::{self, Route};
use keeper_core::scope::{self, Pasted, ScopeEntry, ScopeFound};

use crate::index::Entry;
use crate::listing;
use crate::logo;
use crate::requests::{
    AppCheckRequest, AppInput, AppRequest, AppSaveRequest, Nothing, RedirectProbeRequest,
    TextRequest,
};
use crate::views::{
    AppCheckView, AppFaultView, AppParsedView, AppSavedView, AppView, RedirectProbeView, RouteView,
};
use crate::world::World;

use super::{At, DONE, Reply};

/// The most scopes that one search finds.
const SEARCH_LIMIT: usize = 100;
/// Stands for the state in a previewed link.
const STATE_PLACEHOLDER: &str = "state";

pub async fn app_list(desk: At<'_>, _: Nothing) -> Reply<Vec<AppView>> {
    let world = desk.world();
    let logos: HashMap<_, _> = world.store.logos().await?.into_iter().collect();
    let index = world.index().await?;
    let mut by_app: HashMap<AppId, Vec<&Entry>> = HashMap::new();
    for entry in index.entries.values() {
        by_app.entry(entry.what.app()).or_default().push(entry);
    }
    let moment = world.moment();
    let mut views: Vec<_> = index
        .apps
        .values()
        .map(|app| {
            let entries = by_app.remove(&app.id).unwrap_or_default();
            let health = listing::count_health(&index, entries.into_iter(), moment);
            let logo = logos.get(&app.id).map(|png| logo::address(png));
            view(app.clone(), health, logo)
        })
        .collect();
    views.sort_by_key(|view| (view.draft.name.to_lowercase(), view.draft.environment));
    Ok(views)
}

pub async fn app_get(desk: At<'_>, request: AppRequest) -> Reply<AppView> {
    let all = app_list(desk, Nothing {}).await?;
    let found = all.into_iter().find(|view| view.id == request.id);
    found.ok_or_else(|| Code::AppUnknown.into())
}

fn view(app: App, health: BTreeMap<Health, usize>, logo: Option<String>) -> AppView {
    AppView {
        id: app.id,
        draft: app.draft,
        logo,
        secret_set_at: app.secret_set_at,
        former_secret_set_at: app.former_secret_set_at,
        fault: app.fault.map(|fault| AppFaultView {
            code: fault.code,
            since: fault.since,
        }),
        health,
        created_at: app.created_at,
        updated_at: app.updated_at,
    }
}

pub async fn app_check(desk: At<'_>, request: AppCheckRequest) -> Reply<AppCheckView> {
    let world = desk.world();
    Ok(AppCheckView {
        findings: findings(&world, &request.app).await?,
        authorize_url: preview(&world, &request.app.draft),
    })
}

async fn findings(world: &World, input: &AppInput) -> Reply<Vec<Finding>> {
    let mut findings = app::check(&input.draft);
    if let Some(secret) = &input.client_secret {
        findings.extend(app::check_secret(secret.expose()));
    }
    let index = world.index().await?;
    let is_other = |app: &&App| {
        Some(app.id) != input.id
            && app
                .draft
                .client_id
                .eq_ignore_ascii_case(&input.draft.client_id)
    };
    if let Some(other) = index.apps.values().find(is_other) {
        findings.push(
            Finding::new(Level::Block, Code::AppClientIdTaken)
                .at("client_id")
                .with("app", other.draft.name.as_str()),
        );
    }
    let kept = input.id.and_then(|id| index.apps.get(&id));
    if input.client_secret.is_none() && kept.is_none_or(|app| app.secret_set_at.is_none()) {
        findings.push(Finding::new(Level::Warn, Code::ClientSecretMissing).at("client_secret"));
    }
    Ok(findings)
}

fn preview(world: &World, draft: &AppDraft) -> String {
    let redirect_url = draft.redirect_urls.first().map_or("", String::as_str);
    authorize::url(&AuthorizationRequest {
        pages: &world.engine.pages_of(&draft.authorize_host),
        hub_id: None,
        client_id: &draft.client_id,
        redirect_url,
        scopes: &draft.scopes.in_scope_parameter(),
        optional_scopes: &draft.scopes.optional,
        state: STATE_PLACEHOLDER,
        challenge: None,
    })
}

pub async fn app_save(desk: At<'_>, request: AppSaveRequest) -> Reply<AppSavedView> {
    let world = desk.world_after_opening().await;
    let input = request.app;
    let findings = findings(&world, &input).await?;
    if error::any_blocks(&findings) {
        let problem = Problem::new(Code::AppInvalid);
        return Err(problem.with("findings", serde_json::json!(findings)));
    }
    let now = world.engine.now();
    let kept = match input.id {
        Some(id) => Some(world.store.app(id).await?),
        None => None,
    };
    let app = App {
        id: input.id.unwrap_or_else(AppId::make_random),
        draft: input.draft,
        secret_set_at: kept.as_ref().and_then(|kept| kept.secret_set_at),
        former_secret_set_at: kept.as_ref().and_then(|kept| kept.former_secret_set_at),
        fault: kept.as_ref().and_then(|kept| kept.fault.clone()),
        created_at: kept.as_ref().map_or(now, |kept| kept.created_at),
        updated_at: now,
    };
    let saved = AppSavedView { id: app.id };
    let source = app.draft.source.clone();
    let is_new = input.client_secret.is_some()
        || kept
            .as_ref()
            .is_some_and(|kept| kept.draft.client_id != app.draft.client_id);
    let mut changes = vec![Change::PutApp(app)];
    changes.extend(input.client_secret.map(|secret| Change::PutClientSecret {
        app: saved.id,
        secret,
        keep_former: input.keep_former_secret,
        at: now,
    }));
    changes.push(Change::Record(Activity {
        app: Some(saved.id),
        ..Activity::new(now, ActivityKind::AppSaved)
    }));
    world.store.commit(changes).await?;
    match source {
        Some(source) => world.projects.watch(saved.id, &source),
        None => world.projects.forget(saved.id),
    }
    desk.tell(Event::AppsChanged);
    if is_new {
        // Only HubSpot knows whether the new credentials are right.
        world.engine.check_secret(saved.id);
    }
    Ok(saved)
}

pub async fn app_remove(desk: At<'_>, request: AppRequest) -> Reply<Nothing> {
    let world = desk.world();
    let activity = Activity::new(world.engine.now(), ActivityKind::AppRemoved);
    let changes = vec![Change::DropApp(request.id), Change::Record(activity)];
    world.store.commit(changes).await?;
    world.projects.forget(request.id);
    desk.tell(Event::AppsChanged);
    DONE
}

pub async fn app_parse(_: At<'_>, request: TextRequest) -> Reply<AppParsedView> {
    let (app, findings) = keeper_core::oauth::link::parse(&request.text)?;
    Ok(AppParsedView { app, findings })
}

pub async fn scope_catalogue(desk: At<'_>, _: Nothing) -> Reply<Vec<ScopeEntry>> {
    let language = desk.language();
    let all = scope::catalogue().iter();
    Ok(all.map(|entry| entry.told_in(language)).collect())
}

pub async fn scope_search(desk: At<'_>, request: TextRequest) -> Reply<Vec<ScopeFound>> {
    let language = desk.language();
    let found = scope::search(&request.text, language).into_iter();
    let told = |entry: &ScopeEntry| ScopeFound {
        entry: entry.told_in(language),
        is_guess: scope::is_guess(&request.text, entry, language),
    };
    Ok(found.take(SEARCH_LIMIT).map(told).collect())
}

pub async fn scope_parse(_: At<'_>, request: TextRequest) -> Reply<Pasted> {
    Ok(scope::parse_pasted_kinds(&request.text))
}

pub async fn redirect_probe(
    desk: At<'_>,
    request: RedirectProbeRequest,
) -> Reply<RedirectProbeView> {
    let world = desk.world();
    Ok(match redirect_url::parse(&request.redirect_url) {
        Err(code) => RedirectProbeView {
            route: None,
            port: None,
            problem: Some(code.into()),
        },
        Ok(Route::Relay) => RedirectProbeView {
            route: Some(RouteView::Relay),
            port: None,
            problem: None,
        },
        Ok(Route::Loopback(target)) => RedirectProbeView {
            route: Some(RouteView::Loopback),
            port: Some(target.port),
            problem: world.engine.probe(&request.redirect_url).await.err(),
        },
    })
}
