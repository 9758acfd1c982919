//! Developer projects on this computer: which may be read, what they say, how
//! a profile differs from the file it came from, and being told when that
//! file is written.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use keeper_core::app::{AppDraft, AppSource};
use keeper_core::error::{Code, Problem};
use keeper_core::event::Event;
use keeper_core::identifier::AppId;
use keeper_projects::{Import, ImportedApp, Watching};
use tokio::sync::broadcast;

/// How long a disk may take.
const DISK_PATIENCE: Duration = Duration::from_secs(30);

/// The projects of one world.
pub struct Projects {
    subscribers: broadcast::Sender<Event>,
    /// What a person chose in a dialog since the start. Nothing else is read
    /// at the window's word, but what a saved profile came from.
    chosen: Mutex<HashSet<PathBuf>>,
    watched: Mutex<HashMap<AppId, Watched>>,
}

struct Watched {
    path: PathBuf,
    _watching: Watching,
}

impl Projects {
    /// No project, yet.
    pub fn new(subscribers: broadcast::Sender<Event>) -> Self {
        Self {
            subscribers,
            chosen: Mutex::default(),
            watched: Mutex::default(),
        }
    }

    /// Notes what a person chose.
    pub fn note_chosen(&self, path: &Path) {
        lock(&self.chosen).insert(path.to_path_buf());
    }

    /// Whether a person chose it.
    pub fn is_chosen(&self, path: &Path) -> bool {
        lock(&self.chosen).contains(path)
    }

    /// Tells from now on when the files behind a profile are written. A file
    /// that can't be watched is compared when somebody looks.
    pub fn watch(&self, app: AppId, source: &AppSource) {
        let path = PathBuf::from(&source.path);
        let mut watched = lock(&self.watched);
        if watched.get(&app).is_some_and(|known| known.path == path) {
            return;
        }
        let files =
            keeper_projects::read(&path).map_or_else(|_| vec![path.clone()], |read| read.files());
        let subscribers = self.subscribers.clone();
        let watching = keeper_projects::watch(&files, move |_| {
            // Nobody listens while no window is open.
            let _ = subscribers.send(Event::ProjectChanged { app });
        });
        match watching {
            Ok(watching) => {
                let watching = Watched {
                    path,
                    _watching: watching,
                };
                watched.insert(app, watching);
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
    beside(move || keeper_projects::read(&path)).await
}

/// Runs what waits for the disk beside the runtime.
///
/// # Errors
/// What it says; [`Code::FileUnreadable`] for a disk, or a network's folder,
/// that doesn't answer.
pub async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let worked = tokio::task::spawn_blocking(work);
    match tokio::time::timeout(DISK_PATIENCE, worked).await {
        Ok(worked) => worked.map_err(|cause| Problem::new(Code::Internal).because(cause))?,
        Err(_) => Err(Problem::new(Code::FileUnreadable).with("reason", "no answer in time")),
    }
}

/// One app of a project with a profile's variables in place.
///
/// # Errors
/// [`Code::ProjectProfileUnknown`]; what is wrong with the profile's file; what
/// a value breaks.
pub fn filled_in(
    import: &Import,
    app: &ImportedApp,
    profile: Option<&str>,
) -> Result<ImportedApp, Problem> {
    let Some(name) = profile else {
        return app.with_profile(None);
    };
    app.with_profile(Some(import.profile(name)?))
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
