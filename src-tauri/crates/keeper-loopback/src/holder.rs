//! Who holds a port.

use keeper_core::Problem;
use keeper_core::text::one_line;
use listeners::{Listener, Protocol, SocketState};

/// The longest name that is told. A program names itself, so the name is
/// somebody else's text.
const NAME_LIMIT: usize = 64;

/// Adds the name and process ID of whoever listens on `port`, where the
/// operating system tells.
pub(crate) fn named(problem: Problem, port: u16) -> Problem {
    let Ok(all) = listeners::get_all() else {
        return problem;
    };
    match all.into_iter().find(|listener| holds(listener, port)) {
        Some(found) => problem
            .with("holder", one_line(&found.process.name, NAME_LIMIT))
            .with("pid", found.process.pid),
        None => problem,
    }
}

fn holds(listener: &Listener, port: u16) -> bool {
    let address = listener.socket.ip();
    listener.socket.port() == port
        && listener.protocol == Protocol::TCP
        && listener.state == SocketState::Listen
        && (address.is_loopback() || address.is_unspecified())
}
