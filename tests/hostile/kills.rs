use std::sync::Arc;

use keeper_tests::desk::http;
use serde_json::{Value, json};

use crate::killed::{Scene, refresh, rows};
use crate::siege::{Program, Siege};
use crate::stand::{Call, JSON, Reply};

/// HubSpot never heard of it, or it did and the answer is lost.
const HEARD: [bool; 2] = [false, true];

#[tokio::test]
async fn a16_a_kill_during_the_exchange_doubles_nothing() {
    let scene = Scene::start().await;
    let mut bridge = scene.bridge().await;
    let app = scene.save_app(&bridge).await;
    for heard in HEARD {
        scene
            .order(json!({"endpoint": "exchange", "kind": "timeout", "takes_effect": heard}))
            .await;
        let (_, redirect) = scene.consented(&bridge, &app).await;
        let visit = tokio::spawn(http().get(redirect).send());
        scene.until_met().await;
        bridge.kill().await;
        visit.abort();
        bridge = scene.bridge().await;
        assert!(
            rows(&bridge).await.is_empty(),
            "no row without tokens, heard: {heard}"
        );
    }
    let id = scene.install(&bridge, &app).await;
    assert_eq!(rows(&bridge).await.len(), 1);
    assert_eq!(refresh(&bridge, &id).await["proven"], 1);
}

#[tokio::test]
async fn a16_a_kill_during_a_refresh_loses_no_token() {
    let scene = Scene::start().await;
    let mut bridge = scene.bridge().await;
    let app = scene.save_app(&bridge).await;
    let id = scene.install(&bridge, &app).await;
    for heard in HEARD {
        scene
            .order(json!({"endpoint": "refresh", "kind": "timeout", "takes_effect": heard}))
            .await;
        bridge
            .must("installation_refresh", json!({"ids": [id]}))
            .await;
        scene.until_met().await;
        bridge.kill().await;
        bridge = scene.bridge().await;
        assert_eq!(rows(&bridge).await.len(), 1, "heard: {heard}");
        assert_eq!(refresh(&bridge, &id).await["proven"], 1, "heard: {heard}");
        assert_eq!(
            rows(&bridge).await[0]["health"],
            "healthy",
            "heard: {heard}"
        );
    }
}

#[tokio::test]
async fn a16_a_kill_during_an_exit_leaves_the_truth_to_be_found_out() {
    for (endpoint, command) in [
        ("revoke", "installation_revoke"),
        ("uninstall", "installation_uninstall"),
    ] {
        let scene = Scene::start().await;
        let mut bridge = scene.bridge().await;
        let app = scene.save_app(&bridge).await;
        let id = scene.install(&bridge, &app).await;
        for heard in HEARD {
            scene
                .order(json!({"endpoint": endpoint, "kind": "timeout", "takes_effect": heard}))
                .await;
            {
                let leaving = bridge.call(command, json!({"id": id}));
                tokio::select! {
                    answer = leaving => panic!("{endpoint} hangs: {answer:?}"),
                    () = scene.until_met() => {}
                }
            }
            bridge.kill().await;
            bridge = scene.bridge().await;
            let row = &rows(&bridge).await[0];
            assert_ne!(
                row["health"], endpoint,
                "nobody claims what nobody knows: {row}"
            );
            let summary = refresh(&bridge, &id).await;
            let (found, health) = if heard {
                ("refused", "needs_reauthorization")
            } else {
                ("proven", "healthy")
            };
            assert_eq!(summary[found], 1, "{endpoint}, heard: {heard}: {summary}");
            assert_eq!(
                rows(&bridge).await[0]["health"],
                health,
                "{endpoint}, heard: {heard}"
            );
        }
        let again = scene.install(&bridge, &app).await;
        assert_eq!(again, id, "one click puts it right, on the same row");
    }
}

#[tokio::test]
async fn a16_a_new_token_is_on_disk_before_anything_else_is_asked() {
    let mut siege = Siege::start_apart("info").await;
    let app = siege.save_app().await;
    // Without its type the account is asked about again by the way.
    let unavailable = Reply::Plain(503, JSON, "{}".to_owned());
    siege.stand.next(Call::Account, unavailable);
    let id = siege.install(&app).await;
    siege.stand.next(Call::Account, Reply::Held(Arc::default()));
    let args = json!({"ids": [id]});
    siege.program.must("installation_refresh", args).await;
    siege.until_asked(Call::Account, 2).await;
    let newest = siege.stand.issued().last().unwrap().clone();
    siege = siege.kill_and_start().await;
    assert_eq!(siege.refresh(&id).await["proven"], 1);
    let asked = siege.stand.asked();
    let last = asked
        .iter()
        .rfind(|asked| asked.call == Call::Refresh)
        .unwrap();
    assert!(
        last.body.contains(&newest),
        "the token before was sent once more"
    );
}

#[tokio::test]
async fn a16_a_kill_between_exchange_and_commit_loses_nothing() {
    let scene = Scene::start().await;
    let bridge = scene.bridge().await;
    let app = scene.save_app(&bridge).await;
    scene
        .order(json!({"endpoint": "introspect", "kind": "timeout"}))
        .await;
    let (_, redirect) = scene.consented(&bridge, &app).await;
    // The page is held while introspection hangs; nobody waits for it.
    let visit = tokio::spawn(http().get(redirect).send());
    scene.until_met().await;
    assert_eq!(rows(&bridge).await[0]["health"], "held");
    bridge.kill().await;
    visit.abort();

    let bridge = scene.bridge().await;
    let is_settled = |page: &Value| page["rows"][0]["health"] == "healthy";
    let page = bridge
        .until("installation_query", json!({}), is_settled)
        .await;
    assert_eq!(page["total"], 1, "nothing is doubled");
    assert_eq!(page["rows"][0]["hub_id"], scene.hub_id());
}
