//! Seeds that once broke a rule, by what was wrong then.

use crate::rules;

/// One of them.
pub struct Found {
    /// The seed.
    pub seed: u64,
    /// The rule that it broke.
    pub rule: &'static str,
    /// What was wrong.
    pub fault: &'static str,
}

const fn found(seed: u64, rule: &'static str, fault: &'static str) -> Found {
    Found { seed, rule, fault }
}

/// The list.
pub const FOUND: &[Found] = &[
    found(
        14,
        rules::KEPT,
        "an exchange or a refresh was answered on a full disk, and the tokens were dropped after four seconds",
    ),
    found(
        141,
        rules::KEPT,
        "the same with the real vault, whose writes met SQLITE_FULL",
    ),
    found(
        1,
        rules::NEWEST,
        "the token before was posted again after its replacement couldn't be saved",
    ),
    found(
        1,
        rules::HEALTHY,
        "a row whose new token couldn't be saved stayed healthy",
    ),
    found(
        3,
        rules::HEALTHY,
        "a row that was being refreshed when the program was killed came back healthy",
    ),
    found(
        21,
        rules::UNREADABLE,
        "a row whose seal is broken stayed healthy after a refresh",
    ),
    found(
        2,
        rules::BOUNDED,
        "a row of an app with a refused secret was posted every minute",
    ),
    found(
        2,
        rules::EVENTS,
        "every refused try told that apps had changed",
    ),
    found(
        16,
        rules::STARVED,
        "a hundred rows of an app with a refused secret used up every tick",
    ),
    found(
        73,
        rules::SPEED,
        "eight 429s at once left a batch with one worker for good",
    ),
    found(
        5,
        rules::PROOF,
        "keeping a grant called a dead token proven",
    ),
    found(
        12,
        rules::FORMER,
        "introspection gave up where the former secret was still taken",
    ),
    found(
        13,
        rules::FORMER,
        "a revocation gave up where the former secret was still taken",
    ),
    found(
        0,
        rules::UNASKED,
        "a revocation took the token of a waiting grant with it",
    ),
];
