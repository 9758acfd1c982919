use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

fn names(page: &Value) -> Vec<String> {
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["account_name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_window_of_a_snapshot_keeps_its_order_and_tells_what_moved() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let mut ids = Vec::new();
    for place in 0..3 {
        ids.push(desk.install(&app, desk.account("STANDARD", place)).await);
    }
    let first = desk.call("installation_query", json!({"limit": 2})).await;
    assert_eq!((&first["total"], names(&first).len()), (&json!(3), 2));
    let mut sorted = names(&first);
    sorted.sort();
    assert_eq!(names(&first), sorted);
    let read_on = json!({"snapshot": first["snapshot"], "offset": 2, "limit": 2});
    assert_eq!(
        names(&desk.call("installation_query", read_on.clone()).await).len(),
        1
    );

    let last = first["rows"][1]["id"].clone();
    desk.call("installation_revoke", json!({"id": last})).await;
    let same = json!({"snapshot": first["snapshot"], "limit": 3});
    let same = desk.call("installation_query", same).await;
    assert_eq!(
        names(&same)[..2],
        names(&first)[..],
        "rows never move under the pointer"
    );
    assert_eq!(
        same["rows"][1]["health"], "revoked",
        "what they hold is fresh"
    );
    assert!(same["stale"].as_u64().unwrap() > 0);
    assert_eq!(
        same["facets"]["health"],
        json!({"healthy": 2, "revoked": 1})
    );
    let gone = desk
        .refused("installation_query", json!({"snapshot": 999, "limit": 1}))
        .await;
    assert_eq!(gone["code"], "SnapshotGone");
}

#[tokio::test]
async fn passing_questions_leave_the_list_that_is_shown_alone() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    for place in 0..3 {
        desk.install(&app, desk.account("STANDARD", place)).await;
    }
    let sort = json!({"by": "hub_id", "descending": true});
    let shown = desk
        .call("installation_query", json!({"sort": sort, "limit": 9}))
        .await;
    let passing = json!({"filter": {"search": "a"}, "limit": 5, "keep": false});
    for _ in 0..100 {
        let found = desk.call("installation_query", passing.clone()).await;
        assert_eq!(found["snapshot"], Value::Null, "nothing is kept of it");
    }
    let same = json!({"snapshot": shown["snapshot"], "limit": 9});
    let same = desk.call("installation_query", same).await;
    assert_eq!(names(&same), names(&shown), "in the same order");
    let chosen = json!({"snapshot": shown["snapshot"], "except": [shown["rows"][0]["id"]]});
    let started = desk.call("installation_refresh", chosen).await;
    assert_eq!(started["total"], 2, "the list is still known");
}

#[tokio::test]
async fn support_sees_which_test_accounts_have_tokens() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("DEVELOPER_TEST", 0);
    let id = desk.install(&app, hub_id).await;
    desk.call(
        "account_add",
        json!({"hub_id": 42, "name": "By Hand", "account_type": "sandbox"}),
    )
    .await;
    let filter = json!({"account_types": ["developer_test"]});
    let page = desk
        .call("matrix_query", json!({"filter": filter, "limit": 50}))
        .await;
    assert_eq!((&page["total"], &page["has_token"]), (&json!(1), &json!(1)));
    assert_eq!(page["rows"][0]["cells"][0]["id"], id);
    assert_eq!(page["rows"][0]["cells"][0]["health"], "healthy");
    let all = desk.call("matrix_query", json!({"limit": 50})).await;
    assert_eq!(
        all["total"], 2,
        "accounts without installations stand there, too"
    );
}

#[tokio::test]
async fn search_and_facets() {
    let desk = TestDesk::start().await;
    let (one, two) = (desk.save_app(0).await, desk.save_app(1).await);
    let (hub, other) = (
        desk.account("DEVELOPER_TEST", 0),
        desk.account("DEVELOPER_TEST", 1),
    );
    desk.install(&one, hub).await;
    desk.install(&two, hub).await;
    desk.install(&one, other).await;
    let query = async |filter: Value| {
        desk.call("installation_query", json!({"filter": filter, "limit": 9}))
            .await
    };
    assert_eq!(query(json!({"search": hub.to_string()})).await["total"], 2);
    let by_app = query(json!({"apps": [one]})).await;
    assert_eq!(by_app["total"], 2);
    assert_eq!(
        by_app["facets"]["apps"][two.as_str().unwrap()],
        1,
        "a facet ignores itself"
    );
    assert_eq!(
        query(json!({"search": "nobody of this name"})).await["total"],
        0
    );
}

#[tokio::test]
async fn activity_tells_the_story() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    desk.refresh(&[&id]).await;
    desk.call("installation_revoke", json!({"id": id})).await;
    let story = desk.call("activity_query", json!({"limit": 50})).await;
    let kinds: Vec<_> = story["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["revoked", "refreshed", "installed", "app_saved"]);
}
