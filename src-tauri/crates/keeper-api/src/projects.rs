//! Developer projects on this computer: which may be read, what they say, how
//! a profile differs from the file it came from, and being told when that
//! file is written.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use keeper_core::app::{App, AppDraft, AppSource};
use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;
use keeper_core::identifier::AppId;
use keeper_projects::{Import, ImportedApp, Watching};

use crate::disk;
use crate::events::Subscribers;
use crate::views::WorldView;

/// The projects of one world.
pub struct Projects {
    subscribers: Subscribers,
    world: WorldView,
    /// What a person chose in a dialog since the start.
    chosen: Mutex<HashSet<PathBuf>>,
    watched: Mutex<HashMap<AppId, Watched>>,
}

struct Watched {
    path: PathBuf,
    _watching: Watching,
}

impl Projects {
    /// No project, yet.
    pub fn new(subscribers: Subscribers, world: WorldView) -> Self {
        Self {
            subscribers,
            world,
            chosen: Mutex::default(),
            watched: Mutex::default(),
        }
    }

    /// Notes what a person chose.
    pub fn note_chosen(&self, path: &Path) {
        lock(&self.chosen).insert(path.to_path_buf());
    }

    /// Allows what a person chose, and what is in a saved profile already. The
    /// disk isn't asked, so that the answer doesn't tell what exists.
    ///
    /// # Errors
    /// [`Code::FileNotChosen`].
    pub fn check_chosen<'a>(
        &self,
        path: &Path,
        saved: impl IntoIterator<Item = &'a App>,
    ) -> Result<(), Problem> {
        let mut sources = saved
            .into_iter()
            .filter_map(|app| app.draft.source.as_ref());
        if lock(&self.chosen).contains(path)
            || sources.any(|source| Path::new(&source.path) == path)
        {
            return Ok(());
        }
        Err(Code::FileNotChosen.into())
    }

    /// Tells from now on when the files behind a profile are written. A file
    /// that can't be watched is compared when somebody looks.
    pub async fn watch(&self, app: AppId, source: &AppSource) {
        let path = PathBuf::from(&source.path);
        let is_same = |known: &Watched| known.path == path;
        if lock(&self.watched).get(&app).is_some_and(is_same) {
            return;
        }
        let (subscribers, world) = (self.subscribers.clone(), self.world);
        let at = path.clone();
        let watching = disk::read(move || {
            let files =
                keeper_projects::read(&at).map_or_else(|_| vec![at.clone()], |read| read.files());
            keeper_projects::watch(&files, move |_| {
                subscribers.tell(world, Event::ProjectChanged { app });
            })
        });
        match watching.await {
            Ok(watching) => {
                let watching = Watched {
                    path,
                    _watching: watching,
                };
                lock(&self.watched).insert(app, watching);
            }
            Err(problem) => tracing::warn!(%problem, "a project's files aren't watched"),
        }
    }

    /// Watches a profile's files no longer.
    pub fn forget(&self, app: AppId) {
        lock(&self.watched).remove(&app);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a project beside the runtime.
///
/// # Errors
/// Those of [`keeper_projects::read`].
pub async fn read(path: PathBuf) -> Result<Import, Problem> {
    disk::read(move || keeper_projects::read(&path)).await
}

/// One app of a project with a profile's variables in place.
///
/// # Errors
/// [`Code::ProjectProfileUnknown`]; what a value breaks.
pub fn filled_in(
    import: &Import,
    app: &ImportedApp,
    profile: Option<&str>,
) -> Result<ImportedApp, Problem> {
    let Some(name) = profile else {
        return app.with_profile(None);
    };
    let found = import.profiles.iter().find(|known| known.name == name);
    let found =
        found.ok_or_else(|| Problem::new(Code::ProjectProfileUnknown).with("name", name))?;
    app.with_profile(Some(found))
}

/// The app of a project that a profile came from.
///
/// # Errors
/// [`Code::FileNotAnApp`] when it is no longer there.
pub fn source_app(import: &Import, source: &AppSource) -> Result<ImportedApp, Problem> {
    let is_same = |app: &&ImportedApp| source.uid.as_ref().is_none_or(|uid| *uid == app.uid);
    let app = import.apps.iter().find(is_same);
    let missing = || Problem::new(Code::FileNotAnApp).with("path", source.path.as_str());
    filled_in(import, app.ok_or_else(missing)?, source.profile.as_deref())
}

/// A profile with the values of its file: what the file doesn't hold stays.
pub fn taken_over(profile: &AppDraft, file: &AppDraft) -> AppDraft {
    AppDraft {
        name: file.name.clone(),
        description: file.description.clone(),
        support: file.support.clone(),
        redirect_urls: file.redirect_urls.clone(),
        scopes: file.scopes.clone(),
        ..profile.clone()
    }
}
