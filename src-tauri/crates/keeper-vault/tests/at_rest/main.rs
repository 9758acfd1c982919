//! The store as its callers see it: one directory, one vault, all that can
//! happen to both.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of tests fail the test they are called from"
)]

mod along;
mod backups;
mod canaries;
mod children;
mod commits;
mod damage;
mod keyring;
mod old_files;
mod proofs;
mod reads;
mod renewal;
mod restoring;
mod sealed_settings;
mod slots;
mod starting_over;
mod story;
mod support;
