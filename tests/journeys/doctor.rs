use std::sync::Arc;
use std::time::Duration;

use keeper_tests::desk::TestDesk;
use keeper_tests::desktop::HandClock;
use serde_json::{Value, json};

/// What was found at a check; the first of its kind.
fn found(view: &Value, check: &str) -> (Value, Value) {
    let checks = view["checks"].as_array().unwrap();
    let found = checks.iter().find(|one| one["check"] == check);
    let finding = &found.unwrap_or_else(|| panic!("{check} is checked"))["finding"];
    (finding["code"].clone(), finding["level"].clone())
}

fn is(code: &str, level: &str) -> (Value, Value) {
    (json!(code), json!(level))
}

#[tokio::test]
async fn a_healthy_world_is_found_healthy() {
    let desk = TestDesk::start().await;
    desk.save_app(0).await;
    desk.call("backup_make", json!({})).await;
    let view = desk.call("doctor_run", json!({})).await;
    for (check, code, level) in [
        ("keyring", "KeyringNotUsed", "info"),
        ("browser", "BrowserUntold", "info"),
        ("scheme", "SchemeNobodys", "info"),
        ("port", "PortFree", "pass"),
        ("clock", "ClockRight", "pass"),
        ("network", "HubSpotAnswers", "pass"),
        ("hubspot", "VersionThere", "pass"),
        ("data_directory", "DataDirectoryWell", "pass"),
        ("practice", "PracticeThere", "pass"),
    ] {
        assert_eq!(found(&view, check), is(code, level), "{view}");
    }
    let log = desk.log().await;
    let asked = log.iter().filter(|line| {
        line["path"]
            .as_str()
            .is_some_and(|it| it.contains("account-info"))
    });
    assert!(
        asked.clone().count() >= 2,
        "each dated version was asked for: {log:?}"
    );
    for line in asked {
        assert_eq!(line["status"], 401, "no token was sent: {line}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_found() {
    let clock = Arc::new(HandClock::default());
    let desk = TestDesk::start_by(Arc::clone(&clock) as _).await;
    desk.save_app(0).await;
    clock.advance(Duration::from_secs(3600));
    let port = desk.redirect_url.rsplit_once(':').unwrap().1;
    let port: u16 = port.split('/').next().unwrap().parse().unwrap();
    let held = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let order =
        json!({"endpoint": "account_info", "version": "2026-03", "status": 404, "count": 9});
    desk.control("faults", order).await;
    let view = desk.call("doctor_run", json!({})).await;
    assert_eq!(found(&view, "clock"), is("ClockOff", "warn"));
    assert_eq!(found(&view, "port"), is("RedirectPortBusy", "warn"));
    let versions: Vec<_> = view["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["check"] == "hubspot")
        .map(|one| one["finding"]["code"].clone())
        .collect();
    assert_eq!(
        versions,
        ["VersionThere", "EndpointVersionMissing"],
        "{view}"
    );
    drop(held);
}

#[tokio::test]
async fn a_silent_hubspot_keeps_no_other_check_from_its_end() {
    let desk = TestDesk::start().await;
    let order = json!({"endpoint": "account_info", "kind": "timeout", "count": 9});
    desk.control("faults", order).await;
    let began = std::time::Instant::now();
    let view = desk.call("doctor_run", json!({})).await;
    assert!(
        began.elapsed() < Duration::from_secs(15),
        "a deadline ends it"
    );
    let (code, _) = found(&view, "network");
    assert!(
        ["CheckTimedOut", "HubSpotUnreachable", "HubSpotTimeout"].contains(&code.as_str().unwrap()),
        "{code}"
    );
    assert_eq!(found(&view, "port"), is("PortsNone", "info"));
    assert_eq!(found(&view, "clock"), is("ClockUntold", "info"));
}

#[tokio::test]
async fn a13_the_report_names_nobody_and_holds_no_secret() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    let home = dirs_home();
    let row = desk.row(&id).await;
    let (account, person) = (
        row["account_name"].as_str().unwrap(),
        row["installed_by"].as_str().unwrap(),
    );
    let secret = desk.practice.apps()[0].client_secret.clone();
    let logs = desk.directory.path().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let lines = format!(
        "T INFO keeper_api::a: {account} by {person} on {hub_id} in {home}/x with {secret} and na1-CANARY-token\n\
         T INFO keeper_api::b: somebody@elsewhere.example wrote kept=fine\n\
         T INFO hyper::c: CANARY of others\n"
    );
    std::fs::write(logs.join("portalkeeper.2026-11-25.log"), lines).unwrap();
    let view = desk.call("doctor_run", json!({})).await;
    let report = view["report"].as_str().unwrap();
    assert!(report.contains("kept=fine"), "the log is in it: {report}");
    assert!(report.contains("[pass] clock"), "{report}");
    for canary in [
        account,
        person,
        &hub_id.to_string(),
        &home,
        &secret,
        "na1-",
        "CANARY",
        "@",
    ] {
        assert!(
            !report.contains(canary),
            "{canary} is in the report: {report}"
        );
    }
    assert!(!view.to_string().contains(&secret));

    let saved = desk.call("doctor_save", json!({})).await;
    let written = std::fs::read_to_string(saved["path"].as_str().unwrap()).unwrap();
    assert_eq!(written, report, "what was shown is what is written");
}

/// Where this computer's person lives.
fn dirs_home() -> String {
    std::env::var("HOME").unwrap_or_else(|_| "/nowhere".to_owned())
}
