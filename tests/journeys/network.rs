use keeper_tests::database;
use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

async fn settings(desk: &TestDesk) -> Value {
    desk.call("session_get", json!({})).await["settings"].clone()
}

#[tokio::test]
async fn a_proxy_is_taken_as_named_and_a_bad_one_changes_nothing() {
    let desk = TestDesk::start().await;
    let before = settings(&desk).await;
    for url in [
        "",
        "proxy.example",
        "ftp://proxy.example",
        "ftp://user:word@proxy.example",
    ] {
        let mut wanted = before.clone();
        wanted["proxy"] = json!("named");
        wanted["proxy_url"] = json!(url);
        let problem = desk.refused("settings_save", wanted).await;
        assert_eq!(problem["code"], "ProxyShape", "{url}");
        assert!(
            !problem.to_string().contains("word"),
            "no password is told: {problem}"
        );
        assert_eq!(settings(&desk).await, before);
    }
    let mut wanted = before.clone();
    wanted["proxy"] = json!("named");
    wanted["proxy_url"] = json!(" http://127.0.0.1:9 ");
    let saved = desk.call("settings_save", wanted).await;
    assert_eq!(saved["proxy_url"], "http://127.0.0.1:9");

    // What stands on this computer never takes it.
    let app = desk.save_app(0).await;
    desk.install(&app, desk.account("STANDARD", 0)).await;
}

/// An authority's certificate with its key, as one file.
fn authority() -> String {
    let made = rcgen::generate_simple_self_signed(["proxy.example".to_owned()]).unwrap();
    format!("{}{}", made.signing_key.serialize_pem(), made.cert.pem())
}

async fn network(desk: &TestDesk) -> Value {
    desk.call("network_get", json!({})).await
}

#[tokio::test]
async fn certificates_are_a_persons_own_choice_and_must_be_some() {
    let desk = TestDesk::start().await;
    desk.lay_before("no.pem", "these are none");
    let problem = desk.refused("certificates_choose", json!({})).await;
    assert_eq!(problem["code"], "CertificatesUnreadable", "{problem}");
    let mut wanted = settings(&desk).await;
    wanted["certificates"] = json!("/etc/passwd");
    let saved = desk.call("settings_save", wanted).await;
    assert_eq!(
        saved["certificates"],
        Value::Null,
        "a path isn't taken at the window's word"
    );
    assert_eq!(network(&desk).await["certificates"], json!([]));
}

#[tokio::test]
async fn certificates_are_copied_and_can_be_removed() {
    let desk = TestDesk::start().await;
    let pem = authority();
    desk.lay_before("a.pem", &pem);
    let saved = desk.call("certificates_choose", json!({})).await;
    let path = saved["certificates"].as_str().unwrap();
    assert!(path.ends_with("a.pem"), "{path}");
    let before = network(&desk).await;
    let certificate = &before["certificates"][0];
    assert_eq!(certificate["subject"], "CN=rcgen self signed cert");
    assert_eq!(certificate["sha256"].as_str().unwrap().len(), 64);
    std::fs::remove_file(path).unwrap();
    let desk = desk.restart().await;
    assert_eq!(network(&desk).await, before, "a copy is kept");

    desk.lay_before("a.pem", &authority());
    desk.call("certificates_choose", json!({})).await;
    let replaced = network(&desk).await;
    assert_ne!(replaced["certificates"], before["certificates"]);
    let none = json!({"certificates": null});
    desk.call("settings_save", none).await;
    assert_eq!(network(&desk).await["certificates"], json!([]));
    let body = pem.lines().nth(1).unwrap();
    for file in std::fs::read_dir(desk.directory.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        let holds = bytes
            .windows(body.len())
            .any(|part| part == body.as_bytes());
        assert!(!holds, "a key in the file isn't copied");
    }
}

/// An earlier version kept the path alone, and read the file where it was.
#[tokio::test]
async fn certificates_of_an_earlier_version_are_copied_at_the_start() {
    let desk = TestDesk::start().await;
    desk.lay_before("a.pem", &authority());
    let path = desk.call("certificates_choose", json!({})).await["certificates"].clone();
    let path = path.as_str().unwrap().to_owned();
    let named = json!({"proxy": "named", "proxy_url": "http://127.0.0.1:9"});
    desk.call("settings_save", named).await;
    let forget = "DELETE FROM settings WHERE name = 'certificates'";
    let as_it_was = |desk: &TestDesk| {
        let file = database::beside(desk.directory.path());
        assert_eq!(file.execute(forget, []).unwrap(), 1);
    };
    as_it_was(&desk);
    let desk = desk.restart().await;
    assert_eq!(
        network(&desk).await["certificates"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    as_it_was(&desk);
    std::fs::remove_file(&path).unwrap();
    let desk = desk.restart().await;
    let seen = network(&desk).await;
    assert_eq!(seen["certificates"], json!([]));
    assert_eq!(seen["problem"]["code"], "CertificatesUnreadable", "{seen}");
    assert_eq!(seen["problem"]["args"]["path"], path);
    assert_eq!(seen["proxy"]["address"], "http://127.0.0.1:9", "it stays");
    desk.call("settings_save", json!({"compact": true})).await;
}

#[tokio::test]
async fn settings_that_cannot_be_read_lead_to_nobody() {
    let desk = TestDesk::start().await;
    desk.call("settings_save", json!({"compact": true})).await;
    let file = database::beside(desk.directory.path());
    let break_it = "UPDATE settings SET value = '{' WHERE name = 'settings'";
    assert_eq!(file.execute(break_it, []).unwrap(), 1);
    drop(file);
    let desk = desk.restart().await;
    let asked = desk.log().await.len();
    let doctor = desk.call("doctor_run", json!({})).await;
    let checks = doctor["checks"].as_array().unwrap();
    let network = checks.iter().find(|check| check["check"] == "network");
    assert_eq!(network.unwrap()["finding"]["code"], "SettingsUnreadable");
    assert_eq!(desk.log().await.len(), asked, "nobody is called");
    desk.call("settings_reset", json!({})).await;
    let doctor = desk.call("doctor_run", json!({})).await;
    let checks = doctor["checks"].as_array().unwrap();
    let network = checks.iter().find(|check| check["check"] == "network");
    assert_eq!(network.unwrap()["finding"]["code"], "HubSpotAnswers");
}

#[tokio::test]
async fn a_missing_version_is_said_in_the_activity_once() {
    let desk = TestDesk::start().await;
    let order = json!({"endpoint": "token", "version": "2026-09", "status": 404, "count": 1000});
    desk.control("faults", order).await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    desk.refresh(&[&id]).await;
    let missing = json!({"kinds": ["version_missing"], "limit": 10});
    let lines = desk
        .until("activity_query", missing, |page| page["total"] != 0)
        .await;
    assert_eq!(lines["total"], 1, "{lines}");
    let line = &lines["rows"][0];
    assert_eq!(line["code"], "EndpointVersionMissing");
    assert_eq!(line["hubspot_status"], "/oauth/2026-09/token");
}
