//! A5 and A15: whose the port is, before, during and after.

use std::io::{BufRead, BufReader};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

use keeper_core::Problem;
use socket2::{Domain, Socket, Type};
use tokio::net::TcpStream;

use super::*;
use crate::browser::{arrive, connect, get, read, request};

async fn refused(port: u16) -> Problem {
    let receiver = receiver(hasty());
    let flow: Arc<dyn Arrival> = Flow::with(PageVerdict::Done);
    let probed = receiver.probe(target(port)).await.unwrap_err();
    let problem = receiver
        .open(target(port), flow)
        .await
        .map(drop)
        .unwrap_err();
    assert_eq!(probed.code, problem.code, "probe and open agree");
    problem
}

#[tokio::test]
async fn a5_a_port_taken_on_either_family_is_refused_with_its_holder() {
    let addresses = [
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
        SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    ];
    for address in addresses {
        let holder = TcpListener::bind(address).unwrap();
        let port = holder.local_addr().unwrap().port();
        let problem = refused(port).await;
        assert_eq!(problem.code, Code::RedirectPortBusy, "{address}");
        assert_eq!(problem.args["port"], port);
        assert_eq!(problem.args["pid"], std::process::id(), "{problem:?}");
        assert!(
            problem.args["holder"]
                .as_str()
                .is_some_and(|name| !name.is_empty())
        );
    }
}

/// Not a test: what another program does that holds a port on one family.
#[test]
fn other_program() {
    let Ok(address) = std::env::var(HELD) else {
        return;
    };
    let _held = TcpListener::bind(address).unwrap();
    println!("{HELD}");
    let _ = std::io::stdin().read_line(&mut String::new());
}

const HELD: &str = "KEEPER_TESTS_HELD_ADDRESS";

/// Runs this very program again, to hold an address until its input ends.
fn hold_elsewhere(address: SocketAddr) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ports::other_program", "--nocapture"])
        .env(HELD, address.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    assert!(output.lines().any(|line| line.unwrap().contains(HELD)));
    child
}

/// The other family is bound a moment before, by this program.
#[tokio::test]
async fn a5_who_holds_one_family_is_named_and_never_this_program() {
    for host in [
        IpAddr::V6(Ipv6Addr::LOCALHOST),
        IpAddr::V4(Ipv4Addr::LOCALHOST),
    ] {
        let port = free_port();
        let mut other = hold_elsewhere(SocketAddr::new(host, port));
        let problem = refused(port).await;
        let pid = other.id();
        other.kill().unwrap();
        other.wait().unwrap();
        assert_eq!(problem.code, Code::RedirectPortBusy, "{host}");
        assert_eq!(problem.args["pid"], pid, "{host}: {problem:?}");
    }
}

fn willing_to_share(address: SocketAddr) -> std::io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.bind(&address.into())?;
    socket.listen(16)?;
    Ok(socket)
}

#[tokio::test]
async fn a5_nobody_shares_the_port_before_or_after() {
    let squatter = willing_to_share(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
    let port = squatter.local_addr().unwrap().as_socket().unwrap().port();
    assert_eq!(refused(port).await.code, Code::RedirectPortBusy);

    let receiver = receiver(hasty());
    let port = free_port();
    let listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    assert_eq!(listening.families(), ["127.0.0.1", "::1"]);
    for address in [
        SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, port)),
        SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)),
        SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)),
    ] {
        assert!(willing_to_share(address).is_err(), "{address} was shared");
    }
}

