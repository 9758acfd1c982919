//! Installations: lists, one of them, refreshing, copying, notes.

use std::collections::BTreeSet;
use std::time::Duration;

use keeper_core::Language;
use keeper_core::activity::{Activity, ActivityKind, ActivityQuestion, Actor};
use keeper_core::drift;
use keeper_core::engine::BatchStatus;
use keeper_core::error::{Code, Problem};
use keeper_core::event::{Changed, Event};
use keeper_core::grant::{Grant, GrantState, TokenPrints};
use keeper_core::health::Condition;
use keeper_core::identifier::InstallationId;
use keeper_core::installation::{Annotation, Installation, KeepAlive};
use keeper_core::needs::{Change, Vault};

use crate::index::{Index, What};
use crate::requests::{
    AnnotateRequest, BatchRequest, ChosenRequest, CopyTokenRequest, InstallationQueryRequest,
    InstallationRequest, Nothing,
};
use crate::views::{
    BatchStartedView, BatchView, CopiedView, InstallationPageView, InstallationRowView,
    InstallationView, ProofResult, ProofView, ScopeDriftView, TokensView, UnconfirmedView,
};
use crate::world::World;

use super::{At, DONE, Reply};

/// Proofs in the health strip.
const PROOFS: usize = 60;
/// Longest note, in characters.
const NOTES_LIMIT: usize = 10_000;
/// Longest tag, in characters, and how many there may be.
const TAG_LIMIT: usize = 40;
const TAGS_LIMIT: usize = 20;

pub async fn installation_query(
    desk: At<'_>,
    request: InstallationQueryRequest,
) -> Reply<InstallationPageView> {
    desk.world().query(request).await
}

pub async fn installation_get(
    desk: At<'_>,
    request: InstallationRequest,
) -> Reply<InstallationView> {
    let (world, language) = (desk.world(), desk.language());
    let (entry, row) = world.entry(request.id).await?;
    match entry.what {
        What::Installation(kept) => installation_view(&world, row, kept, language).await,
        What::Grant(grant) => grant_view(&world, row, grant, language).await,
    }
}

async fn installation_view(
    world: &World,
    row: InstallationRowView,
    kept: Installation,
    language: Language,
) -> Reply<InstallationView> {
    let app = world.store.app(kept.app).await?;
    let confirm_domain = world.engine.confirmation(&kept, &app).await?;
    let tokens = tokens_view(world, kept.id, kept.prints.as_ref()).await?;
    let error = kept.last_error.as_ref();
    let view = InstallationView {
        scopes: scopes(&app.draft.scopes, &kept.requested, &kept.granted, language),
        tokens,
        installed_at: kept.installed_at,
        authorized_at: kept.authorized_at,
        health_since: since(kept.condition),
        hubspot_status: error.and_then(|error| error.hubspot_status.clone()),
        correlation_id: error.and_then(|error| error.correlation_id.clone()),
        error_at: error.map(|error| error.at),
        expected_hub_id: None,
        unconfirmed: None,
        hubspot_app_id: app.draft.hubspot_app_id,
        ui_domain: None,
        data_hosting: None,
        notes: kept.annotation.notes,
        keep_alive: kept.annotation.keep_alive,
        confirm_domain,
        proofs: proofs(world, kept.id).await?,
        row,
    };
    with_account(world, view).await
}

async fn grant_view(
    world: &World,
    row: InstallationRowView,
    grant: Grant,
    language: Language,
) -> Reply<InstallationView> {
    let app = world.store.app(grant.app).await?;
    let expected_hub_id = match grant.state {
        GrantState::Quarantined { expected, .. } => expected,
        GrantState::Held { .. }
        | GrantState::Unconfirmed { .. }
        | GrantState::Unreadable { .. } => grant.expected,
    };
    let view = InstallationView {
        scopes: scopes(
            &app.draft.scopes,
            &grant.requested,
            &grant.granted,
            language,
        ),
        tokens: tokens_view(world, grant.id, grant.prints.as_ref()).await?,
        installed_at: grant.made_at,
        authorized_at: grant.made_at,
        health_since: Some(grant.made_at),
        hubspot_status: None,
        correlation_id: None,
        error_at: None,
        expected_hub_id,
        unconfirmed: unconfirmed_view(world, &grant).await?,
        hubspot_app_id: app.draft.hubspot_app_id,
        ui_domain: None,
        data_hosting: None,
        notes: String::new(),
        keep_alive: KeepAlive::default(),
        confirm_domain: None,
        proofs: Vec::new(),
        row,
    };
    with_account(world, view).await
}

