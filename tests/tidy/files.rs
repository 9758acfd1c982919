use std::path::Path;
use std::sync::OnceLock;

use ignore::WalkBuilder;

/// A file of text, by its path from the top.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}

/// What would be committed, without what git ignores and without pictures.
#[derive(Clone, Debug, Default)]
pub struct Tree(Vec<File>);

impl Tree {
    /// This repository.
    pub fn here() -> &'static Self {
        static HERE: OnceLock<Tree> = OnceLock::new();
        HERE.get_or_init(|| Self::read(&top()))
    }

    /// A tree that a test plants.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Self(files.iter().map(file).collect())
    }

    fn read(top: &Path) -> Self {
        let walk = WalkBuilder::new(top)
            .hidden(false)
            .require_git(false)
            .parents(false)
            .git_global(false)
            .git_exclude(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .sort_by_file_path(Ord::cmp)
            .build();
        let found = walk.filter_map(Result::ok);
        let files = found.filter(|entry| entry.path().is_file());
        Self(
            files
                .filter_map(|entry| {
                    let path = entry.path().strip_prefix(top).ok()?.to_str()?.to_owned();
                    let text = std::fs::read_to_string(entry.path()).ok()?;
                    Some(File { path, text })
                })
                .collect(),
        )
    }

    /// Every file of text.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }

    /// Those that end so.
    pub fn ending<'a>(&'a self, ends: &'a [&str]) -> impl Iterator<Item = &'a File> {
        self.files()
            .filter(|file| ends.iter().any(|end| file.path.ends_with(end)))
    }

    /// Rust.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.ending(&[".rs"])
    }

    /// One file's text, or nothing.
    pub fn text(&self, path: &str) -> &str {
        let found = self.files().find(|file| file.path == path);
        found.map_or("", |file| &file.text)
    }
}

impl File {
    /// Whether all of it is there for tests.
    pub fn is_test(&self) -> bool {
        let path = &self.path;
        path.starts_with("tests/")
            || path.contains("/tests/")
            || path.ends_with("/tests.rs")
            || path.ends_with(".test.ts")
    }

    /// Without the module of tests at its end.
    pub fn before_tests(&self) -> &str {
        let tests = ["#[cfg(test)]\nmod tests {", "#[cfg(all(test"];
        let end = tests.iter().filter_map(|begin| self.text.find(begin)).min();
        &self.text[..end.unwrap_or(self.text.len())]
    }

    /// The lines with their numbers, without comments that stand alone.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        code(&self.text)
    }
}

/// The lines with their numbers, without comments that stand alone.
pub fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text
        .lines()
        .enumerate()
        .map(|(place, line)| (place + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The top of the repository.
pub fn top() -> std::path::PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().expect("tests/ has a parent").to_path_buf()
}

/// Fails with everything that breaks a rule.
pub fn assert_kept(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}\n", broken.join("\n  "));
}

#[test]
fn the_tree_is_what_would_be_committed() {
    let tree = Tree::here();
    assert!(!tree.text("Cargo.toml").is_empty());
    let is_made = |file: &File| {
        let path = &file.path;
        path.contains("node_modules/")
            || path.starts_with("target/")
            || path.starts_with("ui/dist/")
    };
    assert!(!tree.files().any(is_made), "what is made isn't looked at");
    assert!(tree.files().count() > 100, "the walk found the tree");
}
