//! The folders that are watched for the sake of the files in them.

use std::path::{Path, PathBuf};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecursiveMode, Watcher};

use super::Eyes;

/// One folder: what it is called by the person, by the system, and which of
/// its files count.
struct Folder {
    given: PathBuf,
    /// As the system names it in what it tells; none while it isn't watched.
    real: Option<PathBuf>,
    files: Vec<PathBuf>,
}

/// All of them.
pub(super) struct Folders(Vec<Folder>);

impl Folders {
    /// The folders in which `paths` stand.
    pub(super) fn of(paths: &[PathBuf]) -> Self {
        let mut folders: Vec<Folder> = Vec::new();
        for path in paths {
            let Some(given) = path.parent() else { continue };
            match folders.iter_mut().find(|folder| folder.given == given) {
                Some(folder) => folder.files.push(path.clone()),
                None => folders.push(Folder {
                    given: given.to_path_buf(),
                    real: None,
                    files: vec![path.clone()],
                }),
            }
        }
        Self(folders)
    }

    /// Whether every folder is being watched.
    pub(super) fn are_all_there(&self) -> bool {
        self.0.iter().all(|folder| folder.real.is_some())
    }

    /// Begins to watch the folders that are there and weren't watched. Returns
    /// the files in them that are there: they may have changed unseen.
    pub(super) fn look(&mut self, eyes: &mut Eyes) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for folder in self.0.iter_mut().filter(|folder| folder.real.is_none()) {
            let Ok(real) = folder.given.canonicalize() else {
                continue;
            };
            let watched = eyes.watcher.watch(&real, RecursiveMode::NonRecursive);
            match watched {
                Ok(()) => {
                    folder.real = Some(real);
                    found.extend(folder.files.iter().filter(|file| file.is_file()).cloned());
                }
                Err(cause) => tracing::debug!(%cause, "a folder can’t be watched"),
            }
        }
        found
    }

    /// The files that an event is about.
    pub(super) fn touched(
        &mut self,
        event: notify::Result<Event>,
        eyes: &mut Eyes,
    ) -> Vec<PathBuf> {
        let Ok(event) = event else {
            return Vec::new();
        };
        if event.need_rescan() {
            let all = self.0.iter().flat_map(|folder| folder.files.clone());
            return all.collect();
        }
        if event.kind.is_access() {
            return Vec::new();
        }
        self.forget_gone(&event, eyes);
        let named = event.paths.iter().filter_map(|path| self.given(path));
        named.collect()
    }

    fn given(&self, path: &Path) -> Option<PathBuf> {
        let (folder, name) = (path.parent()?, path.file_name()?);
        let known = self
            .0
            .iter()
            .find(|known| known.real.as_deref() == Some(folder))?;
        let mut files = known.files.iter();
        files.find(|file| file.file_name() == Some(name)).cloned()
    }

    /// A folder that was removed or renamed is looked for by its name again.
    fn forget_gone(&mut self, event: &Event, eyes: &mut Eyes) {
        let is_going = matches!(
            event.kind,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
        );
        let is_named = |real: &PathBuf| event.paths.iter().any(|path| path == real);
        for folder in &mut self.0 {
            if let Some(real) = folder.real.take_if(|real| is_going && is_named(real)) {
                let _gone_already = eyes.watcher.unwatch(&real);
            }
        }
    }
}
