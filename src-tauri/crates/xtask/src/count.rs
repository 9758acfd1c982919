//! What the layers' own reports say, as numbers.

use std::iter::Sum;
use std::ops::Add;

/// How many tests held and how many did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that held.
    pub passed: u64,
    /// Tests that did not.
    pub failed: u64,
}

impl Count {
    /// One thing that either held or did not.
    pub fn one(held: bool) -> Self {
        Self {
            passed: u64::from(held),
            failed: u64::from(!held),
        }
    }

    /// A layer that ended badly has failed, whatever it counted; so has one that counted nothing.
    pub fn agree(self, success: bool) -> Self {
        let silent = self.failed == 0 && (!success || self.passed == 0);
        Self {
            failed: self.failed + u64::from(silent),
            ..self
        }
    }
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}

/// Cargo: every `test result: ok. 12 passed; 0 failed; …`.
pub fn cargo(output: &str) -> Count {
    output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: "))
        .filter_map(both)
        .sum()
}

/// What cargo's failed tests said: from each `---- name stdout ----` to the list of their names.
pub fn cargo_failures(output: &str) -> impl Iterator<Item = &str> {
    let mut within = false;
    output.lines().filter(move |line| {
        within = match *line {
            "failures:" => false,
            line => within || (line.starts_with("---- ") && line.ends_with(" ----")),
        };
        within && !line.is_empty()
    })
}

/// Ours: the last line that says `12 passed, 0 failed`.
pub fn last_line(output: &str) -> Count {
    output.lines().rev().find_map(both).unwrap_or_default()
}

/// Vitest's JSON: the totals stand at its top; a file that could not be loaded counts as failed.
pub fn vitest(json: &str) -> Count {
    let field = |name: &str| {
        let after = json.split_once(&format!("\"{name}\":"))?.1.trim_start();
        after
            .split(|sign: char| !sign.is_ascii_digit())
            .next()?
            .parse::<u64>()
            .ok()
    };
    let failed = field("numFailedTests").unwrap_or(0);
    let suites = field("numFailedTestSuites").unwrap_or(0);
    Count {
        passed: field("numPassedTests").unwrap_or(0),
        failed: failed.max(suites),
    }
}

fn both(line: &str) -> Option<Count> {
    Some(Count {
        passed: before(line, " passed")?,
        failed: before(line, " failed")?,
    })
}

fn before(line: &str, word: &str) -> Option<u64> {
    line.split_once(word)?.0.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_reports_are_added_up() {
        let output = "running 3 tests\ntest a ... ok\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored\n";
        assert_eq!(
            cargo(output),
            Count {
                passed: 7,
                failed: 2
            }
        );
    }

    #[test]
    fn failed_tests_are_quoted() {
        let output = "test a ... ok\ntest b ... FAILED\n\nfailures:\n\n---- b stdout ----\n\
            thread 'b' panicked at b.rs:1\nwhy\n\n\nfailures:\n    b\n\ntest result: FAILED.";
        let quoted: Vec<&str> = cargo_failures(output).collect();
        let words = ["---- b stdout ----", "thread 'b' panicked at b.rs:1", "why"];
        assert_eq!(quoted, words);
    }

    #[test]
    fn the_last_line_counts() {
        let output = "1 passed, 9 failed\nstep\n12 passed, 0 failed\nbye\n";
        assert_eq!(
            last_line(output),
            Count {
                passed: 12,
                failed: 0
            }
        );
    }

    #[test]
    fn vitest_totals_are_found_in_its_json() {
        let json = r#"{"numTotalTestSuites":2,"numFailedTestSuites":0,"numTotalTests":9,"numPassedTests":8,"numFailedTests":1}"#;
        assert_eq!(
            vitest(json),
            Count {
                passed: 8,
                failed: 1
            }
        );
    }

    #[test]
    fn silence_is_failure() {
        assert_eq!(
            Count::default().agree(true).failed,
            1,
            "a layer that ran nothing"
        );
        assert_eq!(
            Count {
                passed: 5,
                failed: 0
            }
            .agree(false)
            .failed,
            1,
            "a crash after five"
        );
        assert_eq!(
            Count {
                passed: 5,
                failed: 2
            }
            .agree(false)
            .failed,
            2,
            "counted already"
        );
    }
}
