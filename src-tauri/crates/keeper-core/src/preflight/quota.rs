//! How many more accounts may install an app.

use crate::app::App;
use crate::error::{Code, Finding, Level};

/// From which share of the limit on it is said, in percent.
const NEAR: usize = 80;
/// From which share on it is a warning.
const VERY_NEAR: usize = 90;

/// What is to be said of the limit that the app's distribution has. `known`
/// counts the accounts that are known here to have the app; there may be more,
/// so even a limit that is reached only warns.
pub(super) fn check(app: &App, known: usize) -> Option<Finding> {
    let limit = app.draft.distribution.install_limit()?;
    let (level, code) = match known * 100 / limit {
        100.. => (Level::Warn, Code::InstallLimitReached),
        VERY_NEAR.. => (Level::Warn, Code::InstallLimitNear),
        NEAR.. => (Level::Info, Code::InstallLimitNear),
        _ => return None,
    };
    Some(
        Finding::new(level, code)
            .with("count", known)
            .with("limit", limit),
    )
}
