//! Bounds of the listener.

use std::time::Duration;

/// How much the listener puts up with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections at a time. When they are all taken, the one that has been
    /// reading its request the longest makes room.
    pub connections: usize,
    /// How long a connection may be reading its request before it has to make
    /// room: long enough for a browser that connects and sends at once.
    pub patience: Duration,
    /// The longest request head, in bytes. A browser sends every cookie of
    /// `localhost`, whatever the port; Chromium sends up to 256 KiB of headers.
    pub head_limit: usize,
    /// For a request head to arrive, and for an answer to be taken.
    pub head_deadline: Duration,
    /// How long a good hit may be held before the browser is told that the
    /// work goes on.
    pub arrival_deadline: Duration,
    /// How long the result page can still be fetched after the flow ended.
    pub grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connections: 32,
            patience: Duration::from_millis(250),
            head_limit: 256 * 1024,
            head_deadline: Duration::from_secs(5),
            arrival_deadline: Duration::from_secs(20),
            grace: Duration::from_secs(5),
        }
    }
}
