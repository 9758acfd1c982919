use std::path::PathBuf;

use keeper_tests::desk::{DEADLINE, TestDesk};
use serde_json::{Value, json};

/// What the vault of these tests is opened with.
fn present() -> Value {
    json!({"present": {"passphrase": "correct horse battery staple"}})
}

/// Writes a recovery code; the page, and the code on it.
async fn written(desk: &TestDesk) -> (PathBuf, String) {
    let answer = desk.call("vault_make_recovery_code", present()).await;
    let path = PathBuf::from(answer["path"].as_str().unwrap());
    let page = std::fs::read_to_string(&path).unwrap();
    let code = page.split_once("<p class=\"code\">").unwrap().1;
    let code = code.split_once("</p>").unwrap().0.to_owned();
    (path, code)
}

/// Unlocks as soon as one may try again.
async fn unlocked(desk: &TestDesk, args: Value) -> Value {
    let trying = async {
        loop {
            match desk.api.call("vault_unlock", args.clone()).await {
                Ok(view) => return view,
                Err(problem) => assert!(problem.retry_after.is_some(), "{problem}"),
            }
        }
    };
    tokio::time::timeout(DEADLINE, trying).await.unwrap()
}

#[tokio::test]
async fn a_code_on_paper_opens_the_vault_and_can_be_taken_back() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let before = desk.call("vault_status", json!({})).await;
    assert_eq!(before["recovery"], false);
    let (_, code) = written(&desk).await;
    let status = desk.call("vault_status", json!({})).await;
    assert_eq!(status["recovery"], true);
    assert_eq!(status["slots"], json!(["passphrase", "recovery"]));

    desk.call("vault_lock", json!({})).await;
    let mistyped = json!({"recovery_code": "ABCD"});
    let problem = desk.refused("vault_unlock", mistyped).await;
    assert_eq!(problem["code"], "PassphraseWrong");
    assert_eq!(problem["args"]["mistyped"], true);
    let sloppy = code.to_lowercase().replace('-', " ");
    let view = unlocked(&desk, json!({"recovery_code": sloppy})).await;
    assert_eq!(view["state"], "open");
    assert_eq!(desk.refresh(&[&id]).await["proven"], 1);

    let mut remove = present();
    remove["slot"] = json!("recovery");
    desk.call("vault_remove_slot", remove).await;
    desk.call("vault_lock", json!({})).await;
    let problem = desk
        .refused("vault_unlock", json!({"recovery_code": code}))
        .await;
    assert_eq!(problem["code"], "NoSlotOpens");
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_old_one() {
    let desk = TestDesk::start().await;
    let (_, first) = written(&desk).await;
    let (_, second) = written(&desk).await;
    assert_ne!(first, second);
    desk.call("vault_lock", json!({})).await;
    let problem = desk
        .refused("vault_unlock", json!({"recovery_code": first}))
        .await;
    assert_eq!(problem["code"], "PassphraseWrong");
    assert!(
        problem["retry_after"].is_u64(),
        "and it is counted: {problem}"
    );
    let view = unlocked(&desk, json!({"recovery_code": second})).await;
    assert_eq!(view["state"], "open");
}

#[tokio::test]
async fn a14_nothing_of_the_code_crosses_to_the_window() {
    let desk = TestDesk::start().await;
    let mut events = desk.api.events();
    let answer = desk.call("vault_make_recovery_code", present()).await;
    let page = std::fs::read_to_string(answer["path"].as_str().unwrap()).unwrap();
    let code = page.split_once("<p class=\"code\">").unwrap().1;
    let code = code.split_once("</p>").unwrap().0;
    let mut told = answer.to_string();
    for command in [
        "vault_status",
        "session_get",
        "activity_query",
        "doctor_run",
    ] {
        told.push_str(&desk.call(command, json!({})).await.to_string());
    }
    while let Ok(event) = events.try_recv() {
        told.push_str(&serde_json::to_string(&event).unwrap());
    }
    for group in code.split('-') {
        assert!(!told.contains(group), "{group} was told: {told}");
    }
}

