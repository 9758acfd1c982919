use std::collections::BTreeSet;
use std::fs;

use keeper_tests::bridge::Bridge;
use serde_json::json;

use crate::siege::{Program, Siege, breath};

/// The ports of every socket of a process that waits to be spoken to: TCP that
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
            let port = columns.get(1)?.rsplit(':').next()?;
            let port = u16::from_str_radix(port, 16).ok()?;
            (waits && is_own).then(|| format!("{table} {port}"))
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
