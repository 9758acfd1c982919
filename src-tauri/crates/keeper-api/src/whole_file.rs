//! A file in a place that a person chose: written beside it, put there whole,
//! and for nobody's eyes but theirs.

use std::fmt::Display;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use keeper_core::error::{Code, Problem};
use tempfile::NamedTempFile;

/// A file that is being written. Dropped before its end, it leaves nothing.
pub struct WholeFile {
    beside: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl WholeFile {
    /// Begins a file that is to stand at `path`.
    ///
    /// # Errors
    /// [`Code::FileUnwritable`].
    pub fn begin(path: &Path) -> Result<Self, Problem> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let beside = tempfile::Builder::new()
            .prefix(".portalkeeper-")
            .tempfile_in(folder)
            .map_err(|cause| unwritable(path, cause))?;
        Ok(Self {
            beside: BufWriter::new(beside),
            path: path.to_path_buf(),
        })
    }

    /// Puts it in its place, once it is on disk.
    ///
    /// # Errors
    /// [`Code::FileUnwritable`].
    pub fn finish(self) -> Result<(), Problem> {
        let Self { beside, path } = self;
        let place = || -> io::Result<()> {
            let beside = beside
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            beside.as_file().sync_all()?;
            beside.persist(&path)?;
            Ok(())
        };
        place().map_err(|cause| unwritable(&path, cause))
    }

    /// What couldn't be written to it.
    pub fn unwritten(path: &Path) -> impl Fn(io::Error) -> Problem + use<> {
        let path = path.to_path_buf();
        move |cause| unwritable(&path, cause)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.beside.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.beside.flush()
    }
}

/// Writes a short file whole.
///
/// # Errors
/// [`Code::FileUnwritable`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let mut file = WholeFile::begin(path)?;
    file.write_all(bytes).map_err(WholeFile::unwritten(path))?;
    file.finish()
}

fn unwritable(path: &Path, cause: impl Display) -> Problem {
    Problem::new(Code::FileUnwritable)
        .with("path", path.display().to_string())
        .because(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "before").unwrap();
        let mut half = WholeFile::begin(&path).unwrap();
        half.write_all(b"half").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"before");
        drop(half);
        write(&path, b"after").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"after");
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a12_a_file_is_its_owners_alone_whatever_stood_there() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "before").unwrap();
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(&path, open).unwrap();
        write(&path, b"after").unwrap();
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a12_nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        std::fs::write(&elsewhere, "untouched").unwrap();
        let path = folder.path().join("a.txt");
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        write(&path, b"ours").unwrap();
        assert_eq!(std::fs::read(&elsewhere).unwrap(), b"untouched");
        assert_eq!(std::fs::read(&path).unwrap(), b"ours");
        assert!(!path.is_symlink());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_said_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none").join("a.txt");
        let problem = write(&path, b"x").unwrap_err();
        assert_eq!(problem.code, Code::FileUnwritable);
        assert!(problem.args["path"].as_str().unwrap().ends_with("a.txt"));
    }
}
