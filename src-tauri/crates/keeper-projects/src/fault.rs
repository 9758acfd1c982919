//! Where and why a text is broken.

use std::path::Path;

use keeper_core::text::one_line;
use keeper_core::{Code, Problem};

use crate::limits::SHOWN;

/// A mistake in a text. Its reason is a short fact in English and quotes
/// nothing of the text but names of fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The column in it, from 1.
    pub column: usize,
    /// The field, such as `config.auth.redirectUrls[1]`.
    pub at: Option<String>,
    /// Why.
    pub reason: String,
}

impl Fault {
    /// A mistake at a place.
    pub(crate) fn new(line: usize, column: usize, reason: impl Into<String>) -> Self {
        Self {
            line,
            column,
            at: None,
            reason: reason.into(),
        }
    }

    /// At a field.
    pub(crate) fn at(mut self, field: impl Into<String>) -> Self {
        self.at = Some(field.into());
        self
    }

    /// As it crosses to the window: [`Code::FileBroken`].
    pub(crate) fn in_file(self, path: &Path) -> Problem {
        let problem = about(Code::FileBroken, path)
            .with("line", self.line)
            .with("column", self.column)
            .with("reason", one_line(&self.reason, SHOWN));
        match self.at {
            Some(at) => problem.with("at", one_line(&at, SHOWN)),
            None => problem,
        }
    }
}

/// A problem of a file or folder.
pub(crate) fn about(code: Code, path: &Path) -> Problem {
    Problem::new(code).with("path", shown(path))
}

/// A path as it may be shown: names of files are somebody else's text.
pub(crate) fn shown(path: &Path) -> String {
    one_line(&path.to_string_lossy(), SHOWN)
}
