//! Stamps: what a thing that takes long to make was made from, so that it is made once.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::PathBuf;

use crate::step::Trouble;
use crate::tree;

/// What is remembered under a name.
pub struct Stamp(PathBuf);

/// The stamp of that name.
pub fn stamp(name: &str) -> Stamp {
    Stamp(tree::target().join("stamps").join(name))
}

impl Stamp {
    /// Whether it says this.
    pub fn is(&self, wanted: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|found| found == wanted)
    }

    /// Makes it say this.
    pub fn set(&self, value: &str) -> Result<(), Trouble> {
        fs::create_dir_all(tree::target().join("stamps"))?;
        Ok(fs::write(&self.0, value)?)
    }
}

/// One number for names and contents; it only has to notice changes.
pub fn digest(files: impl IntoIterator<Item = PathBuf>) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
