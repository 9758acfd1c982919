//! Who holds a port.

use std::net::{IpAddr, SocketAddr};

use keeper_core::Problem;
use keeper_core::text::one_line;
use listeners::{Listener, Protocol, SocketState};

use crate::platform;

/// The longest name that is told. A program names itself, so the name is
/// somebody else's text.
const NAME_LIMIT: usize = 64;

/// The longest path of a folder that is told.
const FOLDER_LIMIT: usize = 120;

/// Adds the name, process ID and working folder of whoever keeps `address`
/// taken, as far as the operating system tells. A listener on the other family
/// doesn't count: this program bound that one a moment ago.
pub(crate) fn named(problem: Problem, address: SocketAddr) -> Problem {
    let Ok(all) = listeners::get_all() else {
        return problem;
    };
    let Some(found) = all.into_iter().find(|listener| holds(listener, address)) else {
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

fn holds(listener: &Listener, address: SocketAddr) -> bool {
    listener.protocol == Protocol::TCP
        && listener.state == SocketState::Listen
        && listener.socket.port() == address.port()
        && covers(listener.socket.ip(), address.ip())
}

/// Whether a listener on `held` keeps `wanted` from being bound. `::` may take
/// IPv4, too.
fn covers(held: IpAddr, wanted: IpAddr) -> bool {
    held == wanted || (held.is_unspecified() && (held.is_ipv6() || wanted.is_ipv4()))
}
