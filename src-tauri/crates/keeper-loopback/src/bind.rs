//! Binding a port on every loopback family, for this program alone.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use keeper_core::{Code, Problem};
use socket2::{Domain, Protocol, Socket, Type};

use crate::{holder, platform};

/// The families of loopback. A browser takes either for `localhost`.
pub(crate) const FAMILIES: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
];

const BACKLOG: i32 = 128;
const KNOCK: Duration = Duration::from_millis(250);

/// Sockets that listen, one for each family that the machine has.
pub(crate) struct Bound {
    pub sockets: Vec<TcpListener>,
}

impl Bound {
    /// What is bound, for the page and the log.
    pub(crate) fn families(&self) -> Vec<&'static str> {
        self.sockets
            .iter()
            .filter_map(|socket| socket.local_addr().ok())
            .map(|address| {
                if address.is_ipv4() {
                    "127.0.0.1"
                } else {
                    "::1"
                }
            })
            .collect()
    }
}

/// Binds `port` on each of `families` and listens at once; all or none. A
/// family that the machine doesn't have is skipped.
///
/// # Errors
/// [`Code::RedirectPortBusy`] with the holder where it can be told,
/// [`Code::RedirectPortPrivileged`], [`Code::RedirectListenerFailed`].
pub(crate) fn all(families: &[IpAddr], port: u16) -> Result<Bound, Problem> {
    let mut sockets = Vec::new();
    for family in families {
        let address = SocketAddr::new(*family, port);
        match one(address) {
            Ok(socket) => sockets.push(socket),
            Err(error) if is_absent(&error) => {
                tracing::info!(%family, "this machine has no such loopback address");
            }
            Err(error) => return Err(refused(address, &error)),
        }
    }
    if sockets.is_empty() {
        let problem = Problem::new(Code::RedirectListenerFailed).with("port", port);
        return Err(problem.because("this machine has no loopback address"));
    }
    Ok(Bound { sockets })
}

fn one(address: SocketAddr) -> io::Result<TcpListener> {
    if platform::must_knock() && TcpStream::connect_timeout(&address, KNOCK).is_ok() {
        return Err(ErrorKind::AddrInUse.into());
    }
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    if platform::may_reuse() {
        socket.set_reuse_address(true)?;
    }
    socket.bind(&address.into())?;
    // At once: only a listening socket keeps others off.
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn is_absent(error: &io::Error) -> bool {
    // EAFNOSUPPORT, which has no kind of its own: 97 on Linux, 47 on macOS,
    // 10047 on Windows.
    error.kind() == ErrorKind::AddrNotAvailable
        || matches!(error.raw_os_error(), Some(97 | 47 | 10047))
}

fn refused(address: SocketAddr, error: &io::Error) -> Problem {
    let port = address.port();
    let problem = if error.kind() == ErrorKind::AddrInUse {
        holder::named(Problem::new(Code::RedirectPortBusy), address)
    } else if error.kind() == ErrorKind::PermissionDenied && port < 1024 {
        Problem::new(Code::RedirectPortPrivileged)
    } else {
        Problem::new(Code::RedirectListenerFailed)
    };
    problem
        .with("port", port)
        .because(format!("{address}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A port that is free on both families, as far as one can know.
    fn free_port() -> u16 {
        loop {
            let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = first.local_addr().unwrap().port();
            if TcpListener::bind((Ipv6Addr::LOCALHOST, port)).is_ok() {
                return port;
            }
        }
    }

    #[test]
    fn a5_a_family_that_the_machine_lacks_is_skipped() {
        // TEST-NET-1 stands for a loopback family that is switched off.
        let absent = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        let bound = all(&[absent, FAMILIES[0]], free_port()).unwrap();
        assert_eq!(bound.families(), ["127.0.0.1"]);
        let none = all(&[absent], free_port()).map(drop).unwrap_err();
        assert_eq!(none.code, Code::RedirectListenerFailed);
    }

    #[test]
    fn a5_what_was_bound_is_let_go_when_the_other_family_is_taken() {
        let port = free_port();
        let _holder = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).unwrap();
        assert!(all(&FAMILIES, port).is_err());
        assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok());
    }

    #[test]
    fn each_refusal_has_its_code() {
        let refusal = |kind: ErrorKind, port| {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            refused(address, &kind.into())
        };
        let busy = refusal(ErrorKind::AddrInUse, 80);
        assert_eq!(
            (busy.code, &busy.args["port"]),
            (Code::RedirectPortBusy, &80.into())
        );
        for (kind, port, code) in [
            (
                ErrorKind::PermissionDenied,
                1023,
                Code::RedirectPortPrivileged,
            ),
            (
                ErrorKind::PermissionDenied,
                1024,
                Code::RedirectListenerFailed,
            ),
            (ErrorKind::OutOfMemory, 80, Code::RedirectListenerFailed),
        ] {
            assert_eq!(refusal(kind, port).code, code, "{kind} {port}");
        }
    }

    #[test]
    fn a_family_that_is_there_is_not_absent() {
        assert!(is_absent(&ErrorKind::AddrNotAvailable.into()));
        for unsupported in [97, 47, 10047] {
            assert!(is_absent(&io::Error::from_raw_os_error(unsupported)));
        }
        assert!(!is_absent(&ErrorKind::AddrInUse.into()));
        assert!(!is_absent(&ErrorKind::PermissionDenied.into()));
    }
}