#[tokio::test]
async fn probing_holds_nothing() {
    let receiver = receiver(hasty());
    let port = free_port();
    receiver.probe(target(port)).await.unwrap();
    receiver.probe(target(port)).await.unwrap();
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    assert!(TcpListener::bind(("127.0.0.1", port)).is_ok());
    let nowhere = receiver.probe(target(0)).await.unwrap_err();
    assert_eq!(nowhere.code, Code::RedirectPortMissing);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_look_at_once_do_not_take_each_other_for_the_holder() {
    let receiver = receiver(hasty());
    let port = free_port();
    let looks = (0..50).map(|_| receiver.probe(target(port)));
    for look in soon(futures::future::join_all(looks)).await {
        look.unwrap();
    }
}

#[tokio::test]
async fn both_families_answer() {
    let receiver = receiver(hasty());
    let flow = Flow::with(PageVerdict::Done);
    let port = free_port();
    let _listening = open(&receiver, port, &flow).await;
    use tokio::io::AsyncWriteExt;
    let mut six = soon(TcpStream::connect(("::1", port))).await.unwrap();
    six.write_all(request(port, GOOD).as_bytes()).await.unwrap();
    assert_eq!(read(&mut six).await.unwrap().status, 303);
}

/// How many sockets listen on a port, on any address of either family.
#[cfg(target_os = "linux")]
fn listening_sockets(port: u16) -> usize {
    let wanted = format!(":{port:04X}");
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(std::fs::read_to_string);
    let lines = tables.iter().flatten().flat_map(|table| table.lines());
    let listens = lines.filter(|line| {
        let columns: Vec<_> = line.split_whitespace().collect();
        // 0A is LISTEN.
        columns.len() > 3 && columns[1].ends_with(&wanted) && columns[3] == "0A"
    });
    listens.count()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a15_sockets_before_during_and_after() {
    let receiver = receiver(hasty());
    let port = free_port();
    assert_eq!(listening_sockets(port), 0, "before");
    receiver.probe(target(port)).await.unwrap();
    assert_eq!(listening_sockets(port), 0, "a probe leaves none");
    let flow = Flow::with(PageVerdict::Done);
    let listening = open(&receiver, port, &flow).await;
    assert_eq!(listening_sockets(port), 2, "one for each family");
    let idle = connect(port).await;
    get(port, "/favicon.ico").await;
    arrive(port, GOOD).await;
    assert_eq!(listening_sockets(port), 2, "hits open and close none");
    drop(listening);
    closed(port).await;
    assert_eq!(listening_sockets(port), 0, "after");
    drop(idle);
    let again = open(&receiver, port, &flow).await;
    assert_eq!(listening_sockets(port), 2);
    drop(again);
    closed(port).await;
    assert_eq!(
        listening_sockets(port),
        0,
        "after a flow that nobody answered"
    );
}

#[tokio::test]
async fn a5_a_holder_is_told_with_its_folder() {
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = holder.local_addr().unwrap().port();
    let problem = refused(port).await;
    let folder = problem
        .args
        .get("folder")
        .and_then(|folder| folder.as_str());
    if cfg!(target_os = "linux") {
        assert!(
            folder.is_some_and(|folder| folder.contains("keeper-loopback")),
            "{folder:?}"
        );
    }
}

/// Waits until nobody listens on either family any more.
async fn closed(port: u16) {
    for host in ["127.0.0.1", "::1"] {
        soon(async {
            while TcpStream::connect((host, port)).await.is_ok() {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a15_a_cancelled_flow_leaves_no_socket() {
    let receiver = receiver(hasty());
    let port = free_port();
    let listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    let idle = connect(port).await;
    drop(listening);
    // The grace is 30 s here: it isn't what ends it.
    closed(port).await;
    drop(idle);
    receiver.probe(target(port)).await.unwrap();
}

#[tokio::test]
async fn a15_the_sockets_go_once_the_page_was_fetched() {
    let receiver = receiver(hasty());
    let port = free_port();
    let listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    let first = get(port, GOOD).await;
    drop(listening);
    let late = get(port, GOOD).await;
    assert_eq!(late.status, 410, "the flow is over");
    assert!(late.body.contains("no longer valid"));
    let page = get(port, first.header("Location").unwrap()).await;
    assert_eq!(page.status, 200);
    closed(port).await;
}

#[tokio::test]
async fn a15_the_sockets_go_when_nobody_fetches_the_page() {
    let options = Options {
        grace: Duration::from_millis(200),
        ..hasty()
    };
    let receiver = receiver(options);
    let port = free_port();
    let listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    assert_eq!(get(port, GOOD).await.status, 303);
    drop(listening);
    closed(port).await;
}

#[tokio::test]
async fn the_same_port_again_at_once_and_both_pages_are_served() {
    let receiver = receiver(hasty());
    let port = free_port();
    let mut listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    let first = get(port, GOOD).await;
    for _ in 0..5 {
        drop(listening);
        receiver.probe(target(port)).await.unwrap();
        let flow = Flow::with(PageVerdict::Failed(Code::ConsentDenied));
        listening = open(&receiver, port, &flow).await;
        let (_, page) = arrive(port, GOOD).await;
        assert!(page.body.contains("ended without an installation"));
    }
    let page = get(port, first.header("Location").unwrap()).await;
    assert!(page.body.contains("Saved in Portalkeeper"), "{}", page.body);
}

#[tokio::test]
async fn our_own_listener_is_somebody_too() {
    let receiver = receiver(hasty());
    let port = free_port();
    let _listening = open(&receiver, port, &Flow::with(PageVerdict::Done)).await;
    let problem = receiver.probe(target(port)).await.unwrap_err();
    assert_eq!(problem.code, Code::RedirectPortBusy);
}

#[tokio::test]
async fn a_hit_that_is_held_when_the_flow_ends_is_still_answered() {
    use tokio::io::AsyncWriteExt;
    let receiver = receiver(hasty());
    let flow = Flow::gated(PageVerdict::Done);
    let port = free_port();
    let listening = open(&receiver, port, &flow).await;
    let mut held = connect(port).await;
    held.write_all(request(port, GOOD).as_bytes())
        .await
        .unwrap();
    soon(async {
        while flow.arrived().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    drop(listening);
    tokio::task::yield_now().await;
    flow.gate.as_ref().unwrap().notify_one();
    let first = read(&mut held).await.unwrap();
    assert_eq!(first.status, 303);
    let page = get(port, first.header("Location").unwrap()).await;
    assert_eq!(page.status, 200);
    closed(port).await;
}
