use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

async fn installed(desk: &TestDesk, count: usize) -> Vec<Value> {
    let app = desk.save_app(0).await;
    let mut ids = Vec::new();
    for place in 0..count {
        ids.push(desk.install(&app, desk.account("STANDARD", place)).await);
    }
    ids
}

#[tokio::test]
async fn a_refresh_proves_and_counts() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 3).await;
    let before = desk.row(&ids[0]).await["tokens"]["access"].clone();
    let all: Vec<_> = ids.iter().collect();
    let summary = desk.refresh(&all).await;
    assert_eq!(summary["proven"], 3, "{summary}");
    assert_ne!(
        desk.row(&ids[0]).await["tokens"]["access"],
        before,
        "the token is new"
    );
}

#[tokio::test]
async fn passing_faults_kill_nothing() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 1).await;
    for fault in [
        json!({"status": 500}),
        json!({"status": 423}),
        json!({"status": 477, "retry_after": 60}),
        json!({"status": 429, "retry_after": 0}),
        json!({"kind": "html"}),
        json!({"kind": "shape"}),
        json!({"kind": "half"}),
        json!({"kind": "reset"}),
    ] {
        let mut order = json!({"endpoint": "refresh", "count": 1});
        order
            .as_object_mut()
            .unwrap()
            .extend(fault.as_object().unwrap().clone());
        desk.control("faults", order.clone()).await;
        let summary = desk.refresh(&[&ids[0]]).await;
        assert_eq!(summary["postponed"], 1, "{order}: {summary}");
        assert_eq!(desk.row(&ids[0]).await["health"], "retrying", "{order}");
        let summary = desk.refresh(&[&ids[0]]).await;
        assert_eq!(summary["proven"], 1, "{order}: recovery without a restart");
        assert_eq!(desk.row(&ids[0]).await["health"], "healthy");
    }
}

#[tokio::test]
async fn a_rotated_secret_is_one_finding_at_the_app() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 3).await;
    let app = desk.practice.apps()[0].clone();
    let rotated = desk
        .control("rotate-secret", json!({"client_id": app.client_id}))
        .await;
    let all: Vec<_> = ids.iter().collect();
    let summary = desk.refresh(&all).await;
    assert_eq!(summary["refused"], 0, "no installation is dead: {summary}");
    assert_eq!(summary["skipped"], 3);
    for id in &ids {
        let row = desk.row(id).await;
        assert_eq!(
            (&row["health"], &row["code"]),
            (&json!("app_problem"), &json!("ClientSecretRefused"))
        );
    }
    let mut fields = desk.app_fields(&app);
    fields["id"] = desk.call("app_list", json!({})).await[0]["id"].clone();
    fields["client_secret"] = rotated["client_secret"].clone();
    desk.call("app_save", json!({"app": fields})).await;
    assert_eq!(desk.refresh(&all).await["proven"], 3);
    assert_eq!(desk.row(&ids[0]).await["health"], "healthy");
}

#[tokio::test]
async fn a_deleted_account_is_dead() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 1).await;
    let hub_id = desk.account("STANDARD", 0);
    let control = desk.practice.control().unwrap();
    let http = keeper_tests::desk::http();
    let gone = http
        .delete(format!("{control}/account"))
        .json(&json!({"hub_id": hub_id}));
    gone.send().await.unwrap();
    assert_eq!(desk.refresh(&[&ids[0]]).await["refused"], 1);
    let row = desk.row(&ids[0]).await;
    assert_eq!(
        (&row["health"], &row["code"]),
        (&json!("needs_reauthorization"), &json!("AccountGone"))
    );
}

#[tokio::test]
async fn a16_a_hundred_callers_make_one_call() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 1).await;
    desk.control(
        "faults",
        json!({
            "endpoint": "refresh", "kind": "slow", "delay_ms": 300, "count": 1
        }),
    )
    .await;
    let before = refreshes(&desk).await;
    let one = [&ids[0]];
    let callers = (0..100).map(|_| desk.refresh(&one));
    let summaries = futures::future::join_all(callers).await;
    assert!(summaries.iter().all(|summary| summary["proven"] == 1));
    let made = refreshes(&desk).await - before;
    assert!(
        made < 10,
        "whoever asks during a flight joins it; {made} calls were made"
    );
}

async fn refreshes(desk: &TestDesk) -> usize {
    let log = desk.log().await;
    let is_token = |line: &&Value| line["path"].as_str().unwrap().ends_with("/token");
    log.iter().filter(is_token).count()
}

#[tokio::test]
async fn a_batch_can_be_cancelled() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 4).await;
    desk.control(
        "faults",
        json!({
            "endpoint": "refresh", "kind": "slow", "delay_ms": 500, "count": 100
        }),
    )
    .await;
    let many: Vec<_> = ids.iter().cycle().take(4).collect();
    let started = desk
        .call("installation_refresh", json!({"ids": many}))
        .await;
    desk.call("batch_cancel", json!({"batch": started["batch"]}))
        .await;
    let ended = desk
        .until(
            "batch_status",
            json!({"batch": started["batch"]}),
            |status| status["finished"] == json!(true),
        )
        .await;
    assert_eq!(ended["done"], ended["total"]);
}

#[tokio::test]
async fn a_new_wanted_scope_shows_as_behind() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 1).await;
    let app = desk.practice.apps()[0].clone();
    let mut fields = desk.app_fields(&app);
    fields["id"] = desk.call("app_list", json!({})).await[0]["id"].clone();
    fields["optional_scopes"] = json!(["tickets", "business-intelligence"]);
    desk.call("app_save", json!({"app": fields})).await;
    let row = desk.row(&ids[0]).await;
    assert_eq!(row["health"], "scopes_behind", "{row}");
    assert_eq!(row["scopes"][0]["meaning"], "added_since");
}
