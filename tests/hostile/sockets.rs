use std::collections::BTreeSet;
use std::fs;

use keeper_tests::bridge::{Bridge, Start};
use serde_json::json;

use crate::siege::{Program, Siege, breath};

/// The addresses of loopback in the system's tables: 127.0.0.1 and ::1.
const LOOPBACK: [&str; 2] = ["0100007F", "00000000000000000000000001000000"];

/// Every socket of a process that waits to be spoken to, as table, reach and port: TCP that
/// listens, UDP that is bound.
fn open_ports(process: u32) -> BTreeSet<String> {
    let sockets = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let own: BTreeSet<String> = sockets
        .filter_map(|entry| {
            fs::read_link(entry.ok()?.path())
                .ok()?
                .to_str()
                .map(str::to_owned)
        })
        .filter_map(|link| Some(link.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect();
    let tables = ["tcp", "tcp6", "udp", "udp6"];
    let lines = tables.into_iter().flat_map(|table| {
        let text = fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
        let lines = text.lines().skip(1).map(|line| (table, line.to_owned()));
        lines.collect::<Vec<_>>()
    });
    lines
        .filter_map(|(table, line)| {
            let columns: Vec<_> = line.split_whitespace().collect();
            // 0A is LISTEN, 07 is a UDP socket without a peer.
            let waits = ["0A", "07"].contains(columns.get(3)?);
            let is_own = own.contains(*columns.get(9)?);
            let (address, port) = columns.get(1)?.rsplit_once(':')?;
            let port = u16::from_str_radix(port, 16).ok()?;
            let reach = match LOOPBACK.contains(&address) {
                true => "loopback",
                false => "anywhere",
            };
            (waits && is_own).then(|| format!("{table} {reach} {port}"))
        })
        .collect()
}

async fn until_ports(program: &Bridge, wanted: &BTreeSet<String>) {
    let looking = async {
        while open_ports(program.id()) != *wanted {
            breath().await;
        }
    };
    let seen = tokio::time::timeout(keeper_tests::desk::DEADLINE, looking).await;
    seen.unwrap_or_else(|_| panic!("{:?} stay open", open_ports(program.id())));
}

#[tokio::test]
async fn a15_the_listener_lives_only_during_a_flow() {
    let siege = Siege::start_apart("info").await;
    let app = siege.save_app().await;
    let before = open_ports(siege.program.id());
    assert_eq!(
        before.len(),
        1,
        "the bridge's own, and nothing else: {before:?}"
    );

    let started = siege.start_flow(&app, None).await;
    let during = open_ports(siege.program.id());
    let new: BTreeSet<_> = during.difference(&before).cloned().collect();
    let port = siege.redirect_url.rsplit(':').next().unwrap();
    let port = port.split('/').next().unwrap();
    assert!(
        !new.is_empty() && new.len() <= 2,
        "one for each family: {new:?}"
    );
    assert!(new.iter().all(|socket| socket.ends_with(port)), "{new:?}");

    siege.come_back(&started).await;
    until_ports(&siege.program, &before).await;

    let started = siege.start_flow(&app, None).await;
    let flow = json!({"flow": started["flow"]});
    siege.program.must("install_cancel", flow).await;
    until_ports(&siege.program, &before).await;
}

/// Practice HubSpot runs in the process itself, as in the app.
#[tokio::test]
async fn a15_practice_hubspot_listens_only_once_it_is_used_and_on_loopback() {
    let directory = tempfile::tempdir().unwrap();
    let start = || Start {
        binary: env!("CARGO_BIN_EXE_bridge"),
        data_dir: directory.path(),
        hubspot: None,
        log: "info",
        environment: &[],
    };
    let program = Bridge::try_start(start()).await.ok().unwrap();
    let before = open_ports(program.id());
    assert_eq!(
        before.len(),
        1,
        "HubSpot's own world needs none: {before:?}"
    );

    let practice = json!({"world": "practice"});
    program.must("world_enter", practice.clone()).await;
    let during = open_ports(program.id());
    let new: BTreeSet<_> = during.difference(&before).cloned().collect();
    assert_eq!(new.len(), 2, "its API and its pages: {new:?}");
    let is_local = |socket: &String| socket.starts_with("tcp loopback ");
    assert!(new.iter().all(is_local), "{new:?}");

    let hubspot = json!({"world": "hubspot"});
    program.must("world_enter", hubspot.clone()).await;
    until_ports(&program, &before).await;
    program.must("world_enter", practice).await;
    let again = open_ports(program.id());
    assert_eq!(again.len(), during.len(), "it comes back: {again:?}");

    program.must("world_enter", hubspot).await;
    until_ports(&program, &before).await;
    program.end().await;
    let program = Bridge::try_start(start()).await.ok().unwrap();
    let again = open_ports(program.id());
    assert_eq!(
        again.len(),
        1,
        "no practice world, no Practice HubSpot: {again:?}"
    );
}

/// More sockets than Practice HubSpot takes on both of its listeners.
const IDLE: usize = 400;

fn open_files(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).unwrap().count()
}

#[tokio::test]
async fn a15_idle_sockets_to_practice_hubspot_starve_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let start = Start {
        binary: env!("CARGO_BIN_EXE_bridge"),
        data_dir: directory.path(),
        hubspot: None,
        log: "info",
        environment: &[],
    };
    let program = Bridge::try_start(start).await.ok().unwrap();
    let before = open_ports(program.id());
    program
        .must("world_enter", json!({"world": "practice"}))
        .await;
    let during = open_ports(program.id());
    let files = open_files(program.id());
    let mut idle = Vec::new();
    for socket in during.difference(&before) {
        let port: u16 = socket.rsplit(' ').next().unwrap().parse().unwrap();
        for _ in 0..IDLE {
            let stream = tokio::net::TcpStream::connect(("127.0.0.1", port));
            idle.push(stream.await.unwrap());
        }
        let http = keeper_tests::desk::http();
        let page = http.get(format!("http://127.0.0.1:{port}/")).send();
        let page = tokio::time::timeout(keeper_tests::desk::DEADLINE, page).await;
        page.expect("it answers in time").expect("it answers");
    }
    program.must("session_get", json!({})).await;
    let taken = async {
        while open_files(program.id()) > files + IDLE {
            breath().await;
        }
    };
    let taken = tokio::time::timeout(keeper_tests::desk::DEADLINE, taken).await;
    taken.unwrap_or_else(|_| panic!("{} files are open", open_files(program.id())));
    program
        .must("world_enter", json!({"world": "hubspot"}))
        .await;
    until_ports(&program, &before).await;
    drop(idle);
    program.end().await;
}
