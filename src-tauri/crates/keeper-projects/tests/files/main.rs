//! The files as developers have them, and as an attacker would write them.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of tests fail the test they are called from"
)]

mod cli;
mod differences;
mod exported;
mod garbled;
mod good;
mod hostile;
mod hostile_folders;
mod placeholders;
mod support;
mod tokens;
mod tolerated;
mod updated;
mod watched;
