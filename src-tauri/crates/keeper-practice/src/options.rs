//! How a Practice HubSpot is to be started, and what can be in the way.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::world::file::BadWorld;
use crate::world::redirect_url::BadRedirectUrl;

/// What a Practice HubSpot is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the API listens; loopback only. With a fixed port the pages take the next one.
    pub listen: SocketAddr,
    /// How many apps a new world has.
    pub apps: usize,
    /// How many accounts a new world has.
    pub accounts: usize,
    /// Which world a new one is: the same for the same seed, client secrets included. Without one
    /// every new world has client secrets of its own.
    pub seed: Option<u64>,
    /// Added to every app that lacks them, of a loaded world, too.
    pub redirect_urls: Vec<String>,
    /// Where the world is kept. A file that is there wins over `apps`, `accounts` and `seed`.
    pub world: Option<PathBuf>,
    /// Whether the control is served; the one inside the app serves none.
    pub control: bool,
    /// Connections that each listener takes at a time. A newcomer takes the place of the one that
    /// has been idle for the longest.
    pub connections: usize,
    /// How long a request's head may take, and then its body. A connection without a request is
    /// closed after the same time: it must outlast what clients keep theirs for.
    pub request_deadline: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            apps: 5,
            accounts: 16,
            seed: None,
            redirect_urls: Vec::new(),
            world: None,
            control: true,
            connections: 128,
            request_deadline: Duration::from_secs(30),
        }
    }
}

/// Why a Practice HubSpot can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is reachable from other computers.
    #[error("Practice HubSpot listens on this computer only: {0} is no loopback address")]
    NotLoopback(SocketAddr),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// HubSpot would not take this redirect URL.
    #[error(transparent)]
    RedirectUrl(#[from] BadRedirectUrl),
    /// The world file can't be read.
    #[error("can't read the world file {path}: {source}", path = path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The world file is no world.
    #[error("can't use the world file {path}: {source}", path = path.display())]
    World {
        /// Which one.
        path: PathBuf,
        /// What is wrong with it.
        source: BadWorld,
    },
    /// The world file can't be written.
    #[error("can't write the world file {path}: {why}", path = path.display())]
    Write {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
}