#[tokio::test]
async fn a12_the_page_stands_alone_and_is_its_owners() {
    let desk = TestDesk::start().await;
    let (path, _) = written(&desk).await;
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(page.contains("default-src 'none'"), "{page}");
    for outside in [
        "http:", "https:", "src=", "href=", "<script", "@import", "url(",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(!page.contains("recovery."), "every text is there: {page}");
    let directory = desk.directory.path().display().to_string();
    assert!(page.contains(&directory), "it says which data it is for");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_written_changes_nothing() {
    let desk = TestDesk::start().await;
    let (path, code) = written(&desk).await;
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let problem = desk.refused("vault_make_recovery_code", present()).await;
    assert_eq!(problem["code"], "FileUnwritable");
    desk.call("vault_lock", json!({})).await;
    let view = unlocked(&desk, json!({"recovery_code": code})).await;
    assert_eq!(view["state"], "open", "the code before still opens it");
}

#[tokio::test]
async fn a_code_is_no_place_for_a_new_key() {
    let desk = TestDesk::start().await;
    let problem = desk
        .refused("vault_start_afresh", json!({"slot": "recovery"}))
        .await;
    assert_eq!(problem["code"], "ArgumentsInvalid");
}

#[tokio::test]
async fn a_backup_brings_back_what_was_and_can_be_undone() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let kept = desk.install(&app, desk.account("STANDARD", 0)).await;
    let copy = desk.call("backup_make", json!({})).await;
    let newer = desk.install(&app, desk.account("STANDARD", 1)).await;
    let list = desk.call("backup_list", json!({})).await;
    let names: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert!(names.contains(&&copy["name"]), "{list}");
    assert!(copy["size"].as_u64().unwrap() > 0);

    let restored = desk
        .call("backup_restore", json!({"name": copy["name"]}))
        .await;
    assert_eq!(restored["from"], copy["made_at"]);
    assert_eq!(restored["vault"]["state"], "open");
    let page = desk.call("installation_query", json!({"limit": 9})).await;
    assert_eq!(page["total"], 1, "{page}");
    assert_eq!(
        desk.refused("installation_get", json!({"id": newer})).await["code"],
        "InstallationUnknown"
    );
    assert_eq!(desk.refresh(&[&kept]).await["proven"], 1);
    let story = desk
        .call("activity_query", json!({"kinds": ["vault_restored"]}))
        .await;
    assert_eq!(story["total"], 1);

    let undo = json!({"name": restored["former"]["name"]});
    desk.call("backup_restore", undo).await;
    assert_eq!(desk.refresh(&[&newer]).await["proven"], 1);

    let desk = desk.restart().await;
    let row = json!({"id": newer});
    desk.until("installation_get", row, |row| row["health"] == "healthy")
        .await;
}

#[tokio::test]
async fn a_backup_with_another_key_asks_for_what_opened_it() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let kept = desk.install(&app, desk.account("STANDARD", 0)).await;
    let copy = desk.call("backup_make", json!({})).await;
    let afresh = json!({"slot": "passphrase", "passphrase": "seven green otters sing"});
    desk.call("vault_start_afresh", afresh).await;
    let mut args = json!({"name": copy["name"]});
    let asked = desk.refused("backup_restore", args.clone()).await;
    assert_eq!(asked["code"], "BackupSealedOtherwise");
    assert_eq!(asked["args"]["passphrase"], true);
    args["then"] = json!({"passphrase": "correct horse battery staple"});
    let restored = desk.call("backup_restore", args).await;
    assert_eq!(restored["vault"]["state"], "open", "{restored}");
    assert_eq!(desk.refresh(&[&kept]).await["proven"], 1);
    desk.call("vault_lock", json!({})).await;
    let present = json!({"passphrase": "seven green otters sing"});
    assert_eq!(unlocked(&desk, present).await["state"], "open");
}

#[tokio::test]
async fn a24_what_leaked_is_of_no_use_after_a_new_key() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let kept = desk.install(&app, desk.account("STANDARD", 0)).await;
    let (_, old_code) = written(&desk).await;
    let copy = desk.call("backup_make", json!({})).await;
    let mut args = present();
    args["passphrase"] = json!("password1234");
    let weak = desk.refused("vault_renew_key", args.clone()).await;
    assert_eq!(weak["code"], "PassphraseTooWeak");
    assert_eq!(weak["args"]["weakness"], "common");
    args["passphrase"] = json!("seven green otters sing");
    let mut wrong = args.clone();
    wrong["present"] = json!({"passphrase": "wrong horse"});
    let wrong = desk.refused("vault_renew_key", wrong).await;
    assert_eq!(wrong["code"], "PassphraseWrong");

    let answer = desk.call("vault_renew_key", args).await;
    let page = std::fs::read_to_string(answer["path"].as_str().unwrap()).unwrap();
    assert!(!page.contains(&old_code), "the page has a new code");
    let copies = desk.call("backup_list", json!({})).await;
    let copies = copies.as_array().unwrap().clone();
    assert!(!copies.iter().any(|one| one["name"] == copy["name"]));
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert_eq!(desk.refresh(&[&kept]).await["proven"], 1);
    desk.call("vault_lock", json!({})).await;
    for old in [
        json!({"passphrase": "correct horse battery staple"}),
        json!({"recovery_code": old_code}),
    ] {
        let refused = desk.refused("vault_unlock", old).await;
        assert_eq!(refused["code"], "PassphraseWrong");
    }
    let new = json!({"passphrase": "seven green otters sing"});
    assert_eq!(unlocked(&desk, new).await["state"], "open");
    assert_eq!(desk.row(&kept).await["health"], "healthy");
}

#[tokio::test]
async fn a21_only_a_listed_backup_is_restored() {
    let desk = TestDesk::start().await;
    for name in [
        "",
        "../vault.db",
        "/etc/passwd",
        "vault-2001-01-01.db",
        "practice-2001-01-01-000000.db",
    ] {
        let problem = desk.refused("backup_restore", json!({"name": name})).await;
        assert_eq!(problem["code"], "BackupUnknown", "{name}");
    }
    assert_eq!(desk.call("vault_status", json!({})).await["state"], "open");
}
