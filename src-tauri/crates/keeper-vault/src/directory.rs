//! The data directory: made for its owner alone, held by one process.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use keeper_core::{Code, Problem};

use crate::error::file_problem;
use crate::platform;

/// Which of the two worlds a vault belongs to; their data never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum World {
    /// HubSpot itself.
    Hubspot,
    /// Practice HubSpot on this machine.
    Practice,
}

impl World {
    /// The stem of its files.
    pub(crate) fn stem(self) -> &'static str {
        match self {
            Self::Hubspot => "vault",
            Self::Practice => "practice",
        }
    }

    /// Its database in a data directory.
    pub(crate) fn database(self, directory: &Path) -> PathBuf {
        directory.join(format!("{}.db", self.stem()))
    }
}

/// The lock that one process holds on a data directory, shared by its worlds.
struct Lock {
    /// Locked as long as it is open.
    _file: File,
    /// The worlds that are open.
    worlds: Mutex<Vec<World>>,
}

/// What this process holds. A second lock on the same file would refuse this
/// very process, and both worlds of a directory may be open at once.
static HELD: LazyLock<Mutex<HashMap<PathBuf, Weak<Lock>>>> = LazyLock::new(Mutex::default);

/// One world of a data directory, held until dropped.
pub(crate) struct Guard {
    lock: Arc<Lock>,
    world: World,
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut worlds = lock_of(&self.lock.worlds);
        worlds.retain(|world| *world != self.world);
    }
}

/// Makes the directory if it is missing and holds one of its worlds.
///
/// # Errors
/// [`Code::DataDirectoryInUse`] when another process, or another store of
/// this one, has it; [`Code::DataDirectoryUnwritable`].
pub(crate) fn hold(directory: &Path, world: World) -> Result<Guard, Problem> {
    prepare(directory).map_err(|error| file_problem(&error))?;
    let known_as = directory
        .canonicalize()
        .map_err(|error| file_problem(&error))?;
    let mut held = lock_of(&HELD);
    let lock = match held.get(&known_as).and_then(Weak::upgrade) {
        Some(lock) => lock,
        None => Arc::new(take_lock(&known_as)?),
    };
    enter(&lock, world)?;
    held.insert(known_as, Arc::downgrade(&lock));
    Ok(Guard { lock, world })
}

fn enter(lock: &Lock, world: World) -> Result<(), Problem> {
    let mut worlds = lock_of(&lock.worlds);
    if worlds.contains(&world) {
        return Err(Problem::new(Code::DataDirectoryInUse));
    }
    worlds.push(world);
    Ok(())
}

fn take_lock(directory: &Path) -> Result<Lock, Problem> {
    let file = platform::open_private_file(&directory.join("lock"))
        .map_err(|error| file_problem(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock {
            _file: file,
            worlds: Mutex::default(),
        }),
        Err(TryLockError::WouldBlock) => Err(Problem::new(Code::DataDirectoryInUse)
            .with("directory", directory.display().to_string())),
        Err(TryLockError::Error(error)) => Err(file_problem(&error)),
    }
}

/// Closes the directory to others only if it is ours: empty, or held before.
/// Someone who names their home as data directory keeps its rights.
fn prepare(directory: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(directory)?;
    let is_ours = directory.join("lock").exists() || directory.read_dir()?.next().is_none();
    if is_ours {
        platform::close_directory(directory)?;
    }
    Ok(())
}

fn lock_of<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<Guard, Problem>) -> Option<Code> {
        result.err().map(|problem| problem.code)
    }

    #[test]
    fn one_world_is_held_once_and_the_other_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("deep").join("data");
        let first = hold(&directory, World::Hubspot).unwrap();
        let second = hold(&directory, World::Hubspot);
        assert_eq!(code(second), Some(Code::DataDirectoryInUse));
        let practice = hold(&directory, World::Practice);
        assert!(practice.is_ok(), "both worlds may be open in one process");
        drop(first);
        assert!(hold(&directory, World::Hubspot).is_ok());
    }

    #[test]
    fn a_lock_of_someone_else_is_respected() {
        let home = tempfile::tempdir().unwrap();
        let theirs = platform::open_private_file(&home.path().join("lock")).unwrap();
        theirs.try_lock().unwrap();
        let refused = hold(home.path(), World::Hubspot);
        assert_eq!(code(refused), Some(Code::DataDirectoryInUse));
        drop(theirs);
        assert!(hold(home.path(), World::Hubspot).is_ok());
    }

    #[test]
    fn a_path_that_cannot_be_a_directory_is_said_as_such() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let refused = hold(&file.join("data"), World::Hubspot);
        assert_eq!(code(refused), Some(Code::DataDirectoryUnwritable));
    }

    #[cfg(unix)]
    #[test]
    fn a12_the_directory_and_the_lock_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("data");
        let _guard = hold(&directory, World::Hubspot).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&directory), 0o700);
        assert_eq!(mode(&directory.join("lock")), 0o600);
    }
}
