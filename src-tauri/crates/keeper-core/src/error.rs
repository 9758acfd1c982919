//! Errors are codes.
//!
//! A [`Problem`] crosses to the window as a code with arguments; the sentence,
//! the hint and the action for each code stand in the catalogue of the window
//! (`ui/src/i18n`). A code exists only if the catalogue has a row for it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod code;

pub use code::Code;

/// Named values that a sentence of the catalogue may need. Never secret.
pub type Args = BTreeMap<String, serde_json::Value>;

/// What went wrong, as it crosses to the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// Which state of the world it is.
    pub code: Code,
    /// Values for the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(type = "Record<string, unknown>", optional)]
    pub args: Args,
    /// The cause chain for "Details"; holds no secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub detail: Option<String>,
    /// How many seconds to wait before trying again, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after: Option<u64>,
}

impl Problem {
    /// A problem of which only the code is known.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            args: Args::new(),
            detail: None,
            retry_after: None,
        }
    }

    /// With a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    /// With the cause, for "Details". The caller vouches that it holds no
    /// secret.
    #[must_use]
    pub fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.detail = Some(cause.to_string());
        self
    }

    /// With a time to wait.
    #[must_use]
    pub fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait.map(|wait| wait.as_secs());
        self
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code.name())?;
        match &self.detail {
            Some(detail) => write!(formatter, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Going on is refused.
    Block,
    /// Going on is possible and may fail.
    Warn,
    /// Worth knowing.
    Info,
    /// A check that passed.
    Pass,
}

/// One result of a check: of a field, of a profile, or before an install.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// Which state of the world it is.
    pub code: Code,
    /// How much it weighs.
    pub level: Level,
    /// The field it stands at, as the command's arguments spell it; a place in
    /// a list is written `redirect_urls.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// Values for the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(type = "Record<string, unknown>", optional)]
    pub args: Args,
}

impl Finding {
    /// A finding that belongs to no field.
    #[must_use]
    pub fn new(level: Level, code: Code) -> Self {
        Self {
            code,
            level,
            field: None,
            args: Args::new(),
        }
    }

    /// At a field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// With a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

/// Whether any finding forbids going on.
#[must_use]
pub fn any_blocks(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.level == Level::Block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_blocks_is_enough() {
        let warns = Finding::new(Level::Warn, Code::AppFaultOpen);
        let blocks = Finding::new(Level::Block, Code::AppInvalid);
        assert!(!any_blocks(&[]));
        assert!(!any_blocks(&[warns.clone(), warns.clone()]));
        assert!(any_blocks(&[warns.clone(), blocks, warns]));
    }
}