/// A stranger's account isn't among those that are kept, so the grant itself
/// says whose it is.
async fn unconfirmed_view(world: &World, grant: &Grant) -> Reply<Option<UnconfirmedView>> {
    let GrantState::Unconfirmed {
        found,
        name,
        domain,
        user,
    } = &grant.state
    else {
        return Ok(None);
    };
    let known = world.store.installation_of(grant.app, *found, None).await?;
    Ok(Some(UnconfirmedView {
        name: name.clone(),
        domain: domain.clone(),
        user: user.clone(),
        renews: known.map(|known| known.id),
    }))
}

async fn with_account(world: &World, view: InstallationView) -> Reply<InstallationView> {
    let Some(hub_id) = view.row.hub_id else {
        return Ok(view);
    };
    let account = world.store.account(hub_id).await?;
    Ok(InstallationView {
        ui_domain: account
            .as_ref()
            .and_then(|account| account.ui_domain.clone()),
        data_hosting: account.and_then(|account| account.data_hosting),
        ..view
    })
}

fn scopes(
    wanted: &keeper_core::scope::AppScopes,
    requested: &[String],
    granted: &[String],
    language: Language,
) -> Vec<ScopeDriftView> {
    let drifts = drift::compare(wanted, requested, granted).into_iter();
    drifts
        .map(|drift| ScopeDriftView {
            scope: drift.scope,
            wanted: drift.wanted,
            requested: drift.requested,
            granted: drift.granted,
            meaning: drift.meaning,
            cost: drift
                .cost
                .map(|entry| entry.description_in(language).to_owned()),
            can_be_dropped_by_reauthorizing: drift.can_be_dropped_by_reauthorizing,
        })
        .collect()
}

async fn tokens_view(
    world: &World,
    id: InstallationId,
    prints: Option<&TokenPrints>,
) -> Reply<Option<TokensView>> {
    let Some(prints) = prints else {
        return Ok(None);
    };
    let index = world.index().await?;
    Ok(Some(TokensView {
        refresh: prints.refresh.short(),
        access: prints.access.short(),
        access_expires_at: prints.access_expires_at,
        shared_with: shared_with(&index, id, prints),
    }))
}

fn shared_with(index: &Index, id: InstallationId, prints: &TokenPrints) -> Vec<InstallationId> {
    let has_same = |what: &What| {
        let other = match what {
            What::Installation(kept) => kept.prints.as_ref(),
            What::Grant(grant) => grant.prints.as_ref(),
        };
        what.id() != id && other.is_some_and(|other| other.refresh == prints.refresh)
    };
    let entries = index.entries.values();
    let same = entries.filter(|entry| has_same(&entry.what));
    let ids: BTreeSet<_> = same.map(|entry| entry.what.id()).collect();
    ids.into_iter().collect()
}

fn since(condition: Condition) -> Option<keeper_core::Timestamp> {
    match condition {
        Condition::Working => None,
        Condition::Retrying { since, .. }
        | Condition::Dead { since, .. }
        | Condition::Unreadable { since } => Some(since),
        Condition::Revoked { at } | Condition::Uninstalled { at } => Some(at),
    }
}

