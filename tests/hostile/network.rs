use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keeper_tests::bridge::{Bridge, Start};
use keeper_tests::tunnel::Tunnel;
use serde_json::{Value, json};

use crate::secrets::{assert_in_no_file, holds};
use crate::siege::Program;

const PASSPHRASE: &str = "correct horse battery staple";
const PASSWORD: &str = "CANARYproxyx8Hd3Lw6Vb1Zq5";

/// The program in HubSpot's own world, in a process of its own.
async fn bridge(data_dir: &Path, environment: &[(&str, &str)]) -> Bridge {
    let started = Bridge::try_start(Start {
        binary: env!("CARGO_BIN_EXE_bridge"),
        data_dir,
        hubspot: None,
        log: "trace",
        environment,
    })
    .await;
    let bridge =
        started.unwrap_or_else(|(status, output)| panic!("the bridge ended, {status}: {output}"));
    let is_open = |vault: &Value| vault["state"] == "open";
    bridge.until("vault_status", json!({}), is_open).await;
    bridge
}

/// Lays a file before the person who is asked for certificates.
fn lay_before(data_dir: &Path, authority: &str) -> std::path::PathBuf {
    let folder = data_dir.join("imports");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("company.pem");
    std::fs::write(&path, authority).unwrap();
    path
}

/// What the doctor says of the way to HubSpot: a code, and what was seen.
async fn look(program: &impl Program) -> (String, Value) {
    let doctor = program.must("doctor_run", json!({})).await;
    let checks = doctor["checks"].as_array().unwrap().iter();
    let network = checks.clone().find(|check| check["check"] == "network");
    let network = network.expect("the way to HubSpot is checked");
    let facts = network["facts"].as_array().unwrap().iter();
    let facts = facts.map(|fact| (fact["name"].as_str().unwrap().to_owned(), &fact["value"]));
    let code = network["finding"]["code"].as_str().unwrap().to_owned();
    let told = doctor["report"].as_str().unwrap();
    assert!(!told.contains(PASSWORD), "{told}");
    (
        code,
        facts.map(|(name, value)| (name, value.clone())).collect(),
    )
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

#[tokio::test]
async fn a22_what_the_environment_trusts_is_not_trusted() {
    let tunnel = Tunnel::start(None).await;
    let directory = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("ca.pem");
    std::fs::write(&bundle, &tunnel.authority).unwrap();
    let proxy = format!("http://maya:{PASSWORD}@{}", tunnel.address);
    let environment = [
        ("HTTPS_PROXY", proxy.as_str()),
        ("NO_PROXY", ""),
        ("SSL_CERT_FILE", bundle.to_str().unwrap()),
        ("SSL_CERT_DIR", folder.path().to_str().unwrap()),
    ];
    let program = bridge(directory.path(), &environment).await;
    let (code, facts) = look(&program).await;
    assert_eq!(code, "HubSpotCertificateRefused", "{facts}");
    assert_eq!(tunnel.requests(), [""; 0], "nothing got through to it");
    assert_eq!(facts["proxy"], format!("http://{}", tunnel.address));
    assert_eq!(facts["proxy_from"], "HTTPS_PROXY");
    assert_eq!(facts["more_certificates"], "none");
    let ignored = facts["ignored"].as_str().unwrap();
    assert!(
        ignored.starts_with("SSL_CERT_FILE SSL_CERT_DIR"),
        "{ignored}"
    );
    let network = program.must("network_get", json!({})).await;
    assert_eq!(network["proxy"]["variable"], "HTTPS_PROXY", "{network}");
    assert!(!network.to_string().contains(PASSWORD));

    // What a person chose is trusted, wherever its file is by then.
    let chosen = lay_before(directory.path(), &tunnel.authority);
    program.must("certificates_choose", json!({})).await;
    std::fs::remove_file(chosen).unwrap();
    let (code, facts) = look(&program).await;
    assert_eq!(code, "HubSpotAnswers", "{facts}");
    assert!(!tunnel.requests().is_empty());
    let network = program.must("network_get", json!({})).await;
    let sha256 = network["certificates"][0]["sha256"].as_str().unwrap();
    assert!(
        facts["more_certificates"]
            .as_str()
            .unwrap()
            .contains(sha256)
    );
    program.end().await;

    let program = bridge(directory.path(), &environment).await;
    assert_eq!(look(&program).await.0, "HubSpotAnswers");
    let none = json!({"certificates": null});
    program.must("settings_save", none).await;
    assert_eq!(look(&program).await.0, "HubSpotCertificateRefused");
}

#[tokio::test]
async fn a12_a_proxys_credentials_are_sealed_and_told_to_their_proxy_alone() {
    let tunnel = Tunnel::start(Some(&basic("maya", PASSWORD))).await;
    let directory = tempfile::tempdir().unwrap();
    let program = bridge(directory.path(), &[]).await;
    lay_before(directory.path(), &tunnel.authority);
    program.must("certificates_choose", json!({})).await;
    let address = format!("http://{}", tunnel.address);
    let typed = format!("http://maya:{PASSWORD}@{}", tunnel.address);
    let settings = json!({"proxy": "named", "proxy_url": typed});
    let settings = program.must("settings_save", settings).await;
    assert_eq!(settings["proxy_url"], address, "they are taken out");
    assert_eq!(look(&program).await.0, "HubSpotAnswers");

    let network = program.must("proxy_credentials_remove", json!({})).await;
    assert_eq!(network["proxy_credentials"], false);
    assert_eq!(look(&program).await.0, "ProxyCredentialsRefused");
    let typed = json!({"user": "maya", "password": PASSWORD});
    let network = program.must("proxy_credentials_save", typed).await;
    assert_eq!(network["proxy_credentials"], true);
    assert_eq!(look(&program).await.0, "HubSpotAnswers");

    program.must("vault_lock", json!({})).await;
    tunnel.take_credentials();
    assert_eq!(look(&program).await.0, "ProxyCredentialsRefused");
    assert!(tunnel.take_credentials().iter().all(Option::is_none));
    let refused = program.call("proxy_credentials_remove", json!({})).await;
    assert_eq!(refused.unwrap_err()["code"], "VaultLocked");
    let unlock = json!({"passphrase": PASSPHRASE});
    program.must("vault_unlock", unlock).await;
    assert_eq!(look(&program).await.0, "HubSpotAnswers");
    let mut output = program.end().await;

    let program = bridge(directory.path(), &[]).await;
    assert_eq!(look(&program).await.0, "HubSpotAnswers", "after a restart");
    let other = Tunnel::start(None).await;
    let elsewhere = json!({"proxy_url": format!("http://{}", other.address)});
    program.must("settings_save", elsewhere).await;
    look(&program).await;
    let brought = other.take_credentials();
    assert!(!brought.is_empty() && brought.iter().all(Option::is_none));
    let network = program.must("network_get", json!({})).await;
    assert_eq!(network["proxy_credentials"], false, "{network}");
    output.push_str(&program.end().await);

    let secrets = [PASSWORD.to_owned(), basic("maya", PASSWORD)];
    assert_in_no_file(directory.path(), &secrets, "after the end");
    for secret in &secrets {
        assert!(!holds(output.as_bytes(), secret), "{secret} was printed");
    }
}
