//! The last lines of our own log.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// How many lines.
const LINES: usize = 200;
/// How much of each day's file is read, from its end.
const TAIL: u64 = 1024 * 1024;
/// What lines of our own crates hold.
const OURS: &[&str] = &["keeper_", "portalkeeper"];

/// The last lines that our own crates wrote, oldest first.
pub fn last_lines(directory: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    for file in files(&directory.join("logs")) {
        let text = tail(&file).unwrap_or_default();
        let ours = text.lines().rev().filter(|line| is_ours(line));
        lines.extend(ours.take(LINES - lines.len()).map(str::to_owned));
        if lines.len() == LINES {
            break;
        }
    }
    lines.reverse();
    lines
}

fn is_ours(line: &str) -> bool {
    OURS.iter().any(|mark| line.contains(mark))
}

/// Newest first: their names end in their days.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let logs = entries.filter(|entry| {
        let name = entry.file_name();
        let is_log = name.to_string_lossy().starts_with("portalkeeper");
        is_log && entry.metadata().is_ok_and(|facts| facts.is_file())
    });
    let mut files: Vec<_> = logs.map(|entry| entry.path()).collect();
    files.sort();
    files.reverse();
    files
}

fn tail(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_of_our_own_are_found_over_days() {
        let directory = tempfile::tempdir().unwrap();
        assert!(last_lines(directory.path()).is_empty());
        let logs = directory.path().join("logs");
        std::fs::create_dir_all(&logs).unwrap();
        let line = |day: u32, number: u32| format!("T INFO keeper_api::desk: {day} {number}\n");
        let day = |day, count| {
            (0..count)
                .map(|number| line(day, number))
                .collect::<String>()
        };
        let today = format!("{}T INFO hyper::client: not ours\n", day(2, 50));
        std::fs::write(logs.join("portalkeeper.2026-11-25.log"), today).unwrap();
        std::fs::write(logs.join("portalkeeper.2026-11-24.log"), day(1, 400)).unwrap();
        let lines = last_lines(directory.path());
        assert_eq!(lines.len(), LINES);
        assert_eq!(lines[0], line(1, 250).trim_end());
        assert_eq!(lines[LINES - 1], line(2, 49).trim_end());
    }
}
