//! A real file system of a few megabytes, which a test can fill.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is freed or filled at a time.
const PAGE: usize = 4096;

/// A mounted file system; dropping it unmounts it.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one on an empty folder; none where this user may not, or the system has none.
    #[must_use]
    pub fn mount_on(folder: &Path, megabytes: u32) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]);
        let done = mount.arg(folder).output().ok()?.status.success();
        done.then(|| Self(folder.to_owned()))
    }

    /// Fills it, but for so many pages.
    ///
    /// # Panics
    /// When it fails in another way than by being full.
    pub fn fill_but(&self, pages: usize) {
        let mut filler = self.open();
        let page = [0x55; PAGE];
        while filler.write_all(&page).is_ok() {}
        let length = filler.metadata().expect("the filler is there").len();
        let left = length.saturating_sub((pages * PAGE) as u64);
        filler.set_len(left).expect("a file can be cut");
    }

    /// Makes room again.
    ///
    /// # Panics
    /// When the file can't be cut.
    pub fn free(&self) {
        self.open().set_len(0).expect("a file can be cut");
    }

    fn open(&self) -> File {
        let mut options = OpenOptions::new();
        let options = options.create(true).append(true);
        options
            .open(self.0.join("filler"))
            .expect("a file can be opened")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a program that was just killed may still be on its way out.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
