use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

pub async fn installed(desk: &TestDesk, count: usize) -> Vec<Value> {
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
    let limited = json!({"endpoint": "refresh", "status": 429, "retry_after": 7_200});
    desk.control("faults", limited).await;
    let summary = desk.refresh(&[&ids[0]]).await;
    assert_eq!(summary["postponed"], 1, "{summary}");
    assert_eq!(desk.row(&ids[0]).await["health"], "retrying");
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

/// Holds back HubSpot's answer to every refresh, until they are let out.
pub async fn hold_refreshes(desk: &TestDesk) {
    let fault = json!({"endpoint": "refresh", "kind": "held", "count": 1000});
    desk.control("faults", fault).await;
}

/// Lets out what is held, and holds nothing more.
pub async fn release(desk: &TestDesk) {
    let control = desk.practice.control().unwrap();
    let http = keeper_tests::desk::http();
    let order = http.delete(format!("{control}/faults")).json(&json!({}));
    assert!(order.send().await.unwrap().status().is_success());
    desk.control("release", json!({})).await;
}

async fn refreshes(desk: &TestDesk) -> usize {
    let log = desk.log().await;
    log.iter()
        .filter(|line| line["endpoint"] == "refresh")
        .count()
}

/// Waits until HubSpot was asked for so many refreshes.
pub async fn until_refreshes(desk: &TestDesk, wanted: usize) {
    let mut requests = desk.practice.requests();
    let asked = async {
        loop {
            requests.mark_unchanged();
            if refreshes(desk).await >= wanted {
                return;
            }
            requests.changed().await.unwrap();
        }
    };
    let asked = tokio::time::timeout(keeper_tests::desk::DEADLINE, asked).await;
    asked.expect("HubSpot is asked");
}

#[tokio::test]
async fn a16_a_hundred_callers_make_one_call() {
    let desk = TestDesk::start().await;
    let ids = installed(&desk, 1).await;
    hold_refreshes(&desk).await;
    let mut batches = Vec::new();
    for _ in 0..100 {
        let args = json!({"ids": [ids[0]]});
        batches.push(desk.call("installation_refresh", args).await["batch"].clone());
    }
    until_refreshes(&desk, 1).await;
    let is_over = |status: &Value| status["finished"] == json!(true);
    for batch in &batches {
        let status = desk.call("batch_status", json!({"batch": batch})).await;
        assert!(
            !is_over(&status),
            "HubSpot hasn't answered anybody: {status}"
        );
    }
    assert_eq!(refreshes(&desk).await, 1, "all are under way");
    release(&desk).await;
    for batch in &batches {
        let args = json!({"batch": batch});
        let ended = desk.until("batch_status", args, is_over).await;
        assert_eq!(ended["summary"]["proven"], 1, "{ended}");
    }
    assert_eq!(refreshes(&desk).await, 1, "all got the answer to one call");
}

#[tokio::test]
async fn a_batch_can_be_cancelled() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let mut ids = Vec::new();
    let accounts = desk.practice.accounts();
    let takes_apps = |kind| serde_json::to_value(kind).unwrap() != json!("APP_DEVELOPER");
    for account in accounts.iter().filter(|account| takes_apps(account.kind)) {
        ids.push(desk.install(&app, account.hub_id).await);
    }
    hold_refreshes(&desk).await;
    let started = desk.call("installation_refresh", json!({"ids": ids})).await;
    until_refreshes(&desk, 1).await;
    let batch = json!({"batch": started["batch"]});
    desk.call("batch_cancel", batch.clone()).await;
    release(&desk).await;
    let is_over = |status: &Value| status["finished"] == json!(true);
    let ended = desk.until("batch_status", batch, is_over).await;
    let made = refreshes(&desk).await;
    assert!(made < ids.len(), "the rest isn't tried: {ended}");
    let summary = &ended["summary"];
    assert_eq!(summary["proven"], made, "what is under way ends: {ended}");
    assert_eq!(summary["cancelled"], ids.len() - made, "{ended}");
    assert_eq!(ended["done"], ended["total"], "{ended}");
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
