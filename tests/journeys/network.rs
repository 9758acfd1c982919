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
        "http://user:word@proxy.example:8080",
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

    let made = rcgen::generate_simple_self_signed(["proxy.example".to_owned()]).unwrap();
    desk.lay_before("a.pem", &made.cert.pem());
    let saved = desk.call("certificates_choose", json!({})).await;
    let path = saved["certificates"].as_str().unwrap();
    assert!(path.ends_with("a.pem"), "{path}");
    let desk = desk.restart().await;
    let mut wanted = settings(&desk).await;
    assert_eq!(wanted["certificates"], saved["certificates"]);
    std::fs::remove_file(path).unwrap();
    wanted["compact"] = json!(true);
    desk.call("settings_save", wanted).await;
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