async fn proofs(world: &World, id: InstallationId) -> Reply<Vec<ProofView>> {
    let question = ActivityQuestion {
        installation: Some(id),
        kinds: vec![
            ActivityKind::Installed,
            ActivityKind::Reauthorized,
            ActivityKind::Refreshed,
            ActivityKind::RefreshPostponed,
            ActivityKind::RefreshRefused,
        ],
        limit: PROOFS,
        ..ActivityQuestion::default()
    };
    let (lines, _) = world.store.activity(question).await?;
    let newest_first = lines.iter().map(|line| ProofView {
        at: line.at,
        result: proof_result(line.kind),
    });
    let mut proofs: Vec<_> = newest_first.collect();
    proofs.reverse();
    Ok(proofs)
}

fn proof_result(kind: ActivityKind) -> ProofResult {
    if kind == ActivityKind::RefreshPostponed {
        ProofResult::Retry
    } else if kind == ActivityKind::RefreshRefused {
        ProofResult::Refused
    } else {
        ProofResult::Ok
    }
}

pub async fn installation_refresh(desk: At<'_>, request: ChosenRequest) -> Reply<BatchStartedView> {
    let world = desk.world_after_opening().await;
    let ids = world.chosen(request)?;
    let batch = world.engine.refresh_many(ids, Actor::Person).await?;
    Ok(BatchStartedView {
        batch: batch.batch,
        total: batch.total,
    })
}

pub async fn batch_status(desk: At<'_>, request: BatchRequest) -> Reply<BatchView> {
    desk.world().engine.batch(request.batch).map(batch_view)
}

/// The batches of the world shown that haven't ended.
pub async fn batch_list(desk: At<'_>, _: Nothing) -> Reply<Vec<BatchView>> {
    let running = desk.world().engine.running_batches();
    Ok(running.into_iter().map(batch_view).collect())
}

pub async fn batch_cancel(desk: At<'_>, request: BatchRequest) -> Reply<Nothing> {
    desk.world().engine.cancel_batch(request.batch)?;
    DONE
}

fn batch_view(status: BatchStatus) -> BatchView {
    BatchView {
        batch: status.batch,
        total: status.total,
        done: status.done,
        finished: status.finished,
        summary: status.summary,
        problem: status.problem,
    }
}

pub async fn installation_copy_token(desk: At<'_>, request: CopyTokenRequest) -> Reply<CopiedView> {
    let world = desk.world_after_opening().await;
    let settings = desk.settings().await?;
    let keeps = Duration::from_secs(settings.clipboard_seconds.into());
    let copied = world
        .engine
        .copy_token(request.id, request.form, &settings.env_name, keeps)
        .await?;
    Ok(CopiedView {
        clears_at: copied.clears_at,
        expires_at: copied.expires_at,
        refreshed: copied.refreshed,
    })
}

pub async fn installation_annotate(desk: At<'_>, request: AnnotateRequest) -> Reply<Nothing> {
    let world = desk.world();
    let (entry, _) = world.entry(request.id).await?;
    let annotation = annotation(&request)?;
    let activity = Activity {
        app: Some(entry.what.app()),
        hub_id: entry.what.hub_id(),
        installation: Some(request.id),
        ..Activity::new(world.engine.now(), ActivityKind::Annotated)
    };
    let changes = vec![
        Change::Annotate {
            id: request.id,
            annotation,
        },
        Change::Record(activity),
    ];
    world.store.commit(changes).await?;
    world.tell(Event::InstallationsChanged {
        changed: Changed::Ids(vec![request.id]),
    });
    DONE
}

fn annotation(request: &AnnotateRequest) -> Result<Annotation, Problem> {
    let too_long = |field: &str, limit: usize| {
        let problem = Problem::new(Code::TextTooLong);
        Err(problem.with("field", field).with("limit", limit))
    };
    if request.notes.chars().count() > NOTES_LIMIT {
        return too_long("notes", NOTES_LIMIT);
    }
    let mut tags: Vec<String> = Vec::new();
    for tag in request.tags.iter().map(|tag| tag.trim()) {
        if tag.chars().count() > TAG_LIMIT || tags.len() == TAGS_LIMIT {
            return too_long("tags", TAG_LIMIT);
        }
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    Ok(Annotation {
        notes: request.notes.clone(),
        tags,
        keep_alive: request.keep_alive,
    })
}
