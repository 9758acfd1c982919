//! What the tests of the whole program share.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a harness fails loudly: whatever goes wrong in it fails the test"
)]

pub mod bridge;
pub mod database;
pub mod desk;
pub mod desktop;
pub mod display;
pub mod dumps;
pub mod elsewhere;
pub mod extent;
pub mod failing_disk;
pub mod practice_host;
pub mod small_disk;
pub mod tunnel;
