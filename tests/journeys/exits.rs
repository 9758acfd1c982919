use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

fn steps(report: &Value) -> Vec<&str> {
    let steps = report["steps"].as_array().unwrap().iter();
    steps.map(|step| step["step"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn revoking_leaves_the_app_installed_and_wipes_here() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let report = desk.call("installation_revoke", json!({"id": id})).await;
    assert_eq!(steps(&report), ["revoke", "wipe"]);
    let row = desk.row(&id).await;
    assert_eq!(
        (&row["health"], &row["tokens"]),
        (&json!("revoked"), &Value::Null)
    );
    let copy = desk
        .refused("installation_copy_token", json!({"id": id}))
        .await;
    assert_eq!(copy["code"], "TokenGone");
    let state = desk.log().await;
    assert!(
        state
            .iter()
            .all(|line| !line["path"].as_str().unwrap().contains("external-install"))
    );
}

#[tokio::test]
async fn uninstalling_refreshes_uninstalls_revokes_and_wipes() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let report = desk.call("installation_uninstall", json!({"id": id})).await;
    assert_eq!(steps(&report), ["refresh", "uninstall", "revoke", "wipe"]);
    assert_eq!(report["steps"][1]["http_status"], 204);
    assert_eq!(desk.row(&id).await["health"], "uninstalled");
}

#[tokio::test]
async fn a_production_app_asks_for_the_domain() {
    let desk = TestDesk::start().await;
    let listing = desk.practice.apps()[0].clone();
    let mut fields = desk.app_fields(&listing);
    fields["environment"] = json!("production");
    let app = desk.call("app_save", json!({"app": fields})).await["id"].clone();
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let expected = desk.row(&id).await["confirm_domain"].clone();
    for typed in [
        json!({"id": id}),
        json!({"id": id, "confirm_domain": "elsewhere.example"}),
    ] {
        let problem = desk.refused("installation_uninstall", typed).await;
        assert_eq!(problem["code"], "ConfirmationMismatch");
    }
    assert_eq!(desk.row(&id).await["health"], "healthy", "nothing happened");
    let typed = json!({"id": id, "confirm_domain": expected});
    desk.call("installation_uninstall", typed).await;
    assert_eq!(desk.row(&id).await["health"], "uninstalled");
}

#[tokio::test]
async fn a_dead_token_cannot_uninstall_and_says_so() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    let client_id = desk.practice.apps()[0].client_id.clone();
    desk.control(
        "uninstall",
        json!({"client_id": client_id, "hub_id": hub_id}),
    )
    .await;
    let problem = desk
        .refused("installation_uninstall", json!({"id": id}))
        .await;
    assert_eq!(problem["code"], "UninstallNeedsToken");
    assert_eq!(desk.row(&id).await["health"], "needs_reauthorization");
}

#[tokio::test]
async fn a_refused_exit_changes_nothing() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    for (endpoint, command) in [
        ("revoke", "installation_revoke"),
        ("uninstall", "installation_uninstall"),
    ] {
        desk.control(
            "faults",
            json!({"endpoint": endpoint, "status": 500, "count": 1}),
        )
        .await;
        let problem = desk.refused(command, json!({"id": id})).await;
        assert_eq!(problem["code"], "HubSpotUnavailable", "{endpoint}");
        assert_eq!(desk.row(&id).await["health"], "healthy", "{endpoint}");
    }
}

#[tokio::test]
async fn forgetting_can_be_undone_and_tells_hubspot_nothing() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let before = desk.log().await.len();
    desk.call("installation_forget", json!({"id": id})).await;
    let query = json!({"limit": 10});
    assert_eq!(
        desk.call("installation_query", query.clone()).await["total"],
        0
    );
    desk.call("installation_restore", json!({"id": id})).await;
    assert_eq!(desk.call("installation_query", query).await["total"], 1);
    assert_eq!(desk.log().await.len(), before);
    assert_eq!(
        desk.refresh(&[&id]).await["proven"],
        1,
        "its tokens were kept"
    );
}
