use keeper_practice::{AccountType, BadWorld, Options, Practice, StartError};
use serde_json::json;

use crate::bench::{Bench, Link};

#[tokio::test]
async fn a_world_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice-world.json");
    let bench = Bench::in_file(&path).await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    let code = bench
        .code(&Link::of(&app), bench.hub(AccountType::Sandbox))
        .await;
    bench
        .post("switch", json!({"same_token_on_reauthorize": false}))
        .await;
    bench.post("clock", json!({"advance_s": 120})).await;
    let (apps, accounts) = (bench.practice.apps(), bench.practice.accounts());
    bench.practice.shutdown().await;

    let again = Bench::in_file(&path).await;
    assert_eq!(
        (again.practice.apps(), again.practice.accounts()),
        (apps, accounts)
    );
    assert_eq!(again.refresh(&app, &tokens.refresh).await.status, 200);
    assert_eq!(again.account_info(&tokens.access).await.status, 200);
    assert_eq!(again.exchange(&app, &code).await.status, 200, "codes, too");
    let state = again.ask("state").await;
    assert_eq!(
        (
            &state["ahead_s"],
            &state["switches"]["same_token_on_reauthorize"]
        ),
        (&json!(120), &json!(false))
    );
}

#[tokio::test]
async fn what_was_answered_is_on_disk_before_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let bench = Bench::in_file(&path).await;
    let (app, hub) = (bench.app(0), bench.hub(AccountType::Standard));
    let tokens = bench.install(&app, hub).await;
    // A copy made now is what a kill would have left.
    let killed = folder.path().join("killed.json");
    std::fs::copy(&path, &killed).unwrap();
    let again = Bench::in_file(&killed).await;
    assert_eq!(again.refresh(&app, &tokens.refresh).await.status, 200);
    let fields = [("token", tokens.refresh.as_str())];
    assert_eq!(
        bench
            .as_app("/oauth/2026-09/token/revoke", &app, &fields)
            .await
            .status,
        200
    );
    std::fs::copy(&path, &killed).unwrap();
    let later = Bench::in_file(&killed).await;
    assert_eq!(
        later.refresh(&app, &tokens.refresh).await.json()["status"],
        "BAD_REFRESH_TOKEN"
    );
}

#[tokio::test]
async fn redirect_urls_are_added_to_a_loaded_world_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let options = || Options {
        world: Some(path.clone()),
        redirect_urls: vec!["http://localhost:4444/cb".to_owned()],
        ..Options::default()
    };
    for _ in 0..2 {
        let bench = Bench::with(options()).await;
        for app in bench.practice.apps() {
            assert_eq!(
                app.redirect_urls,
                [
                    "http://localhost:3917/oauth-callback",
                    "http://localhost:4444/cb"
                ]
            );
        }
        bench.practice.shutdown().await;
    }
}

#[tokio::test]
async fn a_thousand_calls_do_not_write_a_thousand_times() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    let bench = Bench::with(Options {
        world: Some(path.clone()),
        accounts: 2000,
        ..Options::default()
    })
    .await;
    let app = bench.app(0);
    let tokens = bench.install(&app, bench.hub(AccountType::Standard)).await;
    let began = std::time::Instant::now();
    let mut versions = std::collections::HashSet::new();
    for _ in 0..1000 {
        assert_eq!(bench.refresh(&app, &tokens.refresh).await.status, 200);
        versions.insert(std::fs::metadata(&path).unwrap().modified().unwrap());
    }
    // What nobody waits for is written four times a second at most.
    let most = began.elapsed().as_millis() / 250 + 2;
    let written = versions.len();
    assert!(written as u128 <= most, "{written} times, not {most}");
}

async fn start_error(options: Options) -> StartError {
    match Practice::start(options).await {
        Ok(_) => panic!("it must not start"),
        Err(why) => why,
    }
}

#[tokio::test]
async fn files_that_are_no_world_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.json");
    for (text, newer) in [
        ("{\"format\": 1, \"apps\":", false),
        ("[]", false),
        ("{\"format\": 99}", true),
    ] {
        std::fs::write(&path, text).unwrap();
        let why = start_error(Options {
            world: Some(path.clone()),
            ..Options::default()
        })
        .await;
        let is_newer = matches!(
            &why,
            StartError::World {
                source: BadWorld::Newer(99),
                ..
            }
        );
        assert!(
            matches!(why, StartError::World { .. }) && is_newer == newer,
            "{why}"
        );
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            text,
            "the file is untouched"
        );
    }
}

#[tokio::test]
async fn a_world_that_cant_be_written_is_said_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("world.json");
    let why = start_error(Options {
        world: Some(path),
        ..Options::default()
    })
    .await;
    assert!(matches!(why, StartError::Write { .. }), "{why}");
}

#[tokio::test]
async fn it_listens_on_this_computer_only() {
    let why = start_error(Options {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..Options::default()
    })
    .await;
    assert!(matches!(why, StartError::NotLoopback(_)), "{why}");
}

#[tokio::test]
async fn a_redirect_url_that_hubspot_would_not_take_is_refused() {
    let urls = vec!["http://127.0.0.1:3000/".to_owned()];
    let why = start_error(Options {
        redirect_urls: urls,
        ..Options::default()
    })
    .await;
    assert!(
        why.to_string().contains("IP addresses are not accepted"),
        "{why}"
    );
}
