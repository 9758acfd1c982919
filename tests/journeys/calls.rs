use keeper_tests::desk::TestDesk;
use serde_json::json;

#[tokio::test]
async fn a_harmless_call_shows_the_rate_limit_and_no_token() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    let call = desk.call("installation_call", json!({"id": id})).await;
    assert_eq!(
        (&call["http_status"], &call["hub_id"]),
        (&json!(200), &json!(hub_id))
    );
    assert_eq!(
        call["rate_limit"]["max"], 110,
        "an OAuth app's limit: {call}"
    );
    assert_eq!(call["rate_limit"]["interval_ms"], 10_000);
    assert!(call["rate_limit"]["remaining"].as_u64().unwrap() < 110);
    assert!(call["correlation_id"].is_string());
    assert_eq!(call["refreshed"], false);
    let lines = desk.call("activity_query", json!({"limit": 1})).await;
    assert_eq!(lines["rows"][0]["kind"], "called");
    assert_eq!(lines["rows"][0]["correlation_id"], call["correlation_id"]);
}

#[tokio::test]
async fn a_call_that_hubspot_refuses_says_so_and_changes_nothing() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let order = json!({"endpoint": "account_info", "status": 429, "count": 1});
    desk.control("faults", order).await;
    let problem = desk.refused("installation_call", json!({"id": id})).await;
    assert_eq!(problem["code"], "RateLimited", "{problem}");
    assert_eq!(desk.row(&id).await["health"], "healthy");
    let lines = desk.call("activity_query", json!({"limit": 1})).await;
    assert_eq!(lines["rows"][0]["kind"], "call_failed");
}

#[tokio::test]
async fn a_test_account_is_kept_alive_by_one_call() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("DEVELOPER_TEST", 0);
    let problem = desk
        .refused("account_keep_alive", json!({"hub_id": hub_id}))
        .await;
    assert_eq!(problem["code"], "NoTokenForAccount");

    let id = desk.install(&app, hub_id).await;
    let account = of(&desk, hub_id).await;
    let before = account["expires_at_the_earliest"].as_i64().unwrap();
    assert_eq!(account["keep_alive_by"], id);
    let call = desk
        .call("account_keep_alive", json!({"hub_id": hub_id}))
        .await;
    assert_eq!(call["http_status"], 200);
    let account = of(&desk, hub_id).await;
    let after = account["expires_at_the_earliest"].as_i64().unwrap();
    assert!(after >= before, "{after} {before}");
    let last = account["last_call_at"].as_i64().unwrap();
    assert_eq!(
        after - last,
        90 * 24 * 60 * 60 * 1000,
        "ninety days from the call"
    );

    let customer = desk.account("STANDARD", 0);
    desk.install(&app, customer).await;
    let account = of(&desk, customer).await;
    assert!(
        account["expires_at_the_earliest"].is_null(),
        "only test accounts expire"
    );
}

async fn of(desk: &TestDesk, hub_id: u64) -> serde_json::Value {
    let accounts = desk.call("account_list", json!({})).await;
    let mut accounts = accounts.as_array().unwrap().iter();
    accounts
        .find(|account| account["hub_id"] == hub_id)
        .unwrap()
        .clone()
}
