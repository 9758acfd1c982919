//! Reading one file: an ordinary one, of bounded size, as text.

use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::Path;

use keeper_core::{Code, Problem};
use zeroize::Zeroizing;

use crate::fault::{Fault, about};

/// Whether a path may be a link. One that a person chose may; one that was
/// found beneath it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// A person named it.
    ByPerson,
    /// It was found.
    ByUs,
}

/// The text of a file, without a byte-order mark.
///
/// # Errors
/// As [`read_bytes`]; [`Code::FileBroken`] where it isn't UTF-8.
pub(crate) fn read_text(path: &Path, chosen: Chosen, limit: u64) -> Result<String, Problem> {
    let bytes = read_bytes(path, chosen, limit)?;
    let text = as_text(&bytes).map_err(|fault| fault.in_file(path))?;
    Ok(text.to_owned())
}

/// The bytes of a file, wiped when they are dropped.
///
/// # Errors
/// [`Code::FileUnreadable`] for what isn't there, isn't an ordinary file or
/// may not be read, [`Code::FileTooLarge`] beyond `limit` bytes.
pub(crate) fn read_bytes(
    path: &Path,
    chosen: Chosen,
    limit: u64,
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    // Asked before opening: opening a pipe would wait for its other end.
    check_ordinary(path, &facts(path, chosen)?)?;
    let file = File::open(path).map_err(|cause| unreadable(path, &cause))?;
    let opened = file.metadata().map_err(|cause| unreadable(path, &cause))?;
    check_ordinary(path, &opened)?;
    let room = usize::try_from(opened.len().min(limit)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room.saturating_add(2)));
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    let read = read.map_err(|cause| unreadable(path, &cause))?;
    if read as u64 > limit {
        return Err(too_large(path, limit));
    }
    Ok(bytes)
}

/// What a path names.
///
/// # Errors
/// [`Code::FileUnreadable`].
pub(crate) fn facts(path: &Path, chosen: Chosen) -> Result<Metadata, Problem> {
    let facts = match chosen {
        Chosen::ByPerson => fs::metadata(path),
        Chosen::ByUs => fs::symlink_metadata(path),
    };
    facts.map_err(|cause| unreadable(path, &cause))
}

fn check_ordinary(path: &Path, facts: &Metadata) -> Result<(), Problem> {
    if facts.is_file() {
        return Ok(());
    }
    let reason = if facts.is_symlink() {
        "it is a link"
    } else if facts.is_dir() {
        "it is a folder"
    } else {
        "it isn’t an ordinary file"
    };
    Err(about(Code::FileUnreadable, path).with("reason", reason))
}

/// Why the system refused, in words of our own.
pub(crate) fn unreadable(path: &Path, cause: &std::io::Error) -> Problem {
    let problem = about(Code::FileUnreadable, path).because(cause);
    let kind = cause.kind();
    let reason = [
        (ErrorKind::NotFound, "it isn’t there"),
        (ErrorKind::PermissionDenied, "you may not read it"),
        (ErrorKind::NotADirectory, "it isn’t there"),
    ];
    match reason.iter().find(|(known, _)| *known == kind) {
        Some((_, reason)) => problem.with("reason", *reason),
        None => problem,
    }
}

fn too_large(path: &Path, limit: u64) -> Problem {
    about(Code::FileTooLarge, path).with("limit", format!("{} MiB", limit / (1024 * 1024)))
}

/// Bytes as text: UTF-8, its byte-order mark left off.
pub(crate) fn as_text(bytes: &[u8]) -> Result<&str, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|cause| {
        let before = bytes.get(..cause.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count();
        Fault::new(line, column, "it isn’t UTF-8 text")
    })?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_is_no_text_is_placed() {
        let fault = as_text(b"{\n  \"a\": \"\xFF\"").unwrap_err();
        assert_eq!((fault.line, fault.column), (2, 9), "where 0xFF stands");
        assert_eq!(as_text("\u{FEFF}{}".as_bytes()), Ok("{}"));
    }

    #[test]
    fn reading_stops_at_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, vec![b' '; 11]).unwrap();
        assert!(read_bytes(&path, Chosen::ByPerson, 11).is_ok());
        let problem = read_bytes(&path, Chosen::ByPerson, 10).unwrap_err();
        assert_eq!(problem.code, Code::FileTooLarge);
    }
}
