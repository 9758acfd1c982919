//! Checks that there is a UI to carry, then lets Tauri prepare what the shell embeds.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

const DIST: &str = "../ui/dist";
const PLACEHOLDER: &str = "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Portalkeeper</title>\n\
<p>The window's pages are not built. Start Portalkeeper with <code>cargo xtask run</code>.</p>\n";

fn main() -> Result<(), Box<dyn Error>> {
    let index = Path::new(DIST).join("index.html");
    if !index.exists() {
        stand_in(&index)?;
    }
    // One file, not the folder: its names carry the hashes of everything else in there.
    println!("cargo:rerun-if-changed={}", index.display());
    println!("cargo:rerun-if-changed=capabilities");
    println!("cargo:rerun-if-changed=build.rs");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(tauri_build::AppManifest::new().commands(&["rpc"])),
    )?;
    Ok(())
}

/// Lets `cargo build` and the lints pass on a tree whose UI was never built; a release must not.
fn stand_in(index: &Path) -> Result<(), Box<dyn Error>> {
    if env::var("PROFILE")? == "release" {
        return Err("ui/dist is missing: run `cargo xtask ui` before a release build".into());
    }
    println!(
        "cargo:warning=ui/dist is missing: the window will only say so (cargo xtask ui builds it)"
    );
    fs::create_dir_all(DIST)?;
    fs::write(index, PLACEHOLDER)?;
    Ok(())
}
