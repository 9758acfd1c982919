//! The window's pages: installed and built only when something changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::stamp::{digest, stamp};
use crate::step::{Step, Trouble};
use crate::tree;

/// Folders of ui/ that are made, not written.
const MADE: &[&str] = &["node_modules", "dist"];

/// Brings the `node_modules` of a folder in line with its lock file.
pub fn install(folder: &'static str, name: &'static str) -> Result<(), Trouble> {
    let place = tree::root().join(folder);
    let wanted = digest([place.join("package.json"), place.join("package-lock.json")])?;
    if place.join("node_modules").is_dir() && stamp(name).is(&wanted) {
        return Ok(());
    }
    Step::npm(name, folder, 10).args(["ci"]).must()?;
    stamp(name).set(&wanted)
}

/// Brings `ui/dist` in line with the sources.
pub fn build() -> Result<(), Trouble> {
    install("ui", "ui-install")?;
    let ui = tree::root().join("ui");
    let sources = digest(files(&ui)?)?;
    if stamp("ui-build").is(&with_product(&ui, &sources)) {
        return Ok(());
    }
    Step::npm("ui-build", "ui", 10)
        .args(["run", "build"])
        .must()?;
    stamp("ui-build").set(&with_product(&ui, &sources))
}

/// The stamp also speaks of what was built: another build, or the build script's stand-in, undoes it.
fn with_product(ui: &Path, sources: &str) -> String {
    let built = digest([ui.join("dist").join("index.html")]).unwrap_or_default();
    format!("{sources} {built}")
}

/// Every written file under `folder`, sorted.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let made = MADE.iter().any(|name| entry.file_name() == *name);
        match entry.file_type()?.is_dir() {
            true if made => {}
            true => found.extend(files(&entry.path())?),
            false => found.push(entry.path()),
        }
    }
    found.sort();
    Ok(found)
}
