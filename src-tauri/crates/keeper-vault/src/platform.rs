//! What differs from one operating system to the next.
//!
//! Written for macOS and Windows, too; run so far on Linux only.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Arc;

use keyring_core::CredentialStore;

/// Connects to the operating system's keyring. Asks nobody anything.
#[cfg(target_os = "macos")]
pub(crate) fn connect_keyring() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// Connects to the operating system's keyring. Asks nobody anything.
#[cfg(target_os = "windows")]
pub(crate) fn connect_keyring() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// Connects to the operating system's keyring. Asks nobody anything.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn connect_keyring() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// Lets nobody but the owner into a directory.
#[cfg(unix)]
pub(crate) fn close_directory(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

/// On Windows the profile's own access list does it.
#[cfg(not(unix))]
pub(crate) fn close_directory(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a file for reading and writing, made where it is missing, for nobody
/// but the owner.
pub(crate) fn open_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    open_privately(path, options)
}

/// Makes a file for its owner alone, where nothing stands, not even a link.
pub(crate) fn make_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    open_privately(path, options)
}

fn open_privately(path: &Path, mut options: OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    close_file(&file)?;
    Ok(file)
}

#[cfg(unix)]
fn close_file(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn close_file(_file: &File) -> io::Result<()> {
    Ok(())
}
