use keeper_tests::desk::TestDesk;
use serde_json::{Value, json};

async fn reauthorize(desk: &TestDesk, id: &Value) -> Value {
    desk.call(
        "installation_reauthorize",
        json!({"id": id, "open_browser": false}),
    )
    .await
}

#[tokio::test]
async fn uninstalled_by_the_customer_then_one_click_and_green_again() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    desk.call(
        "installation_annotate",
        json!({
            "id": id, "notes": "ask Priya", "tags": ["pilot"], "keep_alive": "daily"
        }),
    )
    .await;
    let client_id = desk.practice.apps()[0].client_id.clone();
    desk.control(
        "uninstall",
        json!({"client_id": client_id, "hub_id": hub_id}),
    )
    .await;
    assert_eq!(desk.refresh(&[&id]).await["refused"], 1);
    let row = desk.row(&id).await;
    assert_eq!(
        (&row["health"], &row["hubspot_status"]),
        (&json!("needs_reauthorization"), &json!("BAD_REFRESH_TOKEN"))
    );

    let started = reauthorize(&desk, &id).await;
    assert!(
        started["authorize_url"]
            .as_str()
            .unwrap()
            .contains(&format!("/{hub_id}/"))
    );
    let redirect = desk.consent(&started, hub_id).await;
    desk.visit(&redirect).await;
    let done = desk.flow_at(&started["flow"], &["done", "failed"]).await;
    assert_eq!(done["installation"], id, "the row keeps its name");
    let row = desk.row(&id).await;
    assert_eq!(
        (&row["health"], &row["notes"], &row["tags"]),
        (&json!("healthy"), &json!("ask Priya"), &json!(["pilot"]))
    );
    let page = desk.call("installation_query", json!({"limit": 10})).await;
    assert_eq!(page["total"], 1);
}

#[tokio::test]
async fn an_abandoned_reauthorization_leaves_the_old_tokens() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    let before = desk.row(&id).await["tokens"].clone();
    let started = reauthorize(&desk, &id).await;
    desk.call("install_cancel", json!({"flow": started["flow"]}))
        .await;
    assert_eq!(desk.row(&id).await["tokens"], before);
    assert_eq!(desk.refresh(&[&id]).await["proven"], 1);
}

#[tokio::test]
async fn a17_another_account_is_set_aside_and_touches_nothing() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let (expected, other) = (desk.account("STANDARD", 0), desk.account("STANDARD", 1));
    let id = desk.install(&app, expected).await;
    let before = desk.row(&id).await["tokens"].clone();
    let started = reauthorize(&desk, &id).await;
    let url = started["authorize_url"].as_str().unwrap();
    let elsewhere = url.replace(&format!("/{expected}/"), "/");
    let redirect = desk
        .consent(&json!({"authorize_url": elsewhere}), other)
        .await;
    desk.visit(&redirect).await;
    let aside = desk
        .flow_at(&started["flow"], &["done", "failed", "quarantined"])
        .await;
    assert_eq!(aside["state"], "quarantined");
    assert_eq!(aside["problem"]["code"], "AccountMismatch");
    assert_eq!(aside["problem"]["args"]["found_hub_id"], other);
    assert_eq!(
        desk.row(&id).await["tokens"],
        before,
        "the row is untouched"
    );

    let desk = desk.restart().await;
    let waiting = json!({"filter": {"healths": ["quarantined"]}, "limit": 10});
    let page = desk
        .until("installation_query", waiting, |page| page["total"] == 1)
        .await;
    let grant = page["rows"][0]["id"].clone();
    let kept = desk.call("grant_keep", json!({"id": grant})).await;
    let row = desk.row(&kept["id"]).await;
    assert_eq!(
        (&row["health"], &row["hub_id"]),
        (&json!("healthy"), &json!(other))
    );
}

/// Other systems may live by the token that was there before.
#[tokio::test]
async fn a27_reauthorizing_revokes_nothing() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let hub_id = desk.account("STANDARD", 0);
    let id = desk.install(&app, hub_id).await;
    let started = reauthorize(&desk, &id).await;
    let redirect = desk.consent(&started, hub_id).await;
    desk.visit(&redirect).await;
    desk.flow_at(&started["flow"], &["done"]).await;
    let log = desk.log().await;
    let is_revocation = |line: &&Value| line["path"].as_str().unwrap().contains("revoke");
    assert!(log.iter().all(|line| line["path"].is_string()), "{log:?}");
    assert_eq!(log.iter().filter(is_revocation).count(), 0, "{log:?}");
    assert_eq!(desk.refresh(&[&id]).await["proven"], 1);
}

#[tokio::test]
async fn a27_a_discarded_grant_is_wiped_here_and_lives_on_there() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let (expected, other) = (desk.account("STANDARD", 0), desk.account("STANDARD", 1));
    let id = desk.install(&app, expected).await;
    let shared = desk.install(&app, other).await;
    let started = reauthorize(&desk, &id).await;
    let url = started["authorize_url"].as_str().unwrap();
    let elsewhere = url.replace(&format!("/{expected}/"), "/");
    let redirect = desk
        .consent(&json!({"authorize_url": elsewhere}), other)
        .await;
    desk.visit(&redirect).await;
    let aside = desk
        .flow_at(&started["flow"], &["quarantined", "done", "failed"])
        .await;
    desk.call("grant_discard", json!({"id": aside["installation"]}))
        .await;
    let log = desk.log().await;
    assert!(
        log.iter()
            .all(|line| !line["path"].as_str().unwrap().ends_with("/revoke"))
    );
    assert_eq!(
        desk.refresh(&[&shared]).await["proven"],
        1,
        "the other installation lives"
    );
}

#[tokio::test]
async fn a_double_click_is_refused_with_the_reason() {
    let desk = TestDesk::start().await;
    let app = desk.save_app(0).await;
    let id = desk.install(&app, desk.account("STANDARD", 0)).await;
    reauthorize(&desk, &id).await;
    let again = desk.refused(
        "installation_reauthorize",
        json!({"id": id, "open_browser": false}),
    );
    assert_eq!(again.await["code"], "FlowOnSameRedirectUrl");
}
