use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

#[tokio::test]
async fn everything_is_found_again_after_a_restart() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let before = desk.row(&id).await;
    let desk = desk.restart().await;
    let row = json!({"id": id});
    let after = desk
        .until("installation_get", row, |row| row["health"] == "healthy")
        .await;
    assert_eq!(after, before);
    assert_eq!(desk.refresh(&[&id]).await["proven"], 1);
}

#[tokio::test]
async fn a24_a_locked_vault_shows_rows_and_opens_nothing() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    assert_eq!(desk.call("vault_lock", json!({})).await["state"], "locked");
    assert_eq!(desk.row(&id).await["health"], "healthy", "as last known");
    for (command, args) in [
        ("installation_copy_token", json!({"id": id})),
        ("installation_revoke", json!({"id": id})),
        ("installation_uninstall", json!({"id": id})),
        (
            "install_start",
            json!({"app": app, "redirect_url": desk.redirect_url}),
        ),
        ("installation_refresh", json!({"ids": [id]})),
    ] {
        assert_eq!(
            desk.refused(command, args).await["code"],
            "VaultLocked",
            "{command}"
        );
    }
    let wrong = desk
        .refused("vault_unlock", json!({"passphrase": "wrong"}))
        .await;
    assert_eq!(wrong["code"], "PassphraseWrong");
    let right = json!({"passphrase": "correct horse battery staple"});
    let opened = async {
        loop {
            match desk.api.call("vault_unlock", right.clone()).await {
                Ok(view) => return view,
                // A wrong passphrase makes the next try wait.
                Err(problem) => assert!(problem.retry_after.is_some(), "{problem}"),
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    };
    let opened = tokio::time::timeout(keeper_tests::desk::DEADLINE, opened)
        .await
        .unwrap();
    assert_eq!(opened["state"], "open");
    assert_eq!(desk.row(&id).await["health"], "healthy");
}

#[tokio::test]
async fn a14_no_answer_holds_a_secret() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let secret = desk.practice.apps()[0].client_secret.clone();
    for (command, args) in [
        ("session_get", json!({})),
        ("app_list", json!({})),
        ("app_get", json!({"id": app})),
        ("installation_get", json!({"id": id})),
        ("installation_query", json!({"limit": 9})),
        ("matrix_query", json!({"limit": 9})),
        ("activity_query", json!({"limit": 99})),
        ("install_list", json!({})),
        ("vault_status", json!({})),
    ] {
        let told = desk.call(command, args).await.to_string();
        assert!(!told.contains(&secret), "{command} tells the client secret");
        assert!(
            !told.contains("na1-") && !told.contains("eu1-"),
            "{command} tells a token"
        );
    }
}

#[tokio::test]
async fn a_gone_key_loses_no_row_and_reauthorizing_is_the_way_out() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    let afresh = desk.call("vault_start_afresh", json!({"slot": "memory"}));
    assert_eq!(afresh.await["state"], "open");
    let row = desk.row(&id).await;
    assert_eq!(
        (&row["health"], &row["code"]),
        (&json!("secret_unavailable"), &json!("TokenGone"))
    );
    let story = desk.call("activity_query", json!({})).await;
    assert!(story["total"].as_u64().unwrap() >= 3, "history stays");
    let again = json!({"id": id, "open_browser": false});
    let problem = desk.refused("installation_reauthorize", again).await;
    assert_eq!(problem["code"], "ClientSecretMissing");

    let mut fields = desk.app_fields(&desk.practice.apps()[0]);
    fields["id"] = app;
    desk.call("app_save", json!({"app": fields})).await;
    let again = json!({"id": id, "open_browser": false});
    let started = desk.call("installation_reauthorize", again).await;
    let redirect = desk.consent(&started, hub_id).await;
    desk.visit(&redirect).await;
    desk.flow_at(&started["flow"], &["done"]).await;
    assert_eq!(desk.row(&id).await["health"], "healthy");
}

/// The commands that take a new passphrase, with what else they need.
fn new_passphrases(passphrase: &str) -> [(&'static str, Value); 4] {
    let present = json!({"passphrase": "correct horse battery staple"});
    let choice = json!({"slot": "passphrase", "passphrase": passphrase});
    let change = json!({"present": present, "passphrase": passphrase});
    [
        ("vault_set_up", choice.clone()),
        ("vault_start_afresh", choice),
        ("vault_add_passphrase", change.clone()),
        ("vault_renew_key", change),
    ]
}

#[tokio::test]
async fn a24_a_passphrase_that_can_be_guessed_is_taken_nowhere() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    for (command, args) in new_passphrases("password1234") {
        let refused = desk.refused(command, args).await;
        assert_eq!(refused["code"], "PassphraseTooWeak", "{command}");
    }
    assert_eq!(desk.row(&id).await["health"], "healthy");
    assert_eq!(desk.refresh(&[&id]).await["proven"], 1, "nothing changed");
}

/// Judging it and deriving a key from it take time.
#[tokio::test]
async fn a24_a_passphrase_of_more_than_a_kibibyte_is_taken_nowhere() {
    let desk = TestDesk::start().await;
    let longest = "correct horse battery staple! ".repeat(40);
    let longest = &longest[..1024];
    let judged = desk.call("vault_judge_passphrase", json!({"passphrase": longest}));
    assert_eq!(judged.await["fits"], true);
    let longer = format!("{longest}x");
    let judge = ("vault_judge_passphrase", json!({"passphrase": longer}));
    for (command, args) in new_passphrases(&longer).into_iter().chain([judge]) {
        let refused = desk.refused(command, args).await;
        assert_eq!(refused["code"], "ArgumentsInvalid", "{command}");
        assert_eq!(refused["args"]["field"], "passphrase", "{command}");
    }
}

#[tokio::test]
async fn a24_locking_ends_the_flows_that_wait_for_the_browser() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let started = desk.start_install(&app, None).await;
    desk.call("vault_lock", json!({})).await;
    let flow = json!({"flow": started["flow"]});
    let ended = desk.call("install_status", flow).await;
    assert_eq!(ended["state"], "failed", "{ended}");
    assert_eq!(ended["problem"]["code"], "VaultLocked");
}
