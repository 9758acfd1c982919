//! Folders of tests, and what they ask of a problem.

use std::fs;
use std::path::{Path, PathBuf};

use keeper_core::{Code, Problem};
use tempfile::TempDir;

/// A project of the corpus.
pub fn project(version: &str) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.join("tests/files/data").join(version)
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        put(folder.path(), name, text.as_bytes());
    }
    folder
}

/// Writes a file, and the folders above it.
pub fn put(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

/// A project's own file.
pub const PROJECT: &str = r#"{"name": "p", "srcDir": "src", "platformVersion": "2026.09"}"#;

/// An app of a project, with this identifier.
pub fn app(uid: &str) -> String {
    APP.replace("\"an_app\"", &format!("\"{uid}\""))
}

/// A small app, one field a line.
pub const APP: &str = r#"{
  "uid": "an_app",
  "type": "app",
  "config": {
    "name": "An app",
    "description": "Does things.",
    "distribution": "marketplace",
    "auth": {
      "type": "oauth",
      "redirectUrls": [
        "http://localhost:3917/cb",
        "https://app.example/cb"
      ],
      "requiredScopes": [
        "oauth"
      ],
      "optionalScopes": [],
      "conditionallyRequiredScopes": []
    },
    "support": {
      "supportEmail": "help@app.example"
    }
  }
}
"#;

/// What a problem says: code, line, field, reason.
pub fn told(problem: &Problem) -> (Code, Option<u64>, Option<String>, String) {
    let text = |name: &str| problem.args.get(name)?.as_str().map(str::to_owned);
    let line = problem.args.get("line").and_then(|line| line.as_u64());
    (
        problem.code,
        line,
        text("at"),
        text("reason").unwrap_or_default(),
    )
}
