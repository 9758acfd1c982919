//! Why a step did not hold.

use std::fmt;

/// A sentence about what was expected and what came instead.
pub struct Failure(String);

/// What a step gives, or why it did not hold.
pub type Held<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure told in `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The same failure, with what was being tried put before it.
    #[must_use]
    pub fn while_trying(self, what: impl fmt::Display) -> Self {
        Self(format!("{what}: {}", self.0))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            text = format!("{text}: {inner}");
            cause = inner.source();
        }
        Self(text)
    }
}
