//! Who holds a port.

use keeper_core::Problem;
use keeper_core::text::one_line;
use listeners::{Listener, Protocol, SocketState};

use crate::platform;

/// The longest name that is told. A program names itself, so the name is
/// somebody else's text.
const NAME_LIMIT: usize = 64;

/// The longest path of a folder that is told.
const FOLDER_LIMIT: usize = 120;

/// Adds the name, process ID and working folder of whoever listens on `port`,
/// as far as the operating system tells.
pub(crate) fn named(problem: Problem, port: u16) -> Problem {
    let Ok(all) = listeners::get_all() else {
        return problem;
    };
    let Some(found) = all.into_iter().find(|listener| holds(listener, port)) else {
        return problem;
    };
    let problem = problem
        .with("holder", one_line(&found.process.name, NAME_LIMIT))
        .with("pid", found.process.pid);
    match platform::working_folder(found.process.pid) {
        Some(folder) => problem.with("folder", one_line(&folder, FOLDER_LIMIT)),
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
