use keeper_core::Code;
use keeper_tests::bridge::{Bridge, Start};
use keeper_tests::desk::DEADLINE;

use crate::siege::{Siege, breath, open};
use crate::stand::Stand;

#[tokio::test]
async fn a16_two_programs_never_share_a_data_directory() {
    let siege = Siege::start_apart("info").await;
    let app = siege.save_app().await;
    let id = siege.install(&app).await;
    let second = async || {
        Bridge::try_start(Start {
            binary: env!("CARGO_BIN_EXE_bridge"),
            data_dir: siege.directory.path(),
            hubspot: Some((&siege.stand.base, &siege.stand.base)),
            log: "info",
            environment: &[],
        })
        .await
    };
    let Err((status, said)) = second().await else {
        panic!("a second program opened the directory");
    };
    assert!(!status.success());
    assert!(said.contains("DataDirectoryInUse"), "{said}");
    let in_process = open(siege.directory.path(), &siege.stand.base).await;
    let refused = in_process.err().expect("nor does one of another kind");
    assert_eq!(refused.code, Code::DataDirectoryInUse);
    assert_eq!(siege.refresh(&id).await["proven"], 1, "the first goes on");

    siege.program.kill().await;
    let again = async {
        loop {
            match second().await {
                Ok(bridge) => return bridge,
                Err(_) => breath().await,
            }
        }
    };
    let again = tokio::time::timeout(DEADLINE, again).await;
    let bridge = again.expect("a killed program leaves no lock behind");
    bridge.end().await;
}

#[tokio::test]
async fn a26_data_of_one_target_is_not_opened_for_another() {
    let siege = Siege::start().await;
    let app = siege.save_app().await;
    siege.install(&app).await;
    siege.program.close().await;
    drop(siege.program);
    // An edited launcher: the practice file in the place of HubSpot's own.
    let directory = siege.directory.path();
    let released = async {
        while let Err(problem) = open(directory, &siege.stand.base).await {
            assert_eq!(problem.code, Code::DataDirectoryInUse);
            breath().await;
        }
    };
    tokio::time::timeout(DEADLINE, released)
        .await
        .expect("it is let go");
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::copy(
        directory.join("practice.db"),
        elsewhere.path().join("vault.db"),
    )
    .unwrap();
    let opened = keeper_api::Api::open(keeper_tests::desktop::options(elsewhere.path(), None));
    let refused = opened
        .await
        .err()
        .expect("another target's data is refused");
    assert_eq!(refused.code, Code::DataDirectoryOfOtherTarget);
}

#[tokio::test]
async fn a26_another_target_is_on_this_machine_or_nowhere() {
    let directory = tempfile::tempdir().unwrap();
    let stand = Stand::start().await;
    for base in [
        "https://api.hubapi.com.evil.example",
        "http://10.0.0.1:80",
        "http://localhost.evil.example",
        "http://user@127.0.0.1.evil.example/",
        "file:///etc/passwd",
    ] {
        let refused = open(directory.path(), base).await.err().expect(base);
        assert_eq!(refused.code, Code::ArgumentsInvalid, "{base}");
    }
    assert!(open(directory.path(), &stand.base).await.is_ok());
}
