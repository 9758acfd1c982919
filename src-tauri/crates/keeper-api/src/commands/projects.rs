//! Developer projects: in, out, and what differs.

use std::path::PathBuf;

use keeper_core::app::{App, AppDraft, AppSource, Distribution};
use keeper_core::error::Code;
use keeper_core::needs::Vault;
use keeper_projects::{ExportedApp, Import, ImportedApp};

use crate::disk;
use crate::options::Choose;
use crate::projects::{self, filled_in, source_app, taken_over};
use crate::requests::{ProjectFrom, ProjectOpenRequest, ProjectReadRequest, ProjectRequest};
use crate::views::{
    ProjectAppView, ProjectDriftView, ProjectExportedView, ProjectOpenedView, ProjectProfileView,
    ProjectView,
};
use crate::world::World;

use super::{At, Reply};

pub async fn project_open(desk: At<'_>, request: ProjectOpenRequest) -> Reply<ProjectOpenedView> {
    let what = match request.from {
        ProjectFrom::File => Choose::File(&["json"]),
        ProjectFrom::Folder => Choose::Folder,
    };
    let Some(path) = desk.file_chooser().open(what).await? else {
        return Ok(ProjectOpenedView { project: None });
    };
    let world = desk.world();
    let import = projects::read(path.clone()).await?;
    world.projects.note_chosen(&path);
    let project = Some(view(&world, &import, None).await?);
    Ok(ProjectOpenedView { project })
}

pub async fn project_read(desk: At<'_>, request: ProjectReadRequest) -> Reply<ProjectView> {
    let world = desk.world();
    let path = PathBuf::from(&request.path);
    world
        .projects
        .check_chosen(&path, world.index().await?.apps.values())?;
    let import = projects::read(path).await?;
    view(&world, &import, request.profile).await
}

async fn view(world: &World, import: &Import, profile: Option<String>) -> Reply<ProjectView> {
    let index = world.index().await?;
    let mut findings = import.findings.clone();
    let mut apps = Vec::new();
    for app in &import.apps {
        let app = filled_in(import, app, profile.as_deref())?;
        findings.extend(app.findings.iter().cloned());
        let source = AppSource {
            path: import.path.display().to_string(),
            uid: Some(app.uid.clone()),
            profile: profile.clone(),
        };
        let kept = index.apps.values().find(|kept| is_from(kept, &source));
        apps.push(ProjectAppView {
            file: app.file.display().to_string(),
            kept: kept.map(|kept| kept.id),
            app: draft_of(&app, source),
        });
    }
    let project = import.project.as_ref();
    Ok(ProjectView {
        path: import.path.display().to_string(),
        platform_version: project.and_then(|project| project.platform_version.clone()),
        profiles: import
            .profiles
            .iter()
            .map(|profile| ProjectProfileView {
                name: profile.name.clone(),
                hub_id: profile.account_id,
            })
            .collect(),
        profile,
        apps,
        findings,
    })
}

fn is_from(app: &App, source: &AppSource) -> bool {
    let known = app.draft.source.as_ref();
    known.is_some_and(|known| known.path == source.path && known.uid == source.uid)
}

fn draft_of(app: &ImportedApp, source: AppSource) -> AppDraft {
    AppDraft {
        distribution: match app.distribution {
            Some(keeper_projects::Distribution::Marketplace) => Distribution::Marketplace,
            Some(keeper_projects::Distribution::Private) => Distribution::Private,
            None => Distribution::Unknown,
        },
        source: Some(source),
        ..app.draft.clone()
    }
}

pub async fn project_export(desk: At<'_>, request: ProjectRequest) -> Reply<ProjectExportedView> {
    let world = desk.world();
    let app = world.store.app(request.app).await?;
    let Some(place) = desk.file_chooser().open(Choose::Folder).await? else {
        return Ok(ProjectExportedView {
            folder: None,
            files: Vec::new(),
        });
    };
    let folder = place.join(keeper_projects::export::derive_uid(&app.draft.name));
    let target = folder.clone();
    let written = disk::write(move || {
        let exported = ExportedApp {
            distribution: handed_out(app.draft.distribution),
            draft: app.draft,
        };
        keeper_projects::write(&target, &exported)
    });
    let files = written.await?;
    let name = |file: PathBuf| {
        let inside = file.strip_prefix(&folder).unwrap_or(&file);
        inside.display().to_string()
    };
    Ok(ProjectExportedView {
        files: files.into_iter().map(name).collect(),
        folder: Some(folder.display().to_string()),
    })
}

/// As the project files spell it: whether an app is listed, and whose partner
/// its maker is, stands at HubSpot.
fn handed_out(distribution: Distribution) -> keeper_projects::Distribution {
    match distribution {
        Distribution::Private | Distribution::PrivatePartner => {
            keeper_projects::Distribution::Private
        }
        Distribution::Unknown | Distribution::Marketplace | Distribution::MarketplaceListed => {
            keeper_projects::Distribution::Marketplace
        }
    }
}

/// Writes a profile's values into the file that it came from; what the profile
/// doesn't hold stays there as it is.
pub async fn project_update(desk: At<'_>, request: ProjectRequest) -> Reply<ProjectDriftView> {
    let world = desk.world();
    let app = world.store.app(request.app).await?;
    let source = source_of(&app)?;
    let import = projects::read(PathBuf::from(&source.path)).await?;
    let found = source_app(&import, &source)?;
    let draft = app.draft;
    disk::write(move || keeper_projects::update(&found, &draft)).await?;
    project_compare(desk, request).await
}

fn source_of(app: &App) -> Reply<AppSource> {
    let source = app.draft.source.clone();
    source.ok_or_else(|| Code::ProjectUnknown.into())
}

pub async fn project_compare(desk: At<'_>, request: ProjectRequest) -> Reply<ProjectDriftView> {
    let world = desk.world();
    let app = world.store.app(request.app).await?;
    let source = source_of(&app)?;
    world.projects.watch(app.id, &source).await;
    let read = projects::read(PathBuf::from(&source.path)).await;
    let found = read.and_then(|import| source_app(&import, &source));
    Ok(match found {
        Ok(found) => ProjectDriftView {
            problem: None,
            differences: keeper_projects::compare(&found, &app.draft),
            draft: Some(taken_over(&app.draft, &found.draft)),
            source,
        },
        Err(problem) => ProjectDriftView {
            problem: Some(problem),
            differences: Vec::new(),
            draft: None,
            source,
        },
    })
}
